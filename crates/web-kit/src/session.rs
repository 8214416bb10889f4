//! Who asks.

use changxiao_words::Lang;
use std::{net::IpAddr, ops::Deref, sync::Arc};

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
        device::Device,
        issue_token::read_token,
    },
};
use changxiao_domain::ids::{CityId, PostId};
use cookie::time::Duration;
use sha2::{Digest, Sha256};

use crate::{answer::WebError, places::Here, state::WebState};

/// The name of the session's cookie.
pub(crate) const SESSION: &str = "cx_session";
/// The name of the cookie that keeps what was begun at the city's own directory until the browser is back.
pub const BEGUN: &str = "cx_directory";
const LANGUAGE: &str = "cx_lang";
const DEVICE: &str = "cx_device";
/// A browser in which nobody has signed in for so long is a strange one again.
const DEVICE_DAYS: i64 = 180;

/// A signed-in person, as the guard found them. Handlers take it as an argument.
#[derive(Clone)]
pub struct Who {
    pub signed_in: Arc<SignedIn>,
    /// The word that forms which this session shows for the current post must bring back.
    pub csrf: Arc<str>,
    /// From which the words for all posts are made; `None` behind a token, which is shown no forms.
    form_key: Option<[u8; 32]>,
    /// Path and query of the page.
    pub path: Arc<str>,
    /// What the browser asks for.
    asked_lang: Lang,
}

impl Deref for Who {
    type Target = SignedIn;

    fn deref(&self) -> &SignedIn {
        &self.signed_in
    }
}

impl Who {
    /// The same, and the trace says from where.
    #[must_use]
    pub fn coming_from(mut self, address: Option<IpAddr>) -> Self {
        Arc::make_mut(&mut self.signed_in).actor.address = address;
        self
    }

    /// What the person chose, else what the browser asks for.
    pub fn lang(&self) -> Lang {
        self.person.lang().unwrap_or(self.asked_lang)
    }

    /// The post for which this session showed a form that brings `word` back; `None` for a form of no page of this session.
    pub fn shown_for(&self, word: &str) -> Option<PostId> {
        if *self.csrf == *word && self.form_key.is_some() {
            return Some(self.actor.post);
        }
        let key = self.form_key?;
        let posts = self.model.posts_of.get(&self.person.id).into_iter().flatten();
        posts.copied().find(|post| word_for(&key, *post) == word)
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

impl<S: Send + Sync> FromRequestParts<S> for Stranger {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        let here = Here::of(&parts.extensions).ok_or(AppError::NoCityHere)?;
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        Ok(Self { lang: language_of(&parts.headers), city: here.city, path: path.into() })
    }
}

/// The city of the session that a request names, whether it still lasts or not.
pub(crate) fn city_of(state: &WebState, headers: &HeaderMap) -> Option<CityId> {
    let jar = PrivateCookieJar::from_headers(headers, Key::from_ref(state));
    Some(read_session(jar.get(SESSION)?.value())?.0)
}

/// The person behind the session cookie of a request for the city `here`.
pub async fn of_cookie(state: &WebState, headers: &HeaderMap, here: Option<Here>, path: &str) -> Result<Who, AppError> {
    let jar = PrivateCookieJar::from_headers(headers, Key::from_ref(state));
    let cookie = jar.get(SESSION).ok_or(AppError::SignInRequired)?;
    let (city, secret) = read_session(cookie.value()).ok_or(AppError::SignInRequired)?;
    Here::admits(here, city)?;
    let signed_in = authenticate::session(state.app(), city, &secret).await?;
    let key = form_key(&secret);
    let csrf = word_for(&key, signed_in.actor.post).into();
    let asked_lang = language_of(headers);
    Ok(Who { signed_in: Arc::new(signed_in), csrf, form_key: Some(key), path: path.into(), asked_lang })
}

/// The person behind the bearer token of a request for the city `here`.
pub async fn of_token(
    state: &WebState,
    text: &str,
    headers: &HeaderMap,
    here: Option<Here>,
    path: &str,
) -> Result<Who, AppError> {
    let (city, secret) = read_token(text).ok_or(AppError::SignInRequired)?;
    Here::admits(here, city)?;
    let signed_in = authenticate::token(state.app(), city, &secret).await?;
    let asked_lang = language_of(headers);
    Ok(Who { signed_in: Arc::new(signed_in), csrf: "".into(), form_key: None, path: path.into(), asked_lang })
}

/// The cookie of a new session. It is encrypted, unreadable for scripts, sent only from our own pages, and ends with the browser.
pub fn session_cookie(city: CityId, secret: &[u8]) -> Cookie<'static> {
    let value = format!("{city}.{}", URL_SAFE_NO_PAD.encode(secret));
    Cookie::build((SESSION, value)).path("/").http_only(true).same_site(SameSite::Lax).build()
}

