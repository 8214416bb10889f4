//! The table of figures: units and areas ranked with their like, the rest in order of name; on paper too.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use changxiao_app::{
    indicators::{By, Row, Table, table},
    model::CityModel,
};
use changxiao_domain::{
    cases::Source,
    indicators::{Group, Outcome, SpanKind},
    orgs::{Permission, UnitKind},
    time::Day,
};
use changxiao_words::{Lang, Texts, fill, texts};

use super::{
    figures::{Figure, figure},
    query::{PageQuery, Set, Words, by_label, kind_label, span_label},
};
use crate::{
    answer::{WebError, page},
    choice::{Choice, ChoiceGroup},
    names::{group_name, source_word},
    pages,
    pickers::division_groups,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

/// A link among several, one of which is current.
pub struct Tab {
    pub href: String,
    pub label: &'static str,
    pub current: bool,
}

/// The head of a column, which sorts by it.
pub struct Head {
    pub href: String,
    pub label: String,
    /// `ascending`, `descending` or nothing.
    pub sorted: &'static str,
}

pub struct RowView {
    pub name: String,
    /// The page of the unit; empty for others and outside the scope.
    pub href: String,
    pub own: bool,
    /// 1 / 12; empty where nothing is ranked.
    pub place: String,
    pub score: String,
    pub grade: String,
    pub figures: Vec<Figure>,
}

/// Rows that are compared with each other.
pub struct GroupView {
    pub name: String,
    pub note: String,
    pub rows: Vec<RowView>,
}

/// Everything that page and paper show.
pub(super) struct Sheet {
    pub title: String,
    pub period: String,
    pub as_of: String,
    pub heads: Vec<Head>,
    pub score_head: Option<Head>,
    pub name_head: Head,
    pub groups: Vec<GroupView>,
    pub total: Vec<Figure>,
    pub empty: bool,
    pub partial: bool,
    pub edition: String,
}

#[derive(Template)]
#[template(path = "indicators/list.html")]
struct ListPage {
    shell: Shell,
    sheet: Sheet,
    kinds: Vec<Tab>,
    previous: String,
    next: String,
    first_day: String,
    last_day: String,
    bys: Vec<Tab>,
    sets: Vec<Tab>,
    sources: Vec<Choice>,
    majors: Vec<Choice>,
    divisions: Vec<ChoiceGroup>,
    by: &'static str,
    set: &'static str,
    narrowed: bool,
    clear: String,
    query: String,
    may_export: bool,
}

#[derive(Template)]
#[template(path = "indicators/print.html")]
struct PrintPage {
    shell: Shell,
    sheet: Sheet,
    back: String,
}

pub(super) async fn list(
    State(state): State<WebState>,
    who: Who,
    Query(asked): Query<Words>,
) -> Result<Response, WebError> {
    let now = state.app().now();
    let query = PageQuery::read(&asked, &who.model, now)?;
    let table = table(state.app(), &who.actor, query.asked.clone()).await?;
    let shell = pages::shell(&state, &who, Section::Indicators, None).await;
    let (l, lang, today) = (shell.l, who.lang(), who.model.day_of(now));
    let (first, end, _) = query.asked.span.bounds();
    let tab = |href: String, label, current| Tab { href, label, current };
    let around = |kind: SpanKind| {
        let day = if kind == query.asked.span.kind() { first } else { middle(first, end, today) };
        query.with_span(changxiao_domain::indicators::Span::around(kind, day))
    };
    let kinds = [SpanKind::Noon, SpanKind::Week, SpanKind::Month, SpanKind::Quarter, SpanKind::Year];
    let last = end.yesterday().unwrap_or(end);
    page(&ListPage {
        kinds: kinds
            .into_iter()
            .map(|kind| tab(around(kind).href(), kind_label(l, kind), kind == query.asked.span.kind()))
            .collect(),
        previous: query.with_span(query.asked.span.previous()).href(),
        next: query.with_span(query.asked.span.next()).href(),
        first_day: first.to_string(),
        last_day: if last < first { first.to_string() } else { last.to_string() },
        bys: By::ALL
            .into_iter()
            .map(|by| tab(query.with_by(by).href(), by_label(l, by), by == query.asked.by))
            .collect(),
        sets: Set::ALL
            .into_iter()
            .map(|set| tab(query.with_set(set).href(), set.words(lang), set == query.set))
            .collect(),
        sources: sources(lang, query.asked.source),
        majors: majors(&who.model, lang, query.asked.category.as_deref()),
        divisions: division_groups(
            &who.model,
            &who.actor,
            &query.asked.division.map_or_else(String::new, |division| division.to_string()),
            lang,
        ),
        by: query.asked.by.code(),
        set: query.set.code(),
        narrowed: !query.narrowed().is_empty(),
        clear: format!("/indicators?period={}&by={}&set={}", query.asked.span, query.asked.by.code(), query.set.code()),
        query: query.text(),
        may_export: who.actor.may(Permission::Export),
        sheet: sheet(&who, &table, &query, now),
        shell,
    })
}

pub(super) async fn print(
    State(state): State<WebState>,
    who: Who,
    Query(asked): Query<Words>,
) -> Result<Response, WebError> {
    let now = state.app().now();
    let query = PageQuery::read(&asked, &who.model, now)?;
    let table = table(state.app(), &who.actor, query.asked.clone()).await?;
    let mut sheet = sheet(&who, &table, &query, now);
    // Paper outlives its year.
    sheet.period = format!("{} · {}", sheet.period, query.asked.span);
    page(&PrintPage { sheet, back: query.href(), shell: pages::shell(&state, &who, Section::Indicators, None).await })
}

/// Today where it lies in the period, else its first day: what another kind of period is drawn around.
fn middle(first: Day, end: Day, today: Day) -> Day {
    if first <= today && today < end { today } else { first }
}

/// What the table shows, in the order that is asked for.
pub(super) fn sheet(who: &Who, table: &Table, query: &PageQuery, now: changxiao_domain::time::Instant) -> Sheet {
    let (lang, model) = (who.lang(), &who.model);
    let l = texts(lang);
    let narrowed = query.narrowed();
    let figures = |row: &Row| -> Vec<Figure> {
        query.set.indicators().iter().map(|indicator| figure(table, row, *indicator, &narrowed, lang)).collect()
    };
    let head = |code: &str, label: String| {
        let (sorted, next) = match query.sort.as_str() {
            sort if sort == code => ("descending", format!("-{code}")),
            sort if sort.strip_prefix('-') == Some(code) => ("ascending", code.to_owned()),
            _ => ("", code.to_owned()),
        };
        Head { href: query.with_sort(next).href(), label, sorted }
    };
    let scored = query.set == Set::Calls || query.asked.by.subject().is_some() || query.asked.by == By::Function;
    let mut rows: Vec<(&Row, RowView)> =
        table.rows.iter().map(|row| (row, row_view(who, table, row, query, figures(row)))).collect();
    sort(&mut rows, query);
    let mut groups: Vec<GroupView> = Vec::new();
    let mut likes: Vec<String> = Vec::new();
    for (row, view) in rows {
        match likes.iter().position(|like| *like == row.like) {
            Some(at) => groups[at].rows.push(view),
            None => {
                likes.push(row.like.clone());
                let (name, note) = like_words(l, lang, &row.like, query.asked.by);
                groups.push(GroupView { name, note, rows: vec![view] });
            }
        }
    }
    // What is ranked with nobody stands last, and within the kinds a fixed order.
    let mut placed: Vec<(String, GroupView)> = likes.into_iter().zip(groups).collect();
    placed.sort_by_key(|(like, _)| (like.is_empty(), like.clone()));
    Sheet {
        title: fill(l.indicators_sheet_title, &[("by", &by_label(l, query.asked.by)), ("set", &query.set.words(lang))]),
        period: span_label(lang, query.asked.span, model.day_of(now).year()),
        as_of: fill(l.scores_as_of, &[("time", &pages::moment(who, now, table.as_of))]),
        heads: query
            .set
            .indicators()
            .iter()
            .map(|indicator| head(indicator.code(), indicator.name(lang).to_owned()))
            .collect(),
        score_head: scored.then(|| head("score", score_label(l, query).to_owned())),
        name_head: head("name", by_label(l, query.asked.by).to_owned()),
        total: figures(&table.total),
        empty: table.rows.iter().all(|row| row.counts.is_empty()),
        groups: placed.into_iter().map(|(_, group)| group).collect(),
        partial: table.partial,
        edition: table.rules.edition.clone(),
    }
}

const fn score_label(l: &'static Texts, query: &PageQuery) -> &'static str {
    if matches!(query.set, Set::Calls) { l.indicators_three_rates } else { l.indicators_score }
}

/// The score that stands beside these columns.
fn outcome<'a>(row: &'a Row, query: &PageQuery) -> &'a Outcome {
    if query.set == Set::Calls { &row.calls } else { &row.score }
}

