//! The chronic problem as a sheet of paper.

use askama::Template;
use axum::extract::Path;
use changxiao_app::recurrence::view::{ProblemView, view as view_problem};
use changxiao_web_kit::{cx::Cx, filters, procedure::Frame, request::Request};

use super::show::frame;
use crate::{
    answer::Answer,
    shell::{Section, Shell},
};

#[derive(Template)]
#[template(path = "recurrence/print.html")]
struct PrintPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    view: ProblemView,
    frame: Frame,
    sheet: &'static str,
}

pub(super) async fn print(request: Request, Path(number): Path<String>) -> Answer {
    let cx = &request.cx;
    let view = view_problem(request.app(), request.actor(), &number).await?;
    let frame = frame(cx, &view);
    let shell = request.shell(Section::Recurrence).await;
    cx.page(&PrintPage { shell, cx, view, frame, sheet: cx.l.recurrence_sheet })
}
