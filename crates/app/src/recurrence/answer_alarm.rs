//! The office or a leader writes what is done about an alarm.

use changxiao_domain::{
    ids::AlarmId,
    orgs::{Actor, Permission, Role, Scope},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::recurrence::surge;
use changxiao_words::say;

use crate::{App, AppError, note};

/// Longest answer, in characters.
pub const MAX_CHARS: usize = 2000;

/// Who answers alarms: the posts of the office and the leaders that serve the whole city.
pub fn may_answer(actor: &Actor) -> bool {
    matches!(actor.role, Role::Office | Role::Leader) && actor.scope == Scope::WholeCity
}

/// Errors: not permitted; nothing written; no such alarm, or somebody answered it before.
pub async fn answer_alarm(app: &App, actor: &Actor, id: AlarmId, text: &str) -> Result<(), AppError> {
    actor.require(Permission::ReadCases)?;
    if !may_answer(actor) {
        return Err(AppError::NotPermitted(Permission::ReadCases));
    }
    let text = text.trim();
    if text.is_empty() || text.chars().count() > MAX_CHARS {
        return Err(AppError::field("text", say!(recurrence_write_what_done_about_up, max_chars = MAX_CHARS)));
    }
    surge::one(app.db(), actor.city, id).await?.ok_or(AppError::NotFound("alarm"))?;
    let mut tx = app.db().begin().await?;
    if !surge::answer(&mut tx, actor.city, id, text, actor.unit, app.now()).await? {
        return Err(AppError::Conflict);
    }
    let particulars = serde_json::json!({ "answered": true });
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, TraceSubject::SurgeAlarm(id), particulars).await?;
    tx.commit().await?;
    app.figures().forget(actor.city);
    Ok(())
}
