//! The list of sites with its map.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::sites::list::{self as action, From, SitePage};
use changxiao_domain::{divisions::DivisionCode, orgs::Permission, scoring::Rate};
use changxiao_store::sites::SiteFilter;
use changxiao_web_kit::{
    address::Address,
    answer::WebError,
    choice::Choice,
    cx::Cx,
    filtered::{self, Filter, Value},
    filters,
    listing::{FilterForm, Listing, Pager},
    pages, pickers,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};
use serde::{Deserialize, Serialize};

const ROWS: usize = 50;

/// What may stand in the address of the list, of its map and of its sheet.
pub(super) const FILTERS: &[Filter] = &[
    Filter::new("division", Value::Division),
    Filter::new("type", Value::SiteType),
    Filter::new("unit", Value::Unit),
    Filter::new("q", Value::Words),
    Filter::new("duty", Value::OneOf(|| vec!["none"])),
    Filter::new("inactive", Value::OneOf(|| vec!["1"])),
    Filter::new("number", Value::Number(1, i64::MAX)),
];

/// What turns the pages of the list.
pub(super) const TURNS: &[Filter] =
    &[Filter::new("after", Value::Number(0, i64::MAX)), Filter::new("before", Value::Number(0, i64::MAX))];

/// What the address says. Every part is optional.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct ListQuery {
    division: String,
    #[serde(rename = "type")]
    site_type: String,
    unit: String,
    q: String,
    /// `none`: only sites that nobody answers for.
    duty: String,
    /// `1`: those that are no longer inspected, too.
    inactive: String,
    after: Option<i64>,
    before: Option<i64>,
    /// One site, for the small map of its page.
    number: Option<i64>,
}

impl ListQuery {
    pub(super) fn filter(&self, who: &Who) -> SiteFilter {
        let words = self.number.map_or_else(|| self.q.clone(), |number| number.to_string());
        SiteFilter {
            divisions: filtered::division(&who.model, self.division.trim()).map(DivisionCode::range),
            site_type: Some(self.site_type.clone()).filter(|code| !code.is_empty()),
            unit: filtered::unit(&who.model, self.unit.trim()),
            words: Some(words).filter(|words| !words.trim().is_empty()),
            without_unit: self.duty == "none",
            with_inactive: self.inactive == "1" || self.number.is_some(),
            ..SiteFilter::default()
        }
    }
}

#[derive(Template)]
#[template(path = "sites/list.html")]
struct SitesPage {
    shell: Shell,
    found: SitePage,
    pager: Pager,
    filter: FilterForm,
    narrowed: bool,
    export: Option<Address>,
    points: Address,
    may_manage: bool,
    may_import: bool,
}

pub(super) async fn list(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Query(query): Query<ListQuery>,
) -> Result<Response, WebError> {
    let cx = Cx::of(&state, &who);
    let from = match (query.after, query.before) {
        (_, Some(before)) => From::Before(before),
        (after, None) => From::After(after.unwrap_or(0)),
    };
    let found = action::list(state.app(), &who.actor, &query.filter(&who), from, ROWS).await?;
    let listing = Listing::new("/sites", &query);
    let export = listing.address.clone().at("/sites/export.xlsx");
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Sites, jar).await;
    let page = cx.page(&SitesPage {
        shell,
        pager: listing.pager(&found.lines, |line| line.site.number, (found.has_previous, found.has_next)),
        filter: filter_form(&cx, &who, &query, listing.is_narrowed()),
        narrowed: listing.is_narrowed(),
        export: who.actor.may(Permission::Export).then_some(export),
        points: listing.address.at("/sites/points.json"),
        may_manage: who.actor.may(Permission::ManageSites),
        may_import: who.actor.may(Permission::Import),
        found,
    })?;
    Ok((jar, page).into_response())
}

fn filter_form(cx: &Cx, who: &Who, query: &ListQuery, narrowed: bool) -> FilterForm {
    let Cx { l, lang, model, .. } = cx;
    let types = pickers::site_types(model, *lang, &query.site_type);
    let division = pickers::division_of(&query.division);
    let unit = pickers::unit_of(model, &query.unit).map_or("", |unit| model.unit_name(unit, *lang));
    FilterForm::new("/sites", l.sites_filter)
        .landmark(l.sites_filter)
        .search("q", l.sites_search, &query.q)
        .select("type", l.sites_type, std::iter::once(Choice::new("", l.sites_all_types, false)).chain(types))
        .groups("division", l.sites_division, pickers::all_divisions(model, &who.actor, division, *lang))
        .suggest("unit", l.sites_unit, unit, pickers::unit_suggestions(model, *lang))
        .tick("duty", "none", l.sites_without_duty, query.duty == "none")
        .tick("inactive", "1", l.sites_with_inactive, query.inactive == "1")
        .clear(narrowed, "/sites", l.sites_clear)
}
