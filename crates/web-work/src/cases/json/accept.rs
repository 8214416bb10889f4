//! What acceptance and dispatch do: file, dispatch, merge, void, return.

use axum::{
    extract::{Path, State},
    response::Response,
};
use changxiao_app::{
    AppError,
    cases::{carry_out, dispatch as dispatching, file as filing, merge as merging},
};
use changxiao_domain::{
    calendar::{Limit, LimitKind},
    cases::Command,
    ids::UnitId,
};
use changxiao_words::say;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{CaseAfter, target};
use crate::{answer::WebError, session::Who, state::WebState};
use changxiao_web_kit::json::{
    body::{Document, Sent},
    query::code,
    shapes::{ok, unit_of_code},
};

/// A report becomes a case under a category.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filing {
    /// A category that fits better than the reported one.
    category: Option<String>,
    /// Number of the filing condition; what the report chose if left out.
    condition: Option<i64>,
    /// The version that was seen; 409 where it is no longer the one.
    version: Option<i64>,
}

impl Document for Filing {}

/// Files a reported case (立案).
#[utoipa::path(
    post, path = "/api/v1/cases/{number}/filing", tag = "actions", operation_id = "filing", params(("number" = String, Path)), request_body = Filing,
    responses((status = 200, body = CaseAfter, description = "Done"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn file(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
    sent: Sent<Filing>,
) -> Result<Response, WebError> {
    let app = state.app();
    let target = target(number, sent.value.version);
    let case = filing::file(app, &who.actor, &target, sent.value.category, sent.value.condition).await?;
    ok(&CaseAfter::of(&who, &case, app.now()))
}

/// Who leads, who helps, and until when.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Dispatching {
    /// Code of the unit that leads; whom the responsibility matrix names if left out.
    lead_unit: Option<String>,
    /// Codes of the units that help; whom the matrix names besides the lead if left out.
    co_units: Option<Vec<String>>,
    /// The limit of the filing standard if left out.
    limit: Option<LimitGiven>,
    /// By order after a dispute: the unit may not give the case back (指定承办).
    #[serde(default)]
    designated: bool,
    /// The version that was seen; 409 where it is no longer the one.
    version: Option<i64>,
}

impl Document for Dispatching {}

/// A limit, counted from dispatch.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LimitGiven {
    /// `urgent_hour`, `working_hour`, `working_day` or `natural_day`.
    #[schema(example = "working_day")]
    kind: String,
    /// 1 to 365.
    amount: i64,
}

/// Dispatches a filed case (派遣); the clock starts.
#[utoipa::path(
    post, path = "/api/v1/cases/{number}/dispatch", tag = "actions", operation_id = "dispatch", params(("number" = String, Path)), request_body = Dispatching,
    responses((status = 200, body = CaseAfter, description = "Done"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn dispatch(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
    sent: Sent<Dispatching>,
) -> Result<Response, WebError> {
    let app = state.app();
    let target = target(number, sent.value.version);
    let unit = |field, code: &str| unit_of_code(&who.model, field, code);
    let lead = sent.value.lead_unit.as_deref().map(|code| unit("lead_unit", code)).transpose()?;
    let co = match &sent.value.co_units {
        None => None,
        Some(codes) => {
            Some(codes.iter().map(|code| unit("co_units", code)).collect::<Result<Vec<UnitId>, AppError>>()?)
        }
    };
    let limit = sent.value.limit.map(limit).transpose()?;
    let to = dispatching::Dispatch { lead, co, limit, designated: sent.value.designated };
    let case = dispatching::dispatch(app, &who.actor, &target, to).await?;
    ok(&CaseAfter::of(&who, &case, app.now()))
}

/// The case that stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Merger {
    /// Number of the case that stays.
    #[schema(example = "261121-0041")]
    into: String,
    /// The version that was seen; 409 where it is no longer the one.
    version: Option<i64>,
}

impl Document for Merger {}

/// Merges a case into another that is the same problem (并案).
#[utoipa::path(
    post, path = "/api/v1/cases/{number}/merger", tag = "actions", operation_id = "merger", params(("number" = String, Path)), request_body = Merger,
    responses((status = 200, body = CaseAfter, description = "Done"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn merge(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
    sent: Sent<Merger>,
) -> Result<Response, WebError> {
    let app = state.app();
    let target = target(number, sent.value.version);
    let case = merging::merge(app, &who.actor, &target, &sent.value.into).await?;
    ok(&CaseAfter::of(&who, &case, app.now()))
}

/// Why nothing will be done.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Voiding {
    /// Why; the others read it.
    reason: String,
    /// The version that was seen; 409 where it is no longer the one.
    version: Option<i64>,
}

impl Document for Voiding {}

/// Refuses or voids a case (不予受理、作废).
#[utoipa::path(
    post, path = "/api/v1/cases/{number}/voiding", tag = "actions", operation_id = "voiding", params(("number" = String, Path)), request_body = Voiding,
    responses((status = 200, body = CaseAfter, description = "Done"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn void(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
    sent: Sent<Voiding>,
) -> Result<Response, WebError> {
    let app = state.app();
    let target = target(number, sent.value.version);
    let case = carry_out(app, &who.actor, &target, Command::Void { reason: sent.value.reason }, &[]).await?;
    ok(&CaseAfter::of(&who, &case, app.now()))
}

/// To whom a case goes back, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Returning {
    to: ReturnTo,
    /// Why; the others read it.
    reason: String,
    /// The version that was seen; 409 where it is no longer the one.
    version: Option<i64>,
}

impl Document for Returning {}

/// To whom a case goes back.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReturnTo {
    /// The unit gives a dispatched case back (退回派遣).
    Dispatch,
    /// The dispatcher gives a filed case back (退回受理).
    Acceptance,
}

/// Gives a case back to the one who sent it.
#[utoipa::path(
    post, path = "/api/v1/cases/{number}/return", tag = "actions", operation_id = "return", params(("number" = String, Path)), request_body = Returning,
    responses((status = 200, body = CaseAfter, description = "Done"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn return_case(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
    sent: Sent<Returning>,
) -> Result<Response, WebError> {
    let app = state.app();
    let target = target(number, sent.value.version);
    let reason = sent.value.reason;
    let case = match sent.value.to {
        ReturnTo::Dispatch => carry_out(app, &who.actor, &target, Command::ReturnByUnit { reason }, &[]).await?,
        ReturnTo::Acceptance => carry_out(app, &who.actor, &target, Command::ReturnToAcceptor { reason }, &[]).await?,
    };
    ok(&CaseAfter::of(&who, &case, app.now()))
}

pub(super) fn limit(given: LimitGiven) -> Result<Limit, AppError> {
    // Only the stored codes; the words of filing standards are for sheets that people type.
    let by_code = |text: &str| LimitKind::ALL.into_iter().find(|kind| kind.code() == text);
    let kind = code("limit.kind", &given.kind, by_code)?;
    match given.amount {
        amount @ 1..=365 => Ok(Limit::new(kind, amount)),
        _ => Err(AppError::field("limit.amount", say!(cases_limit_1_365))),
    }
}
