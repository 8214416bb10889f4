//! The list of whistles, newest first: two statements a page.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::whistles::list::list as page_of;
use changxiao_domain::{
    orgs::{Permission, UnitKind},
    whistles::{Figure, Kind},
};
use changxiao_store::whistles::{WhistleFilter, WhistleLine};
use changxiao_web_kit::{
    choice::Choice,
    cx::Cx,
    filters,
    listing::{FilterForm, Listing},
};
use changxiao_words::fill;
use serde::{Deserialize, Serialize};

use super::figures::month_of;
use crate::{
    answer::WebError,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

const ROWS: usize = 30;

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
    rows: Vec<WhistleLine>,
    filter: FilterForm,
    is_narrowed: bool,
    next: String,
    may_blow: bool,
    may_consult: bool,
}

pub(super) async fn list(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Query(query): Query<ListQuery>,
) -> Result<Response, WebError> {
    let cx = Cx::of(&state, &who);
    let found = page_of(state.app(), &who.actor, &filter(&cx, &query), set(&query.after), ROWS).await?;
    let listing = Listing::new("/whistles", &query).ways(&["month"]);
    let is_narrowed = listing.is_narrowed();
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Whistles, jar).await;
    let page = ListPage {
        shell,
        cx: &cx,
        who: &who,
        filter: filter_form(&cx, &query, is_narrowed),
        is_narrowed,
        next: listing.next(found.lines.last().filter(|_| found.more).map(|line| &line.number)),
        rows: found.lines,
        may_blow: may_blow(&who),
        may_consult: who.actor.may(Permission::ReadConsultations),
    };
    Ok((jar, cx.page(&page)?).into_response())
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
    let unit = |code: &str| set(code).and_then(|code| cx.model.units.by_code(code)).map(|unit| unit.id);
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

fn filter_form(cx: &Cx, query: &ListQuery, is_narrowed: bool) -> FilterForm {
    let l = cx.l;
    let shows = [("", l.whistles_all), ("open", l.whistles_open), ("ended", l.whistles_ended)];
    let kinds = Kind::ALL.map(|kind| (kind.code(), kind.words(cx.lang)));
    FilterForm::new("/whistles", l.whistles_filter)
        .keep("street", query.street.trim())
        .keep("unit", query.unit.trim())
        .keep("figure", query.figure.trim())
        .keep("month", query.month.trim())
        .select("show", l.whistles_state, shows.map(|(code, words)| Choice::of(code, words, &query.show)))
        .select(
            "kind",
            l.whistles_kind,
            [("", l.whistles_all_kinds)]
                .into_iter()
                .chain(kinds)
                .map(|(code, words)| Choice::of(code, words, &query.kind)),
        )
        .search("q", l.whistles_search, &query.q)
        .clear(is_narrowed, "/whistles", l.whistles_clear)
        .tag(figure_label(cx, query))
}

/// What the figure is that the list shows, in words; else the unit that it shows.
fn figure_label(cx: &Cx, query: &ListQuery) -> String {
    let unit = set(&query.unit).or(set(&query.street)).and_then(|code| cx.model.units.by_code(code));
    let name = unit.map_or("", |unit| unit.name_in(cx.lang));
    match Figure::parse(query.figure.trim()) {
        Some(figure) => {
            let (figure, month) = (figure.words(cx.lang), query.month.trim());
            fill(cx.l.whistles_figure_of, &[("unit", &name), ("figure", &figure), ("month", &month)])
        }
        None => name.to_owned(),
    }
}
