//! The one check of a document, for every door: what it says of itself, and what it says of other procedures.

use changxiao_domain::{
    matters::{Code, Document, Fault, FaultKind, check},
    text::clean_json,
};
use changxiao_words::{Message, say};

use crate::{AppError, FieldProblem, matters::procedures::of_key, model::CityModel};

/// The most bytes of a document: the longest that ships has a twentieth of that.
pub const MOST_BYTES: usize = 256 * 1024;

/// A document as somebody brings it, without signs that nobody sees.
///
/// Errors: too long; no document, with the line and what is wrong there; in the field `document`.
pub fn read(text: &str) -> Result<Document, AppError> {
    if text.len() > MOST_BYTES {
        return Err(AppError::field("document", say!(procedures_too_long, most = MOST_BYTES / 1024)));
    }
    Document::read(&clean_json(text))
        .map_err(|problem| AppError::field("document", say!(matters_document_unread, problem)))
}

/// Everything that is wrong with it, in the order of the document.
pub fn of(model: &CityModel, document: &Document) -> Vec<Fault> {
    let mut faults = check(document);
    faults.extend(elsewhere(model, document));
    faults
}

/// Errors: each fault with its place, in the field `document`.
pub fn none(model: &CityModel, document: &Document) -> Result<(), AppError> {
    let said = |fault: &Fault| {
        let (at, message): (&str, Message) = (&fault.at, fault.message());
        FieldProblem::new("document", say!(matters_document_fault, at, message))
    };
    let faults: Vec<FieldProblem> = of(model, document).iter().map(said).collect();
    if faults.is_empty() { Ok(()) } else { Err(AppError::Invalid(faults)) }
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
