//! What a change of the calendar did to the deadlines that were running.

use askama::Template;
use axum::extract::Path;
use changxiao_app::{
    AppError,
    calendar::recount::{self, FIRST, RecountView, Recounted},
};
use changxiao_domain::ids::RecountId;
use changxiao_store::recounts::Recount;
use changxiao_words::{Texts, fill};

use crate::{
    answer::Answer,
    cx::Cx,
    filters,
    request::Request,
    shell::{Section, Shell},
    words,
};

#[derive(Template)]
#[template(path = "calendar/recount.html")]
struct RecountPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    view: RecountView,
}

pub(super) async fn show(request: Request, Path(recount): Path<String>) -> Answer {
    let id: RecountId = recount.parse().map_err(|_| AppError::NotFound("recount"))?;
    let view = recount::view(request.app(), request.actor(), id).await?;
    let shell = request.shell(Section::Calendar).await;
    request.page(&RecountPage { shell, cx: &request.cx, view })
}

impl RecountPage<'_> {
    /// How many deadlines moved, listed or not.
    fn all(&self) -> i64 {
        self.view.recount.earlier + self.view.recount.later
    }
}

/// What changed, where something did; else the page that one came from.
pub(crate) fn href_or(recounted: &Recounted, other: &str) -> String {
    if recounted.moved() { format!("/calendar/recounts/{}", recounted.id) } else { other.to_owned() }
}

/// 计时中 312 件，提前 0 件，推后 5 件
pub(crate) fn sentence(recounted: &Recounted, l: &Texts) -> String {
    numbers(recounted.running, recounted.earlier, recounted.later, l)
}

pub(super) fn summary(recount: &Recount, l: &Texts) -> String {
    numbers(recount.running, recount.earlier, recount.later, l)
}

fn numbers(running: i64, earlier: i64, later: i64, l: &Texts) -> String {
    let n = words::count;
    fill(l.calendar_recounted, &[("running", &n(running)), ("earlier", &n(earlier)), ("later", &n(later))])
}
