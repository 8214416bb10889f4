//! Call-backs of a case: what the person who reported it says after its end or its limit.

use axum::{
    extract::{Path, State},
    response::Response,
};
use changxiao_app::callbacks::{self, RecordCallback};
use changxiao_domain::{
    callbacks::{Answer, Callback, Satisfaction, Source},
    orgs::Permission::{self, ReadCases},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{answer::WebError, session::Who, state::WebState};
use changxiao_web_kit::{
    json::{
        body::{Document, Sent},
        query::code,
        shapes::{Moment, ok},
    },
    routes::{Access, Routes, routes},
};

pub fn routes(routes: Routes) -> Routes {
    routes
        .feature("callbacks")
        .api(Access::read(ReadCases), routes!(list))
        .api(Access::handle(Permission::RecordCallback), routes!(record))
}

/// One call-back.
#[derive(Serialize, ToSchema)]
pub(super) struct CallbackShape {
    at: Moment,
    /// The person was reached and answered; what is not valid enters no rate.
    valid: bool,
    /// The unit had contacted the person.
    /// Missing where nothing was told of it.
    contacted: Option<bool>,
    /// Wholly solved; missing where nothing was told of it.
    solved: Option<bool>,
    /// A part of it is done.
    partly_solved: bool,
    /// `satisfied`, `basically`, `unsatisfied` or `none`.
    satisfaction: &'static str,
    /// `phone`, `message`, `web` or `import`.
    source: &'static str,
    note: String,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Callbacks {
    /// Oldest first.
    callbacks: Vec<CallbackShape>,
}

/// What somebody heard.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCallback {
    valid: bool,
    #[serde(default)]
    contacted: bool,
    #[serde(default)]
    solved: bool,
    /// `satisfied`, `basically`, `unsatisfied`; `none` where the call-back is not valid.
    satisfaction: String,
    /// `phone`, `message` or `web`.
    source: String,
    /// Without names and telephone numbers.
    #[serde(default)]
    note: String,
}

impl Document for NewCallback {}

/// What was recorded, and whether the case may have to be opened again.
#[derive(Serialize, ToSchema)]
pub(super) struct CallbackRecorded {
    callback: CallbackShape,
    suggests_reopening: bool,
}

fn shape(who: &Who, callback: &Callback, note: String) -> CallbackShape {
    CallbackShape {
        at: Moment::new(&who.model, callback.at),
        valid: callback.valid,
        contacted: callback.contacted.told(),
        solved: callback.solved.told(),
        partly_solved: callback.solved == Answer::Partly,
        satisfaction: callback.satisfaction.code(),
        source: callback.source.code(),
        note,
    }
}

/// What was said when somebody called back about the case (回访), oldest first.
#[utoipa::path(
    get, path = "/api/v1/cases/{number}/callbacks", tag = "cases", operation_id = "callbacks", params(("number" = String, Path)),
    responses((status = 200, body = Callbacks, description = "The call-backs"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(super) async fn list(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let rows = callbacks::of_case(state.app(), &who.actor, &number).await?;
    ok(&Callbacks { callbacks: rows.into_iter().map(|row| shape(&who, &row.callback, row.note)).collect() })
}

/// Records a call-back (回访) on a case that is closed or overdue.
#[utoipa::path(
    post, path = "/api/v1/cases/{number}/callbacks", tag = "actions", operation_id = "record_callback",
    params(("number" = String, Path)), request_body = NewCallback,
    responses((status = 200, body = CallbackRecorded, description = "Done"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(super) async fn record(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
    sent: Sent<NewCallback>,
) -> Result<Response, WebError> {
    let NewCallback { valid, contacted, solved, satisfaction, source, note } = sent.value;
    let new = RecordCallback {
        valid,
        contacted,
        solved,
        satisfaction: code("satisfaction", &satisfaction, Satisfaction::parse)?,
        source: code("source", &source, Source::parse)?,
        note: note.clone(),
    };
    let recorded = callbacks::record(state.app(), &who.actor, &number, new).await?;
    ok(&CallbackRecorded {
        callback: shape(&who, &recorded.callback, note),
        suggests_reopening: recorded.suggests_reopening,
    })
}
