//! The table of figures: units and areas ranked with their like, the rest in order of name; on paper too.

use std::{cmp::Ordering, collections::BTreeMap};

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use changxiao_app::{
    indicators::{By, Row, Table, TableQuery, table},
    scoring::may_see_unit,
};
use changxiao_domain::{
    cases::Source,
    categories::CategoryMajor,
    indicators::{Group, Score, Span, SpanKind},
    orgs::{Permission, Unit, UnitKind},
    time::Day,
};
use changxiao_web_kit::{
    address::{Address, encode},
    answer::WebError,
    choice::{Choice, ChoiceGroup, Tab},
    cx::Cx,
    filters,
    names::source_word,
    pages,
    pickers::division_groups,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};
use changxiao_words::Texts;

use super::{
    figures::{Figure, row_name},
    query::{AddressQuery, PageQuery, Set},
};

/// The kinds of period that lead to each other.
pub(super) const KINDS: [SpanKind; 5] =
    [SpanKind::Noon, SpanKind::Week, SpanKind::Month, SpanKind::Quarter, SpanKind::Year];

/// Which way a column runs down.
#[derive(Clone, Copy)]
enum Order {
    Descending,
    Ascending,
}

/// The head of a column, which sorts by it.
struct Head {
    href: String,
    label: &'static str,
    order: Option<Order>,
}

struct RowView<'a> {
    row: &'a Row,
    name: String,
    unit: Option<&'a Unit>,
    /// Whether the post may open the page of the unit.
    opens: bool,
    /// The score that stands beside these columns.
    score: Option<&'a Score>,
    figures: Vec<Figure>,
}

/// Rows that are compared with each other.
struct Ranking<'a> {
    name: &'static str,
    is_ranked: bool,
    rows: Vec<RowView<'a>>,
}

/// Everything that page and paper show.
struct Sheet<'a> {
    query: &'a PageQuery,
    table: &'a Table,
    name_head: Head,
    score_head: Option<Head>,
    heads: Vec<Head>,
    rankings: Vec<Ranking<'a>>,
    total: Vec<Figure>,
}

impl RowView<'_> {
    fn is_of(&self, who: &Who) -> bool {
        self.unit.is_some_and(|unit| unit.id == who.actor.unit)
    }

    /// The page of the unit; none for others and outside the scope.
    fn href(&self, asked: &TableQuery) -> Option<Address> {
        let unit = self.unit.filter(|_| self.opens)?;
        Some(Address::new(format!("/indicators/units/{}", encode(&unit.code))).with("period", asked.span))
    }
}

impl Sheet<'_> {
    fn is_empty(&self) -> bool {
        self.table.rows.iter().all(|row| row.counts.is_empty())
    }

    /// 1 and 12: the place among its like, and how many they are. Beside call-backs nothing is ranked.
    fn place(&self, view: &RowView<'_>) -> Option<(usize, usize)> {
        view.row.place.filter(|_| self.query.set != Set::Calls)
    }
}

#[derive(Template)]
#[template(path = "indicators/list.html")]
struct ListPage<'a> {
    shell: Shell,
    who: &'a Who,
    sheet: Sheet<'a>,
    kinds: Vec<Tab>,
    first: Day,
    last: Day,
    bys: Vec<Tab>,
    sets: Vec<Tab>,
    sources: Vec<Choice>,
    majors: Vec<Choice>,
    divisions: Vec<ChoiceGroup>,
    may_export: bool,
}

#[derive(Template)]
#[template(path = "indicators/print.html")]
struct PrintPage<'a> {
    shell: Shell,
    sheet: Sheet<'a>,
}

pub(super) async fn list(
    State(state): State<WebState>,
    who: Who,
    Query(query): Query<AddressQuery>,
) -> Result<Response, WebError> {
    let cx = Cx::of(&state, &who);
    let query = PageQuery::read(&query, &who.model, cx.now)?;
    let table = table(state.app(), &who.actor, query.asked.clone()).await?;
    let (span, today) = (query.asked.span, cx.model.day_of(cx.now));
    let (first, end, _) = span.bounds();
    // What another kind of period is drawn around: today where it lies in this one, else its first day.
    let middle = if first <= today && today < end { today } else { first };
    let around = |kind| Span::around(kind, if kind == span.kind() { first } else { middle });
    let division = query.asked.division.map_or_else(String::new, |division| division.to_string());
    cx.page(&ListPage {
        shell: pages::shell(&state, &who, Section::Indicators, None).await,
        kinds: KINDS
            .map(|kind| Tab::new(query.with_span(around(kind)), kind.words(cx.lang), kind == span.kind()))
            .into(),
        first,
        last: end.yesterday().unwrap_or(end).max(first),
        bys: By::ALL.map(|by| Tab::new(query.with_by(by), by.words(cx.lang), by == query.asked.by)).into(),
        sets: Set::ALL.map(|set| Tab::new(query.with_set(set), set.words(cx.lang), set == query.set)).into(),
        sources: Source::ALL
            .map(|one| Choice::new(one.code(), source_word(cx.lang, one), query.asked.source == Some(one)))
            .into(),
        majors: majors(&cx, query.asked.category.as_deref()),
        divisions: division_groups(&cx.model, &who.actor, &division, cx.lang),
        may_export: who.actor.may(Permission::Export),
        sheet: sheet(&cx, &who, &table, &query),
        who: &who,
    })
}

