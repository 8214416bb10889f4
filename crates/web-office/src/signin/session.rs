//! The sign-in page, the end of a session, the choice of a post.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::people::{authenticate, prefer::prefer, sign_in, sign_out, switch_post};
use changxiao_domain::ids::PostId;
use serde::Deserialize;

use crate::{
    address::own_path,
    answer::{WebError, page_with, redirect},
    form::Form,
    pages,
    session::{Stranger, Who, chosen_language, no_session_cookie, session_cookie},
    shell::Shell,
    state::WebState,
};

#[derive(Template)]
#[template(path = "signin/sign_in.html")]
struct SignInPage {
    shell: Shell,
    next: String,
    login: String,
    problem: Option<String>,
    number: &'static str,
}

#[derive(Deserialize)]
pub(super) struct Next {
    next: Option<String>,
}

pub(super) async fn form(
    State(state): State<WebState>,
    stranger: Stranger,
    Query(next): Query<Next>,
) -> Result<Response, WebError> {
    let shell = pages::stranger_shell(&state, stranger.lang, stranger.city, &stranger.path).await;
    let next = own_path(next.next.as_deref().unwrap_or("/"));
    page_with(StatusCode::OK, &SignInPage { shell, next, login: String::new(), problem: None, number: "" })
}

pub(super) async fn sign_in(
    State(state): State<WebState>,
    stranger: Stranger,
    jar: PrivateCookieJar,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, WebError> {
    let next = own_path(form.text("next"));
    // A password is taken as it was typed, blanks at its ends included.
    let password = form.raw("password");
    match sign_in::sign_in(state.app(), stranger.city, form.text("login"), password).await {
        Ok(signed) => {
            let to = if signed.must_change_password { "/password".to_owned() } else { next };
            // Who chose a language before signing in wants it afterwards, too.
            if let Some(lang) = chosen_language(&headers) {
                let who = authenticate::session(state.app(), stranger.city, &signed.secret).await?;
                if who.person.lang != lang.tag() {
                    prefer(state.app(), &who, lang, who.person.large_type, who.person.dark).await?;
                }
            }
            let jar = jar.add(session_cookie(&state, stranger.city, &signed.secret));
            Ok((jar, redirect(&to)).into_response())
        }
        Err(problem) if problem.is_ours() => Err(problem.into()),
        Err(problem) => {
            let shell = pages::stranger_shell(&state, stranger.lang, stranger.city, "/signin").await;
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNAUTHORIZED);
            let page = SignInPage {
                shell,
                next,
                login: form.text("login").to_owned(),
                problem: Some(problem.words(stranger.lang)),
                number: problem.number(),
            };
            page_with(status, &page)
        }
    }
}

pub(super) async fn sign_out(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    _: Form,
) -> Result<Response, WebError> {
    sign_out::sign_out(state.app(), &who).await?;
    Ok((jar.remove(no_session_cookie()), redirect("/signin")).into_response())
}

pub(super) async fn switch_post(State(state): State<WebState>, who: Who, form: Form) -> Result<Response, WebError> {
    let post: PostId = form.text("post_id").parse().map_err(|_| changxiao_app::AppError::NotFound("post"))?;
    switch_post::switch_post(state.app(), &who, post).await?;
    // The page before may not be open to the new post; the first page always is.
    Ok(redirect("/"))
}
