//! The list of whistles, newest first: two statements a page.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::whistles::list::list as page_of;
use changxiao_domain::{
    calendar::DueStatus,
    orgs::{Permission, UnitKind},
    time::Instant,
    whistles::{Kind, Turnout},
};
use changxiao_store::whistles::{Figure, WhistleFilter, WhistleLine};
use changxiao_words::{Lang, fill, texts};
use serde::Deserialize;

use super::figures::{figure_words, month_of};
use crate::{
    address::encode,
    answer::{WebError, page},
    choice::Choice,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

const ROWS: usize = 30;

#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Wanted {
    /// `open` or `ended`.
    show: Option<String>,
    kind: Option<String>,
    /// Codes of units.
    street: Option<String>,
    unit: Option<String>,
    /// A figure of the statistics and its month.
    figure: Option<String>,
    month: Option<String>,
    q: Option<String>,
    /// The number of the last row of the page before.
    after: Option<String>,
}

struct Row {
    href: String,
    number: String,
    title: String,
    place: String,
    kind: &'static str,
    street: String,
    called: String,
    came: String,
    lamp: &'static str,
    lamp_word: &'static str,
    time: String,
    state: &'static str,
    mine: bool,
}

#[derive(Template)]
#[template(path = "whistles/list.html")]
struct ListPage {
    shell: Shell,
    rows: Vec<Row>,
    shows: Vec<Choice>,
    kinds: Vec<Choice>,
    q: String,
    /// What the figure is that the list shows, in words.
    figure: String,
    /// What has to be carried along when the filters change.
    kept: Vec<(&'static str, String)>,
    narrowed: bool,
    range: String,
    next: String,
    may_blow: bool,
    may_consult: bool,
}

pub(super) async fn list(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let (lang, app) = (who.lang(), state.app());
    let l = texts(lang);
    let filter = filter(&who, &wanted, app.now());
    let found =
        page_of(app, &who.actor, &filter, wanted.after.as_deref().filter(|after| !after.is_empty()), ROWS).await?;
    let now = app.now();
    let choice = |value: &str, label: &str, chosen: &Option<String>| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        chosen: chosen.as_deref().unwrap_or_default() == value,
    };
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Whistles, jar).await;
    let list = ListPage {
        shell,
        rows: found.lines.iter().map(|line| row(&who, line, now)).collect(),
        shows: [("", l.whistles_all), ("open", l.whistles_open), ("ended", l.whistles_ended)]
            .map(|(value, label)| choice(value, label, &wanted.show))
            .to_vec(),
        kinds: std::iter::once(choice("", l.whistles_all_kinds, &wanted.kind))
            .chain(Kind::ALL.map(|kind| choice(kind.code(), kind.words(lang), &wanted.kind)))
            .collect(),
        q: wanted.q.clone().unwrap_or_default(),
        figure: figure_label(&who, &wanted, lang),
        kept: kept(&wanted),
        narrowed: narrowed(&wanted),
        range: fill(l.whistles_range, &[("n", &found.lines.len())]),
        next: match found.lines.last() {
            Some(last) if found.more => next_page(&wanted, &last.number),
            _ => String::new(),
        },
        may_blow: may_blow(&who),
        may_consult: who.actor.may(Permission::ReadConsultations),
    };
    Ok((jar, page(&list)?).into_response())
}

/// Only a town or street blows; others need no button for it.
pub(crate) fn may_blow(who: &Who) -> bool {
    let kind = who.model.units.get(who.actor.unit).map(|unit| unit.kind);
    who.actor.may(Permission::WorkOnWhistles) && kind == Some(UnitKind::Town)
}

fn set(value: &Option<String>) -> Option<&str> {
    value.as_deref().map(str::trim).filter(|value| !value.is_empty())
}

fn narrowed(wanted: &Wanted) -> bool {
    let all = [&wanted.show, &wanted.kind, &wanted.street, &wanted.unit, &wanted.figure, &wanted.q];
    all.into_iter().any(|value| set(value).is_some())
}

