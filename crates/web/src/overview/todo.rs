//! What the post must do now: cases and matters line by line, by the time that is left, with one primary button.

use changxiao_app::{
    matters::list::Line,
    overview::{Overview, TodoGroup, TodoKind, TodoLine},
};
use changxiao_domain::{
    cases::{Action, State},
    ids::CaseId,
    orgs::Role,
    time::Instant,
};
use changxiao_store::overview::OpenLine;

use super::clock::clock;
use crate::cx::Cx;

/// The one case to begin with: what is nearest to its limit; without clocks, the oldest of the first kind.
pub fn first_of(cx: &Cx, groups: &[TodoGroup]) -> Option<CaseId> {
    let lines = || groups.iter().flat_map(|group| &group.lines).map(|line| (line.case.id, clock(cx, &line.case).kind));
    let of_kind = |kind: &str| lines().find(|(_, of)| *of == kind);
    of_kind("late").or_else(|| of_kind("near")).or_else(|| lines().next()).map(|(case, _)| case)
}

/// A line of the to-do.
pub enum Todo<'a> {
    Case { verb: &'static str, line: &'a TodoLine },
    Matter(&'a Line),
}

/// Cases and matters woven by when they are due; those without a running clock come last, in the order in which they wait.
pub fn woven<'a>(cx: &Cx, overview: &'a Overview, role: Role) -> Vec<Todo<'a>> {
    let mut all: Vec<(Instant, Todo<'a>)> = Vec::new();
    for group in &overview.todo {
        let (_, verb) = words_of(cx, &group.kind, &role);
        for line in &group.lines {
            let due = line.case.due_at.filter(|_| clock(cx, &line.case).kind != "idle");
            all.push((due.unwrap_or(Instant(i64::MAX)), Todo::Case { verb, line }));
        }
    }
    all.extend(overview.matters.iter().map(|line| (line.due().unwrap_or(Instant(i64::MAX)), Todo::Matter(line))));
    all.sort_by_key(|(due, _)| *due);
    all.into_iter().map(|(_, one)| one).collect()
}

/// How many wait of each kind: 待立案 5 · 事项 2.
pub fn counts(cx: &Cx, overview: &Overview, role: Role) -> String {
    let cases = overview.todo.iter().map(|group| (words_of(cx, &group.kind, &role).0, group.count));
    let matters = Some((cx.l.matters_nav, overview.matters_waiting)).filter(|(_, n)| *n > 0);
    let words = cases.chain(matters).map(|(title, n)| format!("{title} {n}"));
    words.collect::<Vec<_>>().join(" · ")
}

/// The case by its title, after what was asked for where something was.
pub fn title_of(cx: &Cx, line: &TodoLine) -> String {
    let title = cx.model.case_title(&line.case.title, &line.case.category, cx.lang);
    match line.asked {
        Some(topic) => format!("{}{}{title}", topic.words(cx.lang), cx.l.overview_text),
        None => title.to_owned(),
    }
}

/// To whom it went up after its limit; empty where it did not.
pub fn climbed_to(cx: &Cx, line: &OpenLine) -> &'static str {
    let level = usize::try_from(line.climbed).ok().and_then(|climbed| climbed.checked_sub(1));
    let level = level.and_then(|level| cx.model.ladder.levels().get(level));
    level.filter(|level| level.share_permille >= 1000).map_or("", |level| level.rung.words(cx.lang))
}

/// 待派遣 and 派遣: what a kind of work asks of a role.
pub fn words_of(cx: &Cx, kind: &TodoKind, role: &Role) -> (&'static str, &'static str) {
    let (l, lang) = (cx.l, cx.lang);
    let state = match kind {
        TodoKind::State(state) => *state,
        TodoKind::Passed => return (l.overview_to_close, l.overview_close),
        TodoKind::Asked => return (l.overview_to_decide, l.overview_decide),
    };
    match (state, role) {
        (State::Reported, _) => (l.overview_to_file, l.overview_file),
        (State::Filed, _) => (l.overview_to_dispatch, l.overview_dispatch),
        (State::Handled, _) => (l.overview_to_send_check, l.overview_send_check),
        (State::Checking, Role::Checker) => (l.overview_to_check, l.overview_check),
        (State::Checking, _) => (l.overview_to_close, l.overview_close),
        (State::Verifying, _) => (state.words(lang), Action::ReportVerify.words(lang)),
        (State::SelfHandled, _) => (state.words(lang), Action::AuditPass.words(lang)),
        (State::Submitted, _) => (state.words(lang), Action::Confirm.words(lang)),
        _ => (l.overview_to_handle, l.overview_handle),
    }
}
