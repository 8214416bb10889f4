//! Reads the part of an address after the question mark. What we do not know is refused by name, so that a misspelt filter
//! never returns everything.

use axum::{
    extract::{FromRequestParts, Query},
    http::request::Parts,
};
use changxiao_app::{AppError, WrongFilter, model::CityModel};
use changxiao_domain::time::Day;
use changxiao_words::say;
use serde::de::DeserializeOwned;

use crate::{answer::WebError, filtered::is_category, json::refused::fault};

/// The parameters of a question.
pub struct Parameters<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Parameters<T> {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        match Query::<T>::try_from_uri(&parts.uri) {
            Ok(Query(value)) => Ok(Self(value)),
            Err(problem) => {
                let text = problem.body_text();
                let text = text.strip_prefix("Failed to deserialize query string: ").unwrap_or(&text);
                let (path, inner) = text.split_once(": ").filter(|(path, _)| !path.contains(' ')).unwrap_or(("", text));
                let (name, message) = fault(path, inner);
                Err(AppError::Filters(vec![WrongFilter { name, message }]).into())
            }
        }
    }
}

/// How many rows a page has: 20 unless asked otherwise, at most 200.
pub fn page_size(limit: Option<u16>) -> Result<usize, AppError> {
    match limit.unwrap_or(20) {
        limit @ 1..=200 => Ok(limit.into()),
        _ => Err(AppError::field("limit", say!(api_page_1_200_rows))),
    }
}

/// Reads a code, or says which field holds none.
pub fn code<T>(field: &'static str, text: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, AppError> {
    read(text.trim()).ok_or_else(|| {
        let text: String = text.chars().take(60).collect();
        AppError::field(field, say!(api_there_no_text, text))
    })
}

/// The same where it may be left out.
pub fn optional_code<T>(
    field: &'static str,
    text: Option<&str>,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, AppError> {
    text.map(|text| code(field, text, read)).transpose()
}

/// The number in an address; anything else is an address that leads nowhere.
pub fn number(text: &str) -> Result<i64, AppError> {
    text.parse().map_err(|_| AppError::NotFound("number"))
}

/// The code of a category or major, or how one begins.
pub fn category(model: &CityModel, text: &str) -> Result<String, AppError> {
    code("category", text, |text| is_category(model, text).then(|| text.to_owned()))
}

/// Reads 2026-06-16.
pub fn day(field: &'static str, text: &str) -> Result<Day, AppError> {
    text.trim().parse().map_err(|_| AppError::field(field, say!(api_write_day_2026_06_16)))
}
