//! The list of whistles, newest first: two statements a page.

use askama::Template;
use axum::extract::Query;
use changxiao_app::whistles::list::list as page_of;
use changxiao_domain::{
    orgs::{Permission, UnitKind},
    whistles::{Figure, Kind},
};
use changxiao_store::whistles::{WhistleFilter, WhistleLine};
use changxiao_web_kit::filtered::{self, Filter, Value, codes};
use changxiao_web_kit::{
    cx::Cx,
    filters,
    listing::{FilterForm, ListFrame, ListWords, Listing, ROWS, after},
    request::Request,
};
use changxiao_words::fill;
use serde::{Deserialize, Serialize};

use super::figures::month_of;
use crate::{
    answer::Answer,
    session::Who,
    shell::{Section, Shell},
};

/// What may stand in the address of the list.
pub(super) const FILTERS: &[Filter] = &[
    Filter::new("show", Value::OneOf(|| vec!["open", "ended"])),
    Filter::new("kind", Value::OneOf(|| codes(&Kind::ALL, Kind::code, &[]))),
    Filter::new("street", Value::Unit),
    Filter::new("unit", Value::Unit),
    Filter::new("figure", Value::OneOf(|| codes(&Figure::ALL, Figure::code, &[]))),
    Filter::new("month", Value::Month),
    Filter::new("q", Value::Words),
    Filter::new("after", Value::Words),
];

const LIST: &str = "/whistles";

#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct ListQuery {
    /// `open` or `ended`.
    show: String,
    kind: String,
    /// Codes of units.
    street: String,
    unit: String,
    /// A figure of the statistics and its month.
    figure: String,
    month: String,
    q: String,
    /// The number of the last row of the page before.
    after: String,
}

#[derive(Template)]
#[template(path = "whistles/list.html")]
struct ListPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    who: &'a Who,
    list: ListFrame<WhistleLine>,
    may_consult: bool,
}

pub(super) async fn list(request: Request, Query(query): Query<ListQuery>) -> Answer {
    let (cx, who) = (&request.cx, &request.who);
    let found = page_of(request.app(), &who.actor, &filter(cx, &query), after(&query.after), ROWS).await?;
    let words = ListWords {
        title: cx.l.whistles_title,
        short: cx.l.whistles_nav,
        none: cx.l.whistles_none,
        none_left: cx.l.whistles_none_filtered,
        begin: cx.l.whistles_new,
    };
    let (listing, form) = (Listing::new(LIST, &query).ways(&["month"]), filter_form(cx, &query));
    request.page(&ListPage {
        shell: request.shell(Section::Whistles).await,
        cx,
        who,
        list: ListFrame::new(cx.l, (LIST, listing), (found, |line| &line.number), form, words, may_blow(who)),
        may_consult: request.may(Permission::ReadConsultations),
    })
}

/// Only a town or street blows; others need no button for it.
pub(crate) fn may_blow(who: &Who) -> bool {
    let kind = who.model.units.get(who.actor.unit).map(|unit| unit.kind);
    who.actor.may(Permission::WorkOnWhistles) && kind == Some(UnitKind::Town)
}

fn set(value: &str) -> Option<&str> {
    Some(value.trim()).filter(|value| !value.is_empty())
}

fn filter(cx: &Cx, query: &ListQuery) -> WhistleFilter {
    let unit = |code: &str| set(code).and_then(|code| filtered::unit(&cx.model, code));
    let figure = Figure::parse(query.figure.trim()).and_then(|figure| {
        let (year, month) = month_of(&cx.model, set(&query.month), cx.now);
        let (from, until) = cx.model.month(year, month)?;
        Some((figure, from, until))
    });
    WhistleFilter {
        open: match query.show.trim() {
            "open" => Some(true),
            "ended" => Some(false),
            _ => None,
        },
        kind: Kind::parse(query.kind.trim()),
        street: unit(&query.street),
        unit: unit(&query.unit),
        figure,
        words: set(&query.q).map(str::to_owned),
        ..WhistleFilter::default()
    }
}

fn filter_form(cx: &Cx, query: &ListQuery) -> FilterForm {
    let l = cx.l;
    let shows = [("open", l.whistles_open), ("ended", l.whistles_ended)];
    let kinds = Kind::ALL.map(|kind| (kind.code(), kind.words(cx.lang)));
    FilterForm::new(LIST, l.whistles_filter)
        .keep("street", query.street.trim())
        .keep("unit", query.unit.trim())
        .keep("figure", query.figure.trim())
        .keep("month", query.month.trim())
        .values("show", l.whistles_state, l.whistles_all, shows, &query.show)
        .values("kind", l.whistles_kind, l.whistles_all_kinds, kinds, &query.kind)
        .search("q", l.whistles_search, &query.q)
        .tag(figure_label(cx, query))
}

/// What the figure is that the list shows, in words; else the unit that it shows.
fn figure_label(cx: &Cx, query: &ListQuery) -> String {
    let unit = set(&query.unit).or(set(&query.street)).and_then(|code| filtered::unit(&cx.model, code));
    let name = unit.map_or("", |unit| cx.model.unit_name(unit, cx.lang));
    match Figure::parse(query.figure.trim()) {
        Some(figure) => {
            let (figure, month) = (figure.words(cx.lang), query.month.trim());
            fill(cx.l.whistles_figure_of, &[("unit", &name), ("figure", &figure), ("month", &month)])
        }
        None => name.to_owned(),
    }
}
