//! The page that says what failed.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use changxiao_app::AppError;
use changxiao_words::{Lang, texts};

use crate::{
    address::Address,
    answer::page_with,
    filtered, filters, pages,
    places::Here,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    shell: Shell,
    problem: &'a AppError,
    signed_in: bool,
    /// Without one there is nothing to sign in to.
    has_city: bool,
    /// What was written into a form that was not taken.
    written: &'a [String],
}

/// In the place of a list whose address is not understood: what is wrong with each part, and the list without it.
#[derive(Template)]
#[template(path = "wrong_filters.html")]
struct WrongFiltersPage {
    shell: Shell,
    number: &'static str,
    /// Name and fault of a part, and the address without it.
    wrong: Vec<(String, String, Address)>,
    without_all: Address,
}

/// A page with what failed, what is kept, what to do, and the number to quote.
pub(crate) async fn error_page(
    state: &WebState,
    who: Option<&Who>,
    here: Option<Here>,
    lang: Lang,
    path: &str,
    problem: &AppError,
) -> Response {
    let shell = match who {
        Some(who) => pages::shell(state, who, Section::Elsewhere, None).await,
        None => pages::stranger_shell(state, lang, here.map(|here| here.city), path).await,
    };
    if let AppError::Filters(wrong) = problem {
        let (each, without_all) = filtered::without(path, wrong);
        let wrong = wrong.iter().zip(each).map(|(one, href)| (one.name.clone(), one.message.words(lang), href));
        let page = WrongFiltersPage { shell, number: problem.number(), wrong: wrong.collect(), without_all };
        return page_with(StatusCode::BAD_REQUEST, &page).unwrap_or_else(IntoResponse::into_response);
    }
    let written = match problem {
        AppError::OtherPost { written, .. } => written.as_slice(),
        _ => &[],
    };
    let page = ErrorPage { shell, problem, signed_in: who.is_some(), has_city: here.is_some(), written };
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    page_with(status, &page).unwrap_or_else(|_| (status, texts(lang).error_title).into_response())
}
