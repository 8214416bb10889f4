//! Sites, one site, and what is checked there.

use axum::{
    extract::{Path, State},
    response::Response,
};
use changxiao_app::{
    inspections::check_list as checking,
    model::CityModel,
    sites::{
        list::{self as listing, From as Begin},
        view as viewing,
    },
};
use changxiao_domain::{
    divisions::DivisionCode,
    orgs::Permission::{Inspect, ReadSites},
};
use changxiao_store::sites::{SiteFilter, SiteRow};
use changxiao_words::Lang;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{answer::WebError, session::Who, state::WebState};
use changxiao_web_kit::{
    filtered,
    json::{
        case_item::CaseItem,
        query::{Parameters, code, page_size},
        shapes::{Degrees, DivisionName, Moment, Named, division_named, ok, unit_named, unit_of_code},
    },
    names::SiteName,
    routes::{Access, Routes, routes},
};

pub fn routes(routes: Routes) -> Routes {
    routes
        .feature("sites")
        .api(Access::read(ReadSites), routes!(list))
        .api(Access::read(ReadSites), routes!(view))
        .api(Access::read(Inspect), routes!(check_list))
}

/// Filters; what is left out does not narrow.
#[derive(Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SiteQuery {
    /// Code of a division; everything within counts.
    #[param(example = "350602")]
    division: Option<String>,
    /// Code of a site type.
    site_type: Option<String>,
    /// Code of the unit that answers for the site.
    unit: Option<String>,
    /// Part of a name.
    words: Option<String>,
    /// Rows of a page, 1 to 200; 20 if left out.
    limit: Option<u16>,
    /// `next` of the page before.
    after: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct SiteList<'a> {
    sites: Vec<SiteItem<'a>>,
    /// Sites of the filter on all pages.
    total: i64,
    /// Bring it as `after` for the next page; null on the last one.
    next: Option<i64>,
}

/// A place that is inspected (点位).
#[derive(Serialize, ToSchema)]
pub(super) struct SiteItem<'a> {
    number: i64,
    #[serde(rename = "type")]
    site_type: Named<'a>,
    name: &'a str,
    /// Made up for the demonstration.
    generated: bool,
    division: DivisionName<'a>,
    position: Option<Degrees>,
    unit: Option<Named<'a>>,
    active: bool,
    last_inspected_at: Option<Moment>,
    open_cases: i64,
    version: i64,
}

