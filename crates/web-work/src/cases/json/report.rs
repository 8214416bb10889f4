//! Reports a problem.

use axum::{extract::State, response::Response};
use changxiao_app::cases::report::{self as action, Fixed, ReportCase};
use changxiao_domain::divisions::DivisionCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{answer::WebError, session::Who, state::WebState};
use changxiao_web_kit::json::{
    body::{Document, Sent},
    query::code,
    shapes::{Degrees, created},
};

/// What was seen, and where: a site, or a division with a place.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCase {
    /// Code of the category.
    #[schema(example = "E0301")]
    category: String,
    /// Key and edition of the category list that `category` is of, as `/api/v1/categories` gives it; needed where a code meant something
    /// else in the list before.
    #[schema(example = "builtin/2026")]
    category_edition: Option<String>,
    /// Number of the filing condition, as the list of categories gives it; the first one's limit counts if left out.
    #[schema(example = 1)]
    condition: Option<i64>,
    /// A line; the name of the category if left out.
    #[serde(default)]
    title: String,
    #[serde(default)]
    text: String,
    /// Number of the site; its division and position are taken over.
    site: Option<i64>,
    /// Needed where no site is named.
    #[schema(example = "350602003")]
    division: Option<String>,
    /// An address or a landmark, where no site is named.
    #[serde(default)]
    place: String,
    position: Option<Degrees>,
    /// Somebody has checked a position that lies in no grid although the place around it has grids (网格); without it such a position is asked
    /// about.
    #[serde(default)]
    in_no_grid: bool,
    /// What the finder did on the spot (现场自行处置); the photos of the result are the parts `after`.
    fixed: Option<String>,
}

impl Document for NewCase {
    const PARTS: &'static [&'static str] = &["photo", "after"];
}

/// The same with photos: the part `json` first, then up to nine parts `photo`; what the finder fixed at once is shown by parts `after`.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes the parts of an upload for the document of the interface")]
pub(crate) struct NewCaseWithPhotos {
    json: NewCase,
    #[schema(value_type = Vec<String>, format = Binary)]
    photo: Vec<Vec<u8>>,
    #[schema(value_type = Option<Vec<String>>, format = Binary)]
    after: Option<Vec<Vec<u8>>>,
}

/// The case that came into being, or that an earlier request with the same key made.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseCreated<'a> {
    #[schema(example = "261121-0041")]
    number: &'a str,
    /// Nothing was created; this is the answer to the first request.
    repeated: bool,
    href: String,
}

/// Reports a problem (上报); the same key again creates nothing.
#[utoipa::path(
    post, path = "/api/v1/cases", tag = "cases", operation_id = "report_case",
    params(("Idempotency-Key" = Option<String>, Header, description = "8 to 120 characters; the same key again creates nothing and gives the first answer")),
    request_body(content((NewCase = "application/json"), (NewCaseWithPhotos = "multipart/form-data"))),
    responses((status = 201, body = CaseCreated, description = "Reported", headers(("Location" = String, description = "Address of the case"))), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn report(State(state): State<WebState>, who: Who, sent: Sent<NewCase>) -> Result<Response, WebError> {
    let of = |after: bool| -> Vec<_> {
        let parts = sent.photos.iter().filter(|(name, _)| (name == "after") == after);
        parts.map(|(_, stored)| stored.clone()).collect()
    };
    let (photos, after) = (of(false), of(true));
    let NewCase {
        category,
        category_edition: edition,
        condition,
        title,
        text,
        site,
        division,
        place,
        position,
        in_no_grid,
        fixed,
    } = sent.value;
    let fixed = fixed.map(|text| Fixed { text, photos: after });
    let division: Option<DivisionCode> =
        division.map(|text| code("division", &text, |text| text.parse().ok())).transpose()?;
    let position = position.map(Degrees::position).transpose()?;
    let request_key = sent.key;
    let new = ReportCase {
        category,
        edition,
        condition,
        title,
        text,
        site,
        division,
        place,
        position,
        in_no_grid,
        fixed,
        request_key,
    };
    let done = action::report(state.app(), &who.actor, new, &photos).await?;
    let href = format!("/api/v1/cases/{}", done.number);
    created(&href, &CaseCreated { number: &done.number, repeated: done.repeated, href: href.clone() })
}
