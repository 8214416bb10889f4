//! Adds a unit from a day on.

use changxiao_domain::{
    ids::UnitId,
    orgs::{Actor, Permission},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{cities, orgs};

use super::{
    UnitDraft,
    draft::{check_areas, check_tree, row_of},
};
use crate::{App, AppError, note};

/// Returns the code. A code is its own request key: the same form twice finds the code in use.
///
/// Errors: not permitted; fields wrong; the units would make no tree on some day.
pub async fn add_unit(app: &App, actor: &Actor, draft: &UnitDraft) -> Result<String, AppError> {
    actor.require(Permission::ManageReference)?;
    let model = app.model(actor.city).await?;
    let unit = draft.read(&model, app.new_id(UnitId), None)?;
    check_tree(&model, &unit)?;
    check_areas(&model, &unit)?;
    let mut tx = app.db().begin().await?;
    orgs::insert_unit(&mut tx, actor.city, &row_of(&unit, 1)).await?;
    cities::touch_model(&mut tx, actor.city);
    let particulars = serde_json::json!({ "action": "added", "name": unit.name, "kind": unit.kind.code(), "from": unit.valid_from.to_string() });
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, TraceSubject::Unit(unit.code.clone()), particulars)
        .await?;
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    Ok(unit.code)
}