/// Sites within the scope of the post, by filter, page by page.
#[utoipa::path(
    get, path = "/api/v1/sites", tag = "sites", operation_id = "list_sites", params(SiteQuery),
    responses((status = 200, body = SiteList, description = "In the order of their numbers"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(super) async fn list(
    State(state): State<WebState>,
    who: Who,
    Parameters(query): Parameters<SiteQuery>,
) -> Result<Response, WebError> {
    let most = page_size(query.limit)?;
    let division = |text: &String| code("division", text, |text| filtered::division(&who.model, text));
    let site_type = |text: &str| code("site_type", text, |text| filtered::is_site_type(&who.model, text).then_some(()));
    query.site_type.as_deref().map(site_type).transpose()?;
    let filter = SiteFilter {
        divisions: query.division.as_ref().map(division).transpose()?.map(DivisionCode::range),
        site_type: query.site_type,
        unit: query.unit.as_deref().map(|code| unit_of_code(&who.model, "unit", code)).transpose()?,
        words: query.words,
        ..SiteFilter::default()
    };
    let begin = Begin::After(query.after.unwrap_or(0));
    let page = listing::list(state.app(), &who.actor, &filter, begin, most).await?;
    let next = page.has_next.then(|| page.lines.last().map(|line| line.site.number)).flatten();
    let sites = page.lines.iter().map(|line| {
        let last = line.last_visit.map(|at| Moment::new(&who.model, at));
        item(&who.model, who.lang(), &line.site, last, line.open_cases)
    });
    ok(&SiteList { sites: sites.collect(), total: page.total, next })
}

/// One site with its last inspections and open cases.
#[derive(Serialize, ToSchema)]
pub(super) struct SiteDetail<'a> {
    #[serde(flatten)]
    site: SiteItem<'a>,
    /// Newest first; empty for a post that may not read inspections.
    inspections: Vec<SiteVisit>,
    /// Newest first; empty for a post that may not read cases.
    cases: Vec<CaseItem<'a>>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct SiteVisit {
    number: i64,
    submitted_at: Moment,
    met: i64,
    not_met: i64,
    not_applicable: i64,
}

/// One site with its check items, visits and cases.
#[utoipa::path(
    get, path = "/api/v1/sites/{number}", tag = "sites", operation_id = "view_site", params(("number" = i64, Path)),
    responses((status = 200, body = SiteDetail, description = "The site"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(super) async fn view(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let app = state.app();
    let (model, now) = (&who.model, app.now());
    let found = viewing::view(app, &who.actor, changxiao_web_kit::json::query::number(&number)?).await?;
    let open = found.cases.iter().filter(|line| line.state.is_open()).count();
    let last = found.visits.first().map(|visit| Moment::new(model, visit.submitted_at));
    let visits = found.visits.iter().map(|visit| SiteVisit {
        number: visit.number,
        submitted_at: Moment::new(model, visit.submitted_at),
        met: visit.met,
        not_met: visit.not_met,
        not_applicable: visit.not_applicable,
    });
    ok(&SiteDetail {
        site: item(model, who.lang(), &found.site, last, i64::try_from(open).unwrap_or(i64::MAX)),
        inspections: visits.collect(),
        cases: found.cases.iter().map(|line| CaseItem::new(&who, line, now)).collect(),
    })
}

/// What an inspector checks at a site, under the system in force.
#[derive(Serialize, ToSchema)]
pub(super) struct CheckListShape<'a> {
    site: i64,
    #[serde(rename = "type")]
    site_type: Named<'a>,
    /// Id of the evaluation system.
    standard: String,
    items: Vec<CheckItemShape<'a>>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct CheckItemShape<'a> {
    #[schema(example = "zgd-01")]
    code: &'a str,
    text: &'a str,
    /// How it is judged, in the words of the source.
    scoring: &'a str,
    /// The same as a rule that can be computed, where the item counts something.
    quantity: Option<serde_json::Value>,
    /// What a finding becomes.
    category: Option<String>,
    /// The standard node that the result counts for.
    content: Option<&'a str>,
    /// `certain`: the source says so; `inferred`: filled in.
    evidence: &'static str,
}

/// What is to be checked at the site.
#[utoipa::path(
    get, path = "/api/v1/sites/{number}/check-list", tag = "sites", params(("number" = i64, Path)),
    responses((status = 200, body = CheckListShape, description = "The items of the site's type"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(super) async fn check_list(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let lang = who.lang();
    let found = checking::check_list(state.app(), &who.actor, changxiao_web_kit::json::query::number(&number)?).await?;
    let items = found.items.iter().map(|item| CheckItemShape {
        code: &item.code,
        text: lang.of_data(&item.text_zh, &item.text_en),
        scoring: lang.of_data(&item.scoring_zh, &item.scoring_en),
        quantity: item.quantity.as_ref().and_then(|rule| serde_json::to_value(rule).ok()),
        category: item.category.map(|code| code.to_string()),
        content: item.content.as_deref(),
        evidence: item.evidence.code(),
    });
    ok(&CheckListShape {
        site: found.site.number,
        site_type: type_named(&who.model, &found.site.site_type, lang),
        standard: found.system.id.to_string(),
        items: items.collect(),
    })
}

fn item<'a>(
    model: &'a CityModel,
    lang: Lang,
    site: &'a SiteRow,
    last_inspected_at: Option<Moment>,
    open_cases: i64,
) -> SiteItem<'a> {
    SiteItem {
        number: site.number,
        site_type: type_named(model, &site.site_type, lang),
        name: site.plain_name(lang),
        generated: site.generated,
        division: division_named(model, site.division),
        position: site.position.map(Degrees::from),
        unit: site.unit.map(|unit| unit_named(model, unit, lang)),
        active: site.active,
        last_inspected_at,
        open_cases,
        version: site.version,
    }
}

pub(crate) fn type_named<'a>(model: &'a CityModel, code: &'a str, lang: Lang) -> Named<'a> {
    Named { code, name: model.site_type_name(code, lang) }
}
