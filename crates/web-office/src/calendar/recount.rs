//! What a change of the calendar did to the deadlines that were running.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    calendar::recount::{FIRST, Recounted, view},
};
use changxiao_domain::ids::RecountId;
use changxiao_store::recounts::Recount;
use changxiao_words::{Texts, fill};

use crate::{
    answer::{WebError, page},
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

#[derive(Template)]
#[template(path = "calendar/recount.html")]
struct RecountPage {
    shell: Shell,
    line: Line,
    post: String,
    /// `None`: this post does not read cases.
    moved: Option<Vec<Moved>>,
    more: String,
}

/// A recount in a line, for its page and for the list beside the calendar.
pub(super) struct Line {
    pub href: String,
    pub cause: String,
    pub when: String,
    pub summary: String,
    pub finished: bool,
}

struct Moved {
    number: String,
    title: String,
    place: String,
    before: String,
    after: String,
    word: &'static str,
}

pub(super) async fn show(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(recount): Path<String>,
) -> Result<(PrivateCookieJar, Response), WebError> {
    let id: RecountId = recount.parse().map_err(|_| AppError::NotFound("recount"))?;
    let found = view(state.app(), &who.actor, id).await?;
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Calendar, jar).await;
    let (l, lang, now) = (shell.l, who.lang(), state.app().now());
    let all = found.recount.earlier + found.recount.later;
    let moved = found.moved.map(|cases| {
        cases
            .into_iter()
            .map(|case| Moved {
                word: if case.due_after < case.due_before { l.calendar_earlier } else { l.calendar_later },
                before: pages::moment(&who, now, case.due_before),
                after: pages::moment(&who, now, case.due_after),
                number: case.number,
                title: who.model.case_title(&case.title, &case.category, lang).to_owned(),
                place: case.place,
            })
            .collect::<Vec<_>>()
    });
    let more = if all > FIRST {
        fill(l.calendar_first_of, &[("n", &FIRST), ("all", &words::count(all))])
    } else {
        String::new()
    };
    let post = who.model.post_label(found.recount.post, lang);
    let line = line(&who, now, &found.recount, l);
    Ok((jar, page(&RecountPage { shell, line, post, moved, more })?))
}

pub(super) fn line(who: &Who, now: changxiao_domain::time::Instant, recount: &Recount, l: &'static Texts) -> Line {
    Line {
        href: href(recount.id),
        cause: recount.cause.clone(),
        when: pages::moment(who, now, recount.begun_at),
        summary: numbers(recount.running, recount.earlier, recount.later, l),
        finished: recount.finished_at.is_some(),
    }
}

/// What changed, where something did; else the page that one came from.
pub(crate) fn href_or(recounted: &Recounted, other: &str) -> String {
    if recounted.moved() { href(recounted.id) } else { other.to_owned() }
}

/// 计时中 312 件，提前 0 件，推后 5 件
pub(crate) fn sentence(recounted: &Recounted, l: &'static Texts) -> String {
    numbers(recounted.running, recounted.earlier, recounted.later, l)
}

fn href(id: RecountId) -> String {
    format!("/calendar/recounts/{id}")
}

fn numbers(running: i64, earlier: i64, later: i64, l: &'static Texts) -> String {
    let n = words::count;
    fill(l.calendar_recounted, &[("running", &n(running)), ("earlier", &n(earlier)), ("later", &n(later))])
}
