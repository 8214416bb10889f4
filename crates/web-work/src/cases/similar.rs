//! Cases like one, as a page of its own and as the part that the case's page takes in when somebody opens it.

use askama::Template;
use axum::{
    extract::{self, Path, State},
    response::Response,
};
use changxiao_app::cases::similar::{self as cases, SimilarCase};
use changxiao_domain::cases::{Hash, hex};
use changxiao_store::cases::{CaseLine, CaseRow};
use serde::Deserialize;

use crate::{
    answer::WebError,
    cx::Cx,
    filters, pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

#[derive(Template)]
#[template(path = "cases/similar.html")]
struct SimilarPage {
    shell: Shell,
    cx: Cx,
    row: CaseRow,
    similar: Vec<SimilarCase>,
}

#[derive(Template)]
#[template(path = "cases/similar_part.html")]
struct SimilarPart {
    shell: Shell,
    cx: Cx,
    similar: Vec<SimilarCase>,
}

#[derive(Deserialize)]
pub(super) struct Query {
    /// Anything: the part without the page around it.
    part: Option<String>,
}

pub(super) async fn similar(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
    extract::Query(query): extract::Query<Query>,
) -> Result<Response, WebError> {
    let (row, similar) = cases::similar(state.app(), &who.actor, &number).await?;
    let cx = Cx::of(&state, &who);
    let shell = pages::shell(&state, &who, Section::Cases, None).await;
    match query.part {
        Some(_) => cx.page(&SimilarPart { shell, cx: cx.clone(), similar }),
        None => cx.page(&SimilarPage { shell, cx: cx.clone(), row, similar }),
    }
}

fn photo_href(number: &str, hash: &Hash) -> String {
    format!("/cases/{number}/photos/{}", hex(hash))
}

/// How long the work took, where it is done.
fn took(line: &CaseLine) -> Option<i64> {
    line.clock_from.zip(line.handled_at).map(|(from, done)| done.since(from).max(0))
}
