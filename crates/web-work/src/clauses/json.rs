//! A draft for programs: its clauses, the comments that the post may see, the next version. Commenting and deciding are actions of the
//! matter (`POST /api/v1/matters/{number}/actions`), whose schema has the lines.

use axum::extract::{Path, State};
use changxiao_app::clauses::{
    round::Remark,
    view::{ClausesView, view},
};
use changxiao_domain::{
    clauses::{Change, Ruling},
    matters::clause_mark,
    orgs::Permission::ReadMatters,
};
use changxiao_web_kit::{
    json::shapes::{Named, ok, unit_named},
    routes::{Access, Routes, routes},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{answer::Answer, session::Who, state::WebState};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.api(Access::read(ReadMatters), routes!(clauses))
}

/// A draft in clauses.
#[derive(Serialize, ToSchema)]
pub(crate) struct ClausesShape<'a> {
    /// Of the whole.
    #[schema(example = "M261130-0001")]
    whole: &'a str,
    clauses: Vec<ClauseShape>,
    comments: Vec<CommentShape<'a>>,
    /// How many comments there are at all, and how many of them wait for a decision.
    all: usize,
    undecided: usize,
    /// The next version, as what was adopted makes it; for posts that see all comments.
    next: Option<String>,
    /// Why there is no next version yet.
    why_not: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ClauseShape {
    /// As a line of comments names it.
    #[schema(example = "第三条")]
    mark: String,
    level: &'static str,
    text: String,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct CommentShape<'a> {
    /// Among all comments, from 1.
    number: usize,
    /// The number of the part that holds it, and its place there.
    part: &'a str,
    place: usize,
    unit: Named<'a>,
    who: &'a str,
    way: &'a str,
    /// `None`: the text as a whole.
    clause: Option<String>,
    proposal: Option<String>,
    reason: &'a str,
    /// `adopted`, `partly` or `refused`.
    ruling: Option<&'static str>,
    adopted: Option<String>,
    answer: Option<&'a str>,
}

#[utoipa::path(
    get, path = "/api/v1/matters/{number}/clauses", tag = "clauses", operation_id = "matter_clauses", params(("number" = String, Path)),
    responses((status = 200, body = ClausesShape, description = "The draft with the comments that the post may see"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn clauses(State(state): State<WebState>, who: Who, Path(number): Path<String>) -> Answer {
    let view = view(state.app(), &who.actor, &number).await?;
    let clause = |(at, clause): (usize, &changxiao_domain::clauses::Clause)| ClauseShape {
        mark: clause_mark(&view.draft, at),
        level: clause.level().code(),
        text: clause.text(),
    };
    let (mut next, mut why_not) = (None, None);
    match view.next() {
        Some(Ok(made)) => next = Some(made.draft.text()),
        Some(Err(refusal)) => why_not = Some(refusal.message().words(who.lang())),
        None => {}
    }
    ok(&ClausesShape {
        whole: &view.whole.number,
        clauses: view.draft.clauses().iter().enumerate().map(clause).collect(),
        comments: view.remarks.iter().map(|remark| comment(&who, &view, remark)).collect(),
        all: view.all,
        undecided: view.undecided,
        next,
        why_not,
    })
}

fn comment<'a>(who: &'a Who, view: &'a ClausesView, remark: &'a Remark) -> CommentShape<'a> {
    let (comment, disposition) = (&remark.entry.comment, remark.entry.disposition.as_ref());
    let words = |change: &Change| change.message(&view.draft).words(who.lang());
    CommentShape {
        number: remark.number,
        part: &remark.part,
        place: remark.place,
        unit: unit_named(&who.model, remark.unit, who.lang()),
        who: &comment.who,
        way: &remark.way,
        clause: comment.place().map(|at| clause_mark(&view.draft, at)),
        proposal: comment.change.as_ref().map(words),
        reason: &comment.reason,
        ruling: disposition.map(|disposition| Ruling::code(disposition.ruling)),
        adopted: disposition.and_then(|disposition| disposition.adopted(comment)).map(words),
        answer: disposition.map(|disposition| disposition.reason.as_str()),
    }
}
