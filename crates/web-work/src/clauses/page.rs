//! The draft clause by clause, each with what was said about it and what became of that.

use askama::Template;
use axum::extract::Path;
use changxiao_app::clauses::{
    round::Remark,
    view::{ClausesView, view},
};
use changxiao_domain::{
    clauses::Ruling,
    matters::{Level, clause_mark},
};
use changxiao_web_kit::{address::Address, cx::Cx, filters, request::Request};

use crate::{
    answer::Answer,
    shell::{Section, Shell},
};

#[derive(Template)]
#[template(path = "clauses/show.html")]
struct ClausesPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    view: ClausesView,
    place: String,
    /// What is about the text as a whole, then a row for each clause.
    rows: Vec<ClauseRow>,
}

/// A clause with its comments.
struct ClauseRow {
    name: String,
    text: String,
    /// Where a comment on it is written; empty where the post writes none.
    comment: String,
    remarks: Vec<RemarkRow>,
}

/// A comment as the page shows it.
struct RemarkRow {
    number: usize,
    who: String,
    way: String,
    proposal: String,
    reason: String,
    ruling: Option<Ruling>,
    adopted: String,
    answer: String,
    /// Where it is decided; empty where the post decides nothing.
    decide: String,
    /// What is sent to take it back: place and version; `None` where it stays.
    withdraw: Option<(usize, i64)>,
}

pub(super) async fn show(request: Request, Path(number): Path<String>) -> Answer {
    let cx = &request.cx;
    let view = view(request.app(), request.actor(), &number).await?;
    let place = format!("/matters/{}", view.matter.number);
    let clauses = view.draft.clauses().len();
    let rows = (0..=clauses).map(|at| row(cx, &view, at.checked_sub(1)));
    // The row of the whole text stands there where something is said of it, or can be.
    let rows: Vec<ClauseRow> =
        rows.filter(|row| !row.text.is_empty() || !row.remarks.is_empty() || !row.comment.is_empty()).collect();
    let shell = request.shell(Section::Matters).await;
    request.page(&ClausesPage { shell, cx, view, place, rows })
}

/// `None`: the text as a whole.
fn row(cx: &Cx, view: &ClausesView, at: Option<usize>) -> ClauseRow {
    let clause = at.and_then(|at| view.draft.clauses().get(at));
    let name = match (at, clause) {
        (Some(at), Some(clause)) => view.draft.name(at).unwrap_or_else(|| clause.level().words(cx.lang).to_owned()),
        _ => cx.l.clauses_whole_text.to_owned(),
    };
    let mark = at.map(|at| clause_mark(&view.draft, at)).unwrap_or_default();
    let place = format!("/matters/{}/clauses/comment", view.matter.number);
    let comment = match view.commenting {
        Some(_) => Address::new(place).with("clause", mark).to_string(),
        None => String::new(),
    };
    let remarks = view.remarks.iter().filter(|remark| remark.entry.comment.place() == at);
    ClauseRow {
        name,
        text: clause.map(|clause| clause.text().trim().to_owned()).unwrap_or_default(),
        comment,
        remarks: remarks.map(|remark| said(cx, view, remark)).collect(),
    }
}

fn said(cx: &Cx, view: &ClausesView, remark: &Remark) -> RemarkRow {
    let (comment, disposition) = (&remark.entry.comment, remark.entry.disposition.as_ref());
    let words = |change: Option<&changxiao_domain::clauses::Change>| {
        change.map(|change| change.message(&view.draft).words(cx.lang)).unwrap_or_default()
    };
    let decide = Address::new(format!("/matters/{}/clauses/decide", remark.part))
        .with("place", remark.place)
        .with("from", &view.matter.number);
    let own = view.commenting.is_some() && disposition.is_none() && remark.part == view.matter.number;
    RemarkRow {
        number: remark.number,
        who: comment.who.clone(),
        way: remark.way.clone(),
        proposal: words(comment.change.as_ref()),
        reason: comment.reason.clone(),
        ruling: disposition.map(|disposition| disposition.ruling),
        adopted: words(disposition.and_then(|disposition| disposition.change.as_ref())),
        answer: disposition.map(|disposition| disposition.reason.clone()).unwrap_or_default(),
        decide: if view.may_decide { decide.to_string() } else { String::new() },
        withdraw: own.then_some((remark.place, remark.version)),
    }
}

impl ClausesPage<'_> {
    fn is_whole(&self) -> bool {
        self.view.matter.level == Level::Whole
    }
}
