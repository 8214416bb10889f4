//! Open cases on a map: as points where they are few, as clusters with their number and worst lamp where they are many.

use std::{collections::BTreeMap, sync::Arc};

use changxiao_domain::{
    calendar::DueStatus,
    geo::{BoundingBox, Cluster, Gathered, Pyramid},
    orgs::{Actor, Permission},
};
use changxiao_store::cases::{self, CaseFilter, CaseLine, Cell};

use super::{
    figures::{self, Taken},
    scope,
};
use crate::{App, AppError, readable::readable};

/// So many points can be told apart on a screen.
pub const MOST_POINTS: i64 = 500;
/// From this zoom on a press on a cluster leads no closer: the newest cases are drawn as points, and the rest is a number.
const CLOSE: u8 = 15;

/// What part of the map is seen; without a frame, all of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    pub frame: Option<BoundingBox>,
    /// Zoom of the map, 0 to 22.
    pub zoom: u8,
}

pub struct CaseMap {
    /// Open cases of the filter with a position, in the whole of the post's scope.
    pub total: i64,
    /// Open cases of the filter that nobody has placed.
    pub unplaced: i64,
    pub drawn: Drawn,
}

pub enum Drawn {
    /// Every case with a position; another part of the map needs no other answer.
    All(Vec<CaseLine>),
    /// The newest within the frame, and how many more lie there.
    Points(Vec<CaseLine>, i64),
    /// Those that meet the frame.
    Clusters(Vec<Cluster>),
}

/// The open cases of the filter within the post's scope, as that part of the map can show them.
pub async fn map(app: &App, actor: &Actor, filter: &CaseFilter, seen: Seen) -> Result<CaseMap, AppError> {
    actor.require(Permission::ReadCases)?;
    let filter = CaseFilter { scope: scope::filter(actor), open: Some(true), ..filter.clone() };
    let grid = grid(app, actor, &filter).await?;
    let total = grid.pyramid.count(None, filter.lamp);
    let unplaced = grid.unplaced.iter().filter(|(lamp, _)| filter.lamp.is_none_or(|wanted| wanted == *lamp));
    let unplaced = unplaced.map(|(_, count)| count).sum();
    let within = grid.pyramid.count(seen.frame, filter.lamp);
    let points = async |frame: Option<BoundingBox>| {
        let filter = CaseFilter { frame, ..filter.clone() };
        cases::map_points(app.db(), actor.city, &filter, app.now(), MOST_POINTS)
            .await
            .map(|lines| readable(actor, lines))
    };
    let drawn = if total <= MOST_POINTS {
        Drawn::All(points(None).await?)
    } else if within <= MOST_POINTS || seen.zoom >= CLOSE {
        let lines = points(seen.frame).await?;
        let drawn = i64::try_from(lines.len()).unwrap_or(0);
        // Cells that the frame cuts count in part only: what was drawn below the limit is all there is.
        let more = if drawn < MOST_POINTS { 0 } else { (within - drawn).max(0) };
        Drawn::Points(lines, more)
    } else {
        Drawn::Clusters(grid.pyramid.clusters(seen.zoom, seen.frame, filter.lamp))
    };
    Ok(CaseMap { total, unplaced, drawn })
}

/// The newest open cases with a position, for a map of one case and its neighbours.
pub async fn newest(app: &App, actor: &Actor, filter: &CaseFilter, most: i64) -> Result<Vec<CaseLine>, AppError> {
    let filter = CaseFilter { scope: scope::filter(actor), open: Some(true), ..filter.clone() };
    Ok(readable(actor, cases::map_points(app.db(), actor.city, &filter, app.now(), most).await?))
}

/// Open cases by the first nine digits of their division, for the figures on a map.
pub async fn count_by_township(app: &App, actor: &Actor) -> Result<Vec<(i64, i64)>, AppError> {
    let filter = CaseFilter { scope: scope::filter(actor), open: Some(true), ..CaseFilter::default() };
    Ok(grid(app, actor, &filter).await?.townships.clone())
}

/// What is drawn and counted on a map, made once for all parts and zooms of it.
struct Grid {
    pyramid: Pyramid,
    townships: Vec<(i64, i64)>,
    unplaced: Vec<(DueStatus, i64)>,
}

impl Grid {
    fn of(cells: &[Cell]) -> Self {
        let mut townships = BTreeMap::new();
        for cell in cells {
            *townships.entry(cell.township).or_default() += cell.count;
        }
        let placed = |cell: &Cell| Some(Gathered { cell: cell.place?, lamp: cell.lamp, count: cell.count });
        Self {
            pyramid: Pyramid::of(cells.iter().filter_map(placed)),
            townships: townships.into_iter().collect(),
            unplaced: cells.iter().filter(|cell| cell.place.is_none()).map(|cell| (cell.lamp, cell.count)).collect(),
        }
    }
}

/// Open cases by cell, whatever their lamp; `filter` carries the scope.
async fn grid(app: &App, actor: &Actor, filter: &CaseFilter) -> Result<Arc<Grid>, AppError> {
    let whole = CaseFilter { lamp: None, frame: None, sort: Default::default(), ..filter.clone() };
    let key = format!("grid:{whole:?}");
    let take = || {
        let (app, city, whole) = (app.clone(), actor.city, whole.clone());
        async move {
            let cells = cases::grid(app.db(), city, &whole, app.now()).await?;
            let over = cells.iter().map(|cell| cell.count).sum();
            Ok(Taken { value: Grid::of(&cells), over })
        }
    };
    figures::sure(app, actor.city, &key, take).await
}
