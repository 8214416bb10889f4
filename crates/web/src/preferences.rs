//! Language, type size and theme: with the person when signed in, else the language in a cookie.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use axum_extra::extract::CookieJar;
use changxiao_app::people::prefer::prefer;
use changxiao_words::Lang;

use crate::{
    address::own_path,
    answer::{WebError, redirect},
    form::PersonForm,
    routes::{Access, Routes},
    session::{Who, language_cookie},
    state::WebState,
};

pub fn routes(routes: Routes) -> Routes {
    routes.feature("preferences").post("/preferences", Access::Public, set)
}

async fn set(
    State(state): State<WebState>,
    who: Option<axum::Extension<Who>>,
    PersonForm(form): PersonForm,
) -> Result<Response, WebError> {
    let chosen = Lang::parse(form.text("lang"));
    if let Some(axum::Extension(who)) = who {
        let flag = |name: &str, now: bool| form.optional(name).map_or(now, |value| value == "true");
        let (large, dark) = (flag("large", who.person.large_type), flag("dark", who.person.dark));
        prefer(state.app(), &who, chosen.unwrap_or(who.lang()), large, dark).await?;
    }
    let back = redirect(&own_path(form.text("back")));
    Ok(match chosen {
        Some(lang) => (CookieJar::new().add(language_cookie(lang)), back).into_response(),
        None => back,
    })
}
