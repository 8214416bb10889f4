//! Language, type size and theme: with the person when signed in, else the language in a cookie.

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::Response,
};
use changxiao_app::people::prefer::prefer;
use changxiao_words::Lang;

use crate::{
    answer::{WebError, redirect},
    form::Form,
    routes::{Access, Routes},
    session::{Stranger, Who, language_cookie},
    state::WebState,
};

pub fn routes(routes: Routes) -> Routes {
    routes.feature("preferences").post("/preferences", Access::Public, set)
}

async fn set(
    State(state): State<WebState>,
    stranger: Stranger,
    who: Option<axum::Extension<Who>>,
    form: Form,
) -> Result<Response, WebError> {
    let chosen = match form.text("lang") {
        "en" => Some(Lang::En),
        "zh-CN" => Some(Lang::Zh),
        _ => None,
    };
    if let Some(axum::Extension(who)) = who {
        let flag = |name: &str, now: bool| form.optional(name).map_or(now, |value| value == "true");
        let (large, dark) = (flag("large", who.person.large_type), flag("dark", who.person.dark));
        prefer(state.app(), &who, chosen.unwrap_or(who.lang()), large, dark).await?;
    }
    let mut response = redirect(&safe_path(form.text("back")));
    if let Ok(cookie) = HeaderValue::from_str(&language_cookie(chosen.unwrap_or(stranger.lang)))
        && chosen.is_some()
    {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// A path of our own to go back to; anything else leads to the first page.
pub(crate) fn safe_path(path: &str) -> String {
    let own = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\') && !path.contains(['\r', '\n']);
    if own { path.to_owned() } else { "/".to_owned() }
}
