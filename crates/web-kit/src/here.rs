//! Which city a request is for, where one database serves several.
//!
//! A host name that `config.toml` gives to a city is that city's and no other's. At any other host the first part of the path may name the
//! city, by its code or by the word that `config.toml` gives it: a page is then asked for again without that part, and the browser
//! keeps the city; a program's request is taken as if the part were not there. Without either it is the city of the session, then the
//! one that the server was started for, then the only one of the database. A session or token of another city than the one that host,
//! path or browser name is nobody's here.

use std::collections::BTreeMap;

use axum::{
    extract::{OriginalUri, Request, State},
    http::{Extensions, HeaderMap, Method, Uri, header, uri::PathAndQuery},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::{
    CookieJar,
    cookie::{Cookie, SameSite},
};
use changxiao_app::AppError;
use changxiao_domain::ids::CityId;

use crate::{address::own_path, session, state::WebState};

/// The browser's city, where neither host nor path says it.
const CITY: &str = "cx_city";

/// What `config.toml` says of one city.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Host names of its own, such as cx.example.gov.cn.
    pub hosts: Vec<String>,
    /// A word that names it at the beginning of a path; its code always does.
    pub path: Option<String>,
}

/// Where the cities of the database are found.
#[derive(Clone, Debug, Default)]
pub struct Places {
    by_host: BTreeMap<String, CityId>,
    by_path: BTreeMap<String, CityId>,
}

/// Why the places cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongPlace {
    #[error("“{0}” is no host name: write cx.example.gov.cn, without https:// and without a port")]
    Host(String),
    #[error("the host {0} belongs to two cities")]
    HostTwice(String),
    #[error(
        "path = “{0}”: letters, digits and - only, not digits alone, and no address of the product; write zhangzhou"
    )]
    Path(String),
    #[error("path = “{0}” belongs to two cities")]
    PathTwice(String),
}

impl Places {
    /// Reads what is said of each city. `taken` are the first parts of the product's own addresses.
    pub fn read(all: &BTreeMap<CityId, Place>, taken: &[&str]) -> Result<Self, WrongPlace> {
        let mut places = Self::default();
        for (city, place) in all {
            for host in &place.hosts {
                let name = host.trim().trim_end_matches('.').to_ascii_lowercase();
                let fits = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '.');
                if name.is_empty() || !name.chars().all(fits) {
                    return Err(WrongPlace::Host(host.clone()));
                }
                if places.by_host.insert(name.clone(), *city).is_some_and(|other| other != *city) {
                    return Err(WrongPlace::HostTwice(name));
                }
            }
            if let Some(path) = &place.path {
                let fits = |sign: char| sign.is_ascii_alphanumeric() || sign == '-';
                let is_number = path.chars().all(|sign| sign.is_ascii_digit());
                if is_number || !path.chars().all(fits) || taken.contains(&path.as_str()) {
                    return Err(WrongPlace::Path(path.clone()));
                }
                if places.by_path.insert(path.clone(), *city).is_some() {
                    return Err(WrongPlace::PathTwice(path.clone()));
                }
            }
        }
        Ok(places)
    }

    fn of_host(&self, host: &str) -> Option<CityId> {
        self.by_host.get(&name_of(host)).copied()
    }
}

/// A host without its port, as names are compared.
fn name_of(host: &str) -> String {
    let bare = match host.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|sign| sign.is_ascii_digit()) => name,
        _ => host,
    };
    bare.trim_end_matches('.').to_ascii_lowercase()
}

/// The city of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Here {
    pub city: CityId,
    /// Host, path or browser name it: then nobody of another city is known.
    pub is_named: bool,
}

impl Here {
    pub fn of(extensions: &Extensions) -> Option<Self> {
        extensions.get().copied()
    }

    /// Refuses whoever belongs to another city than the one that was named.
    pub fn admits(here: Option<Self>, city: CityId) -> Result<(), AppError> {
        match here {
            Some(here) if here.is_named && here.city != city => Err(AppError::SignInRequired),
            _ => Ok(()),
        }
    }
}

/// What stands before a path names a city; the rest is asked for.
struct Led {
    city: CityId,
    rest: String,
}

/// Finds the city of each request. It stands before the addresses, so that it may shorten the one that is asked for.
pub async fn find(State(state): State<WebState>, mut request: Request, next: Next) -> Response {
    let of_host = host_of(request.uri(), request.headers()).and_then(|host| state.config().places.of_host(host));
    if let Some(city) = of_host {
        request.extensions_mut().insert(Here { city, is_named: true });
        return next.run(request).await;
    }
    if let Some(Led { city, rest }) = led(&state, request.uri()) {
        let is_page = matches!(*request.method(), Method::GET | Method::HEAD) && !rest.starts_with("/api/");
        if is_page {
            let cookie = Cookie::build((CITY, city.to_string())).path("/").http_only(true).same_site(SameSite::Lax);
            return (CookieJar::new().add(cookie), Redirect::to(&own_path(&rest))).into_response();
        }
        if let Some(uri) = shortened(request.uri(), &rest) {
            request.extensions_mut().insert(OriginalUri(uri.clone()));
            *request.uri_mut() = uri;
        }
        request.extensions_mut().insert(Here { city, is_named: true });
        return next.run(request).await;
    }
    if let Some(here) = unnamed(&state, request.headers()) {
        request.extensions_mut().insert(here);
    }
    next.run(request).await
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
    if let Some(city) = state.config().places.by_path.get(word) {
        return Some(*city);
    }
    let is_number = !word.is_empty() && word.len() <= 12 && word.bytes().all(|sign| sign.is_ascii_digit());
    let city = CityId(word.parse().ok().filter(|_| is_number)?);
    is_there(state, city).then_some(city)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn places(all: &[(i64, &[&str], Option<&str>)]) -> Result<Places, WrongPlace> {
        let all = all.iter().map(|(city, hosts, path)| {
            let hosts = hosts.iter().map(|host| (*host).to_owned()).collect();
            (CityId(*city), Place { hosts, path: path.map(str::to_owned) })
        });
        Places::read(&all.collect(), &["cases", "api"])
    }

    #[test]
    fn a_host_is_one_citys_whatever_its_port_or_case() -> Result<(), WrongPlace> {
        let places = places(&[(3506, &["cx.zhangzhou.example"], None), (5301, &["CX.Kunming.example."], None)])?;
        for (host, city) in [
            ("cx.zhangzhou.example", Some(3506)),
            ("CX.ZHANGZHOU.EXAMPLE:8443", Some(3506)),
            ("cx.kunming.example", Some(5301)),
            ("cx.kunming.example.evil.example", None),
            ("127.0.0.1:7300", None),
            ("[::1]:7300", None),
        ] {
            assert_eq!(places.of_host(host), city.map(CityId), "{host}");
        }
        Ok(())
    }

    #[test]
    fn what_cannot_be_told_apart_is_refused() {
        let twice = places(&[(1, &["a.example"], None), (2, &["A.example"], None)]);
        assert_eq!(twice.err(), Some(WrongPlace::HostTwice("a.example".to_owned())));
        let url = places(&[(1, &["https://a.example"], None)]);
        assert_eq!(url.err(), Some(WrongPlace::Host("https://a.example".to_owned())));
        for path in ["cases", "3506", "a/b", "漳州"] {
            assert_eq!(places(&[(1, &[], Some(path))]).err(), Some(WrongPlace::Path(path.to_owned())));
        }
        let twice = places(&[(1, &[], Some("zz")), (2, &[], Some("zz"))]);
        assert_eq!(twice.err(), Some(WrongPlace::PathTwice("zz".to_owned())));
    }
}
