//! The newest visits, and the sites that have waited longest for one.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    inspections::list::lines,
    sites::{list::longest_unvisited, view::load_visible},
};
use changxiao_domain::{divisions::DivisionCode, orgs::Permission};
use changxiao_store::{
    inspections::{VisitFilter, VisitLine},
    sites::{SiteFilter, SiteLine, SiteRow},
};
use changxiao_web_kit::{
    answer::WebError,
    choice::Choice,
    cx::Cx,
    filtered::{self, Filter, Value},
    filters,
    listing::{FilterForm, Listing},
    names, pages, pickers,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};
use changxiao_words::say;
use serde::{Deserialize, Serialize};

/// What may stand in the address of the list; `q` looks for a site to visit.
pub(super) const FILTERS: &[Filter] = &[
    Filter::new("division", Value::Division),
    Filter::new("type", Value::SiteType),
    Filter::new("site", Value::Number(1, i64::MAX)),
    Filter::new("findings", Value::OneOf(|| vec!["1"])),
    Filter::new("q", Value::Words),
    Filter::new("before", Value::Number(1, i64::MAX)),
];

const ROWS: usize = 40;
/// So many sites are offered at once; words find the others.
const OFFERED: i64 = 8;

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct ListQuery {
    division: String,
    #[serde(rename = "type")]
    site_type: String,
    /// A site's number.
    site: String,
    /// `1`: only visits that found something.
    findings: String,
    before: Option<i64>,
    /// Words for the sites to choose from.
    #[serde(skip_serializing)]
    q: String,
}

#[derive(Template)]
#[template(path = "inspections/list.html")]
struct VisitsPage {
    shell: Shell,
    cx: Cx,
    visits: Vec<VisitLine>,
    next: String,
    filter: FilterForm,
    narrowed: bool,
    may_inspect: bool,
    sites: Vec<SiteLine>,
    q: String,
}

impl VisitsPage {
    /// How many items are checked at a site.
    fn items(&self, site: &SiteRow) -> usize {
        self.cx.model.current_system().map_or(0, |system| system.check_items_of(&site.site_type).len())
    }
}

pub(super) async fn list(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Query(query): Query<ListQuery>,
) -> Result<Response, WebError> {
    let cx = Cx::of(&state, &who);
    let site = site_of(&state, &who, query.site.trim()).await?;
    let filter = VisitFilter {
        site: site.as_ref().map(|site| site.id),
        site_type: Some(query.site_type.clone()).filter(|code| !code.is_empty()),
        divisions: filtered::division(&who.model, query.division.trim()).map(DivisionCode::range),
        with_findings: query.findings == "1",
        ..VisitFilter::default()
    };
    let (visits, more) = lines(state.app(), &who.actor, &filter, query.before, ROWS).await?;
    let may_inspect = who.actor.may(Permission::Inspect);
    let sites = if may_inspect {
        let of = SiteFilter { words: Some(query.q.clone()), divisions: filter.divisions, ..SiteFilter::default() };
        longest_unvisited(state.app(), &who.actor, &of, OFFERED).await?
    } else {
        Vec::new()
    };
    let narrowed = filter != VisitFilter::default();
    let last = visits.last().filter(|_| more).map(|line| line.visit.number);
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Inspections, jar).await;
    let page = cx.page(&VisitsPage {
        shell,
        next: Listing::new("/inspections", &query).previous(last),
        filter: filter_form(&cx, &who, &query, site.as_ref(), narrowed),
        narrowed,
        may_inspect,
        visits,
        sites,
        q: query.q,
        cx: cx.clone(),
    })?;
    Ok((jar, page).into_response())
}

/// The site that the address names; one that is not there or not in the scope is an error, not an empty list.
async fn site_of(state: &WebState, who: &Who, text: &str) -> Result<Option<SiteRow>, AppError> {
    if text.is_empty() {
        return Ok(None);
    }
    let number = text.parse().map_err(|_| AppError::NotFound("site"))?;
    match load_visible(state.app(), &who.actor, number).await {
        Err(AppError::NotFound(_) | AppError::OutOfScope) => {
            Err(AppError::field("site", say!(inspections_there_no_such_site)))
        }
        found => found.map(Some),
    }
}

fn filter_form(cx: &Cx, who: &Who, query: &ListQuery, site: Option<&SiteRow>, narrowed: bool) -> FilterForm {
    let l = cx.l;
    let types = pickers::site_types(&cx.model, cx.lang, &query.site_type);
    let division = pickers::division_of(&query.division);
    let division_groups = pickers::all_divisions(&cx.model, &who.actor, division, cx.lang);
    let mut form = FilterForm::new("/inspections", l.sites_filter)
        .select("type", l.sites_type, std::iter::once(Choice::new("", l.sites_all_types, false)).chain(types))
        .groups("division", l.sites_division, division_groups);
    if let Some(site) = site {
        form = form.tick("site", site.number.to_string(), names::site_name(site, cx.lang), true);
    }
    form.tick("findings", "1", l.inspections_with_findings, query.findings == "1").clear(
        narrowed,
        "/inspections",
        l.sites_clear,
    )
}
