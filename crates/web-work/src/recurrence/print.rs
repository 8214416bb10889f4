//! The chronic problem as a sheet of paper.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use changxiao_app::recurrence::view::{ProblemView, view as view_problem};
use changxiao_domain::cases::hex;
use changxiao_web_kit::{cx::Cx, filters, timeline::Timeline};

use super::narration::NARRATION;
use crate::{
    answer::WebError,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

#[derive(Template)]
#[template(path = "recurrence/print.html")]
struct PrintPage {
    shell: Shell,
    cx: Cx,
    view: ProblemView,
    timeline: Timeline,
}

pub(super) async fn print(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let cx = Cx::of(&state, &who);
    let view = view_problem(state.app(), &who.actor, &number).await?;
    let timeline = Timeline::of(&cx, &NARRATION, &view.events);
    let shell = pages::shell(&state, &who, Section::Recurrence, None).await;
    let page = PrintPage { shell, cx, view, timeline };
    page.cx.page(&page)
}
