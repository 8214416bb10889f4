//! The same done to many cases, each in a transaction of its own, each with an answer of its own.

use axum::{extract::State, response::Response};
use changxiao_app::{
    AppError,
    cases::{
        Target,
        bulk::{self as action, Answer, Bulk, Outcome},
        dispatch::Dispatch,
    },
};
use changxiao_domain::ids::UnitId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{answer::WebError, session::Who, state::WebState};
use changxiao_web_kit::json::{
    body::{Document, Sent},
    shapes::{ok, unit_of_code},
};

/// One of the cases.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OneOf {
    #[schema(example = "261121-0041")]
    number: String,
    /// The version that was seen; the case is left alone where it is no longer the one.
    version: Option<i64>,
}

/// Which cases go to whom.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BulkDispatch {
    /// 1 to 200 cases.
    cases: Vec<OneOf>,
    /// Code of the unit that leads all of them; for each whom the responsibility matrix names if left out.
    lead_unit: Option<String>,
    /// Codes of the units that help; whom the matrix names besides the lead if left out.
    co_units: Option<Vec<String>>,
    /// By order after a dispute: the unit may not give the cases back (指定承办).
    #[serde(default)]
    designated: bool,
    /// Stands in each case as a note.
    text: Option<String>,
}

impl Document for BulkDispatch {}

/// Which cases are closed, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BulkClosure {
    /// 1 to 200 cases.
    cases: Vec<OneOf>,
    /// The closing conditions of each case are met.
    #[serde(default)]
    conditions_met: bool,
    /// Needed without a passed check, or with the conditions unmet.
    reason: Option<String>,
}

impl Document for BulkClosure {}

/// What became of each case, in the order in which they were sent.
#[derive(Serialize, ToSchema)]
pub(crate) struct BulkAfter {
    done: usize,
    not_done: usize,
    results: Vec<BulkResult>,
}

/// What became of one.
#[derive(Serialize, ToSchema)]
pub(crate) struct BulkResult {
    #[schema(example = "261121-0041")]
    number: String,
    /// `done`; `done_before`: under the same key, nothing was done again; `changed`: somebody was faster, nothing was done; `refused`.
    #[schema(example = "done")]
    outcome: &'static str,
    /// The state as it is now; null where the post sees no such case.
    state: Option<&'static str>,
    version: Option<i64>,
    /// Why not, with the number that a single request would give.
    problem: Option<BulkProblem>,
}

/// Why one was not done.
#[derive(Serialize, ToSchema)]
pub(crate) struct BulkProblem {
    #[schema(example = "E-1301")]
    number: &'static str,
    code: &'static str,
    title: String,
}

/// Dispatches filed cases (批量派遣), each by itself.
#[utoipa::path(
    post, path = "/api/v1/cases/bulk/dispatch", tag = "actions", operation_id = "bulk_dispatch", request_body = BulkDispatch,
    params(("Idempotency-Key" = Option<String>, Header, description = "8 to 120 characters; under the same key no case is dispatched twice")),
    responses((status = 200, body = BulkAfter, description = "An answer for each case"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn dispatch(
    State(state): State<WebState>,
    who: Who,
    sent: Sent<BulkDispatch>,
) -> Result<Response, WebError> {
    let BulkDispatch { cases, lead_unit, co_units, designated, text } = sent.value;
    let unit = |field, code: &str| unit_of_code(&who.model, field, code);
    let lead = lead_unit.as_deref().map(|code| unit("lead_unit", code)).transpose()?;
    let co = match &co_units {
        None => None,
        Some(codes) => {
            Some(codes.iter().map(|code| unit("co_units", code)).collect::<Result<Vec<UnitId>, AppError>>()?)
        }
    };
    let what = Bulk::Dispatch { to: Dispatch { lead, co, limit: None, designated }, text };
    carry_out(&state, &who, &what, cases, sent.key.as_deref()).await
}

/// Closes cases (批量结案), each by itself.
#[utoipa::path(
    post, path = "/api/v1/cases/bulk/close", tag = "actions", operation_id = "bulk_close", request_body = BulkClosure,
    params(("Idempotency-Key" = Option<String>, Header, description = "8 to 120 characters; under the same key no case is closed twice")),
    responses((status = 200, body = BulkAfter, description = "An answer for each case"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn close(
    State(state): State<WebState>,
    who: Who,
    sent: Sent<BulkClosure>,
) -> Result<Response, WebError> {
    let BulkClosure { cases, conditions_met, reason } = sent.value;
    carry_out(&state, &who, &Bulk::Close { conditions_met, reason }, cases, sent.key.as_deref()).await
}

async fn carry_out(
    state: &WebState,
    who: &Who,
    what: &Bulk,
    cases: Vec<OneOf>,
    key: Option<&str>,
) -> Result<Response, WebError> {
    let targets: Vec<Target> =
        cases.into_iter().map(|one| Target { number: one.number, version: one.version }).collect();
    let answers = action::carry_out(state.app(), &who.actor, what, &targets, key).await?;
    let results: Vec<BulkResult> = answers.iter().map(|answer| result(who, answer)).collect();
    let done = answers.iter().filter(|answer| answer.outcome.is_done()).count();
    ok(&BulkAfter { done, not_done: results.len() - done, results })
}

fn result(who: &Who, answer: &Answer) -> BulkResult {
    let problem = |problem: &AppError| BulkProblem {
        number: problem.number(),
        code: problem.code(),
        title: problem.words(who.lang()),
    };
    let (outcome, refusal) = match &answer.outcome {
        Outcome::Ready(_) | Outcome::Done(_) => ("done", None),
        Outcome::DoneBefore(_) => ("done_before", None),
        Outcome::Changed(_) => ("changed", Some(problem(&AppError::Conflict))),
        Outcome::Refused(refused) => ("refused", Some(problem(refused))),
    };
    let found = answer.row.as_ref().map(|row| &row.case);
    let case = match &answer.outcome {
        Outcome::Done(case) => Some(&**case),
        _ => found,
    };
    BulkResult {
        number: answer.number.clone(),
        outcome,
        state: case.map(|case| case.state.code()),
        version: case.map(|case| case.version),
        problem: refusal,
    }
}
