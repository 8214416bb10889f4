//! What the post must do now, as lines with one primary button.

use changxiao_app::overview::{Overview, TodoGroup, TodoKind, TodoLine as TodoCase};
use changxiao_domain::{
    cases::{Action, State},
    orgs::{Role, UnitKind},
    time::Instant,
};
use changxiao_store::overview::DueSite;
use changxiao_words::{Lang, Texts, fill, texts};

use super::clock::clock;
use crate::{clock::LimitView, names::marked, pages, session::Who};

pub struct TodoView {
    pub title: &'static str,
    pub count: i64,
    pub lines: Vec<TodoLine>,
}

pub struct TodoLine {
    pub verb: &'static str,
    pub title: String,
    pub place: String,
    pub href: String,
    pub clock: LimitView,
    pub lamp: &'static str,
    /// To whom it went up; empty where it did not.
    pub climbed: &'static str,
    /// The one button of the card.
    pub primary: bool,
}

pub fn todo(who: &Who, overview: &Overview, l: &'static Texts, now: Instant) -> Vec<TodoView> {
    let mut groups: Vec<TodoView> = overview.todo.iter().map(|group| view(who, group, l, now)).collect();
    // What is nearest to its limit is the one thing to begin with; without clocks, the oldest of the first kind.
    let first = |wanted: fn(&TodoLine) -> bool| {
        groups.iter().enumerate().find_map(|(place, group)| Some((place, group.lines.iter().position(wanted)?)))
    };
    let chosen = first(|line| line.clock.kind == "late")
        .or_else(|| first(|line| line.clock.kind == "near"))
        .or_else(|| first(|_| true));
    if let Some((group, line)) = chosen {
        groups[group].lines[line].primary = true;
    }
    groups
}

fn view(who: &Who, group: &TodoGroup, l: &'static Texts, now: Instant) -> TodoView {
    let lang = who.lang();
    let (title, verb) = words(group.kind, who.actor.role, l, lang);
    let line = |TodoCase { case: line, asked }: &TodoCase| {
        let clock = clock(&who.model, line, lang, now);
        let lamp = lamp_word(clock.kind, l);
        let title = who.model.case_title(&line.title, &line.category, lang);
        TodoLine {
            verb,
            title: match asked {
                Some(topic) => format!("{}{}{title}", topic.words(lang), texts(lang).overview_text),
                None => title.to_owned(),
            },
            place: format!("{} · {}", who.model.place_name(line.division, who.lang()), line.place),
            href: format!("/cases/{}", line.number),
            clock,
            lamp,
            climbed: usize::try_from(line.climbed)
                .ok()
                .and_then(|climbed| who.model.ladder.levels().get(climbed.checked_sub(1)?))
                .filter(|level| level.share_permille >= 1000)
                .map_or("", |level| level.rung.words(lang)),
            primary: false,
        }
    };
    TodoView { title, count: group.count, lines: group.lines.iter().map(line).collect() }
}

/// 待派遣 and 派遣: what a kind of work asks of a role.
fn words(kind: TodoKind, role: Role, l: &'static Texts, lang: Lang) -> (&'static str, &'static str) {
    let state = match kind {
        TodoKind::State(state) => state,
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

pub fn lamp_word(kind: &str, l: &'static Texts) -> &'static str {
    match kind {
        "late" => l.lamp_late,
        "near" => l.lamp_near,
        "ok" => l.lamp_ok,
        _ => l.lamp_idle,
    }
}

pub struct SiteLine {
    pub name: String,
    pub place: String,
    pub last: String,
    pub href: String,
    pub primary: bool,
}

/// Sites for an inspector, those never visited first.
pub fn sites(who: &Who, due: &[DueSite], l: &'static Texts, now: Instant) -> Vec<SiteLine> {
    let line = |(at, site): (usize, &DueSite)| SiteLine {
        name: marked(&site.name, &site.name_en, site.generated, who.lang()),
        place: format!(
            "{} · {}",
            who.model.place_name(site.division, who.lang()),
            who.model.site_type_name(&site.site_type, who.lang())
        ),
        last: match site.last_visit {
            None => l.overview_never_visited.to_owned(),
            Some(last) => fill(l.overview_last_visit, &[("time", &pages::moment(who, now, last))]),
        },
        href: format!("/inspections/new?site={}", site.number),
        primary: at == 0,
    };
    due.iter().enumerate().map(line).collect()
}

/// True where a territory's post looks at its own part of the city only.
pub fn is_ranked(who: &Who) -> bool {
    who.model.units.get(who.actor.unit).is_some_and(|unit| unit.kind.is_ranked() && unit.kind != UnitKind::Group)
}
