//! A city's own procedure: checked, kept, and put in the place of what stood under its key. What was begun by another edition ends by it.

use changxiao_domain::{
    matters::{Code, Document, Fault, FaultKind, LoadedDocument, check, keep},
    orgs::{Actor, Permission},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{cities, matters};
use changxiao_words::{Message, say};
use serde_json::json;

use super::procedures::of_key;
use crate::{App, AppError, FieldProblem, model::CityModel, note};

/// Errors: not permitted; no document; each of its faults with its place, in the field `document`.
pub async fn put(app: &App, actor: &Actor, text: &str) -> Result<&'static LoadedDocument, AppError> {
    actor.require(Permission::ManageReference)?;
    let unread = |problem: String| AppError::field("document", say!(matters_document_unread, problem));
    let document = Document::read(text).map_err(unread)?;
    let fault = |at: &str, message: Message| FieldProblem::new("document", say!(matters_document_fault, at, message));
    let model = app.model(actor.city).await?;
    let mut faults: Vec<_> = check(&document).iter().map(|one| fault(&one.at, one.message())).collect();
    faults.extend(elsewhere(&model, &document).iter().map(|one| fault(&one.at, one.message())));
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

/// What it says of other procedures and is not so: what comes out of it is begun by one that is there, into fields that it has.
fn elsewhere(model: &CityModel, document: &Document) -> Vec<Fault> {
    let mut faults = Vec::new();
    for opening in document.whole.openings() {
        let at = format!("/whole/rows/open_children/{}", opening.procedure);
        let other = match opening.procedure == document.key {
            true => Some(&document.whole),
            false => of_key(model, opening.procedure.as_str()).ok().map(|kept| &kept.document.whole),
        };
        let mut fault = |kind, what: Code| faults.push(Fault { kind, at: at.clone(), what: what.to_string() });
        let Some(other) = other else {
            fault(FaultKind::UnknownProcedure, opening.procedure);
            continue;
        };
        opening
            .fields
            .keys()
            .filter(|name| other.field(**name).is_none())
            .for_each(|name| fault(FaultKind::UnknownField, *name));
        opening
            .then
            .iter()
            .filter(|name| other.action(**name).is_none())
            .for_each(|name| fault(FaultKind::UnknownAction, *name));
    }
    faults
}
