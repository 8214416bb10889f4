//! Says who answers for a node. This is the city's own decision and may be made for a system in any status.

use changxiao_domain::{
    ids::{SystemId, UnitId},
    orgs::{Actor, Permission},
    standards::Duty,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    cities,
    standards::{self, ResponsibilityRow},
};
use changxiao_words::say;

use super::by_id;
use crate::{App, AppError, note};

/// What a form has seen: changes with every change of the rows, so that nobody writes over another's decision unseen.
pub fn fingerprint(rows: &[ResponsibilityRow]) -> String {
    let mut words: Vec<String> = rows.iter().map(|row| format!("{}:{}", row.unit, row.duty.code())).collect();
    words.sort();
    let sum = words
        .join(",")
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{}-{sum:016x}", words.len())
}

/// Replaces the units at a node. `seen` is the fingerprint of the rows that the form showed.
///
/// Errors: not permitted; no such system, node or unit; a duty that is none; a unit named twice; someone else changed it.
pub async fn set_units(
    app: &App,
    actor: &Actor,
    id: SystemId,
    code: &str,
    seen: &str,
    units: Vec<(UnitId, String)>,
) -> Result<(), AppError> {
    if !actor.may(Permission::ManageStandards) {
        actor.require(Permission::ManageReference)?;
    }
    let model = app.model(actor.city).await?;
    let (row, system) = by_id(&model, id)?;
    let node = system.node(code).ok_or(AppError::NotFound("node"))?;
    let mut rows = Vec::with_capacity(units.len());
    for (index, (unit, duty)) in units.iter().enumerate() {
        model.units.get(*unit).ok_or(AppError::NotFound("unit"))?;
        let Some(duty) = Duty::parse(duty) else {
            return Err(AppError::field("duty", say!(standards_duty_lead_responsible_assist)));
        };
        if units[..index].iter().any(|(other, _)| other == unit) {
            return Err(AppError::field("unit", say!(standards_unit_listed_already)));
        }
        rows.push(ResponsibilityRow { system: id, node: node.code.clone(), unit: *unit, duty });
    }
    let mut tx = app.db().begin().await?;
    let before = standards::responsibilities_of(&mut tx, actor.city, id, &node.code).await?;
    if fingerprint(&before) != seen {
        return Err(AppError::Conflict);
    }
    standards::clear_node(&mut tx, actor.city, id, &node.code).await?;
    standards::put_responsibilities(&mut tx, actor.city, rows.into_iter()).await?;
    cities::touch_model(&mut tx, actor.city);
    let words = |rows: &[ResponsibilityRow]| {
        rows.iter().map(|row| serde_json::json!({ "unit": row.unit, "duty": row.duty.code() })).collect::<Vec<_>>()
    };
    let particulars =
        serde_json::json!({ "action": "units", "node": node.code, "before": words(&before), "units": units.len() });
    note(
        app,
        &mut tx,
        actor.city,
        Some(actor),
        TraceKind::Change,
        TraceSubject::System { key: row.key.clone(), edition: row.edition.clone() },
        particulars,
    )
    .await?;
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    Ok(())
}
