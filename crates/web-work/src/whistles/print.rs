//! The whistle as a sheet of paper.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use changxiao_app::whistles::view::{WhistleView, view as view_whistle};
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
#[template(path = "whistles/print.html")]
struct PrintPage {
    shell: Shell,
    cx: Cx,
    view: WhistleView,
    timeline: Timeline,
}

pub(super) async fn print(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let cx = Cx::of(&state, &who);
    let view = view_whistle(state.app(), &who.actor, &number).await?;
    let timeline = Timeline::of(&cx, &NARRATION, &view.events);
    let shell = pages::shell(&state, &who, Section::Whistles, None).await;
    let page = PrintPage { shell, cx, view, timeline };
    page.cx.page(&page)
}
