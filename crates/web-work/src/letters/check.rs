//! Whether a letter on paper is the one that was signed: anybody may ask who has its code.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
};
use changxiao_app::{
    AppError,
    letters::check::{Checked, check as look},
};
use changxiao_web_kit::source::Source;
use changxiao_words::texts;
use serde::Deserialize;

use super::sheet::{Said, Sheet, percent, signature};
use crate::{
    answer::{Answer, page_with, redirect},
    pages,
    session::Stranger,
    shell::Shell,
    state::WebState,
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct CheckQuery {
    code: String,
}

#[derive(Template)]
#[template(path = "letters/check.html")]
struct CheckPage {
    shell: Shell,
    typed: String,
    problem: String,
    found: Option<Found>,
}

/// What stands behind the code.
struct Found {
    /// The letter where it stands as it was signed.
    sheet: Option<Sheet>,
    why_not: String,
    said: Said,
}

/// The form; with a code in the address it leads to what stands behind it.
pub(super) async fn ask(State(state): State<WebState>, stranger: Stranger, Query(query): Query<CheckQuery>) -> Answer {
    let typed = query.code.trim();
    if typed.is_empty() {
        return show(&state, &stranger, String::new(), String::new(), None, StatusCode::OK).await;
    }
    match typed.parse::<changxiao_domain::letters::LetterCode>() {
        Ok(code) => Ok(redirect(&format!("/letters/{}", percent(&code.plain())))),
        Err(wrong) => refused(&state, &stranger, typed, wrong.message().words(stranger.lang)).await,
    }
}

pub(super) async fn check(
    State(state): State<WebState>,
    stranger: Stranger,
    source: Source,
    Path(typed): Path<String>,
) -> Answer {
    match look(state.app(), stranger.city, source.address, &typed).await {
        Ok(Some(checked)) => {
            let typed = checked.code.to_string();
            let found = found(&state, &stranger, checked).await?;
            show(&state, &stranger, typed, String::new(), Some(found), StatusCode::OK).await
        }
        Ok(None) => {
            let problem = texts(stranger.lang).letters_no_such_code.to_owned();
            show(&state, &stranger, typed, problem, None, StatusCode::NOT_FOUND).await
        }
        Err(AppError::Invalid(problems)) => {
            let said = problems.first().map(|problem| problem.message.words(stranger.lang)).unwrap_or_default();
            refused(&state, &stranger, &typed, said).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn refused(state: &WebState, stranger: &Stranger, typed: &str, problem: String) -> Answer {
    let typed = typed.chars().take(60).collect();
    show(state, stranger, typed, problem, None, StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn found(state: &WebState, stranger: &Stranger, checked: Checked) -> Result<Found, AppError> {
    let Checked { code, signed, letter } = checked;
    let (model, lang) = (state.app().model(stranger.city).await?, stranger.lang);
    let year = model.day_of(state.app().now()).year();
    let said = signature(&model, lang, year, &signed, code);
    Ok(match letter {
        Ok(letter) => {
            let sheet = Sheet::of(&model, lang, letter, said);
            Found { sheet: Some(sheet), why_not: String::new(), said: Vec::new() }
        }
        Err(why) => Found { sheet: None, why_not: why.message().words(lang), said },
    })
}

async fn show(
    state: &WebState,
    stranger: &Stranger,
    typed: String,
    problem: String,
    found: Option<Found>,
    status: StatusCode,
) -> Answer {
    let shell = pages::stranger_shell(state, stranger.lang, Some(stranger.city), &stranger.path).await;
    page_with(status, &CheckPage { shell, typed, problem, found })
}