fn row_view(who: &Who, table: &Table, row: &Row, query: &PageQuery, figures: Vec<Figure>) -> RowView {
    let (lang, model) = (who.lang(), &who.model);
    let l = texts(lang);
    let name = match (query.asked.by, row.subject) {
        (By::Function, Some(subject)) => {
            table.rules.scheme(subject).map_or_else(String::new, |scheme| scheme.name(lang).to_owned())
        }
        _ => group_name(model, lang, &row.group),
    };
    let unit = match row.group {
        Group::Unit(unit) => model.units.get(unit),
        _ => None,
    };
    let href =
        unit.filter(|unit| changxiao_app::scoring::may_see_unit(&who.actor, unit)).map_or_else(String::new, |unit| {
            format!("/indicators/units/{}?period={}", crate::address::encode(&unit.code), query.asked.span)
        });
    let rated = outcome(row, query).rated();
    RowView {
        name,
        href,
        own: unit.is_some_and(|unit| unit.id == who.actor.unit),
        place: match row.place {
            Some((place, of)) if query.set != Set::Calls => format!("{place} / {of}"),
            _ => String::new(),
        },
        score: rated.map_or_else(|| l.indicators_not_rated.to_owned(), |score| words::score(score.score.0)),
        grade: rated.map_or_else(String::new, |score| score.grade.to_string()),
        figures,
    }
}

