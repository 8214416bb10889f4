//! What nobody answers for: the report before a case shows it.

use std::collections::BTreeMap;

use changxiao_domain::{
    categories::CategoryCode,
    divisions::{DivisionCode, Level},
    ids::{CityId, UnitId},
    orgs::{Actor, Permission, Role, Unit, UnitKind},
    standards::{Duty, NodeKind},
};
use changxiao_store::sites::{self, SiteFilter};

use super::duties::Origin;
use crate::{
    App, AppError,
    departures::queues::{Unmanned, unmanned},
    grids::open::{LeftOpen, left_open},
    model::CityModel,
};

/// A category without a line unit, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryGap {
    pub category: CategoryCode,
    pub divisions: Vec<DivisionCode>,
}

/// The report.
#[derive(Clone, Debug, Default)]
pub struct Unanswered {
    /// Categories for which some township has no line unit.
    pub categories: Vec<CategoryGap>,
    /// Townships whose territory falls to no town and no district.
    pub places: Vec<DivisionCode>,
    /// Divisions that several territories overlie, each with their units: none of them is guessed.
    pub disputed: Vec<(DivisionCode, Vec<UnitId>)>,
    /// Contents of the current system without a lead unit: their codes.
    pub contents: Vec<String>,
    /// Rows of the matrix that name a unit which is no longer in force: division, key, unit.
    pub ended: Vec<(DivisionCode, String, UnitId)>,
    /// Active sites without a unit.
    pub sites: i64,
    /// Units that have to act and in which nobody is there.
    pub unmanned: Vec<(UnitId, Unmanned)>,
    /// Headquarters and groups that nobody leads: the ladder of the units below ends somewhere else.
    pub leaderless: Vec<UnitId>,
    /// Management committees and new districts whose territory nobody has entered: the towns answer there.
    pub without_areas: Vec<UnitId>,
    /// What lies in no grid although the place around it has grids.
    pub left_open: LeftOpen,
    /// How many townships and categories were asked.
    pub asked: (usize, usize),
}

impl Unanswered {
    pub fn is_empty(&self) -> bool {
        self.categories.is_empty()
            && self.places.is_empty()
            && self.disputed.is_empty()
            && self.contents.is_empty()
            && self.ended.is_empty()
            && self.sites == 0
            && self.unmanned.is_empty()
            && self.leaderless.is_empty()
            && self.without_areas.is_empty()
            && self.left_open.is_empty()
    }
}

/// Errors: not permitted.
pub async fn unanswered(app: &App, actor: &Actor) -> Result<Unanswered, AppError> {
    actor.require(Permission::ReadUnits)?;
    let model = app.model(actor.city).await?;
    let mut report = of_model(&model);
    report.unmanned = unmanned(app, actor.city).await?;
    report.sites = sites_without_unit(app, actor.city).await?;
    report.left_open = left_open(app, actor, &model).await?;
    Ok(report)
}

/// What the reference data alone say.
pub fn of_model(model: &CityModel) -> Unanswered {
    let towns: Vec<DivisionCode> = model
        .divisions
        .iter()
        .filter(|division| division.level == Level::Township)
        .map(|division| division.code)
        .collect();
    let mut gaps: BTreeMap<CategoryCode, Vec<DivisionCode>> = BTreeMap::new();
    model.lines(|town, category, line| {
        if line.is_none_or(|unit| model.units.get(unit).is_none()) {
            gaps.entry(category).or_default().push(town);
        }
    });
    let disputed: Vec<_> = model.units.disputed().map(|(place, units)| (place, units.to_vec())).collect();
    let is_disputed = |town: &DivisionCode| disputed.iter().any(|(place, _)| town.is_within(*place));
    let nobodys = |town: &DivisionCode| model.territory_unit(*town).is_none() && !is_disputed(town);
    let places = towns.iter().copied().filter(nobodys).collect();
    let mut ended: Vec<_> = model
        .matrix
        .values()
        .flat_map(|row| row.territory_unit.into_iter().chain(row.line_unit).map(move |unit| (row, unit)))
        .filter(|(_, unit)| model.units.get(*unit).is_none())
        .filter_map(|(row, unit)| Some((DivisionCode::from_padded(row.division).ok()?, row.category.clone(), unit)))
        .collect();
    ended.sort_by(|one, two| (one.0, &one.1).cmp(&(two.0, &two.1)));
    Unanswered {
        categories: gaps.into_iter().map(|(category, divisions)| CategoryGap { category, divisions }).collect(),
        places,
        disputed,
        contents: contents_without_lead(model),
        ended,
        sites: 0,
        unmanned: Vec::new(),
        leaderless: leaderless(model),
        without_areas: without_areas(model),
        left_open: LeftOpen::default(),
        asked: (towns.len(), model.categories.categories.len()),
    }
}

/// Headquarters and groups without a post in force of somebody who leads them, in tree order.
fn leaderless(model: &CityModel) -> Vec<UnitId> {
    let is_led = |unit: &Unit| {
        let leads = |role| role == Role::Leader || (unit.kind == UnitKind::Group && role == Role::UnitHead);
        model.posts_in(unit.id).any(|post| leads(post.role))
    };
    model
        .units
        .iter()
        .filter(|unit| unit.kind.ends_ladders())
        .filter(|unit| !is_led(unit))
        .map(|unit| unit.id)
        .collect()
}

/// In tree order.
fn without_areas(model: &CityModel) -> Vec<UnitId> {
    let lacks = |unit: &&Unit| unit.kind.overlies() && unit.territory().is_none();
    model.units.iter().filter(lacks).map(|unit| unit.id).collect()
}

/// True when the answer comes from a row of another division than the one asked.
pub fn is_inherited(origin: &Origin, asked: DivisionCode) -> bool {
    !matches!(origin, Origin::Row { division, .. } if *division == asked)
}

fn contents_without_lead(model: &CityModel) -> Vec<String> {
    let Some(system) = model.current_system() else { return Vec::new() };
    let rows = model.responsibilities.get(&system.id);
    let has_lead = |code: &str| {
        rows.and_then(|rows| rows.get(code))
            .is_some_and(|rows| rows.iter().any(|row| row.duty == Duty::Lead && model.units.get(row.unit).is_some()))
    };
    // A content is answered for when it, anything above it, or every standard below it has a lead.
    let mut missing = Vec::new();
    for node in system.nodes.iter().filter(|node| node.kind == NodeKind::Content) {
        let mut at = Some(node);
        let mut answered = false;
        while let Some(node) = at {
            answered = answered || has_lead(&node.code);
            at = node.parent.as_deref().and_then(|parent| system.node(parent));
        }
        let below = system.children(Some(&node.code));
        let all_below = !below.is_empty() && below.iter().all(|child| has_lead(&child.code));
        if !answered && !all_below {
            missing.push(node.code.clone());
        }
    }
    missing
}

async fn sites_without_unit(app: &App, city: CityId) -> Result<i64, AppError> {
    let filter = SiteFilter { without_unit: true, ..SiteFilter::default() };
    Ok(sites::count_of(app.db(), city, &filter).await?)
}
