//! Adds a grid or changes one: what it is called, where it lies, who walks it, how it is drawn, and until when it is there.

use changxiao_domain::{
    divisions::DivisionCode,
    geo::Outline,
    grids::{GRID_CHARS, Grid, may_lie_in},
    ids::PostId,
    orgs::{Actor, Permission},
    time::Day,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    StoreError, Tx, cities,
    grids::{self as store, GridRow},
};
use changxiao_words::say;

use crate::{App, AppError, FieldProblem, model::CityModel, note};

/// Who is to walk a grid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Walker {
    #[default]
    Nobody,
    Post(PostId),
    /// Somebody was named whom nobody knows.
    Unknown,
}

impl Walker {
    fn post(self) -> Option<PostId> {
        match self {
            Walker::Post(post) => Some(post),
            Walker::Nobody | Walker::Unknown => None,
        }
    }
}

/// A grid as a form or a document brings it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GridDraft {
    pub code: String,
    pub name: String,
    /// Code of the division in which it lies, or what names one place only.
    pub division: String,
    pub staff: Walker,
    /// One geometry in GeoJSON, alone or in a feature; empty where it is not drawn.
    pub outline: String,
    /// The first day without it, such as 2026-11-21; empty while nobody knows one.
    pub until: String,
}

/// Adds a grid. Its code is its own request key: the same form twice finds the code in use.
///
/// Errors: not permitted; every wrong field at once.
pub async fn add(app: &App, actor: &Actor, draft: &GridDraft) -> Result<(), AppError> {
    actor.require(Permission::ManageReference)?;
    let model = app.model(actor.city).await?;
    let row = checked(&model, draft, None)?;
    let mut tx = app.db().begin().await?;
    match store::insert(&mut tx, actor.city, &row).await {
        // Somebody else took the code at the same moment.
        Err(StoreError::Exists { .. }) => return Err(AppError::field("code", say!(grids_code_taken))),
        other => other?,
    }
    let particulars = serde_json::json!({ "grid": row.code, "added": facts(&row) });
    end(app, tx, actor, &row, particulars).await
}

/// Changes a grid over the version that was seen; its code stays.
///
/// Errors: not permitted; no such grid; every wrong field at once; [`AppError::Conflict`].
pub async fn change(app: &App, actor: &Actor, code: &str, version: i64, draft: &GridDraft) -> Result<(), AppError> {
    actor.require(Permission::ManageReference)?;
    let model = app.model(actor.city).await?;
    let before = model.grid(code).ok_or(AppError::NotFound("grid"))?;
    let was = row_of(before, version);
    let draft = GridDraft { code: before.code.clone(), ..draft.clone() };
    let row = GridRow { version, ..checked(&model, &draft, Some(before))? };
    if model.grid_versions.get(code) != Some(&version) {
        return Err(AppError::Conflict);
    }
    if row == was {
        return Ok(());
    }
    let mut tx = app.db().begin().await?;
    store::save(&mut tx, actor.city, &row).await?;
    let (was, is) = (facts(&was), facts(&row));
    let keys = is.as_object().into_iter().flat_map(|fields| fields.keys());
    let differing = keys.filter(|key| was[*key] != is[*key]);
    let changed: serde_json::Map<_, _> =
        differing.map(|key| (key.clone(), serde_json::json!([was[key], is[key]]))).collect();
    let particulars = serde_json::json!({ "grid": row.code, "changed": changed });
    end(app, tx, actor, &row, particulars).await
}

async fn end(
    app: &App,
    mut tx: Tx,
    actor: &Actor,
    row: &GridRow,
    particulars: serde_json::Value,
) -> Result<(), AppError> {
    cities::touch_model(&mut tx, actor.city);
    let division = DivisionCode::from_padded(row.division).map_err(|problem| AppError::Broken(problem.to_string()))?;
    let subject = TraceSubject::Division(division);
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, subject, particulars).await?;
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    Ok(())
}

/// The row that a draft describes, by the rules of a list of grids. `before` is what stands there.
fn checked(model: &CityModel, draft: &GridDraft, before: Option<&Grid>) -> Result<GridRow, AppError> {
    let mut faults = Vec::new();
    let (code, name) = (draft.code.trim(), draft.name.trim());
    for (field, text) in [("code", code), ("name", name)] {
        if text.is_empty() || text.chars().count() > GRID_CHARS {
            faults.push(FieldProblem::new(field, say!(grids_text_length, most = GRID_CHARS)));
        }
    }
    if before.is_none() && model.grid(code).is_some() {
        faults.push(FieldProblem::new("code", say!(grids_code_taken)));
    }
    let typed = draft.division.trim();
    let by_code = typed.parse::<DivisionCode>().ok().filter(|code| model.divisions.get(*code).is_some());
    let division = by_code.or_else(|| model.division_named(typed));
    match division {
        None => faults.push(FieldProblem::new("division", say!(grids_no_place))),
        Some(division) if !may_lie_in(division) => {
            faults.push(FieldProblem::new("division", say!(grids_division_too_wide)));
        }
        Some(_) => {}
    }
    // Who has left meanwhile stays where it stood until somebody else is named.
    let may_walk = |post: PostId| {
        before.is_some_and(|before| before.staff == Some(post))
            || model.posts.get(&post).is_some_and(|post| post.in_force(model.day))
    };
    if draft.staff == Walker::Unknown || draft.staff.post().is_some_and(|post| !may_walk(post)) {
        faults.push(FieldProblem::new("staff_post", say!(sites_there_no_such_post)));
    }
    let until: Option<Day> = draft.until.trim().parse().ok();
    if until.is_none() && !draft.until.trim().is_empty() {
        faults.push(FieldProblem::new("until", say!(orgs_write_day_2026_11_21)));
    }
    let outline = match draft.outline.trim() {
        "" => None,
        text => Outline::read_one(text).map(Some).unwrap_or_else(|problem| {
            faults.push(FieldProblem::new("outline", say!(grids_no_outline, detail = problem.to_string())));
            None
        }),
    };
    match division {
        Some(division) if faults.is_empty() => Ok(GridRow {
            code: code.to_owned(),
            name: name.to_owned(),
            division: division.padded(),
            staff: draft.staff.post(),
            geometry: outline.map(|outline| outline.to_geojson().to_string()),
            valid_until: until,
            version: 1,
        }),
        _ => Err(AppError::Invalid(faults)),
    }
}

fn row_of(grid: &Grid, version: i64) -> GridRow {
    GridRow {
        code: grid.code.clone(),
        name: grid.name.clone(),
        division: grid.division.padded(),
        staff: grid.staff,
        geometry: grid.outline.as_ref().map(|outline| outline.to_geojson().to_string()),
        valid_until: grid.until,
        version,
    }
}

/// What the trace keeps of a grid; of an outline, that there is another one.
fn facts(row: &GridRow) -> serde_json::Value {
    let corners = row.geometry.as_ref().map(|text| text.matches('[').count().saturating_sub(3));
    serde_json::json!({
        "name": row.name, "division": row.division, "staff": row.staff, "outline_corners": corners,
        "until": row.valid_until.map(|day| day.to_string()),
    })
}
