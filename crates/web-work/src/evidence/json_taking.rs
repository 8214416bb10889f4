//! A photo of a case or of an inspection becomes an item of the store, for programs.

use axum::{
    extract::{Path, State},
    response::Response,
};
use changxiao_app::evidence as action;
use changxiao_domain::{
    evidence::{Use, UsedBy},
    orgs::Permission::ReportCase,
};
use changxiao_web_kit::{
    json::{
        body::{Document, Sent},
        shapes::ok,
    },
    routes::{Access, Routes, routes},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::json::BroughtItem;
use crate::{answer::WebError, session::Who, state::WebState};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .feature("evidence")
        .api(Access::handle(ReportCase), routes!(from_case))
        .api(Access::handle(ReportCase), routes!(from_visit))
}

/// Which photo of it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TakenPhoto {
    /// SHA-256 of its content, as 64 hexadecimal digits.
    photo: String,
}

impl Document for TakenPhoto {}

/// Keeps a photo of a case as an item of the store, which the case uses from then on. Its content is there already; an item that stands is
/// answered with its number.
#[utoipa::path(
    post, path = "/api/v1/cases/{number}/evidence", tag = "evidence", operation_id = "take_evidence_from_case",
    params(("number" = String, Path)), request_body = TakenPhoto,
    responses((status = 200, body = BroughtItem, description = "What became of it"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(super) async fn from_case(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
    sent: Sent<TakenPhoto>,
) -> Result<Response, WebError> {
    take(&state, &who, Use { by: UsedBy::Case, number }, sent).await
}

/// Keeps a photo of an inspection as an item of the store, as one of a case.
#[utoipa::path(
    post, path = "/api/v1/inspections/{number}/evidence", tag = "evidence", operation_id = "take_evidence_from_inspection",
    params(("number" = i64, Path)), request_body = TakenPhoto,
    responses((status = 200, body = BroughtItem, description = "What became of it"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(super) async fn from_visit(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
    sent: Sent<TakenPhoto>,
) -> Result<Response, WebError> {
    take(&state, &who, Use { by: UsedBy::Inspection, number }, sent).await
}

async fn take(state: &WebState, who: &Who, of: Use, sent: Sent<TakenPhoto>) -> Result<Response, WebError> {
    let done = action::take(state.app(), &who.actor, of, sent.value.photo.trim()).await?;
    ok(&BroughtItem::of(done))
}
