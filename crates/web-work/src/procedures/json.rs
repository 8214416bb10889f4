//! 办理规程 for programs: the check, a city's own document as it goes through two hands, and how it is withdrawn. Reading them stands with matters.

use axum::extract::{Path, State};
use changxiao_app::{
    AppError,
    procedures::{
        draft::{Draft, draft},
        faults,
        force::withdraw as withdraw_it,
        propose::{bring, confirm as confirm_it},
    },
};
use changxiao_domain::{
    matters::{Document, Fault},
    orgs::Permission::ManageReference,
};
use changxiao_web_kit::{
    json::{body::Sent, shapes::ok},
    routes::{Access, Routes, routes},
};
use changxiao_words::say;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::{answer::Answer, session::Who, state::WebState};

pub fn routes(routes: Routes) -> Routes {
    routes
        .feature("procedures")
        .api(Access::read(ManageReference), routes!(procedure_draft))
        .api(Access::handle(ManageReference), routes!(put_procedure))
        .api(Access::handle(ManageReference), routes!(check_procedure))
        .api(Access::handle(ManageReference), routes!(confirm_procedure))
        .api(Access::handle(ManageReference), routes!(withdraw_procedure))
}

/// A document of the city's own.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OwnProcedure {
    /// The whole document, as `document` of another procedure has it.
    #[schema(value_type = Object)]
    document: Value,
    /// Of the draft in whose place it is put; none where there is none.
    version: Option<i64>,
}

/// Which version of a draft is confirmed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProcedureConfirmation {
    version: i64,
}

/// Why nothing is begun by the city's own any more.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProcedureWithdrawal {
    reason: String,
}

impl changxiao_web_kit::json::body::Document for OwnProcedure {}
impl changxiao_web_kit::json::body::Document for ProcedureConfirmation {}
impl changxiao_web_kit::json::body::Document for ProcedureWithdrawal {}

/// What is being written under a key.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProcedureDraft {
    #[schema(example = "flower_beds")]
    key: String,
    version: i64,
    /// It waits for another person than those who wrote it.
    is_proposed: bool,
    #[schema(value_type = Object)]
    document: Document,
    faults: Vec<ProcedureFault>,
}

/// What a check finds.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProcedureFaults {
    faults: Vec<ProcedureFault>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ProcedureFault {
    #[schema(example = "no_way_out")]
    kind: &'static str,
    /// JSON pointer.
    #[schema(example = "/whole/states/2")]
    at: String,
    message: String,
}

/// What stands under a key from now on.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProcedureStanding {
    #[schema(example = "flower_beds")]
    key: String,
    /// By which something is begun today; none where nothing is.
    edition: Option<String>,
}

impl ProcedureDraft {
    fn of(who: &Who, draft: Draft) -> Self {
        Self {
            key: draft.row.key.to_string(),
            version: draft.row.version,
            is_proposed: draft.row.is_proposed,
            faults: draft.faults.iter().map(|fault| ProcedureFault::of(who, fault)).collect(),
            document: draft.document,
        }
    }
}

impl ProcedureFault {
    fn of(who: &Who, fault: &Fault) -> Self {
        Self { kind: fault.kind.code(), at: fault.at.clone(), message: fault.message().words(who.lang()) }
    }
}

#[utoipa::path(
    get, path = "/api/v1/procedures/{key}/draft", tag = "procedures", operation_id = "procedure_draft", params(("key" = String, Path)),
    responses((status = 200, body = ProcedureDraft, description = "With everything that is wrong with it"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn procedure_draft(State(state): State<WebState>, who: Who, Path(key): Path<String>) -> Answer {
    let draft = draft(state.app(), &who.actor, &key).await?;
    ok(&ProcedureDraft::of(&who, draft))
}

#[utoipa::path(
    put, path = "/api/v1/procedures/{key}", tag = "procedures", operation_id = "put_procedure", params(("key" = String, Path)),
    request_body = OwnProcedure,
    responses((status = 200, body = ProcedureDraft, description = "It waits for another person to confirm it"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn put_procedure(
    State(state): State<WebState>,
    who: Who,
    Path(key): Path<String>,
    sent: Sent<OwnProcedure>,
) -> Answer {
    let text = sent.value.document.to_string();
    bring(state.app(), &who.actor, (&key, sent.value.version.unwrap_or(0)), &text).await?;
    let draft = draft(state.app(), &who.actor, &key).await?;
    ok(&ProcedureDraft::of(&who, draft))
}

#[utoipa::path(
    post, path = "/api/v1/procedures/{key}/check", tag = "procedures", operation_id = "check_procedure", params(("key" = String, Path)),
    request_body = OwnProcedure,
    responses((status = 200, body = ProcedureFaults, description = "Everything that is wrong with it; nothing is kept"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn check_procedure(who: Who, Path(key): Path<String>, sent: Sent<OwnProcedure>) -> Answer {
    let document = faults::read(&sent.value.document.to_string())?;
    if document.key.as_str() != key {
        return Err(AppError::field("document", say!(matters_other_key)).into());
    }
    let faults = faults::of(&who.model, &document);
    ok(&ProcedureFaults { faults: faults.iter().map(|fault| ProcedureFault::of(&who, fault)).collect() })
}

#[utoipa::path(
    post, path = "/api/v1/procedures/{key}/confirmation", tag = "procedures", operation_id = "confirm_procedure", params(("key" = String, Path)),
    request_body = ProcedureConfirmation,
    responses((status = 200, body = ProcedureStanding, description = "In force from its first day on; open matters end by their own edition"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn confirm_procedure(
    State(state): State<WebState>,
    who: Who,
    Path(key): Path<String>,
    sent: Sent<ProcedureConfirmation>,
) -> Answer {
    confirm_it(state.app(), &who.actor, &key, sent.value.version).await?;
    standing(&state, &who, key).await
}

#[utoipa::path(
    post, path = "/api/v1/procedures/{key}/withdrawal", tag = "procedures", operation_id = "withdraw_procedure", params(("key" = String, Path)),
    request_body = ProcedureWithdrawal,
    responses((status = 200, body = ProcedureStanding, description = "What ships stands under the key again, where something does"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn withdraw_procedure(
    State(state): State<WebState>,
    who: Who,
    Path(key): Path<String>,
    sent: Sent<ProcedureWithdrawal>,
) -> Answer {
    withdraw_it(state.app(), &who.actor, &key, &sent.value.reason).await?;
    standing(&state, &who, key).await
}

async fn standing(state: &WebState, who: &Who, key: String) -> Answer {
    let model = state.app().model(who.actor.city).await?;
    let today = changxiao_app::matters::procedures::of_key(&model, &key).ok();
    ok(&ProcedureStanding { key, edition: today.map(|kept| kept.document.edition.clone()) })
}
