//! Inspections (督查): the list, one of them, and submitting one.

use axum::{
    extract::{Path, State},
    response::Response,
};
use changxiao_app::{
    AppError,
    inspections::{
        list as listing,
        submit::{self as submitting, SubmitVisit},
        view as viewing,
    },
    model::CityModel,
    scoring::Sight,
    sites::view as sites,
};
use changxiao_domain::{
    cases::hex,
    divisions::DivisionCode,
    inspections::{Answer, ItemResult},
    orgs::Permission::{Inspect, ReadInspections},
    time::Instant,
};
use changxiao_store::inspections::{VisitFilter, VisitRow};
use changxiao_words::{Lang, say};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{answer::WebError, session::Who, sites::json::type_named, state::WebState};
use changxiao_web_kit::{
    filtered,
    json::{
        INSPECT,
        body::{Document, Sent},
        query::{Parameters, code, number, page_size},
        shapes::{DivisionName, Moment, Named, created, division_named, ok, unit_named},
    },
    names::SiteName,
    routes::{Access, Routes, routes},
};

pub fn routes(routes: Routes) -> Routes {
    routes
        .feature("inspections")
        .api(Access::read(ReadInspections), routes!(list))
        .api(Access::Api(Inspect, INSPECT), routes!(submit))
        .taking(super::PHOTOS)
        .api(Access::read(ReadInspections), routes!(view))
}

/// Filters; what is left out does not narrow.
#[derive(Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct InspectionQuery {
    /// Number of a site.
    site: Option<i64>,
    /// Code of a site type.
    site_type: Option<String>,
    /// Code of a division; everything within counts.
    division: Option<String>,
    /// `true`: only inspections that found something.
    with_findings: Option<bool>,
    /// Rows of a page, 1 to 200; 20 if left out.
    limit: Option<u16>,
    /// `next` of the page before.
    after: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct InspectionList<'a> {
    inspections: Vec<InspectionItem<'a>>,
    /// Bring it as `after` for the next page; null on the last one.
    next: Option<i64>,
}

/// An inspection of a site.
#[derive(Serialize, ToSchema)]
pub(super) struct InspectionItem<'a> {
    number: i64,
    site: SiteBrief<'a>,
    division: DivisionName<'a>,
    /// The unit that answers for the site.
    unit: Option<Named<'a>>,
    /// Id of the evaluation system.
    standard: String,
    started_at: Moment,
    submitted_at: Moment,
    met: i64,
    not_met: i64,
    not_applicable: i64,
    note: &'a str,
}

#[derive(Serialize, ToSchema)]
pub(super) struct SiteBrief<'a> {
    number: i64,
    name: &'a str,
    #[serde(rename = "type")]
    site_type: Named<'a>,
}

