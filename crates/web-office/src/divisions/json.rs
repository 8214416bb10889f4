//! The end of a division, for another system that keeps the city's divisions.

use axum::{
    extract::{Path, State},
    response::Response,
};
use changxiao_app::departures::end_division::{end_division, preview};
use changxiao_domain::{departures::Leaving, divisions::DivisionCode, orgs::Permission::ManageReference};
use changxiao_web_kit::{
    json::{
        body::{Document, Sent},
        query::{Parameters, code as read, day},
        shapes::ok,
    },
    openapi::Refused,
    routes::{Access, Routes, routes},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::view::read_code;
use crate::{
    answer::WebError,
    hanging::{Ended, HangingShape},
    session::Who,
    state::WebState,
};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.api(Access::read(ManageReference), routes!(hanging)).api(Access::handle(ManageReference), routes!(end))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DivisionQuery {
    /// The first day without the division; today if left out.
    #[serde(default)]
    #[param(example = "2026-12-01")]
    until: Option<String>,
    /// Code of the division of the same level that follows it.
    #[serde(default)]
    #[param(required = true, example = "350603")]
    successor: String,
}

/// What hangs on a division that is to end, and on each within it.
#[derive(Serialize, ToSchema)]
pub(super) struct DivisionHanging {
    /// The division itself before those within it.
    divisions: Vec<DivisionPair>,
}

/// A division that ends, and the one that follows it.
#[derive(Serialize, ToSchema)]
struct DivisionPair {
    division: String,
    successor: String,
    hanging: Vec<HangingShape>,
}

/// How a division ends.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DivisionEnding {
    /// The first day without it.
    #[schema(example = "2026-12-01")]
    until: String,
    /// Code of the division of the same level that follows it.
    #[schema(example = "350603")]
    successor: String,
}

impl Document for DivisionEnding {}

/// What was decided for the division and for those within it on which something hangs.
#[derive(Serialize, ToSchema)]
pub(super) struct DivisionsEnded {
    departures: Vec<Ended>,
}

/// What hangs on a division (撤县设区、合村) and on each within it: what the one that follows takes over.
#[utoipa::path(
    get, path = "/api/v1/divisions/{code}/ending", tag = "reference", operation_id = "division_hanging", params(("code" = String, Path), DivisionQuery),
    responses((status = 200, body = DivisionHanging, description = "By kind; what there is none of is left out"), (status = "4XX", response = Refused))
)]
pub(super) async fn hanging(
    State(state): State<WebState>,
    who: Who,
    Path(code): Path<String>,
    Parameters(query): Parameters<DivisionQuery>,
) -> Result<Response, WebError> {
    let until = query.until.map(|text| day("until", &text)).transpose()?.unwrap_or(who.model.day);
    let successor: DivisionCode = read("successor", &query.successor, |text| text.parse().ok())?;
    let pairs = preview(state.app(), &who.actor, read_code(&code)?, &successor.to_string(), until).await?;
    let shape = |hangs: &_| HangingShape::of(hangs, Leaving::Division);
    let divisions = pairs.iter().map(|(pair, hanging)| DivisionPair {
        division: pair.from.to_string(),
        successor: pair.to.to_string(),
        hanging: hanging.iter().map(shape).collect(),
    });
    ok(&DivisionHanging { divisions: divisions.collect() })
}

/// Ends a division and everything within it, and hands over what hangs there.
#[utoipa::path(
    post, path = "/api/v1/divisions/{code}/ending", tag = "reference", operation_id = "end_division", params(("code" = String, Path)), request_body = DivisionEnding,
    responses((status = 200, body = DivisionsEnded, description = "Done"), (status = "4XX", response = Refused))
)]
pub(super) async fn end(
    State(state): State<WebState>,
    who: Who,
    Path(code): Path<String>,
    sent: Sent<DivisionEnding>,
) -> Result<Response, WebError> {
    let DivisionEnding { until, successor } = sent.value;
    let until = day("until", &until)?;
    let decided = end_division(state.app(), &who.actor, read_code(&code)?, &successor, until).await?;
    ok(&DivisionsEnded { departures: decided.iter().map(Ended::from).collect() })
}
