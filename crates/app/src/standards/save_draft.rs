//! How every edit of a draft begins and ends.

use changxiao_words::say;
use std::sync::Arc;

use changxiao_domain::{
    ids::SystemId,
    orgs::Actor,
    standards::{System, SystemStatus},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    Tx, cities,
    standards::{self, SystemRow},
};
use serde_json::Value;

use super::by_id;
use crate::{App, AppError, model::CityModel, note};

/// The draft as its editor saw it.
///
/// Errors: no such system; it is no draft; someone else changed it since `version`.
pub(super) fn open(model: &CityModel, id: SystemId, version: i64) -> Result<&(SystemRow, Arc<System>), AppError> {
    let found = by_id(model, id)?;
    if found.0.status != SystemStatus::Draft {
        return Err(not_a_draft());
    }
    // The model may be a second old where another process wrote. Saving by the number alone would then undo what it wrote.
    if found.0.version != version {
        return Err(AppError::Conflict);
    }
    Ok(found)
}

/// The refusal to edit what is, was or ships in force, with the way out.
pub fn not_a_draft() -> AppError {
    AppError::field("status", say!(standards_edition_no_draft_copy_draft))
}

/// Saves the edited draft over the version that `row` carries, with its trace. The caller commits.
pub(super) async fn save(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    row: &SystemRow,
    system: &System,
    particulars: Value,
) -> Result<(), AppError> {
    let row = SystemRow {
        document: serde_json::to_string(system).map_err(|problem| AppError::Broken(problem.to_string()))?,
        changed_at: app.now(),
        ..row.clone()
    };
    standards::save_system(tx, actor.city, &row).await?;
    cities::touch_model(tx, actor.city);
    let subject = TraceSubject::System { key: row.key.clone(), edition: row.edition.clone() };
    note(app, tx, actor.city, Some(actor), TraceKind::Change, subject, particulars).await?;
    Ok(())
}
