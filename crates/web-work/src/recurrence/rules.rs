//! The numbers behind chronic problems and alarms, each with its source, and the rules of the workflow.

use askama::Template;
use axum::{extract::State, response::Response};
use changxiao_domain::recurrence::{RecurrenceRules, Side, TRANSITIONS};
use changxiao_web_kit::{cx::Cx, filters};

use crate::{
    answer::WebError,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

#[derive(Template)]
#[template(path = "recurrence/rules.html")]
struct RulesPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    rules: &'a RecurrenceRules,
}

pub(super) async fn rules(State(state): State<WebState>, who: Who) -> Result<Response, WebError> {
    let cx = Cx::of(&state, &who);
    let shell = pages::shell(&state, &who, Section::Recurrence, None).await;
    cx.page(&RulesPage { shell, cx: &cx, rules: &cx.model.recurrence })
}
