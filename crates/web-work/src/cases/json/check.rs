//! What happens to a fix: it is checked, sent to rework, closed, opened again.

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

/// What to look at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckRequest {
    note: Option<String>,
    /// The version that was seen; 409 where it is no longer the one.
    version: Option<i64>,
}

impl Document for CheckRequest {}

/// Asks for a check on the spot (安排核查).
#[utoipa::path(
    post, path = "/api/v1/cases/{number}/check-request", tag = "actions", operation_id = "check_request", params(("number" = String, Path)), request_body = CheckRequest,
    responses((status = 200, body = CaseAfter, description = "Done"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn request(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
    sent: Sent<CheckRequest>,
) -> Result<Response, WebError> {
    let app = state.app();
    let target = target(number, sent.value.version);
    let case = carry_out(app, &who.actor, &target, Command::RequestCheck { note: sent.value.note }, &[]).await?;
    ok(&CaseAfter::of(&who, &case, app.now()))
}

/// What was seen on the spot.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Check {
    passed: bool,
    /// For a failed check, what is still wrong.
    text: String,
    /// The version that was seen; 409 where it is no longer the one.
    version: Option<i64>,
}

impl Document for Check {
    const PHOTOS: usize = 9;
}

/// The same with photos: the part `json` first, then up to nine parts `photo`.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes the parts of an upload for the document of the interface")]
pub(crate) struct CheckWithPhotos {
    json: Check,
    #[schema(value_type = Vec<String>, format = Binary)]
    photo: Vec<Vec<u8>>,
}

/// Records a check (核查); a failed one sends the case to rework.
#[utoipa::path(
    post, path = "/api/v1/cases/{number}/check", tag = "actions", operation_id = "check", params(("number" = String, Path)), request_body(content((Check = "application/json"), (CheckWithPhotos = "multipart/form-data"))),
    responses((status = 200, body = CaseAfter, description = "Done"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn record(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
    sent: Sent<Check>,
) -> Result<Response, WebError> {
    let app = state.app();
    let photos = sent.all_photos();
    let target = target(number, sent.value.version);
    let Check { passed, text, .. } = sent.value;
    let case = carry_out(app, &who.actor, &target, Command::checked(passed, text, hashes(&photos)), &photos).await?;
    ok(&CaseAfter::of(&who, &case, app.now()))
}

/// Who does it again, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rework {
    #[serde(default)]
    to: ReworkTo,
    /// Why; the others read it.
    reason: String,
    /// The version that was seen; 409 where it is no longer the one.
    version: Option<i64>,
}

impl Document for Rework {}

/// Who does it again.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReworkTo {
    /// The unit, under the same limit counted anew (返工).
    #[default]
    Unit,
    /// The unit itself sends it back to its handler, under the same deadline (退回承办人).
    Handler,
}

/// Sends a fix back.
#[utoipa::path(
    post, path = "/api/v1/cases/{number}/rework", tag = "actions", operation_id = "rework", params(("number" = String, Path)), request_body = Rework,
    responses((status = 200, body = CaseAfter, description = "Done"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn rework(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
    sent: Sent<Rework>,
) -> Result<Response, WebError> {
    let app = state.app();
    let target = target(number, sent.value.version);
    let reason = sent.value.reason;
    let case = match sent.value.to {
        ReworkTo::Unit => carry_out(app, &who.actor, &target, Command::Rework { reason }, &[]).await?,
        ReworkTo::Handler => carry_out(app, &who.actor, &target, Command::SendBack { reason }, &[]).await?,
    };
    ok(&CaseAfter::of(&who, &case, app.now()))
}

/// Why the case may be closed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Closure {
    /// The closing conditions of the filing standard are met.
    #[serde(default)]
    conditions_met: bool,
    /// Needed without a passed check, or with the conditions unmet.
    reason: Option<String>,
    /// The version that was seen; 409 where it is no longer the one.
    version: Option<i64>,
}

impl Document for Closure {}

/// Closes a case (结案).
#[utoipa::path(
    post, path = "/api/v1/cases/{number}/closure", tag = "actions", operation_id = "closure", params(("number" = String, Path)), request_body = Closure,
    responses((status = 200, body = CaseAfter, description = "Done"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn close(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
    sent: Sent<Closure>,
) -> Result<Response, WebError> {
    let app = state.app();
    let target = target(number, sent.value.version);
    let Closure { conditions_met, reason, .. } = sent.value;
    let case = carry_out(app, &who.actor, &target, Command::Close { conditions_met, reason }, &[]).await?;
    ok(&CaseAfter::of(&who, &case, app.now()))
}

/// Why it was closed wrongly.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reopening {
    /// Why; the others read it.
    reason: String,
    /// The version that was seen; 409 where it is no longer the one.
    version: Option<i64>,
}

impl Document for Reopening {}

/// Opens a closed, voided or merged case again (重新启动).
#[utoipa::path(
    post, path = "/api/v1/cases/{number}/reopening", tag = "actions", operation_id = "reopening", params(("number" = String, Path)), request_body = Reopening,
    responses((status = 200, body = CaseAfter, description = "Done"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn reopen(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
    sent: Sent<Reopening>,
) -> Result<Response, WebError> {
    let app = state.app();
    let target = target(number, sent.value.version);
    let case = carry_out(app, &who.actor, &target, Command::Reopen { reason: sent.value.reason }, &[]).await?;
    ok(&CaseAfter::of(&who, &case, app.now()))
}
