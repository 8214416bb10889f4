//! Which city a request is for, where one database serves several.
//!
//! A host name that `config.toml` gives to a city is that city's and no other's. At any other host the first part of the path may name the
//! city, by its code or by the word that `config.toml` gives it: a page is then asked for again without that part, and the browser
//! keeps the city; a program's request is taken as if the part were not there. Without either it is the city of the session, then the
//! one that the server was started for, then the only one of the database. A session or token of another city than the one that host,
//! path or browser name is nobody's here.
//!
//! Who comes back from a city's own directory comes back to the city in which that was begun, whatever city another tab was led to
//! meanwhile.

use axum::{
    extract::{FromRef, OriginalUri, Request, State},
    http::{HeaderMap, Method, Uri, header, uri::PathAndQuery},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::{
    CookieJar, PrivateCookieJar,
    cookie::{Cookie, Key, SameSite},
};
use changxiao_app::people::directory::flow::{BACK, Begun};
use changxiao_domain::{divisions::DivisionCode, ids::CityId};

use crate::{
    address::own_path,
    places::Here,
    session::{self, BEGUN},
    state::WebState,
};

/// The browser's city, where neither host nor path says it.
const CITY: &str = "cx_city";

/// What stands before a path names a city; the rest is asked for.
struct Led {
    city: CityId,
    rest: String,
}

/// Finds the city of each request. It stands before the addresses, so that it may shorten the one that is asked for.
pub async fn find(State(state): State<WebState>, mut request: Request, next: Next) -> Response {
    if is_unfounded(&state) && leads_to_founding(&request) {
        return Redirect::to("/founding/city").into_response();
    }
    let of_host = host_of(request.uri(), request.headers()).and_then(|host| state.config().places.of_host(host));
    if let Some(city) = of_host {
        request.extensions_mut().insert(Here { city, is_named: true });
        return next.run(request).await;
    }
    if let Some(Led { city, rest }) = led(&state, request.uri()) {
        let is_page = matches!(*request.method(), Method::GET | Method::HEAD) && !rest.starts_with("/api/");
        if is_page {
            return asked_again(city, &rest);
        }
        if let Some(uri) = shortened(request.uri(), &rest) {
            request.extensions_mut().insert(OriginalUri(uri.clone()));
            *request.uri_mut() = uri;
        }
        request.extensions_mut().insert(Here { city, is_named: true });
        return next.run(request).await;
    }
    let here = unnamed(&state, request.headers());
    if let Some(city) = begun_in(&state, &request).filter(|city| here.is_none_or(|here| here.city != *city)) {
        return asked_again(city, request.uri().path_and_query().map_or("/", PathAndQuery::as_str));
    }
    if let Some(here) = here {
        request.extensions_mut().insert(here);
    }
    next.run(request).await
}

/// A server over an empty database, on which nobody has founded a city yet.
fn is_unfounded(state: &WebState) -> bool {
    state.config().founding_key.is_some() && state.app().cities_seen().is_empty()
}

/// Pages that need a city lead to where one is founded.
fn leads_to_founding(request: &Request) -> bool {
    let path = request.uri().path();
    let is_free = ["/founding/city", "/assets/", "/favicon.ico", "/health", "/preferences", "/api/"];
    matches!(*request.method(), Method::GET | Method::HEAD) && !is_free.iter().any(|free| path.starts_with(free))
}

/// Has a page asked for again by a browser that keeps this city from now on.
fn asked_again(city: CityId, path: &str) -> Response {
    let cookie = Cookie::build((CITY, city.to_string())).path("/").http_only(true).same_site(SameSite::Lax);
    (CookieJar::new().add(cookie), Redirect::to(&own_path(path))).into_response()
}

/// The city whose directory sends this browser back.
fn begun_in(state: &WebState, request: &Request) -> Option<CityId> {
    if request.uri().path() != BACK || request.method() != Method::GET {
        return None;
    }
    let jar = PrivateCookieJar::from_headers(request.headers(), Key::from_ref(state));
    let begun: Begun = serde_json::from_str(jar.get(BEGUN)?.value()).ok()?;
    Some(CityId(begun.city)).filter(|city| is_there(state, *city))
}

fn host_of<'a>(uri: &'a Uri, headers: &'a HeaderMap) -> Option<&'a str> {
    uri.host().or_else(|| headers.get(header::HOST)?.to_str().ok())
}

/// The city that the first part of the path names, and what follows.
fn led(state: &WebState, uri: &Uri) -> Option<Led> {
    let asked = uri.path_and_query().map_or("/", PathAndQuery::as_str);
    let after = asked.strip_prefix('/')?;
    let end = after.find(['/', '?']).unwrap_or(after.len());
    let (word, rest) = after.split_at(end);
    let city = city_of_word(state, word)?;
    let rest = if rest.starts_with('/') { rest.to_owned() } else { format!("/{rest}") };
    Some(Led { city, rest })
}

fn city_of_word(state: &WebState, word: &str) -> Option<CityId> {
    if let Some(city) = state.config().places.of_word(word) {
        return Some(city);
    }
    let is_number = !word.is_empty() && word.len() <= 12 && word.bytes().all(|sign| sign.is_ascii_digit());
    let city = CityId(word.parse().ok().filter(|_| is_number)?);
    if is_there(state, city) {
        return Some(city);
    }
    // 350600 is 3506.
    let widest = CityId(word.parse::<DivisionCode>().ok()?.widest().number());
    is_there(state, widest).then_some(widest)
}

fn is_there(state: &WebState, city: CityId) -> bool {
    state.config().city == Some(city) || state.app().cities_seen().contains(&city)
}

/// The city where neither host nor path names one.
fn unnamed(state: &WebState, headers: &HeaderMap) -> Option<Here> {
    let kept = CookieJar::from_headers(headers).get(CITY).and_then(|cookie| cookie.value().parse().ok().map(CityId));
    if let Some(city) = kept.filter(|city| is_there(state, *city)) {
        return Some(Here { city, is_named: true });
    }
    let of_session = || session::city_of(state, headers);
    let only = || match state.app().cities_seen().as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    let city = of_session().or(state.config().city).or_else(only)?;
    Some(Here { city, is_named: false })
}

fn shortened(uri: &Uri, rest: &str) -> Option<Uri> {
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(rest.parse().ok()?);
    Uri::from_parts(parts).ok()
}
