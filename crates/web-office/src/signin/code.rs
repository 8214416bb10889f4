//! The second half of a sign-in: the code of an app, or a recovery code.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
};
use axum_extra::extract::{PrivateCookieJar, cookie::Cookie};
use changxiao_app::{
    AppError,
    people::{second_factor, way_in::Whence},
};
use changxiao_domain::{
    ids::{CityId, PersonId},
    time::Instant,
};

use super::welcome::{SignInQuery, welcome};
use crate::{
    address::{Address, own_path},
    answer::{Answer, page_with, redirect},
    form::Form,
    pages,
    session::{Stranger, device_of},
    shell::Shell,
    source::Source,
    state::WebState,
};

/// Whose password was right, and when: for the next minutes, encrypted and signed.
const HALF: &str = "cx_half";
const PATH: &str = "/signin/code";

#[derive(Template)]
#[template(path = "signin/code.html")]
struct CodePage {
    shell: Shell,
    next: String,
    problem: Option<AppError>,
}

/// Leads from the right password to the code.
pub(super) fn ask(jar: PrivateCookieJar, city: CityId, person: PersonId, since: Instant, next: &str) -> Answer {
    let half = format!("{city}.{person}.{}", since.micros());
    let cookie = Cookie::build((HALF, half)).path(PATH).http_only(true).build();
    let to = Address::new(PATH).with("next", if next == "/" { "" } else { next });
    Ok((jar.add(cookie), redirect(&to.to_string())).into_response())
}

pub(super) async fn form(
    State(state): State<WebState>,
    stranger: Stranger,
    jar: PrivateCookieJar,
    Query(query): Query<SignInQuery>,
) -> Answer {
    if half(&jar).is_none() {
        return Ok(redirect("/signin"));
    }
    show(&state, &stranger, own_path(query.next.as_deref().unwrap_or("/")), None).await
}

pub(super) async fn check(
    State(state): State<WebState>,
    stranger: Stranger,
    source: Source,
    jar: PrivateCookieJar,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    let next = own_path(form.text("next"));
    // Whose password was right in another city begins anew in this one.
    let half = half(&jar).filter(|(city, ..)| *city == stranger.city);
    let Some((city, person, since)) = half else { return Ok(redirect("/signin")) };
    let whence = Whence { address: Some(source.address), device: device_of(&jar) };
    match second_factor::sign_in(state.app(), city, person, since, form.text("code"), &whence).await {
        Ok(opened) => {
            let jar = jar.remove(Cookie::build((HALF, "")).path(PATH).build());
            welcome(&state, jar, &headers, city, &opened, &next).await
        }
        Err(problem @ (AppError::Invalid(_) | AppError::SignInFailed)) => {
            show(&state, &stranger, next, Some(problem)).await
        }
        Err(problem) => Err(problem.into()),
    }
}

async fn show(state: &WebState, stranger: &Stranger, next: String, problem: Option<AppError>) -> Answer {
    let shell = pages::stranger_shell(state, stranger.lang, Some(stranger.city), "/signin").await;
    let status = if problem.is_some() { StatusCode::UNAUTHORIZED } else { StatusCode::OK };
    page_with(status, &CodePage { shell, next, problem })
}

fn half(jar: &PrivateCookieJar) -> Option<(CityId, PersonId, Instant)> {
    let cookie = jar.get(HALF)?;
    let mut parts = cookie.value().splitn(3, '.');
    let city = CityId(parts.next()?.parse().ok()?);
    Some((city, parts.next()?.parse().ok()?, Instant(parts.next()?.parse().ok()?)))
}
