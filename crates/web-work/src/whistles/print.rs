//! The whistle as a sheet of paper.

use askama::Template;
use axum::extract::Path;
use changxiao_app::whistles::view::{WhistleView, view as view_whistle};
use changxiao_web_kit::{cx::Cx, filters, procedure::Frame, request::Request};

use super::WhistleForms;
use crate::{
    answer::Answer,
    shell::{Section, Shell},
};

#[derive(Template)]
#[template(path = "whistles/print.html")]
struct PrintPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    view: WhistleView,
    frame: Frame,
    sheet: &'static str,
}

pub(super) async fn print(request: Request, Path(number): Path<String>) -> Answer {
    let cx = &request.cx;
    let view = view_whistle(request.app(), request.actor(), &number).await?;
    let whistle = &view.whistle;
    let frame = Frame::of::<WhistleForms>(cx, &whistle.title, whistle, &view.events, view.broken.as_ref());
    let shell = request.shell(Section::Whistles).await;
    cx.page(&PrintPage { shell, cx, view, frame, sheet: cx.l.whistles_sheet })
}
