//! Writes or removes one row of the matrix.

use changxiao_domain::{
    divisions::DivisionCode,
    ids::UnitId,
    orgs::{Actor, Permission},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    cities,
    orgs::{self, MatrixRow},
};
use changxiao_words::say;

use crate::{App, AppError, model::CityModel, note};

/// A row as a form brings it. `was` is what the form was made from, so that nobody overwrites what they have not seen.
#[derive(Clone, Debug)]
pub struct ChangeDuty {
    pub division: DivisionCode,
    /// A category code, a major such as E01, or `*`.
    pub key: String,
    /// Codes of units; empty leaves the answer to the rows above.
    pub territory: String,
    pub line: String,
    pub was: (String, String),
}

/// Both units empty removes the row.
///
/// Errors: not permitted; unknown division, category or unit; a community, which never leads; someone else changed the row.
pub async fn change_duty(app: &App, actor: &Actor, change: &ChangeDuty) -> Result<(), AppError> {
    actor.require(Permission::ManageReference)?;
    let model = app.model(actor.city).await?;
    if model.divisions.get(change.division).is_none() {
        return Err(AppError::NotFound("division"));
    }
    if !knows(&model, &change.key) {
        return Err(AppError::NotFound("category"));
    }
    let territory = unit(&model, "territory", &change.territory)?;
    let line = unit(&model, "line", &change.line)?;
    let held = model.matrix.get(&(change.division.padded(), change.key.clone()));
    if codes_of(&model, held) != change.was {
        return Err(AppError::Conflict);
    }
    let mut tx = app.db().begin().await?;
    if territory.is_none() && line.is_none() {
        orgs::remove_duty(&mut tx, actor.city, change.division.padded(), &change.key).await?;
    } else {
        let row = MatrixRow {
            division: change.division.padded(),
            category: change.key.clone(),
            territory_unit: territory,
            line_unit: line,
            valid_from: model.day,
        };
        orgs::put_matrix(&mut tx, actor.city, std::iter::once(row)).await?;
    }
    cities::touch_model(&mut tx, actor.city);
    let particulars = serde_json::json!({
        "territory": [change.was.0, change.territory], "line": [change.was.1, change.line],
    });
    note(
        app,
        &mut tx,
        actor.city,
        Some(actor),
        TraceKind::Change,
        TraceSubject::Duty { division: change.division, key: change.key.clone() },
        particulars,
    )
    .await?;
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    Ok(())
}

/// Codes of the territory unit and the line unit of a row; empty texts where it says nothing.
pub fn codes_of(model: &CityModel, row: Option<&MatrixRow>) -> (String, String) {
    let code = |unit: Option<UnitId>| {
        unit.and_then(|unit| model.all_units.get(&unit)).map_or_else(String::new, |unit| unit.code.clone())
    };
    row.map_or_else(Default::default, |row| (code(row.territory_unit), code(row.line_unit)))
}

fn knows(model: &CityModel, key: &str) -> bool {
    key == "*"
        || model.category(key).is_some()
        || model.categories.majors.iter().any(|major| format!("{}{}", major.class.letter(), major.code) == key)
}

fn unit(model: &CityModel, field: &'static str, code: &str) -> Result<Option<UnitId>, AppError> {
    if code.is_empty() {
        return Ok(None);
    }
    let unit = model.unit_named(code).ok_or_else(|| AppError::field(field, say!(orgs_no_unit_force_code)))?;
    if !unit.kind.may_lead() {
        return Err(AppError::field(field, say!(orgs_community_never_leads_choose_town)));
    }
    Ok(Some(unit.id))
}
