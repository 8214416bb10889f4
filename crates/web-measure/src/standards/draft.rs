//! Copying to a draft, putting in force, taking out of force.

use axum::{
    extract::{Path, State},
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    standards::{
        copy_draft::{CopyDraft, copy_draft},
        status,
    },
};
use changxiao_words::{fill, say, texts};

use super::{
    edition::{Edition, version_of},
    system::again,
};
use crate::{
    answer::{WebError, redirect_with_notice},
    fields::Typed,
    form::Form,
    session::Who,
    state::WebState,
};

pub(super) async fn copy(
    State(state): State<WebState>,
    who: Who,
    Path(named): Path<String>,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let text = |name| form.text(name).to_owned();
    let new = CopyDraft {
        from: Edition::find(&who.model, &named)?.row.id,
        edition: text("edition"),
        name_zh: text("name_zh"),
        name_en: text("name_en"),
    };
    match copy_draft(state.app(), &who.actor, new).await {
        Ok(id) => {
            let model = state.app().model(who.actor.city).await?;
            let copied = Edition::all(&model).find(|one| one.row.id == id).ok_or(AppError::NotFound("system"))?;
            Ok(done(jar, copied, texts(who.lang()).standards_copied))
        }
        Err(problem) => again(&state, &who, &named, Some(Typed::of(&form)), problem).await,
    }
}

pub(super) async fn put_in_force(
    State(state): State<WebState>,
    who: Who,
    Path(named): Path<String>,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let edition = Edition::find(&who.model, &named)?;
    let put = match form.text("from").parse() {
        Ok(from) => status::put_in_force(state.app(), &who.actor, edition.row.id, version_of(&form), from).await,
        Err(_) => Err(AppError::field("from", say!(standards_write_day_2026_12_01))),
    };
    match put {
        Ok(()) => Ok(done(jar, edition, texts(who.lang()).standards_put_done)),
        Err(problem) => again(&state, &who, &named, None, problem).await,
    }
}

pub(super) async fn withdraw(
    State(state): State<WebState>,
    who: Who,
    Path(named): Path<String>,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let edition = Edition::find(&who.model, &named)?;
    match status::withdraw(state.app(), &who.actor, edition.row.id, version_of(&form)).await {
        Ok(()) => Ok(done(jar, edition, texts(who.lang()).standards_withdrawn)),
        Err(problem) => again(&state, &who, &named, None, problem).await,
    }
}

/// Back to the page of an edition, with what was done to it.
fn done(jar: PrivateCookieJar, edition: Edition<'_>, notice: &str) -> Response {
    redirect_with_notice(jar, &edition.href(), fill(notice, &[("edition", &edition.row.edition)]))
}
