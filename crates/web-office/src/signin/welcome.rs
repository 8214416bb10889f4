//! What both halves of a sign-in end with.

use axum::{http::HeaderMap, response::IntoResponse};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::people::{authenticate, open_session::Opened, prefer::prefer};
use changxiao_domain::ids::CityId;
use serde::Deserialize;

use crate::{
    answer::{Answer, redirect},
    session::{chosen_language, device_cookie, session_cookie},
    state::WebState,
};

#[derive(Deserialize)]
pub(super) struct SignInQuery {
    pub next: Option<String>,
}

/// Lets somebody in whose session has begun.
pub(super) async fn welcome(
    state: &WebState,
    jar: PrivateCookieJar,
    headers: &HeaderMap,
    city: CityId,
    opened: &Opened,
    next: &str,
) -> Answer {
    // Who chose a language before signing in wants it afterwards, too.
    if let Some(lang) = chosen_language(headers) {
        let who = authenticate::session(state.app(), city, &opened.secret).await?;
        if who.person.lang != lang.tag() {
            prefer(state.app(), &who, lang, who.person.large_type, who.person.dark).await?;
        }
    }
    let jar = jar.add(session_cookie(city, &opened.secret)).add(device_cookie(&opened.device));
    let to = if opened.must_change_password { "/password" } else { next };
    Ok((jar, redirect(to)).into_response())
}
