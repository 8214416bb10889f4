//! What goes over without a chain of its own: units below, rows of the matrix, responsibilities, sites, evidence, webhooks, views, words. Each with
//! its line in the trace.

use changxiao_domain::{
    departures::{Hanging, Subject},
    divisions::DivisionCode,
    grids::Grid,
    ids::{CityId, EvidenceId, HookId, PostId, SiteId, UnitId},
    orgs::{Actor, Territory, Unit},
    standards::Duty,
    time::Day,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    Tx,
    departures::{
        self as store,
        ties::{self, Tie},
    },
    grids::{self, GridRow},
    orgs::{self, MatrixRow, UnitRow},
    standards::{self, ResponsibilityRow},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{App, AppError, model::CityModel, note, orgs::row_of};

/// A row that goes over.
pub(super) enum RowMove {
    /// As it was, and as it is.
    Unit(Box<UnitRow>, Box<UnitRow>),
    /// The row as it was, and what takes its place; `None`: the heir has a row there already.
    Duty(MatrixRow, Option<MatrixRow>),
    Responsibility {
        was: ResponsibilityRow,
        is: ResponsibilityRow,
        system: (String, String),
    },
    Site(Uuid, Subject, Subject),
    /// As it is to be.
    Grid(Box<GridRow>),
    Evidence(Uuid, UnitId, UnitId),
    Hook(Uuid, UnitId, UnitId),
    View(Uuid, UnitId, UnitId),
    Outline(i64, i64),
    /// Sort, code before, code after.
    Synonyms(&'static str, String, String),
}

/// In whose name, for which departure, and from which day on.
#[derive(Clone, Copy)]
pub(super) struct By<'a> {
    pub app: &'a App,
    pub actor: &'a Actor,
    pub cause: &'a str,
    pub day: Day,
}

/// A unit with another one above it.
pub(super) fn below(unit: &Unit, version: i64, heir: UnitId) -> RowMove {
    let is = Unit { parent: Some(heir), ..unit.clone() };
    RowMove::Unit(Box::new(row_of(unit, version)), Box::new(row_of(&is, version)))
}

/// A unit whose territory names the division that follows instead of the one that ends.
pub(super) fn territory(unit: &Unit, version: i64, ended: DivisionCode, heir: DivisionCode) -> RowMove {
    let follows = |code: DivisionCode| if code == ended { heir } else { code };
    let areas = Territory::of(unit.areas.iter().copied().map(follows));
    let is = Unit {
        division: unit.division.map(follows),
        areas: areas.map_or_else(Vec::new, |areas| areas.divisions().to_vec()),
        ..unit.clone()
    };
    RowMove::Unit(Box::new(row_of(unit, version)), Box::new(row_of(&is, version)))
}

/// What the territory of `from` overlies, in that of `to`; `None` where it is there already, or where `to` is of a kind whose territory
/// overlies nothing: then the places fall back to the towns that they are in.
pub(super) fn areas(from: &Unit, to: &Unit, version: i64) -> Option<RowMove> {
    let all = Territory::of(to.areas.iter().chain(&from.areas).copied()).filter(|_| to.kind.overlies())?;
    let is = Unit { areas: all.divisions().to_vec(), ..to.clone() };
    (is.areas != to.areas).then(|| RowMove::Unit(Box::new(row_of(to, version)), Box::new(row_of(&is, version))))
}

/// A grid in the division that follows.
pub(super) fn grid_in(model: &CityModel, grid: &Grid, heir: DivisionCode) -> RowMove {
    RowMove::Grid(Box::new(GridRow { division: heir.padded(), ..grid_row(model, grid) }))
}

/// A grid that another post walks.
pub(super) fn grid_walked(model: &CityModel, grid: &Grid, to: PostId) -> RowMove {
    RowMove::Grid(Box::new(GridRow { staff: Some(to), ..grid_row(model, grid) }))
}

fn grid_row(model: &CityModel, grid: &Grid) -> GridRow {
    GridRow {
        code: grid.code.clone(),
        name: grid.name.clone(),
        division: grid.division.padded(),
        staff: grid.staff,
        geometry: grid.outline.as_ref().map(|outline| outline.to_geojson().to_string()),
        valid_until: grid.until,
        version: model.grid_versions.get(&grid.code).copied().unwrap_or(1),
    }
}

/// A row of the matrix with another unit, or in another division.
pub(super) fn duty(model: &CityModel, row: &MatrixRow, from: Subject, to: Subject) -> Option<RowMove> {
    let is = match (from, to) {
        (Subject::Unit(from), Subject::Unit(to)) => {
            let swapped = |unit: Option<UnitId>| if unit == Some(from) { Some(to) } else { unit };
            MatrixRow {
                territory_unit: swapped(row.territory_unit),
                line_unit: swapped(row.line_unit),
                valid_from: model.day,
                ..row.clone()
            }
        }
        (Subject::Division(_), Subject::Division(to)) => {
            MatrixRow { division: to, valid_from: model.day, ..row.clone() }
        }
        _ => return None,
    };
    let taken = is.division != row.division && model.matrix.contains_key(&(is.division, is.category.clone()));
    Some(RowMove::Duty(row.clone(), (!taken).then_some(is)))
}

/// A node of a standard with another unit, which keeps the weightier duty where it has one there itself.
pub(super) fn responsibility(model: &CityModel, row: &ResponsibilityRow, heir: UnitId) -> Option<RowMove> {
    let (system, _) = model.systems.iter().find(|(system, _)| system.id == row.system)?;
    let rows = model.responsibilities.get(&row.system)?.get(&row.node)?;
    let own = rows.iter().find(|other| other.unit == heir).map(|other| other.duty);
    // Lead stands before responsible, and this before assist.
    let duty = own.map_or(row.duty, |own: Duty| own.min(row.duty));
    let is = ResponsibilityRow { unit: heir, duty, ..row.clone() };
    Some(RowMove::Responsibility { was: row.clone(), is, system: (system.key.clone(), system.edition.clone()) })
}

impl RowMove {
    /// Whether the reference data moved with it.
    pub(super) const fn touches_model(&self) -> bool {
        !matches!(self, RowMove::Site(..) | RowMove::Evidence(..) | RowMove::View(..))
    }

    /// `day`: from which on it is another.
    pub(super) async fn put(&self, by: &By<'_>, tx: &mut Tx, city: CityId) -> Result<(), AppError> {
        let By { app, actor, cause, day } = *by;
        if let Some(tie) = self.was() {
            ties::keep(tx, city, app.new_id(|id| id), &tie, day).await?;
        }
        let Some((subject, mut particulars)) = self.save(tx, city).await? else { return Ok(()) };
        particulars["departure"] = json!(cause);
        note(app, tx, city, Some(actor), TraceKind::Change, subject, particulars).await
    }

    /// What was the case before, where figures of the time before ask for it.
    fn was(&self) -> Option<Tie> {
        match self {
            RowMove::Unit(was, _) => Some(Tie::Unit {
                unit: was.id,
                parent: was.parent,
                division: was.division,
                areas: Some(was.areas.clone()),
            }),
            RowMove::Duty(was, _) => Some(Tie::Matrix(was.clone())),
            RowMove::Responsibility { was, .. } => Some(Tie::Node(was.clone())),
            _ => None,
        }
    }

    /// What the trace tells of it; `None` where there was nothing to do.
    async fn save(&self, tx: &mut Tx, city: CityId) -> Result<Option<(TraceSubject, Value)>, AppError> {
        Ok(match self {
            RowMove::Unit(_, row) => {
                orgs::save_unit(tx, city, row).await?;
                let told = json!({ "parent": row.parent, "division": row.division, "areas": row.areas });
                Some((TraceSubject::Unit(row.code.clone()), told))
            }
            RowMove::Duty(was, is) => {
                if is.as_ref().is_none_or(|is| is.division != was.division) {
                    orgs::remove_duty(tx, city, was.division, &was.category).await?;
                }
                if let Some(is) = is {
                    orgs::put_matrix(tx, city, std::iter::once(is.clone())).await?;
                }
                let division =
                    DivisionCode::from_padded(was.division).map_err(|problem| AppError::Broken(problem.to_string()))?;
                let told = json!({
                    "before": { "territory": was.territory_unit, "line": was.line_unit },
                    "after": is.as_ref().map(|is| json!({
                        "division": is.division, "territory": is.territory_unit, "line": is.line_unit,
                    })),
                });
                Some((TraceSubject::Duty { division, key: was.category.clone() }, told))
            }
            RowMove::Responsibility { was, is, system } => {
                store::remove_responsibility(tx, city, was.system, &was.node, was.unit).await?;
                standards::put_responsibilities(tx, city, std::iter::once(is.clone())).await?;
                let told = json!({ "action": "units", "node": was.node, "from": was.unit, "to": is.unit, "units": 1 });
                Some((TraceSubject::System { key: system.0.clone(), edition: system.1.clone() }, told))
            }
            RowMove::Site(id, from, to) => {
                let number = move_site(tx, city, SiteId(*id), *from, *to).await?;
                number.map(|number| (TraceSubject::Site(number), json!({ "from": from.key(), "to": to.key() })))
            }
            RowMove::Grid(row) => {
                grids::save(tx, city, row).await?;
                let division =
                    DivisionCode::from_padded(row.division).map_err(|problem| AppError::Broken(problem.to_string()))?;
                let told = json!({ "grid": row.code, "staff": row.staff, "division": row.division });
                Some((TraceSubject::Division(division), told))
            }
            RowMove::Evidence(id, from, to) => {
                let number = store::evidence_to_unit(tx, city, EvidenceId(*id), *from, *to).await?;
                number.map(|number| (TraceSubject::Evidence(number), json!({ "from": from, "to": to })))
            }
            RowMove::Hook(id, from, to) => {
                let moved = store::hook_to_unit(tx, city, *id, *from, *to).await?;
                moved.then(|| (TraceSubject::Webhook(HookId(*id)), json!({ "from": from, "to": to })))
            }
            RowMove::View(id, from, to) => {
                let moved = store::view_to_unit(tx, city, *id, *from, *to).await?;
                moved.then(|| (TraceSubject::CaseViewShared, json!({ "view": id, "from": from, "to": to })))
            }
            RowMove::Outline(from, to) => {
                store::outline_to(tx, city, *from, *to).await?;
                let division =
                    DivisionCode::from_padded(*from).map_err(|problem| AppError::Broken(problem.to_string()))?;
                Some((TraceSubject::Division(division), json!({ "outline_to": to })))
            }
            RowMove::Synonyms(sort, from, to) => {
                let words = store::synonyms_to(tx, city, sort, from, to).await?;
                let told = json!({ "words": words, "of": sort, "from": from, "to": to });
                Some((TraceSubject::Setting("synonyms".to_owned()), told)).filter(|_| words > 0)
            }
        })
    }
}

async fn move_site(
    tx: &mut Tx,
    city: CityId,
    site: SiteId,
    from: Subject,
    to: Subject,
) -> Result<Option<i64>, AppError> {
    Ok(match (from, to) {
        (Subject::Unit(from), Subject::Unit(to)) => store::site_to_unit(tx, city, site, from, to).await?,
        (Subject::Division(from), Subject::Division(to)) => store::site_to_division(tx, city, site, from, to).await?,
        (Subject::Post(from), Subject::Post(to)) => store::site_to_post(tx, city, site, from, to).await?,
        _ => None,
    })
}

/// Kinds of rows that are named by ids, from one unit to another.
pub(super) fn named(kind: Hanging, id: Uuid, from: UnitId, to: UnitId) -> Option<RowMove> {
    Some(match kind {
        Hanging::Sites => RowMove::Site(id, Subject::Unit(from), Subject::Unit(to)),
        Hanging::Evidence => RowMove::Evidence(id, from, to),
        Hanging::Hooks => RowMove::Hook(id, from, to),
        Hanging::Views => RowMove::View(id, from, to),
        _ => return None,
    })
}

/// A site that a post held, in the hands of another post.
pub(super) fn held(id: Uuid, from: PostId, to: PostId) -> RowMove {
    RowMove::Site(id, Subject::Post(from), Subject::Post(to))
}