/// What this browser keeps of the people who signed in with it.
pub fn device_of(jar: &PrivateCookieJar) -> Option<Device> {
    Device::read(jar.get(DEVICE)?.value())
}

/// The same for the next time: encrypted, unreadable for scripts, sent only from our own pages.
pub fn device_cookie(device: &Device) -> Cookie<'static> {
    Cookie::build((DEVICE, device.text()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(Duration::days(DEVICE_DAYS))
        .build()
}

/// Whether somebody has signed in with this browser since it was opened, and has not signed out. The session may have ended.
pub fn had_session(jar: &PrivateCookieJar) -> bool {
    jar.get(SESSION).is_some()
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

/// What a browser asks for: the language that was chosen in it, else the one that it prefers of ours.
pub fn language_of(headers: &HeaderMap) -> Lang {
    let accepted = || headers.get(header::ACCEPT_LANGUAGE).and_then(|value| preferred(value.to_str().ok()?));
    chosen_language(headers).or_else(accepted).unwrap_or_default()
}

/// The language of ours with the highest weight in an `Accept-Language` (RFC 9110, 12.5.4), the first of equals. Regions and
/// scripts are not told apart: `zh-Hant-TW` gets Chinese.
fn preferred(accepted: &str) -> Option<Lang> {
    let mut best: Option<(f32, Lang)> = None;
    for range in accepted.split(',') {
        let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
        let weight =
            parameters.trim().strip_prefix("q=").map_or(Some(1.0), |weight| weight.parse().ok()).unwrap_or(0.0);
        let of_tag = |tag: &str| tag.split('-').next().unwrap_or_default().trim().to_ascii_lowercase();
        let Some(lang) = Lang::ALL.iter().copied().find(|lang| of_tag(lang.tag()) == of_tag(tag)) else { continue };
        if weight > best.map_or(0.0, |(weight, _)| weight) {
            best = Some((weight, lang));
        }
    }
    best.map(|(_, lang)| lang)
}

fn read_session(value: &str) -> Option<(CityId, Vec<u8>)> {
    let (city, secret) = value.split_once('.')?;
    Some((CityId(city.parse().ok()?), URL_SAFE_NO_PAD.decode(secret).ok()?))
}

fn form_key(secret: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(b"changxiao form").chain_update(secret).finalize().into()
}

/// The word of forms that are shown for a post (CSRF token): only pages of this session know it, and it tells for which post they were.
fn word_for(form_key: &[u8; 32], post: PostId) -> String {
    let digest = Sha256::new().chain_update(form_key).chain_update(post.as_bytes()).finalize();
    URL_SAFE_NO_PAD.encode(&digest[..18])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_with_the_highest_weight_is_taken() {
        for (accepted, lang) in [
            ("en", Some(Lang::En)),
            ("en-GB,en;q=0.9,zh-CN;q=0.5", Some(Lang::En)),
            ("zh-CN,zh;q=0.9,en;q=0.8", Some(Lang::Zh)),
            ("fr-FR, en;q=0.3, ZH-hant-TW;q=0.4", Some(Lang::Zh)),
            ("en;q=0", None),
            ("fr, *;q=0.1", None),
            ("", None),
        ] {
            assert_eq!(preferred(accepted), lang, "{accepted}");
        }
    }
}