pub(super) async fn print(
    State(state): State<WebState>,
    who: Who,
    Query(query): Query<AddressQuery>,
) -> Result<Response, WebError> {
    let cx = Cx::of(&state, &who);
    let query = PageQuery::read(&query, &who.model, cx.now)?;
    let table = table(state.app(), &who.actor, query.asked.clone()).await?;
    let shell = pages::shell(&state, &who, Section::Indicators, None).await;
    cx.page(&PrintPage { shell, sheet: sheet(&cx, &who, &table, &query) })
}

/// What the table shows, in the order that is asked for.
fn sheet<'a>(cx: &'a Cx, who: &Who, table: &'a Table, query: &'a PageQuery) -> Sheet<'a> {
    let head = |code: &str, label| {
        let (order, next) = match query.sort.as_str() {
            sort if sort == code => (Some(Order::Descending), format!("-{code}")),
            sort if sort.strip_prefix('-') == Some(code) => (Some(Order::Ascending), code.to_owned()),
            _ => (None, code.to_owned()),
        };
        Head { href: query.with_sort(next).to_string(), label, order }
    };
    let by = query.asked.by;
    let score_label = if query.set == Set::Calls { cx.l.indicators_three_rates } else { cx.l.indicators_score };
    let is_scored = query.set == Set::Calls || by.subject().is_some() || by == By::Function;
    let mut rows: Vec<RowView<'_>> = table.rows.iter().map(|row| row_view(cx, who, table, row, query)).collect();
    sort(&mut rows, query);
    // What is ranked with nobody stands last, and within the kinds a fixed order.
    let mut likes: BTreeMap<(bool, &str), Vec<RowView<'_>>> = BTreeMap::new();
    for view in rows {
        likes.entry((view.row.like.is_empty(), &view.row.like)).or_default().push(view);
    }
    let ranking = |((is_alone, like), rows): ((bool, &str), _)| Ranking {
        name: like_name(cx, like, by),
        is_ranked: !is_alone,
        rows,
    };
    Sheet {
        name_head: head("name", by.words(cx.lang)),
        score_head: is_scored.then(|| head("score", score_label)),
        heads: query.set.indicators().iter().map(|one| head(one.code(), one.name(cx.lang))).collect(),
        rankings: likes.into_iter().map(ranking).collect(),
        total: figures(table, &table.total, query),
        table,
        query,
    }
}

fn figures(table: &Table, row: &Row, query: &PageQuery) -> Vec<Figure> {
    query.set.indicators().iter().map(|indicator| Figure::of(table, row, *indicator)).collect()
}

fn row_view<'a>(cx: &'a Cx, who: &Who, table: &Table, row: &'a Row, query: &PageQuery) -> RowView<'a> {
    let unit = match row.group {
        Group::Unit(unit) => cx.model.all_units.get(&unit),
        _ => None,
    };
    RowView {
        row,
        name: row_name(&cx.model, cx.lang, table, row),
        unit,
        opens: unit.is_some_and(|unit| may_see_unit(&who.actor, unit)),
        score: if query.set == Set::Calls { row.calls.rated() } else { row.score.rated() },
        figures: figures(table, row, query),
    }
}

/// Best first unless something else is asked for; what is not rated stands last in any order.
fn sort(rows: &mut [RowView<'_>], query: &PageQuery) {
    let (column, is_turned) = match query.sort.strip_prefix('-') {
        Some(column) => (column, true),
        None => (query.sort.as_str(), false),
    };
    let place = query.set.indicators().iter().position(|indicator| indicator.code() == column);
    let worth = |view: &RowView<'_>| match place.map(|place| &view.figures[place]) {
        Some(figure) if figure.indicator.lower_is_better() => figure.share.map(|share| -share.0),
        Some(figure) => figure.share.map(|share| share.0),
        None => view.score.map(|score| score.score.0),
    };
    rows.sort_by(|one, two| {
        let by_worth = match (worth(one), worth(two)) {
            _ if column == "name" => Ordering::Equal,
            (Some(one), Some(two)) if is_turned => one.cmp(&two),
            (Some(one), Some(two)) => two.cmp(&one),
            (one, two) => two.is_some().cmp(&one.is_some()),
        };
        let by_name = one.name.cmp(&two.name);
        by_worth.then(if column == "name" && is_turned { by_name.reverse() } else { by_name })
    });
}

/// The name of a ranking.
fn like_name(cx: &Cx, like: &str, by: By) -> &'static str {
    let l: &'static Texts = cx.l;
    let kind = like.split_once('.').map_or(like, |(kind, _)| kind);
    match (like, UnitKind::parse(kind)) {
        ("town.street", _) => l.indicators_like_streets,
        ("town.town", _) => l.indicators_like_towns,
        ("department.city", _) => l.indicators_like_city_departments,
        ("department.county", _) => l.indicators_like_county_departments,
        (_, Some(kind)) if by == By::Unit => kind.words(cx.lang),
        ("", _) if by == By::Unit => l.indicators_like_none,
        _ => by.words(cx.lang),
    }
}

fn majors(cx: &Cx, chosen: Option<&str>) -> Vec<Choice> {
    let of = |major: &CategoryMajor| {
        let code = format!("{}{}", major.class.letter(), major.code);
        Choice { chosen: chosen == Some(code.as_str()), label: major.name(cx.lang).to_owned(), value: code }
    };
    cx.model.categories.majors.iter().map(of).collect()
}
