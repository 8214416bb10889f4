//! The next version beside the one that was sent out: what was adopted, character by character, and by which comments.

use askama::Template;
use axum::extract::Path;
use changxiao_app::{
    AppError,
    clauses::view::{ClausesView, view},
};
use changxiao_domain::clauses::{Next, Piece, Step};
use changxiao_web_kit::{cx::Cx, filters, request::Request};
use changxiao_words::{Value as Words, fill};

use crate::{
    answer::Answer,
    shell::{Section, Shell},
};

#[derive(Template)]
#[template(path = "clauses/difference.html")]
struct DifferencePage {
    shell: Shell,
    title: String,
    place: String,
    /// Why there is no next version yet.
    why_not: String,
    rows: Vec<DifferenceRow>,
    /// What somebody has to look at: references that could not be followed.
    notes: Vec<String>,
    changed: usize,
}

/// A clause of one version or of both.
pub(super) struct DifferenceRow {
    pub name: String,
    pub pieces: Vec<Piece>,
    /// By which comments, as the adoption table counts them.
    pub by: String,
    pub is_kept: bool,
}

pub(super) async fn show(request: Request, Path(number): Path<String>) -> Answer {
    let cx = &request.cx;
    let view = view(request.app(), request.actor(), &number).await?;
    let next = view.next().ok_or(AppError::NotFound("page"))?;
    let (mut rows, mut notes, mut why_not) = (Vec::new(), Vec::new(), String::new());
    match next {
        Ok(next) => {
            rows = all(cx, &view, &next);
            notes = noted(cx, &next);
        }
        Err(refusal) => why_not = refusal.message().words(cx.lang),
    }
    let changed = rows.iter().filter(|row| !row.is_kept).count();
    let page = DifferencePage {
        shell: request.shell(Section::Matters).await,
        title: view.whole.title.clone(),
        place: format!("/matters/{}", view.matter.number),
        why_not,
        rows,
        notes,
        changed,
    };
    request.page(&page)
}

fn all(cx: &Cx, view: &ClausesView, next: &Next) -> Vec<DifferenceRow> {
    let (old, new) = (&view.draft, &next.draft);
    let name = |draft: &changxiao_domain::clauses::Draft, at: usize| {
        let level = || draft.clauses().get(at).map_or("", |clause| clause.level().words(cx.lang)).to_owned();
        draft.name(at).unwrap_or_else(level)
    };
    let by = |old: Option<usize>, new: Option<usize>| -> String {
        let touched = next.touched.iter().find(|one| (one.old, one.new) == (old, new));
        let numbers: Option<Words> = touched.map(|one| one.comments.iter().map(|at| at + 1).collect());
        numbers
            .map(|numbers| fill(cx.l.clauses_by_comments, &[("comments", &numbers.words(cx.lang))]))
            .unwrap_or_default()
    };
    let row = |step: Step| match step {
        Step::Kept { new: at, .. } => {
            let text = new.clauses().get(at).map(|clause| clause.text()).unwrap_or_default();
            DifferenceRow { name: name(new, at), pieces: vec![Piece::Kept(text)], by: String::new(), is_kept: true }
        }
        Step::Changed { old, new: at, pieces, .. } => {
            DifferenceRow { name: name(new, at), pieces, by: by(Some(old), Some(at)), is_kept: false }
        }
        Step::Added { new: at, text } => {
            let pieces = vec![Piece::Added(text)];
            DifferenceRow { name: name(new, at), pieces, by: by(None, Some(at)), is_kept: false }
        }
        Step::Removed { old: at, text } => {
            let pieces = vec![Piece::Removed(text)];
            DifferenceRow { name: name(old, at), pieces, by: by(Some(at), None), is_kept: false }
        }
    };
    next.difference(old).steps.into_iter().map(row).collect()
}

fn noted(cx: &Cx, next: &Next) -> Vec<String> {
    let name = |at: usize| next.draft.name(at).unwrap_or_else(|| (at + 1).to_string());
    let note = |one: &changxiao_domain::clauses::NotFollowed| {
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("clause", &name(one.clause)), ("words", &one.words), ("why", &one.why.words(cx.lang))];
        fill(cx.l.clauses_not_followed, &values)
    };
    next.not_followed.iter().map(note).collect()
}
