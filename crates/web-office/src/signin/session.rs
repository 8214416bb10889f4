//! The sign-in page, the end of a session, the choice of a post.

use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    people::{
        open_session::By,
        sign_in::{self, Answered},
        sign_out, switch_post,
        way_in::Whence,
    },
};
use changxiao_domain::ids::PostId;

use super::{
    code, directory, sign_in_page,
    welcome::{SignInQuery, welcome},
};
use crate::{
    address::own_path,
    answer::{Answer, redirect},
    form::{Form, PersonForm},
    request::Request,
    session::{Stranger, device_of, no_session_cookie},
    source::Source,
    state::WebState,
};

pub(super) async fn form(
    State(state): State<WebState>,
    stranger: Stranger,
    Query(query): Query<SignInQuery>,
) -> Answer {
    let next = own_path(query.next.as_deref().unwrap_or("/"));
    sign_in_page::show(&state, &stranger, next, String::new(), None).await
}

pub(super) async fn sign_in(
    State(state): State<WebState>,
    stranger: Stranger,
    source: Source,
    jar: PrivateCookieJar,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    let next = own_path(form.text("next"));
    // A password is taken as it was typed, blanks at its ends included.
    let password = form.raw("password");
    let whence = Whence { address: Some(source.address), device: device_of(&jar) };
    match sign_in::sign_in(state.app(), stranger.city, form.text("login"), password, &whence).await {
        Ok(Answered::Session(opened)) => welcome(&state, jar, &headers, stranger.city, &opened, &next).await,
        Ok(Answered::CodeWanted(person)) => {
            code::ask(jar, stranger.city, person, (By::Password, state.app().now()), &next)
        }
        Err(problem) if problem.is_ours() => Err(problem.into()),
        Err(problem) => sign_in_page::show(&state, &stranger, next, form.text("login").to_owned(), Some(problem)).await,
    }
}

pub(super) async fn sign_out(request: Request, _: PersonForm) -> Answer {
    sign_out::sign_out(request.app(), &request.who).await?;
    // What the browser has kept of pages and photos goes with the session.
    let forget = [("clear-site-data", "\"cache\"")];
    let jar = request.jar.remove(no_session_cookie()).add(directory::left());
    Ok((jar, forget, redirect("/signin")).into_response())
}

/// Somebody types. The guard has noted that the session is in use; there is nothing else to do.
pub(super) async fn alive(_: Request, _: PersonForm) -> Answer {
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(super) async fn switch_post(request: Request, PersonForm(form): PersonForm) -> Answer {
    let post: PostId = form.text("post_id").parse().map_err(|_| AppError::NotFound("post"))?;
    switch_post::switch_post(request.app(), &request.who, post).await?;
    // The page before may not be open to the new post; the first page always is.
    Ok(redirect("/"))
}
