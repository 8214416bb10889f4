//! Puts a draft in force from a day on, and takes a system out of force.

use changxiao_domain::{
    ids::SystemId,
    orgs::Actor,
    standards::SystemStatus,
    time::Day,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    cities,
    standards::{self, SystemRow},
};
use changxiao_words::say;

use super::{by_id, faults::refuse_faults, may_manage};
use crate::{App, AppError, model::CityModel, note};

changxiao_words::coded! {
    /// What a system is on the day of the model: one in force gives way to the next on that one's day, without anybody's doing.
    pub enum Standing {
        BuiltIn = "built_in", standards_built_in;
        Draft = "draft", standards_draft;
        /// In force from a day that is still to come.
        Coming = "coming", standards_coming;
        InForce = "in_force", standards_in_force;
        Superseded = "superseded", standards_superseded;
    }
}

pub fn standing(model: &CityModel, row: &SystemRow) -> Standing {
    match row.status {
        SystemStatus::BuiltIn => Standing::BuiltIn,
        SystemStatus::Draft => Standing::Draft,
        SystemStatus::InForce if row.effective_from > model.day => Standing::Coming,
        SystemStatus::InForce if model.current_system().is_some_and(|system| system.id == row.id) => Standing::InForce,
        SystemStatus::InForce | SystemStatus::Superseded => Standing::Superseded,
    }
}

/// Puts a draft in force from `from` on; `version` is the one that was read.
///
/// Errors: not permitted; no draft; someone else changed it; what is wrong with the system, entry by entry.
pub async fn put_in_force(app: &App, actor: &Actor, id: SystemId, version: i64, from: Day) -> Result<(), AppError> {
    let model = app.model(actor.city).await?;
    let (row, system) = by_id(&model, id)?;
    if row.status != SystemStatus::Draft {
        return Err(AppError::field("status", say!(standards_only_draft_can_put_force)));
    }
    refuse_faults(system, None)?;
    let day = from.to_string();
    change(
        app,
        actor,
        &model,
        id,
        version,
        SystemStatus::InForce,
        Some(from),
        serde_json::json!({ "action": "in force", "from": day }),
    )
    .await
}

/// Takes a system out of force at once. The one before it in force, or else the built-in one, counts again.
pub async fn withdraw(app: &App, actor: &Actor, id: SystemId, version: i64) -> Result<(), AppError> {
    let model = app.model(actor.city).await?;
    let (row, _) = by_id(&model, id)?;
    if row.status != SystemStatus::InForce {
        return Err(AppError::field("status", say!(standards_only_system_force_can_taken)));
    }
    change(
        app,
        actor,
        &model,
        id,
        version,
        SystemStatus::Superseded,
        None,
        serde_json::json!({ "action": "superseded" }),
    )
    .await
}

#[allow(clippy::too_many_arguments, reason = "one private step of two actions")]
async fn change(
    app: &App,
    actor: &Actor,
    model: &CityModel,
    id: SystemId,
    version: i64,
    status: SystemStatus,
    from: Option<Day>,
    particulars: serde_json::Value,
) -> Result<(), AppError> {
    may_manage(actor)?;
    let (row, system) = by_id(model, id)?;
    let mut system = system.as_ref().clone();
    system.status = status;
    system.effective_from = from.unwrap_or(system.effective_from);
    let row = SystemRow {
        status,
        effective_from: system.effective_from,
        document: serde_json::to_string(&system).map_err(|problem| AppError::Broken(problem.to_string()))?,
        changed_at: app.now(),
        version,
        ..row.clone()
    };
    let mut tx = app.db().begin().await?;
    standards::save_system(&mut tx, actor.city, &row).await?;
    cities::touch_model(&mut tx, actor.city);
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