fn filter(who: &Who, wanted: &Wanted, now: Instant) -> WhistleFilter {
    let unit = |value: &Option<String>| set(value).and_then(|code| who.model.units.by_code(code)).map(|unit| unit.id);
    let figure = set(&wanted.figure).and_then(Figure::parse).and_then(|figure| {
        let (year, month) = month_of(&who.model, set(&wanted.month), now);
        let (from, until) = who.model.month(year, month)?;
        Some((figure, from, until))
    });
    WhistleFilter {
        open: match set(&wanted.show) {
            Some("open") => Some(true),
            Some("ended") => Some(false),
            _ => None,
        },
        kind: set(&wanted.kind).and_then(Kind::parse),
        street: unit(&wanted.street),
        unit: unit(&wanted.unit),
        figure,
        words: set(&wanted.q).map(str::to_owned),
        ..WhistleFilter::default()
    }
}

fn figure_label(who: &Who, wanted: &Wanted, lang: Lang) -> String {
    let l = texts(lang);
    let unit = set(&wanted.unit).or(set(&wanted.street)).and_then(|code| who.model.units.by_code(code));
    let name = unit.map_or("", |unit| unit.name_in(lang));
    match set(&wanted.figure).and_then(Figure::parse) {
        Some(figure) => {
            let month = set(&wanted.month).unwrap_or_default();
            fill(l.whistles_figure_of, &[("unit", &name), ("figure", &figure_words(l, figure)), ("month", &month)])
        }
        None => name.to_owned(),
    }
}

fn pairs(wanted: &Wanted) -> [(&'static str, &Option<String>); 7] {
    [
        ("show", &wanted.show),
        ("kind", &wanted.kind),
        ("street", &wanted.street),
        ("unit", &wanted.unit),
        ("figure", &wanted.figure),
        ("month", &wanted.month),
        ("q", &wanted.q),
    ]
}

fn kept(wanted: &Wanted) -> Vec<(&'static str, String)> {
    let fixed = pairs(wanted).into_iter().filter(|(name, _)| ["street", "unit", "figure", "month"].contains(name));
    fixed.filter_map(|(name, value)| Some((name, set(value)?.to_owned()))).collect()
}

fn next_page(wanted: &Wanted, after: &str) -> String {
    let carried =
        pairs(wanted).into_iter().filter_map(|(name, value)| Some(format!("{name}={}&", encode(set(value)?))));
    format!("/whistles?{}after={after}", carried.collect::<String>())
}

fn row(who: &Who, line: &WhistleLine, now: Instant) -> Row {
    let (lang, model) = (who.lang(), &who.model);
    let l = texts(lang);
    let lamp = line.lamp(now);
    let names: Vec<&str> = line.calls.iter().map(|(unit, _)| model.unit_name(*unit, lang)).collect();
    let came = line.calls.iter().filter(|(_, turnout)| turnout.came()).count();
    let due = line.calls.iter().filter(|(_, turnout)| *turnout != Turnout::Released).count();
    let year = model.day_of(now).year();
    Row {
        href: format!("/whistles/{}", line.number),
        number: line.number.clone(),
        title: line.title.clone(),
        place: if line.place.is_empty() { model.place_name(line.division, lang) } else { line.place.clone() },
        kind: line.kind.words(lang),
        street: model.unit_name(line.street, lang).to_owned(),
        called: names.join(l.whistles_comma),
        came: fill(l.whistles_came_of, &[("n", &came), ("all", &due)]),
        lamp: lamp.code(),
        lamp_word: if lamp == DueStatus::Idle { line.state.words(lang) } else { lamp.words(lang) },
        time: match line.due_at.filter(|_| lamp != DueStatus::Idle) {
            Some(due) => words::time_left(lang, due.since(now)),
            None => words::moment(lang, pages::wall(model, line.blown_at.unwrap_or(line.drafted_at)), year),
        },
        state: line.state.words(lang),
        mine: line.calls.iter().any(|(unit, turnout)| *unit == who.actor.unit && *turnout == Turnout::Waiting)
            && !line.state.is_end(),
    }
}