/// Best first unless something else is asked for; what is not rated stands last in any order.
fn sort(rows: &mut [(&Row, RowView)], query: &PageQuery) {
    let (column, turned) = match query.sort.strip_prefix('-') {
        Some(column) => (column, true),
        None => (query.sort.as_str(), false),
    };
    let place = query.set.indicators().iter().position(|indicator| indicator.code() == column);
    let lower = place.is_some_and(|place| query.set.indicators()[place].lower_is_better());
    let worth = |row: &Row, view: &RowView| -> Option<i64> {
        match place {
            Some(place) => view.figures[place].value.map(|value| if lower { -value } else { value }),
            None => outcome(row, query).score().map(|score| score.0),
        }
    };
    if column == "name" {
        rows.sort_by(|(_, one), (_, two)| if turned { two.name.cmp(&one.name) } else { one.name.cmp(&two.name) });
        return;
    }
    rows.sort_by(|(row, one), (other, two)| {
        let by_worth = match (worth(row, one), worth(other, two)) {
            (Some(one), Some(two)) if turned => one.cmp(&two),
            (Some(one), Some(two)) => two.cmp(&one),
            (one, two) => two.is_some().cmp(&one.is_some()),
        };
        by_worth.then_with(|| one.name.cmp(&two.name))
    });
}

/// The name of a ranking, and what is compared in it.
fn like_words(l: &'static Texts, lang: Lang, like: &str, by: By) -> (String, String) {
    let kind = like.split_once('.').map_or(like, |(kind, _)| kind);
    let name = match (like, UnitKind::parse(kind)) {
        ("town.street", _) => l.indicators_like_streets.to_owned(),
        ("town.town", _) => l.indicators_like_towns.to_owned(),
        ("department.city", _) => l.indicators_like_city_departments.to_owned(),
        ("department.county", _) => l.indicators_like_county_departments.to_owned(),
        (_, Some(kind)) if by == By::Unit => kind.words(lang).to_owned(),
        ("", _) if by == By::Unit => l.indicators_like_none.to_owned(),
        _ => by_label(l, by).to_owned(),
    };
    let ranked = !like.is_empty();
    (name, if ranked { l.indicators_like_note.to_owned() } else { String::new() })
}

fn sources(lang: Lang, chosen: Option<Source>) -> Vec<Choice> {
    let of = |source: Source| Choice {
        value: source.code().to_owned(),
        label: source_word(lang, source).to_owned(),
        chosen: chosen == Some(source),
    };
    Source::ALL.into_iter().map(of).collect()
}

fn majors(model: &CityModel, lang: Lang, chosen: Option<&str>) -> Vec<Choice> {
    let of = |major: &changxiao_domain::categories::CategoryMajor| {
        let value = format!("{}{}", major.class.letter(), major.code);
        Choice { chosen: chosen == Some(value.as_str()), label: major.name(lang).to_owned(), value }
    };
    model.categories.majors.iter().map(of).collect()
}
