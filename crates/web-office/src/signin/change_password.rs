//! The page on which one changes one's own password.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{AppError, people::change_password};

use crate::{
    answer::{WebError, page_with, redirect_with_notice},
    form::Form,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

#[derive(Template)]
#[template(path = "signin/password.html")]
struct PasswordPage {
    shell: Shell,
    must: bool,
    old_problem: String,
    new_problem: String,
    again_problem: String,
}

pub(super) async fn form(State(state): State<WebState>, who: Who) -> Result<Response, WebError> {
    show(&state, &who, StatusCode::OK, "", "", "").await
}

pub(super) async fn change(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let l = changxiao_words::texts(who.lang());
    let (old, new, again) = (form.raw("old_password"), form.raw("new_password"), form.raw("new_again"));
    if new != again {
        return show(&state, &who, StatusCode::UNPROCESSABLE_ENTITY, "", "", l.password_differ).await;
    }
    match change_password::change_password(state.app(), &who, old, new).await {
        Ok(()) => Ok(redirect_with_notice(jar, "/", l.password_changed)),
        Err(problem @ AppError::WeakPassword(_)) => {
            show(&state, &who, StatusCode::UNPROCESSABLE_ENTITY, "", &problem.words(who.lang()), "").await
        }
        Err(AppError::Invalid(fields)) => {
            let of = |name: &str| {
                fields
                    .iter()
                    .find(|field| field.field == name)
                    .map_or_else(String::new, |field| field.message.words(who.lang()))
            };
            show(&state, &who, StatusCode::UNPROCESSABLE_ENTITY, &of("old_password"), &of("new_password"), "").await
        }
        Err(problem) => Err(problem.into()),
    }
}

async fn show(
    state: &WebState,
    who: &Who,
    status: StatusCode,
    old: &str,
    new: &str,
    again: &str,
) -> Result<Response, WebError> {
    let page = PasswordPage {
        shell: pages::shell(state, who, Section::Elsewhere, None).await,
        must: who.person.must_change,
        old_problem: old.to_owned(),
        new_problem: new.to_owned(),
        again_problem: again.to_owned(),
    };
    page_with(status, &page)
}
