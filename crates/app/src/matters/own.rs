//! A city's own procedure: checked, kept, and put in the place of what stood under its key. What was begun by another edition ends by it.

use changxiao_domain::{
    matters::{Document, LoadedDocument, check, keep},
    orgs::{Actor, Permission},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{cities, matters};
use changxiao_words::{Message, say};
use serde_json::json;

use crate::{App, AppError, FieldProblem, note};

/// Errors: not permitted; no document; each of its faults with its place, in the field `document`.
pub async fn put(app: &App, actor: &Actor, text: &str) -> Result<&'static LoadedDocument, AppError> {
    actor.require(Permission::ManageReference)?;
    let unread = |problem: String| AppError::field("document", say!(matters_document_unread, problem));
    let document = Document::read(text).map_err(unread)?;
    let fault = |at: &str, message: Message| FieldProblem::new("document", say!(matters_document_fault, at, message));
    let faults: Vec<_> = check(&document).iter().map(|one| fault(&one.at, one.message())).collect();
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    let kept = keep(text).map_err(|problem| AppError::field("document", say!(matters_document_unread, problem)))?;
    let mut tx = app.db().begin().await?;
    matters::put_own(&mut tx, actor.city, kept, app.now()).await?;
    let subject = TraceSubject::Setting(format!("procedure:{}", kept.document.key));
    let what = json!({ "edition": kept.document.edition });
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, subject, what).await?;
    cities::touch_model(&mut tx, actor.city);
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    Ok(kept)
}
