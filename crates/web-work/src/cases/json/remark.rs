//! Words that change no state.

use axum::{
    extract::{Path, State},
    response::Response,
};
use changxiao_app::cases::carry_out;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{CaseAfter, target};
use crate::{answer::WebError, session::Who, state::WebState};
use changxiao_domain::cases::Command;
use changxiao_web_kit::json::{
    body::{Document, Sent},
    shapes::ok,
};

/// What is said.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Remark {
    text: String,
    /// The version that was seen; 409 where it is no longer the one.
    version: Option<i64>,
}

impl Document for Remark {}

/// Urges the lead unit (催办); the deadline stays.
#[utoipa::path(
    post, path = "/api/v1/cases/{number}/reminder", tag = "actions", operation_id = "reminder", params(("number" = String, Path)), request_body = Remark,
    responses((status = 200, body = CaseAfter, description = "Done"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn remind(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
    sent: Sent<Remark>,
) -> Result<Response, WebError> {
    let app = state.app();
    let target = target(number, sent.value.version);
    let case = carry_out(app, &who.actor, &target, Command::Urge { text: sent.value.text }, &[]).await?;
    ok(&CaseAfter::of(&who, &case, app.now()))
}

/// Adds a note to the timeline (备注).
#[utoipa::path(
    post, path = "/api/v1/cases/{number}/note", tag = "actions", operation_id = "note", params(("number" = String, Path)), request_body = Remark,
    responses((status = 200, body = CaseAfter, description = "Done"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn note(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
    sent: Sent<Remark>,
) -> Result<Response, WebError> {
    let app = state.app();
    let target = target(number, sent.value.version);
    let case = carry_out(app, &who.actor, &target, Command::Note { text: sent.value.text }, &[]).await?;
    ok(&CaseAfter::of(&who, &case, app.now()))
}
