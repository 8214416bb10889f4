//! What is done to an item from its page and from that of a case.

use axum::extract::Path;
use changxiao_app::{
    AppError,
    evidence::{self as action},
};
use changxiao_web_kit::request::Request;
use changxiao_words::{fill, say};

use crate::{answer::Answer, form::Form};

pub(super) async fn remove(request: Request, Path(number): Path<i64>, form: Form) -> Answer {
    let version = form.number("version").ok_or(AppError::Conflict)?;
    action::remove(request.app(), request.actor(), number, version).await?;
    request.redirect("/evidence", fill(request.cx.l.evidence_removed, &[("number", &number)]))
}

pub(super) async fn attach(request: Request, Path(number): Path<i64>, form: Form) -> Answer {
    let case = form.text("case");
    if case.is_empty() {
        return Err(AppError::field("case", say!(evidence_name_case)).into());
    }
    action::attach(request.app(), request.actor(), number, case).await?;
    request.redirect(&format!("/evidence/{number}"), fill(request.cx.l.evidence_attached, &[("number", &case)]))
}

pub(super) async fn detach(request: Request, Path(number): Path<i64>, form: Form) -> Answer {
    let case = form.text("case");
    action::detach(request.app(), request.actor(), number, case).await?;
    request.redirect(&format!("/evidence/{number}"), fill(request.cx.l.evidence_detached, &[("number", &case)]))
}

/// The same from the page of the case: `evidence` is the number of the item.
pub(super) async fn attach_to_case(request: Request, Path(case): Path<String>, form: Form) -> Answer {
    let number = form.number("evidence").ok_or_else(|| AppError::field("evidence", say!(evidence_name_number)))?;
    action::attach(request.app(), request.actor(), number, &case).await?;
    request.redirect(&format!("/cases/{case}"), fill(request.cx.l.evidence_attached, &[("number", &case)]))
}
