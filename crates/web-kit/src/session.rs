//! Who asks.

use changxiao_words::Lang;
use std::{ops::Deref, sync::Arc};

use axum::{
    extract::{FromRef, FromRequestParts},
    http::{HeaderMap, header, request::Parts},
};
use axum_extra::extract::{
    CookieJar, PrivateCookieJar,
    cookie::{Cookie, Key, SameSite},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use changxiao_app::{
    AppError,
    people::{
        authenticate::{self, SignedIn},
        issue_token::read_token,
    },
};
use changxiao_domain::ids::CityId;
use cookie::time::Duration;
use sha2::{Digest, Sha256};

use crate::{answer::WebError, state::WebState};

const SESSION: &str = "cx_session";
const LANGUAGE: &str = "cx_lang";

/// A signed-in person, as the guard found them. Handlers take it as an argument.
#[derive(Clone)]
pub struct Who {
    pub signed_in: Arc<SignedIn>,
    /// The token that this session's forms must bring back.
    pub csrf: Arc<str>,
    /// Path and query of the page.
    pub path: Arc<str>,
}

impl Deref for Who {
    type Target = SignedIn;

    fn deref(&self) -> &SignedIn {
        &self.signed_in
    }
}

impl Who {
    pub fn lang(&self) -> Lang {
        Lang::parse(&self.person.lang).unwrap_or_default()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Who {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        parts.extensions.get::<Who>().cloned().ok_or_else(|| AppError::SignInRequired.into())
    }
}

/// Somebody who is not signed in: only a language and a city.
#[derive(Clone, Debug)]
pub struct Stranger {
    pub lang: Lang,
    pub city: CityId,
    /// Path and query of the page.
    pub path: Arc<str>,
}

impl<S: Send + Sync> FromRequestParts<S> for Stranger
where
    WebState: FromRef<S>,
{
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let state = WebState::from_ref(state);
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        Ok(Self { lang: language_of(&parts.headers), city: state.config().city, path: path.into() })
    }
}

/// The person behind the session cookie of a request.
pub async fn of_cookie(state: &WebState, headers: &HeaderMap, path: &str) -> Result<Who, AppError> {
    let jar = PrivateCookieJar::from_headers(headers, Key::from_ref(state));
    let cookie = jar.get(SESSION).ok_or(AppError::SignInRequired)?;
    let (city, secret) = read_session(cookie.value()).ok_or(AppError::SignInRequired)?;
    let signed_in = authenticate::session(state.app(), city, &secret).await?;
    Ok(Who { signed_in: Arc::new(signed_in), csrf: csrf_of(&secret).into(), path: path.into() })
}

/// The person behind the bearer token of a request.
pub async fn of_token(state: &WebState, text: &str, path: &str) -> Result<Who, AppError> {
    let (city, secret) = read_token(text).ok_or(AppError::SignInRequired)?;
    let signed_in = authenticate::token(state.app(), city, &secret).await?;
    Ok(Who { signed_in: Arc::new(signed_in), csrf: "".into(), path: path.into() })
}

/// The cookie of a new session. It is encrypted, unreadable for scripts, sent only from our own pages, and ends with the browser.
pub fn session_cookie(state: &WebState, city: CityId, secret: &[u8]) -> Cookie<'static> {
    let value = format!("{city}.{}", URL_SAFE_NO_PAD.encode(secret));
    Cookie::build((SESSION, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(state.config().secure_cookies)
        .build()
}

pub fn no_session_cookie() -> Cookie<'static> {
    Cookie::build((SESSION, "")).path("/").build()
}

/// A stranger's choice of language, kept in the browser for a year.
pub fn language_cookie(lang: Lang) -> Cookie<'static> {
    Cookie::build((LANGUAGE, lang.tag())).path("/").max_age(Duration::days(365)).same_site(SameSite::Lax).build()
}

/// The language that was chosen in this browser, if one was.
pub fn chosen_language(headers: &HeaderMap) -> Option<Lang> {
    Lang::parse(CookieJar::from_headers(headers).get(LANGUAGE)?.value())
}

/// What a stranger's browser asks for: the chosen language, else Chinese unless only English is accepted.
pub fn language_of(headers: &HeaderMap) -> Lang {
    if let Some(chosen) = chosen_language(headers) {
        return chosen;
    }
    let accepted =
        headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("").to_lowercase();
    if accepted.starts_with("en") && !accepted.contains("zh") { Lang::En } else { Lang::Zh }
}

fn read_session(value: &str) -> Option<(CityId, Vec<u8>)> {
    let (city, secret) = value.split_once('.')?;
    Some((CityId(city.parse().ok()?), URL_SAFE_NO_PAD.decode(secret).ok()?))
}

/// Forms carry a word that only pages of this session know.
fn csrf_of(secret: &[u8]) -> String {
    let digest = Sha256::new().chain_update(b"changxiao form").chain_update(secret).finalize();
    URL_SAFE_NO_PAD.encode(&digest[..18])
}
