//! Reading the trace. That it was read is itself part of it.

use changxiao_domain::{
    orgs::{Actor, Permission},
    time::Instant,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::access::{self, Entry};
use uuid::Uuid;

use crate::{
    App, AppError, note, note_look,
    sealing::{Audit, AuditScope, verify_audit},
};

/// What the trace is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct TraceFilter {
    /// `None` for all.
    pub kind: Option<TraceKind>,
    /// Only entries before this one.
    pub before: Option<Uuid>,
    pub from: Option<Instant>,
    pub until: Option<Instant>,
}

pub struct TracePage {
    /// Newest first.
    pub entries: Vec<Entry>,
    pub more: bool,
}

/// Errors: not permitted.
pub async fn read(app: &App, actor: &Actor, filter: &TraceFilter, most: usize) -> Result<TracePage, AppError> {
    actor.require(Permission::ReadAudit)?;
    let wanted = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
    let mut entries =
        access::page(app.db(), actor.city, filter.kind, filter.before, filter.from, filter.until, wanted).await?;
    let more = entries.len() > most;
    entries.truncate(most);
    Ok(TracePage { entries, more })
}

/// The entries for a file, newest first, at most `most`; that they were taken out is noted. Errors: not permitted.
pub async fn export(app: &App, actor: &Actor, filter: &TraceFilter, most: usize) -> Result<TracePage, AppError> {
    let page = read(app, actor, filter, most).await?;
    let particulars =
        serde_json::json!({ "kind": filter.kind.map_or("", TraceKind::code), "rows": page.entries.len() });
    note_look(app, actor, TraceSubject::Trace, particulars).await?;
    Ok(page)
}

/// Recomputes everything that is sealed but the photos, and notes what was found. Errors: not permitted.
pub async fn verify(app: &App, actor: &Actor) -> Result<Audit, AppError> {
    actor.require(Permission::ReadAudit)?;
    let audit = verify_audit(app, actor.city, AuditScope::default(), |_, _| {}).await?;
    let mut tx = app.db().begin().await?;
    let particulars = serde_json::json!({ "cases": audit.cases, "events": audit.events, "broken": audit.found });
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Verify, TraceSubject::Chains, particulars).await?;
    tx.commit().await?;
    Ok(audit)
}
