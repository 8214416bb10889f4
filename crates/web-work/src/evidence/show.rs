//! One item: preview, what is told of it, what uses it.

use askama::Template;
use axum::extract::Path;
use changxiao_app::evidence::{EvidenceView, view};
use changxiao_domain::{
    evidence::{Media, UsedBy},
    orgs::Permission,
};
use changxiao_store::evidence::EvidenceUse;
use changxiao_web_kit::{cx::Cx, filters, request::Request};

use super::list::tag_names;
use crate::{
    answer::Answer,
    shell::{Section, Shell},
};

#[derive(Template)]
#[template(path = "evidence/show.html")]
struct EvidencePage<'a> {
    shell: Shell,
    cx: &'a Cx,
    found: &'a EvidenceView,
    may_attach: bool,
}

/// A document shown as a page: so many lines are enough to know it by.
const LINES: usize = 400;

impl EvidencePage<'_> {
    fn media(&self) -> Media {
        self.found.row.media()
    }

    fn tags(&self) -> Vec<&str> {
        tag_names(self.cx, &self.found.row.item.tags)
    }

    /// The text of the document, a line a line, its cells apart.
    fn lines(&self) -> impl Iterator<Item = Vec<&str>> {
        self.found.text.lines().take(LINES).map(|line| line.split('\t').collect())
    }

    fn has_more_lines(&self) -> bool {
        self.found.text.lines().nth(LINES).is_some()
    }

    fn href(&self, used: &EvidenceUse) -> String {
        match used.of.by {
            UsedBy::Case => format!("/cases/{}", used.of.number),
            UsedBy::Inspection => format!("/inspections/{}", used.of.number),
            UsedBy::Matter => format!("/matters/{}", used.of.number),
        }
    }
}

pub(super) async fn show(request: Request, Path(number): Path<i64>) -> Answer {
    let found = view(request.app(), request.actor(), number).await?;
    request.page(&EvidencePage {
        shell: request.shell(Section::Evidence).await,
        cx: &request.cx,
        found: &found,
        may_attach: request.may(Permission::ReportCase),
    })
}
