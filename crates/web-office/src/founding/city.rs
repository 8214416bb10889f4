//! The first city of an empty machine: whoever has the key that the start of the server printed chooses it, and gets the first account.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
};
use changxiao_app::{
    AppError,
    cities::{
        country::{CityChoice, cities, city_of_words},
        found::{FirstSignIn, FoundCity, found_first},
    },
};
use changxiao_words::{Lang, say};
use serde::Deserialize;

use crate::{
    answer::{Answer, page, page_with},
    faults::Faults,
    filters,
    form::Form,
    pages,
    session::language_of,
    shell::Shell,
    state::WebState,
};

#[derive(Template)]
#[template(path = "founding/city.html")]
struct CityPage {
    shell: Shell,
    key: String,
    city: String,
    /// Prefectures and county-level cities, to choose from; a district is named by its code.
    cities: Vec<CityChoice>,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "founding/founded.html")]
struct FoundedPage {
    shell: Shell,
    city: String,
    first: FirstSignIn,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct KeyQuery {
    key: String,
}

pub(super) async fn form(State(state): State<WebState>, headers: HeaderMap, Query(query): Query<KeyQuery>) -> Answer {
    open(&state).await?;
    show(&state, language_of(&headers), query.key, String::new(), Faults::default()).await
}

pub(super) async fn found(State(state): State<WebState>, headers: HeaderMap, form: Form) -> Answer {
    open(&state).await?;
    let lang = language_of(&headers);
    let (key, words) = (form.text("key").to_owned(), form.text("city").to_owned());
    let chosen = match has_key(&state, &key).and_then(|()| city_of_words(&words)) {
        Ok(chosen) => chosen,
        Err(problem) => return show(&state, lang, key, words, Faults::from(problem, lang)?).await,
    };
    let city = chosen.name.clone();
    let new = FoundCity { id: chosen.id(), name: chosen.name, name_en: String::new(), demonstration: false };
    // Somebody else may have been faster.
    let first = found_first(state.app(), new).await?.ok_or(AppError::NotFound("page"))?;
    state.app().look().await?;
    let shell = pages::stranger_shell(&state, lang, None, "/signin").await;
    page(&FoundedPage { shell, city, first })
}

/// The page is there while no city is, and only on a server that was started so.
async fn open(state: &WebState) -> Result<(), AppError> {
    let is_empty = || async { Ok::<_, AppError>(changxiao_store::cities::all(state.app().db()).await?.is_empty()) };
    match state.config().founding_key.is_some() && is_empty().await? {
        true => Ok(()),
        false => Err(AppError::NotFound("page")),
    }
}

fn has_key(state: &WebState, said: &str) -> Result<(), AppError> {
    match &state.config().founding_key {
        Some(key) if key.is(said) => Ok(()),
        _ => Err(AppError::field("key", say!(founding_city_key_wrong))),
    }
}

async fn show(state: &WebState, lang: Lang, key: String, city: String, faults: Faults) -> Answer {
    let shell = pages::stranger_shell(state, lang, None, "/founding/city").await;
    let is_city = |city: &CityChoice| city.code.number() < 10_000 || city.name.ends_with('市');
    let cities = cities()?.into_iter().filter(is_city).collect();
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page_with(status, &CityPage { shell, key, city, cities, faults })
}
