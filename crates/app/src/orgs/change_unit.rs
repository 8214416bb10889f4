//! Changes what is known of a unit: names, kind, the unit above, its territory.

use changxiao_domain::{
    divisions::DivisionCode,
    orgs::{Actor, Permission, Unit},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{cities, orgs};
use changxiao_words::say;

use super::{
    UnitDraft,
    dated::unit_of_code,
    draft::{check_areas, check_tree, row_of},
};
use crate::{App, AppError, note};

/// `version` is the one that the form was made from. Returns the code, which may be a new one.
///
/// Errors: not permitted; no such unit; fields wrong; someone else changed it; the units would make no tree on some day.
pub async fn change_unit(
    app: &App,
    actor: &Actor,
    code: &str,
    version: i64,
    draft: &UnitDraft,
) -> Result<String, AppError> {
    actor.require(Permission::ManageReference)?;
    let model = app.model(actor.city).await?;
    let before = unit_of_code(&model, code, model.day).ok_or(AppError::NotFound("unit"))?;
    let unit = draft.read(&model, before.id, before.valid_until)?;
    if before.valid_until.is_some_and(|until| until <= unit.valid_from) {
        return Err(AppError::field("from", say!(orgs_first_day_must_lie_before)));
    }
    check_tree(&model, &unit)?;
    check_areas(&model, &unit)?;
    let mut tx = app.db().begin().await?;
    orgs::save_unit(&mut tx, actor.city, &row_of(&unit, version)).await?;
    cities::touch_model(&mut tx, actor.city);
    let mut changed = serde_json::Map::new();
    let mut differs = |field: &str, was: String, is: String| {
        if was != is {
            changed.insert(field.to_owned(), serde_json::json!([was, is]));
        }
    };
    differs("code", before.code.clone(), unit.code.clone());
    differs("name", before.name.clone(), unit.name.clone());
    differs("name_en", before.name_en.clone(), unit.name_en.clone());
    differs("kind", before.kind.code().to_owned(), unit.kind.code().to_owned());
    let parent = |unit: Option<_>| {
        unit.and_then(|id| model.all_units.get(&id)).map_or_else(String::new, |unit| unit.code.clone())
    };
    differs("parent", parent(before.parent), parent(unit.parent));
    let division = |code: Option<DivisionCode>| code.map_or_else(String::new, |code| code.to_string());
    differs("division", division(before.division), division(unit.division));
    let areas = |unit: &Unit| unit.areas.iter().map(DivisionCode::to_string).collect::<Vec<_>>().join(" ");
    differs("areas", areas(before), areas(&unit));
    differs("from", before.valid_from.to_string(), unit.valid_from.to_string());
    note(
        app,
        &mut tx,
        actor.city,
        Some(actor),
        TraceKind::Change,
        TraceSubject::Unit(unit.code.clone()),
        changed.into(),
    )
    .await?;
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    Ok(unit.code)
}
