//! What a browser keeps of a question to an authenticator until it is answered, and how answers are read.

use axum::http::HeaderMap;
use axum_extra::extract::{
    PrivateCookieJar,
    cookie::{Cookie, SameSite},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use changxiao_app::people::passkeys::{Brought, Question, Shown};
use changxiao_domain::{
    ids::{CityId, PersonId},
    passkeys::Site,
    time::{Instant, MINUTE},
};

use crate::{
    form::Form,
    source::{Source, own_address},
    state::WebState,
};

/// Of whom, which challenge, since when: encrypted and signed.
const ASKED: &str = "cx_passkey";
/// So long (microseconds) an answer is waited for.
const PATIENCE: i64 = 5 * MINUTE;

/// Where we are, as passkeys know it; `None` where they cannot be used.
pub(super) fn site(state: &WebState, city: CityId, source: Source, headers: &HeaderMap) -> Option<Site> {
    Site::of(&own_address(state, city, source, headers))
}

/// Keeps the question for whoever is asked.
pub(super) fn keep(jar: PrivateCookieJar, of: PersonId, question: &Question, at: Instant) -> PrivateCookieJar {
    let text = format!("{of}.{}.{}", URL_SAFE_NO_PAD.encode(question.challenge), at.micros());
    jar.add(Cookie::build((ASKED, text)).path("/").http_only(true).same_site(SameSite::Lax).build())
}

/// The challenge that this person was asked, and the jar without it. Empty, which no authenticator answers, where none was or too long ago.
pub(super) fn take(jar: PrivateCookieJar, of: PersonId, now: Instant) -> (PrivateCookieJar, Vec<u8>) {
    let challenge = jar.get(ASKED).and_then(|cookie| {
        let [person, challenge, at]: [&str; 3] = cookie.value().split('.').collect::<Vec<_>>().try_into().ok()?;
        let in_time = (0..PATIENCE).contains(&now.since(Instant(at.parse().ok()?)));
        (person == of.to_string() && in_time).then(|| URL_SAFE_NO_PAD.decode(challenge).ok())?
    });
    (jar.remove(Cookie::build((ASKED, "")).path("/").build()), challenge.unwrap_or_default())
}

pub(super) fn brought(form: &Form) -> Brought {
    Brought { client: bytes(form, "client"), authenticator: bytes(form, "authenticator") }
}

pub(super) fn shown(form: &Form) -> Shown {
    Shown {
        credential: bytes(form, "credential"),
        client: bytes(form, "client"),
        authenticator: bytes(form, "authenticator"),
        signature: bytes(form, "signature"),
    }
}

/// What cannot be read is empty, and so holds nothing.
fn bytes(form: &Form, name: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(form.text(name)).unwrap_or_default()
}