/// Visits within the scope of the post, newest first.
#[utoipa::path(
    get, path = "/api/v1/inspections", tag = "inspections", operation_id = "list_inspections", params(InspectionQuery),
    responses((status = 200, body = InspectionList, description = "Newest first"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(super) async fn list(
    State(state): State<WebState>,
    who: Who,
    Parameters(query): Parameters<InspectionQuery>,
) -> Result<Response, WebError> {
    let app = state.app();
    let most = page_size(query.limit)?;
    let division = |text: &String| code("division", text, |text| filtered::division(&who.model, text));
    let site_type = |text: &str| code("site_type", text, |text| filtered::is_site_type(&who.model, text).then_some(()));
    query.site_type.as_deref().map(site_type).transpose()?;
    let site = match query.site {
        None => None,
        Some(number) => {
            let unknown = || AppError::field("site", say!(inspections_there_no_such_site));
            Some(sites::named(app, &who.actor, number).await?.ok_or_else(unknown)?.id)
        }
    };
    let filter = VisitFilter {
        site,
        site_type: query.site_type,
        divisions: query.division.as_ref().map(division).transpose()?.map(DivisionCode::range),
        with_findings: query.with_findings == Some(true),
        ..VisitFilter::default()
    };
    let (lines, more) = listing::lines(app, &who.actor, &filter, query.after, most).await?;
    let next = more.then(|| lines.last().map(|line| line.visit.number)).flatten();
    let lang = who.lang();
    let items = lines.iter().map(|line| item(&who.model, lang, &line.visit, line.site_number, line.plain_name(lang)));
    ok(&InspectionList { inspections: items.collect(), next })
}

/// One inspection with its results.
#[derive(Serialize, ToSchema)]
pub(super) struct InspectionDetail<'a> {
    #[serde(flatten)]
    inspection: InspectionItem<'a>,
    /// `false`: somebody else answers for the site; only the items are shown that a unit of the post is scored by.
    whole: bool,
    results: Vec<ResultShape<'a>>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct ResultShape<'a> {
    #[schema(example = "zgd-01")]
    item: &'a str,
    /// `met`, `not_met` or `not_applicable`.
    answer: &'a str,
    quantity: Option<i64>,
    note: &'a str,
    /// Number of the case that it became, where the post may open it.
    case: Option<&'a str>,
    /// SHA-256 of the photos.
    photos: Vec<String>,
}

/// One visit, as far as the post may see it.
#[utoipa::path(
    get, path = "/api/v1/inspections/{number}", tag = "inspections", operation_id = "view_inspection", params(("number" = i64, Path)),
    responses((status = 200, body = InspectionDetail, description = "The inspection"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(super) async fn view(
    State(state): State<WebState>,
    who: Who,
    Path(text): Path<String>,
) -> Result<Response, WebError> {
    let found = viewing::view(state.app(), &who.actor, number(&text)?).await?;
    let lang = who.lang();
    let whole = found.sight == Sight::Whole;
    let results = found.results.iter().map(|result| ResultShape {
        item: &result.item,
        answer: &result.answer,
        quantity: result.quantity,
        note: &result.note,
        case: found.case_of(result).filter(|case| case.openable).map(|case| case.number.as_str()),
        photos: result.photos.iter().map(hex).collect(),
    });
    let mut inspection = item(&who.model, lang, &found.visit, found.site.number, found.site.plain_name(lang));
    if !whole {
        inspection.note = "";
    }
    ok(&InspectionDetail { inspection, whole, results: results.collect() })
}

fn item<'a>(model: &'a CityModel, lang: Lang, visit: &'a VisitRow, site: i64, name: &'a str) -> InspectionItem<'a> {
    InspectionItem {
        number: visit.number,
        site: SiteBrief { number: site, name, site_type: type_named(model, &visit.site_type, lang) },
        division: division_named(model, visit.division),
        unit: visit.unit.map(|unit| unit_named(model, unit, lang)),
        standard: visit.system.to_string(),
        started_at: Moment::new(model, visit.started_at),
        submitted_at: Moment::new(model, visit.submitted_at),
        met: visit.met,
        not_met: visit.not_met,
        not_applicable: visit.not_applicable,
        note: &visit.note,
    }
}

/// The answers to every item of the site's check list.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewInspection {
    /// Number of the site.
    site: i64,
    /// ISO 8601 with offset; now if left out.
    #[schema(example = "2026-06-16T09:40:00+08:00")]
    started_at: Option<String>,
    #[serde(default)]
    note: String,
    results: Vec<NewResult>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewResult {
    /// Code of the check item.
    #[schema(example = "zgd-01")]
    item: String,
    answer: AnswerGiven,
    /// What is wrong; a failed item needs a note or a photo.
    #[serde(default)]
    note: String,
    /// What was counted, where the item has a quantity rule.
    quantity: Option<i64>,
    /// Over what it was counted; exactly what the rule names if left out.
    over: Option<i64>,
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum AnswerGiven {
    Met,
    NotMet,
    NotApplicable,
}

impl Document for NewInspection {}

/// The same with photos: the part `json` first, then parts `photo:` with the code of their item, such as `photo:zgd-01`.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes the parts of an upload for the document of the interface")]
pub(super) struct NewInspectionWithPhotos {
    json: NewInspection,
    #[serde(rename = "photo:ITEM")]
    #[schema(value_type = Vec<String>, format = Binary)]
    photo: Vec<Vec<u8>>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct InspectionCreated<'a> {
    number: i64,
    /// Numbers of the cases that the findings became.
    cases: &'a [String],
    /// Nothing was created; this is the answer to the first request.
    repeated: bool,
    href: String,
}

/// Submits a visit with its answers; what is not met becomes cases.
#[utoipa::path(
    post, path = "/api/v1/inspections", tag = "inspections", operation_id = "submit_inspection",
    params(("Idempotency-Key" = String, Header, description = "8 to 120 characters; the same key again creates nothing and gives the first answer")),
    request_body(content((NewInspection = "application/json"), (NewInspectionWithPhotos = "multipart/form-data"))),
    responses((status = 201, body = InspectionCreated, description = "Submitted", headers(("Location" = String, description = "Address of the inspection"))), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(super) async fn submit(
    State(state): State<WebState>,
    who: Who,
    sent: Sent<NewInspection>,
) -> Result<Response, WebError> {
    let app = state.app();
    let missing = || AppError::field("idempotency-key", say!(inspections_header_idempotency_key_missing));
    let request_key = sent.key.ok_or_else(missing)?;
    let started_at = match &sent.value.started_at {
        None => app.now(),
        Some(text) => code("started_at", text, |text| {
            text.parse::<jiff::Timestamp>().ok().map(|at| Instant(at.as_microsecond()))
        })?,
    };
    for (part, _) in &sent.photos {
        let of = part.strip_prefix("photo:");
        if !sent.value.results.iter().any(|result| Some(result.item.as_str()) == of) {
            return Err(AppError::field("photo", say!(inspections_photo_of_none, part)).into());
        }
    }
    let results = sent.value.results.into_iter().map(|result| {
        let of_item = |part: &str| part.strip_prefix("photo:") == Some(result.item.as_str());
        let photos =
            sent.photos.iter().filter(|(part, _)| of_item(part)).map(|(_, stored)| stored.facts.hash.0).collect();
        ItemResult {
            photos,
            answer: match result.answer {
                AnswerGiven::Met => Answer::Met,
                AnswerGiven::NotMet => Answer::NotMet,
                AnswerGiven::NotApplicable => Answer::NotApplicable,
            },
            item: result.item,
            note: result.note,
            quantity: result.quantity,
            over: result.over,
        }
    });
    let new = SubmitVisit {
        site: sent.value.site,
        started_at,
        results: results.collect(),
        note: sent.value.note,
        request_key,
    };
    let brought: Vec<_> = sent.photos.iter().map(|(_, stored)| stored.clone()).collect();
    let done = submitting::submit(app, &who.actor, new, &brought).await?;
    let href = format!("/api/v1/inspections/{}", done.visit);
    created(
        &href,
        &InspectionCreated { number: done.visit, cases: &done.cases, repeated: done.repeated, href: href.clone() },
    )
}
