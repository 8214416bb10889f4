//! Takes an item out of the store. Its content stays on the shelf, so that a trace of it can still be looked into.

use changxiao_domain::{
    evidence::may_remove,
    orgs::{Actor, Permission},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::evidence as store;
use changxiao_words::say;

use super::view::{load_visible, may_change};
use crate::{App, AppError, note};

/// How many uses a refusal names.
const NAMED: usize = 5;

/// Over the version that was seen.
///
/// Errors: not permitted; no such item, or outside of the scope; something uses it, with the numbers of what does; [`AppError::Conflict`].
pub async fn remove(app: &App, actor: &Actor, number: i64, version: i64) -> Result<(), AppError> {
    let mut row = load_visible(app, actor, number).await?;
    if !may_change(actor, &row) {
        return Err(AppError::NotPermitted(Permission::ReportCase));
    }
    if row.version != version {
        return Err(AppError::Conflict);
    }
    let uses = store::uses_of(app.db(), actor.city, row.id).await?;
    if let Err(in_use) = may_remove(uses.into_iter().map(|used| used.of).collect()) {
        let n = in_use.0.len();
        let named: Vec<String> = in_use.0.into_iter().take(NAMED).map(|used| used.number).collect();
        return Err(AppError::field("", say!(evidence_in_use, n, numbers = named.join(" "))));
    }
    row.removed_at = Some(app.now());
    let mut tx = app.db().begin().await?;
    store::put_out(&mut tx, actor.city, &row).await?;
    let told = serde_json::json!({ "removed": row.file_name });
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, TraceSubject::Evidence(number), told).await?;
    tx.commit().await?;
    Ok(())
}
