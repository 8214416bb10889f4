//! Answers that many handlers give: errors, redirects, rendered pages.

use changxiao_words::Lang;
use std::sync::Arc;

use askama::Template;
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use axum_extra::extract::{PrivateCookieJar, cookie::Cookie};
use changxiao_app::AppError;
use serde::Serialize;

/// An [`AppError`] on its way out. The guard dresses it as a page or as problem details.
pub struct WebError(pub AppError);

/// What a handler answers.
pub type Answer = Result<Response, WebError>;

/// Marks a response that still has to be dressed.
#[derive(Clone)]
pub struct Failed(pub Arc<AppError>);

impl<E: Into<AppError>> From<E> for WebError {
    fn from(problem: E) -> Self {
        Self(problem.into())
    }
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(Failed(Arc::new(self.0)));
        response
    }
}

/// A page, rendered.
pub fn page(template: &impl Template) -> Result<Response, WebError> {
    page_with(StatusCode::OK, template)
}

/// A page with another status, such as a form that came back with errors.
pub fn page_with(status: StatusCode, template: &impl Template) -> Result<Response, WebError> {
    let text = template.render().map_err(|problem| AppError::Broken(format!("template: {problem}")))?;
    Ok((status, Html(text)).into_response())
}

/// See the result there (303), so that reloading does not send the form again.
pub fn redirect(to: &str) -> Response {
    Redirect::to(to).into_response()
}

const NOTICE: &str = "cx_notice";

/// As `redirect`, with one sentence that the next page shows once.
pub fn redirect_with_notice(jar: PrivateCookieJar, to: &str, notice: impl Into<String>) -> Response {
    let cookie = Cookie::build((NOTICE, notice.into())).path("/").http_only(true).build();
    (jar.add(cookie), Redirect::to(to)).into_response()
}

/// The sentence that the page before left, and the jar without it.
pub fn take_notice(jar: PrivateCookieJar) -> (PrivateCookieJar, Option<String>) {
    match jar.get(NOTICE) {
        Some(cookie) => {
            let text = cookie.value().to_owned();
            (jar.remove(Cookie::build((NOTICE, "")).path("/").build()), Some(text))
        }
        None => (jar, None),
    }
}

/// Problem details after RFC 9457, with our stable number.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// `about:blank`; the number says more.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The sentence that a person reads.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// E-1203: quoted by users, never given to another meaning.
    pub number: &'static str,
    /// The same for programs.
    pub code: &'static str,
    /// What is wrong with which field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<ProblemField>,
}

#[derive(Serialize, utoipa::ToSchema)]
pub struct ProblemField {
    /// The name in the form or the JSON document, such as `results[2].answer`.
    pub field: String,
    pub message: String,
}

pub fn problem_json(problem: &AppError, lang: Lang) -> Response {
    let fields = match problem {
        AppError::Invalid(fields) => fields
            .iter()
            .map(|field| ProblemField { field: field.field.to_string(), message: field.message.words(lang) })
            .collect(),
        AppError::Filters(wrong) => {
            wrong.iter().map(|one| ProblemField { field: one.name.clone(), message: one.message.words(lang) }).collect()
        }
        _ => Vec::new(),
    };
    let body = Problem {
        kind: "about:blank",
        title: problem.words(lang),
        status: problem.status(),
        number: problem.number(),
        code: problem.code(),
        fields,
    };
    problem_response(body)
}

/// Sends problem details.
pub fn problem_response(body: Problem) -> Response {
    let status = StatusCode::from_u16(body.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, Json(body)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}
