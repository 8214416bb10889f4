//! One unit with what it answers for.

use changxiao_domain::{
    departures::Subject,
    divisions::DivisionCode,
    ids::{PersonId, UnitId},
    orgs::{Actor, Permission, Post, Unit},
    standards::Duty,
    time::Day,
};
use changxiao_store::{
    cases::{CaseFilter, DueCounts},
    departures::Succession,
    orgs::MatrixRow,
    sites::{self, SiteFilter},
};

use super::dated::unit_of_code;
use crate::{App, AppError, cases::list, model::CityModel};

/// A standard for which the unit has a duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeDuty {
    pub code: String,
    /// `lead`, `responsible` or `assist`.
    pub duty: Duty,
}

/// What the pages of a unit show. Everything but `sites` and `open` comes from the model.
pub struct UnitView {
    pub unit: Unit,
    pub version: i64,
    /// Posts in force on the day asked.
    pub posts: Vec<Post>,
    pub nodes: Vec<NodeDuty>,
    /// Rows of the matrix that name the unit.
    pub rows: Vec<MatrixRow>,
    /// Active sites it answers for; `None` when the post may not read sites.
    pub sites: Option<i64>,
    /// Units that took over what it had to do, and units whose work it took over.
    pub followers: Vec<UnitId>,
    pub followed: Vec<UnitId>,
    /// Open cases it leads, within the post's scope; `None` when the post may not read cases.
    pub open: Option<DueCounts>,
}

/// Errors: not permitted; no unit ever had this code.
pub async fn view(app: &App, actor: &Actor, code: &str, day: Day) -> Result<UnitView, AppError> {
    actor.require(Permission::ReadUnits)?;
    let model = app.model(actor.city).await?;
    let unit = unit_of_code(&model, code, day).ok_or(AppError::NotFound("unit"))?.clone();
    let sites = if actor.may(Permission::ReadSites) {
        let filter = SiteFilter { unit: Some(unit.id), ..SiteFilter::default() };
        Some(sites::count_of(app.db(), actor.city, &filter).await?)
    } else {
        None
    };
    let open = if actor.may(Permission::ReadCases) {
        let filter = CaseFilter { lead: Some(unit.id), ..CaseFilter::default() };
        Some(list::count_by_lamp(app, actor, &filter).await?)
    } else {
        None
    };
    let version = model.unit_versions.get(&unit.id).copied().unwrap_or(1);
    Ok(UnitView {
        version,
        posts: posts_of(&model, unit.id, day),
        nodes: nodes_of(&model, unit.id),
        rows: rows_of(&model, unit.id),
        followers: linked(&model, |link| (link.subject == Subject::Unit(unit.id)).then_some(link.heir)),
        followed: linked(&model, |link| (link.heir == Subject::Unit(unit.id)).then_some(link.subject)),
        unit,
        sites,
        open,
    })
}

/// The posts in force in a unit, by role and title.
pub fn posts_of(model: &CityModel, unit: UnitId, day: Day) -> Vec<Post> {
    let mut posts: Vec<Post> =
        model.posts.values().filter(|post| post.unit == unit && post.in_force(day)).cloned().collect();
    posts.sort_by(|one, two| (one.role, &one.title, one.id).cmp(&(two.role, &two.title, two.id)));
    posts
}

/// The units at the other end of links, each once.
fn linked(model: &CityModel, other: impl Fn(&Succession) -> Option<Subject>) -> Vec<UnitId> {
    let mut units = Vec::new();
    for subject in model.successions.iter().filter_map(other) {
        if let Subject::Unit(unit) = subject
            && !units.contains(&unit)
        {
            units.push(unit);
        }
    }
    units
}

/// Who holds a post, for those who may know it.
pub fn holder_name<'a>(model: &'a CityModel, actor: &Actor, person: PersonId) -> Option<&'a str> {
    if !actor.may(Permission::ManagePeople) {
        return None;
    }
    model.person_names.get(&person).map(String::as_str)
}

fn nodes_of(model: &CityModel, unit: UnitId) -> Vec<NodeDuty> {
    let Some(system) = model.current_system() else { return Vec::new() };
    let rows = model.responsibilities.get(&system.id);
    rows.into_iter()
        .flatten()
        .flat_map(|(code, rows)| rows.iter().map(move |row| (code, row)))
        .filter(|(_, row)| row.unit == unit)
        .map(|(code, row)| NodeDuty { code: code.clone(), duty: row.duty })
        .collect()
}

fn rows_of(model: &CityModel, unit: UnitId) -> Vec<MatrixRow> {
    let names = |row: &&MatrixRow| row.territory_unit == Some(unit) || row.line_unit == Some(unit);
    let mut rows: Vec<MatrixRow> = model.matrix.values().filter(names).cloned().collect();
    rows.sort_by(|one, two| {
        let code = |row: &MatrixRow| DivisionCode::from_padded(row.division).ok();
        (code(one), &one.category).cmp(&(code(two), &two.category))
    });
    rows
}
