//! What the unit does: take a case on, give it up, show the result.

use axum::{
    extract::{Path, State},
    response::Response,
};
use changxiao_app::cases::{carry_out, hashes};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{CaseAfter, target};
use crate::{answer::WebError, session::Who, state::WebState};
use changxiao_domain::cases::Command;
use changxiao_web_kit::json::{
    body::{Document, Sent},
    shapes::ok,
};

/// Nothing but the version.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Acceptance {
    /// The version that was seen; 409 where it is no longer the one.
    version: Option<i64>,
}

impl Document for Acceptance {}

/// The unit takes a dispatched case on (接单).
#[utoipa::path(
    post, path = "/api/v1/cases/{number}/acceptance", tag = "actions", operation_id = "acceptance", params(("number" = String, Path)), request_body = Acceptance,
    responses((status = 200, body = CaseAfter, description = "Done"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn accept(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
    sent: Sent<Acceptance>,
) -> Result<Response, WebError> {
    let app = state.app();
    let target = target(number, sent.value.version);
    let case = carry_out(app, &who.actor, &target, Command::Accept { handler: None }, &[]).await?;
    ok(&CaseAfter::of(&who, &case, app.now()))
}

/// Why the work is not gone on with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Withdrawal {
    /// Why; the others read it.
    reason: String,
    /// The version that was seen; 409 where it is no longer the one.
    version: Option<i64>,
}

impl Document for Withdrawal {}

/// The unit takes its acceptance back (撤回接单); the clock runs on.
#[utoipa::path(
    post, path = "/api/v1/cases/{number}/withdrawal", tag = "actions", operation_id = "withdrawal", params(("number" = String, Path)), request_body = Withdrawal,
    responses((status = 200, body = CaseAfter, description = "Done"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn withdraw(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
    sent: Sent<Withdrawal>,
) -> Result<Response, WebError> {
    let app = state.app();
    let target = target(number, sent.value.version);
    let case = carry_out(app, &who.actor, &target, Command::Withdraw { reason: sent.value.reason }, &[]).await?;
    ok(&CaseAfter::of(&who, &case, app.now()))
}

/// What was done.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResultGiven {
    text: String,
    /// Why there is no photo although the category asks for one.
    without_photo: Option<String>,
    /// The version that was seen; 409 where it is no longer the one.
    version: Option<i64>,
}

impl Document for ResultGiven {
    const PHOTOS: usize = 9;
}

/// The same with photos: the part `json` first, then up to nine parts `photo`.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes the parts of an upload for the document of the interface")]
pub(crate) struct ResultWithPhotos {
    json: ResultGiven,
    #[schema(value_type = Vec<String>, format = Binary)]
    photo: Vec<Vec<u8>>,
}

/// Submits the result with its photos (提交处置结果); the clock stops.
#[utoipa::path(
    post, path = "/api/v1/cases/{number}/result", tag = "actions", operation_id = "result", params(("number" = String, Path)), request_body(content((ResultGiven = "application/json"), (ResultWithPhotos = "multipart/form-data"))),
    responses((status = 200, body = CaseAfter, description = "Done"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn submit(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
    sent: Sent<ResultGiven>,
) -> Result<Response, WebError> {
    let app = state.app();
    let photos = sent.all_photos();
    let target = target(number, sent.value.version);
    let ResultGiven { text, without_photo, .. } = sent.value;
    let case = carry_out(
        app,
        &who.actor,
        &target,
        Command::Submit { text, after_photos: hashes(&photos), without_photo },
        &photos,
    )
    .await?;
    ok(&CaseAfter::of(&who, &case, app.now()))
}

/// Leaves the result to the head of the unit to confirm (提交单位确认); the clock runs on until then.
#[utoipa::path(
    post, path = "/api/v1/cases/{number}/result-for-unit", tag = "actions", operation_id = "result_for_unit", params(("number" = String, Path)), request_body(content((ResultGiven = "application/json"), (ResultWithPhotos = "multipart/form-data"))),
    responses((status = 200, body = CaseAfter, description = "Done"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn submit_to_unit(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
    sent: Sent<ResultGiven>,
) -> Result<Response, WebError> {
    let app = state.app();
    let photos = sent.all_photos();
    let target = target(number, sent.value.version);
    let ResultGiven { text, without_photo, .. } = sent.value;
    let case = carry_out(
        app,
        &who.actor,
        &target,
        Command::SubmitToUnit { text, after_photos: hashes(&photos), without_photo },
        &photos,
    )
    .await?;
    ok(&CaseAfter::of(&who, &case, app.now()))
}
