//! Adding, renaming and removing a division.

use axum::{
    extract::{Path, State},
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::divisions;
use changxiao_words::texts;

use super::view::{self, Draft, read_code};
use crate::{
    answer::{WebError, redirect_with_notice},
    faults::Faults,
    form::Form,
    session::Who,
    state::WebState,
};

pub(super) async fn add(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(code): Path<String>,
    form: Form,
) -> Result<Response, WebError> {
    let parent = read_code(&code)?;
    let draft = read(&form);
    match divisions::add(state.app(), &who.actor, parent, &draft.code, &draft.name, &draft.source).await {
        Ok(code) => Ok(redirect_with_notice(jar, &format!("/divisions/{code}"), texts(who.lang()).divisions_added)),
        Err(problem) => view::again(&state, &who, parent, "add", draft, Faults::from(problem, who.lang())?).await,
    }
}

pub(super) async fn rename(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(code): Path<String>,
    form: Form,
) -> Result<Response, WebError> {
    let code = read_code(&code)?;
    let draft = read(&form);
    match divisions::rename(state.app(), &who.actor, code, form.text("was"), &draft.name, &draft.source).await {
        Ok(()) => Ok(redirect_with_notice(jar, &format!("/divisions/{code}"), texts(who.lang()).divisions_renamed)),
        Err(problem) => view::again(&state, &who, code, "rename", draft, Faults::from(problem, who.lang())?).await,
    }
}

pub(super) async fn remove(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(code): Path<String>,
    _: Form,
) -> Result<Response, WebError> {
    let code = read_code(&code)?;
    let above = code.parent().filter(|parent| who.model.divisions.get(*parent).is_some());
    match divisions::remove(state.app(), &who.actor, code).await {
        Ok(()) => {
            let to = above.map_or_else(|| "/divisions".to_owned(), |parent| format!("/divisions/{parent}"));
            Ok(redirect_with_notice(jar, &to, texts(who.lang()).divisions_removed))
        }
        Err(problem) => {
            view::again(&state, &who, code, "remove", Draft::default(), Faults::from(problem, who.lang())?).await
        }
    }
}

fn read(form: &Form) -> Draft {
    let text = |name| form.text(name).to_owned();
    Draft { code: text("code"), name: text("name"), source: text("source") }
}
