//! The ladder as the city has it, and the levels that were reached lately.

use askama::Template;
use changxiao_app::escalation::view;
use changxiao_store::escalations::Escalation;

use crate::{
    answer::Answer,
    cx::Cx,
    filters,
    request::Request,
    shell::{Section, Shell},
};

#[derive(Template)]
#[template(path = "escalation/ladder.html")]
struct LadderPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    climbed: Vec<Escalation>,
}

pub(super) async fn show(request: Request) -> Answer {
    let climbed = view::newest(request.app(), request.actor()).await?;
    let shell = request.shell(Section::Cases).await;
    request.page(&LadderPage { shell, cx: &request.cx, climbed })
}

/// 80%, or 82.5% where a city wants it so exactly.
fn share(permille: &i64) -> String {
    match (permille / 10, permille % 10) {
        (whole, 0) => format!("{whole}%"),
        (whole, tenth) => format!("{whole}.{tenth}%"),
    }
}
