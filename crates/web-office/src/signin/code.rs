//! The second half of a sign-in: a passkey, the code of an app, or a recovery code.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
};
use axum_extra::extract::{PrivateCookieJar, cookie::Cookie};
use changxiao_app::{
    AppError,
    people::{
        open_session::{By, Opened},
        passkeys, second_factor,
        way_in::Whence,
    },
};
use changxiao_domain::{
    ids::{CityId, PersonId},
    time::Instant,
};

use super::{
    question,
    welcome::{SignInQuery, welcome},
};
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

/// Whose password was right, or whom the directory knows, and when: for the next minutes, encrypted and signed.
const HALF: &str = "cx_half";
const PATH: &str = "/signin/code";
/// What the first half ends with where it was the directory.
const BY_DIRECTORY: &str = "d";

#[derive(Template)]
#[template(path = "signin/code.html")]
struct CodePage {
    shell: Shell,
    next: String,
    /// The person has an app.
    app: bool,
    /// What the browser asks a passkey, as JSON; empty where the person has none, or none can be used here.
    passkey: String,
    problem: Option<AppError>,
}

/// Leads from the right password, or from the directory, to the code.
pub(super) fn ask(
    jar: PrivateCookieJar,
    city: CityId,
    person: PersonId,
    (by, since): (By, Instant),
    next: &str,
) -> Answer {
    let by = if by == By::Directory { BY_DIRECTORY } else { "" };
    let half = format!("{city}.{person}.{}{by}", since.micros());
    let cookie = Cookie::build((HALF, half)).path(PATH).http_only(true).build();
    let to = Address::new(PATH).with("next", if next == "/" { "" } else { next });
    Ok((jar.add(cookie), redirect(&to.to_string())).into_response())
}

pub(super) async fn form(
    State(state): State<WebState>,
    stranger: Stranger,
    source: Source,
    jar: PrivateCookieJar,
    headers: HeaderMap,
    Query(query): Query<SignInQuery>,
) -> Answer {
    let next = own_path(query.next.as_deref().unwrap_or("/"));
    show(&Asking { state: &state, stranger: &stranger, source, headers: &headers }, jar, next, None).await
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
    let done = second_factor::sign_in(state.app(), city, person, since, form.text("code"), &whence).await;
    let asking = Asking { state: &state, stranger: &stranger, source, headers: &headers };
    answer(&asking, jar, city, next, done).await
}

/// The same with a passkey.
pub(super) async fn check_passkey(
    State(state): State<WebState>,
    stranger: Stranger,
    source: Source,
    jar: PrivateCookieJar,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    let next = own_path(form.text("next"));
    let half = half(&jar).filter(|(city, ..)| *city == stranger.city);
    let Some((city, person, since)) = half else { return Ok(redirect("/signin")) };
    let Some(site) = question::site(&state, city, source, &headers) else { return Ok(redirect(PATH)) };
    let (jar, challenge) = question::take(jar, person, state.app().now());
    let whence = Whence { address: Some(source.address), device: device_of(&jar) };
    let (shown, asked) = (question::shown(&form), (&site, challenge.as_slice()));
    let done = passkeys::sign_in(state.app(), (city, person), since, asked, &shown, &whence).await;
    let asking = Asking { state: &state, stranger: &stranger, source, headers: &headers };
    answer(&asking, jar, city, next, done).await
}

/// Who is asked, and where.
struct Asking<'a> {
    state: &'a WebState,
    stranger: &'a Stranger,
    source: Source,
    headers: &'a HeaderMap,
}

async fn answer(
    asking: &Asking<'_>,
    jar: PrivateCookieJar,
    city: CityId,
    next: String,
    done: Result<Opened, AppError>,
) -> Answer {
    match done {
        Ok(opened) => {
            let jar = jar.remove(Cookie::build((HALF, "")).path(PATH).build());
            welcome(asking.state, jar, asking.headers, city, &opened, &next).await
        }
        Err(problem @ (AppError::Invalid(_) | AppError::SignInFailed)) => show(asking, jar, next, Some(problem)).await,
        Err(problem) => Err(problem.into()),
    }
}

async fn show(asking: &Asking<'_>, jar: PrivateCookieJar, next: String, problem: Option<AppError>) -> Answer {
    let Asking { state, stranger, source, headers } = asking;
    let app = state.app();
    let Some((city, person, _)) = half(&jar) else { return Ok(redirect("/signin")) };
    let ways = second_factor::ways(app, city, person).await?;
    let site = question::site(state, city, *source, headers).filter(|_| !ways.passkeys.is_empty());
    let question = site.map(|site| passkeys::ask(app, &site, &ways.passkeys));
    let passkey = question.as_ref().map_or_else(String::new, |question| question.options.to_string());
    let jar = match &question {
        Some(question) => question::keep(jar, person, question, app.now()),
        None => jar,
    };
    let shell = pages::stranger_shell(state, stranger.lang, Some(stranger.city), "/signin").await;
    let status = if problem.is_some() { StatusCode::UNAUTHORIZED } else { StatusCode::OK };
    let page = page_with(status, &CodePage { shell, next, app: ways.app, passkey, problem })?;
    Ok((jar, page).into_response())
}

fn half(jar: &PrivateCookieJar) -> Option<(CityId, PersonId, (By, Instant))> {
    let cookie = jar.get(HALF)?;
    let (half, by) = match cookie.value().strip_suffix(BY_DIRECTORY) {
        Some(half) => (half, By::Directory),
        None => (cookie.value(), By::Password),
    };
    let mut parts = half.splitn(3, '.');
    let city = CityId(parts.next()?.parse().ok()?);
    Some((city, parts.next()?.parse().ok()?, (by, Instant(parts.next()?.parse().ok()?))))
}
