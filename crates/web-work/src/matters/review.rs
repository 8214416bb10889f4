//! Many parts reviewed at once, from the page of their whole.

use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use changxiao_app::matters::{
    batch::{Batched, batch},
    list::Line,
};
use changxiao_domain::{
    matters::{Condition, Level, LoadedDocument, Ruled, Side},
    orgs::Actor,
};
use changxiao_web_kit::{answer::WebError, cx::Cx, request::Request};
use changxiao_words::{Lang, fill, texts};

use crate::form::Form;

/// An action that can be taken on many parts: code, label, whether it needs a reason.
pub(super) struct Together {
    pub code: &'static str,
    pub label: &'static str,
    pub reason: bool,
}

/// What the post can do with several of these parts without filling in more than a reason.
pub(super) fn together(cx: &Cx, actor: &Actor, kept: &'static LoadedDocument, parts: &[Line]) -> Vec<Together> {
    let Some(table) = kept.part() else { return Vec::new() };
    let mut all: Vec<Together> = Vec::new();
    for ruled in table.rows().iter().filter(|ruled| ruled.row.enters.is_empty() && may(actor, ruled)) {
        let fits = |line: &&Line| line.level == Level::Part && fits(cx, actor, ruled, line);
        let code = ruled.row.action.as_str();
        if parts.iter().filter(fits).count() > 0 && all.iter().all(|one| one.code != code) {
            let label = table.flow.action(ruled.row.action).map_or("", |action| action.label(cx.lang));
            all.push(Together { code, label, reason: ruled.row.reason });
        }
    }
    all
}

/// Whether something of that can be done with this part.
pub(super) fn can_be_chosen(cx: &Cx, actor: &Actor, kept: &'static LoadedDocument, line: &Line) -> bool {
    let rows = kept.part().map(|table| table.rows()).unwrap_or_default();
    let open = |ruled: &Ruled| ruled.row.enters.is_empty() && may(actor, ruled) && fits(cx, actor, ruled, line);
    line.level == Level::Part && line.is_open() && rows.iter().any(open)
}

fn may(actor: &Actor, ruled: &Ruled) -> bool {
    ruled.row.who.contains(&actor.role) && actor.may(changxiao_domain::orgs::Permission::WorkOnMatters)
}

/// What a line alone can say of a row; the rest is decided when it is done.
fn fits(cx: &Cx, actor: &Actor, ruled: &Ruled, line: &Line) -> bool {
    let side = match ruled.row.side {
        Side::Anybody => true,
        Side::Beginner => line.beginner == actor.unit,
        Side::Holder => line.holder == actor.unit,
    };
    let is_late = line.due_at.is_some_and(|due| due <= cx.now);
    let in_time = is_late || !ruled.row.given.contains(&Condition::PastDue);
    side && in_time && line.is_open() && ruled.from.contains(&line.state)
}

pub(super) async fn review(request: Request, Path(number): Path<String>, form: Form) -> Result<Response, WebError> {
    let numbers: Vec<String> = form.all("part").map(str::to_owned).collect();
    let done = batch(request.app(), request.actor(), &numbers, form.text("action"), form.text("reason")).await;
    let notice = match &done {
        Ok(done) => said(done, request.lang()),
        Err(problem) => problem.words(request.lang()),
    };
    Ok(request.redirect(&format!("/matters/{number}"), notice)?.into_response())
}

/// How many, and why not for the first that refused.
fn said(done: &Batched, lang: Lang) -> String {
    let l = texts(lang);
    let mut said = fill(l.matters_reviewed, &[("n", &done.done)]);
    if let Some((number, problem)) = done.refused.first() {
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("n", &done.refused.len()), ("number", number), ("why", &problem.words(lang))];
        said.push_str(&fill(l.matters_not_reviewed, &values));
    }
    said
}
