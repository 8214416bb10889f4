//! What is done to an item from its page and from that of a case or an inspection.

use axum::extract::Path;
use changxiao_app::{
    AppError,
    evidence::{self as action, Brought},
};
use changxiao_domain::evidence::{Use, UsedBy};
use changxiao_web_kit::request::Request;
use changxiao_words::{fill, say};

use crate::{answer::Answer, form::Form};

pub(super) async fn remove(request: Request, Path(number): Path<i64>, form: Form) -> Answer {
    let version = form.number("version").ok_or(AppError::Conflict)?;
    action::remove(request.app(), request.actor(), number, version).await?;
    request.redirect("/evidence", fill(request.cx.l.evidence_removed, &[("number", &number)]))
}

pub(super) async fn attach(request: Request, Path(number): Path<i64>, form: Form) -> Answer {
    let of = named(&form)?;
    let told = fill(request.cx.l.evidence_attached, &[("number", &of.number)]);
    action::attach(request.app(), request.actor(), number, of).await?;
    request.redirect(&format!("/evidence/{number}"), told)
}

pub(super) async fn detach(request: Request, Path(number): Path<i64>, form: Form) -> Answer {
    let of = named(&form)?;
    let told = fill(request.cx.l.evidence_detached, &[("number", &of.number)]);
    action::detach(request.app(), request.actor(), number, of).await?;
    request.redirect(&format!("/evidence/{number}"), told)
}

/// What the form says that uses the item: a case or an inspection.
fn named(form: &Form) -> Result<Use, AppError> {
    match (form.optional("case"), form.optional("inspection")) {
        (Some(number), _) => Ok(Use { by: UsedBy::Case, number }),
        (None, Some(number)) => Ok(Use { by: UsedBy::Inspection, number }),
        (None, None) => Err(AppError::field("case", say!(evidence_name_case))),
    }
}

/// From the page of the case: `evidence` is the number of the item.
pub(super) async fn attach_to_case(request: Request, Path(number): Path<String>, form: Form) -> Answer {
    attach_to(request, Use { by: UsedBy::Case, number }, form).await
}

pub(super) async fn attach_to_visit(request: Request, Path(number): Path<String>, form: Form) -> Answer {
    attach_to(request, Use { by: UsedBy::Inspection, number }, form).await
}

async fn attach_to(request: Request, of: Use, form: Form) -> Answer {
    let number = form.number("evidence").ok_or_else(|| AppError::field("evidence", say!(evidence_name_number)))?;
    let (place, told) = (place(&of), fill(request.cx.l.evidence_attached, &[("number", &of.number)]));
    action::attach(request.app(), request.actor(), number, of).await?;
    request.redirect(&place, told)
}

/// A photo of the case becomes an item: `photo` is its hash.
pub(super) async fn take_from_case(request: Request, Path(number): Path<String>, form: Form) -> Answer {
    take_from(request, Use { by: UsedBy::Case, number }, form).await
}

pub(super) async fn take_from_visit(request: Request, Path(number): Path<String>, form: Form) -> Answer {
    take_from(request, Use { by: UsedBy::Inspection, number }, form).await
}

async fn take_from(request: Request, of: Use, form: Form) -> Answer {
    let place = place(&of);
    let done = action::take(request.app(), request.actor(), of, form.text("photo")).await?;
    let (Brought::Added(number) | Brought::Restored(number) | Brought::Stands(number, _)) = done;
    request.redirect(&place, fill(request.cx.l.evidence_taken, &[("number", &number)]))
}

fn place(of: &Use) -> String {
    match of.by {
        UsedBy::Case => format!("/cases/{}", of.number),
        UsedBy::Inspection => format!("/inspections/{}", of.number),
        UsedBy::Matter => format!("/matters/{}", of.number),
    }
}
