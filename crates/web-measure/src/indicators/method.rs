//! How everything is counted: each formula with its source, the limits, the weights, bands and grades.

use askama::Template;
use axum::{extract::State, response::Response};
use changxiao_domain::indicators::{Indicator, Rules};
use changxiao_web_kit::{
    answer::WebError,
    cx::Cx,
    filters, pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

#[derive(Template)]
#[template(path = "indicators/method.html")]
struct MethodPage<'a> {
    shell: Shell,
    rules: &'a Rules,
}

pub(super) async fn method(State(state): State<WebState>, who: Who) -> Result<Response, WebError> {
    let shell = pages::shell(&state, &who, Section::Indicators, None).await;
    Cx::of(&state, &who).page(&MethodPage { shell, rules: &who.model.indicators })
}
