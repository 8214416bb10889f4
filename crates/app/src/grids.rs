//! Grids (网格): in which one a place lies and who walks it, and where the layer of a city overlaps or leaves something open.

pub mod open;
pub mod save;

use std::collections::BTreeSet;

use changxiao_domain::{
    divisions::{DivisionCode, Level},
    geo::{Outline, Position, gap, overlaps},
    grids::{Grid, InGrid, grid_at, grid_of, leaves_open},
    orgs::{Actor, Permission, Post},
};
use changxiao_words::{Lang, Message, say};

use crate::{AppError, model::CityModel};

/// So many overlaps and gaps are named at once.
const NAMED: usize = 20;
/// So many towns are looked at at once; the page of a town says the rest.
const TOWNS: usize = 40;

impl CityModel {
    /// In which grid a place lies.
    pub fn grid_of(&self, place: DivisionCode, position: Option<Position>) -> InGrid<'_> {
        grid_of(&self.grids, place, position)
    }

    /// The only grid that holds a position.
    pub fn grid_around(&self, position: Position) -> Option<&Grid> {
        grid_at(&self.grids, position).one()
    }

    /// The grid of a code, whether it is there today or has ended.
    pub fn grid(&self, code: &str) -> Option<&Grid> {
        self.grids.iter().chain(&self.ended_grids).find(|grid| grid.code == code)
    }

    /// The town or village whose grids leave a position open; none where it lies in a grid, or where nobody knows. `division` is the one in
    /// which the position is said to lie; an outline within it that holds the position says more.
    pub fn left_open(&self, division: DivisionCode, position: Position) -> Option<DivisionCode> {
        if self.grids.is_empty() {
            return None;
        }
        let place = self.division_at(position).filter(|finer| finer.is_within(division)).unwrap_or(division);
        leaves_open(&self.grids, place, position).then_some(place)
    }

    /// The post in force of whoever walks a grid; none where it is held by nobody today.
    pub fn walks(&self, grid: &Grid) -> Option<&Post> {
        grid.staff.and_then(|post| self.posts.get(&post)).filter(|post| post.in_force(self.day))
    }

    /// Who walks a grid, as pages say it: 林晓（巷口街道 · 网格员）; empty where nobody does.
    pub fn walker_name(&self, grid: &Grid, lang: Lang) -> String {
        let Some(post) = self.walks(grid) else { return String::new() };
        let person = self.person_names.get(&post.person).map_or("", String::as_str);
        format!("{person} · {}", self.post_label(post.id, lang))
    }
}

/// What a list of grids is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GridFilter {
    pub division: Option<DivisionCode>,
    /// Part of a code or of a name.
    pub words: String,
    /// Only those that nobody walks today.
    pub without_staff: bool,
    /// Those that have ended, instead of those of today.
    pub ended: bool,
}

/// The grids of the city, by their codes.
///
/// Errors: not permitted.
pub fn list<'m>(model: &'m CityModel, actor: &Actor, filter: &GridFilter) -> Result<Vec<&'m Grid>, AppError> {
    actor.require(Permission::ReadUnits)?;
    let needle = filter.words.trim().to_lowercase();
    let is_wanted = |grid: &&Grid| {
        filter.division.is_none_or(|division| grid.division.is_within(division))
            && (grid.code.to_lowercase().contains(&needle) || grid.name.to_lowercase().contains(&needle))
            && !(filter.without_staff && model.walks(grid).is_some())
    };
    let of_kind = if filter.ended { &model.ended_grids } else { &model.grids };
    Ok(of_kind.iter().filter(is_wanted).collect())
}

/// What is wrong with the layer within a division, in the words of pages: at most some twenty faults.
///
/// Errors: not permitted.
pub fn faults(model: &CityModel, actor: &Actor, within: DivisionCode) -> Result<Vec<Message>, AppError> {
    actor.require(Permission::ReadUnits)?;
    let grids: Vec<&Grid> = model.grids.iter().filter(|grid| grid.division.is_within(within)).collect();
    let towns = towns_of(grids.iter().copied());
    Ok(said(model, &grids, towns))
}

/// The towns and streets in which grids lie.
pub(crate) fn towns_of<'g>(grids: impl IntoIterator<Item = &'g Grid>) -> BTreeSet<DivisionCode> {
    grids.into_iter().filter_map(|grid| grid.division.at_level(Level::Township)).collect()
}

/// Where grids of these towns overlap, and what they leave open of the outlines of towns and villages that have one.
pub(crate) fn said(model: &CityModel, grids: &[&Grid], towns: BTreeSet<DivisionCode>) -> Vec<Message> {
    let mut said = Vec::new();
    for town in towns.into_iter().take(TOWNS) {
        let here: Vec<&Grid> = grids.iter().copied().filter(|grid| grid.division.is_within(town)).collect();
        overlapping(&here, &mut said);
        let places = model.divisions.subtree(town).map(|division| division.code);
        for place in places {
            left_open(model, place, &here, &mut said);
        }
        if said.len() >= NAMED {
            break;
        }
    }
    said.truncate(NAMED);
    said
}

fn percent(thousandths: usize) -> String {
    format!("{}.{}", thousandths / 10, thousandths % 10)
}

fn degrees(at: Position) -> (String, String) {
    (format!("{:.4}", at.lon()), format!("{:.4}", at.lat()))
}

fn overlapping(grids: &[&Grid], said: &mut Vec<Message>) {
    let drawn: Vec<(&Grid, &Outline)> = grids.iter().filter_map(|grid| Some((*grid, grid.outline.as_ref()?))).collect();
    let outlines: Vec<&Outline> = drawn.iter().map(|(_, outline)| *outline).collect();
    for overlap in overlaps(&outlines) {
        let (one, other) = (drawn[overlap.first].0, drawn[overlap.second].0);
        let (lon, lat) = degrees(overlap.at);
        let label = |grid: &Grid| format!("{} {}", grid.code, grid.name);
        let (one, other, percent) = (label(one), label(other), percent(overlap.thousandths));
        said.push(say!(grids_overlap, one, other, percent, lon, lat));
    }
}

/// A village without a grid leaves its town open; where a grid is not drawn yet, something is open of course.
fn left_open(model: &CityModel, place: DivisionCode, grids: &[&Grid], said: &mut Vec<Message>) {
    let Some((_, whole)) = model.outlines.iter().find(|(of, _)| *of == place) else { return };
    let within: Vec<&Grid> = grids.iter().copied().filter(|grid| grid.division.is_within(place)).collect();
    let outlines: Vec<&Outline> = within.iter().filter_map(|grid| grid.outline.as_ref()).collect();
    if within.is_empty() || outlines.len() < within.len() {
        return;
    }
    if let Some(gap) = gap(whole, &outlines) {
        let (lon, lat) = degrees(gap.at);
        let (of, percent) = (model.place_value(place.padded()), percent(gap.thousandths));
        said.push(say!(grids_gap, of, percent, lon, lat));
    }
}
