//! Copying to a draft, putting in force, taking out of force.

use axum::{
    extract::{Path, State},
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    standards::{
        self,
        copy_draft::{CopyDraft, copy_draft},
        status,
    },
};
use changxiao_words::{fill, say, texts};

use super::{
    address::system_href,
    system::{Typed, again},
};
use crate::{
    answer::{WebError, redirect_with_notice},
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
    let from = standards::find(&who.model, &named)?.0.id;
    let edition = form.text("edition").to_owned();
    let names = (form.text("name_zh").to_owned(), form.text("name_en").to_owned());
    let new = CopyDraft { from, edition: edition.clone(), name_zh: names.0.clone(), name_en: names.1.clone() };
    match copy_draft(state.app(), &who.actor, new).await {
        Ok(id) => {
            let model = state.app().model(who.actor.city).await?;
            let (row, _) = model.systems.iter().find(|(row, _)| row.id == id).ok_or(AppError::NotFound("system"))?;
            Ok(redirect_with_notice(
                jar,
                &system_href(row),
                fill(texts(who.lang()).standards_copied, &[("edition", &row.edition)]),
            ))
        }
        Err(problem) => refused(&state, &who, &named, problem, edition, Some(names)).await,
    }
}

pub(super) async fn put_in_force(
    State(state): State<WebState>,
    who: Who,
    Path(named): Path<String>,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let row = &standards::find(&who.model, &named)?.0;
    let version = form.number("version").unwrap_or(0);
    let l = texts(who.lang());
    let done = match form.text("from").parse() {
        Ok(from) => status::put_in_force(state.app(), &who.actor, row.id, version, from).await,
        Err(_) => Err(AppError::field("from", say!(standards_write_day_2026_12_01))),
    };
    match done {
        Ok(()) => {
            Ok(redirect_with_notice(jar, &system_href(row), fill(l.standards_put_done, &[("edition", &row.edition)])))
        }
        Err(problem) => refused(&state, &who, &named, problem, String::new(), None).await,
    }
}

pub(super) async fn withdraw(
    State(state): State<WebState>,
    who: Who,
    Path(named): Path<String>,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let row = &standards::find(&who.model, &named)?.0;
    match status::withdraw(state.app(), &who.actor, row.id, form.number("version").unwrap_or(0)).await {
        Ok(()) => {
            let words = fill(texts(who.lang()).standards_withdrawn, &[("edition", &row.edition)]);
            Ok(redirect_with_notice(jar, &system_href(row), words))
        }
        Err(problem) => refused(&state, &who, &named, problem, String::new(), None).await,
    }
}

async fn refused(
    state: &WebState,
    who: &Who,
    named: &str,
    problem: AppError,
    edition: String,
    names: Option<(String, String)>,
) -> Result<Response, WebError> {
    if !matches!(problem, AppError::Invalid(_) | AppError::Conflict) {
        return Err(problem.into());
    }
    let problem = format!("{} ({})", problem.words(who.lang()), problem.number());
    again(state, who, named, Typed { problem, edition, names }).await
}
