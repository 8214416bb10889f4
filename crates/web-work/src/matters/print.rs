//! The matter as a sheet of paper.

use askama::Template;
use axum::extract::Path;
use changxiao_app::matters::view::{MatterView, view as view_matter};
use changxiao_web_kit::{cx::Cx, filters, procedure::Frame, request::Request};

use super::{
    fields,
    said::{self, Said},
    show,
};
use crate::{
    answer::Answer,
    shell::{Section, Shell},
};

#[derive(Template)]
#[template(path = "matters/print.html")]
struct PrintPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    view: MatterView,
    frame: Frame,
    sheet: String,
    said: Vec<Said>,
}

pub(super) async fn print(request: Request, Path(number): Path<String>) -> Answer {
    let cx = &request.cx;
    let view = view_matter(request.app(), request.actor(), &number).await?;
    let (frame, said) = (show::frame(cx, &view), said::all(cx, request.actor(), &view.matter));
    let sheet = fields::kind(cx, view.matter.kept, view.matter.level);
    let shell = request.shell(Section::Matters).await;
    cx.page(&PrintPage { shell, cx, view, frame, sheet, said })
}
