//! The end of a unit, for another system that keeps the city's units.

use std::collections::BTreeMap;

use axum::{
    extract::{Path, State},
    response::Response,
};
use changxiao_app::departures::end_unit::{EndUnit, end_unit, preview};
use changxiao_domain::{departures::Leaving, orgs::Permission::ManageReference};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    answer::WebError,
    hanging::{Ended, EndingDay, HangingShape, NamedHeirs},
    session::Who,
    state::WebState,
};
use changxiao_web_kit::{
    json::{
        body::{Document, Sent},
        query::{Parameters, day},
        shapes::ok,
    },
    openapi::Refused,
    routes::{Access, Routes, routes},
};

pub fn routes(routes: Routes) -> Routes {
    routes.api(Access::read(ManageReference), routes!(hanging)).api(Access::handle(ManageReference), routes!(end))
}

/// What hangs on a unit that is to end.
#[derive(Serialize, ToSchema)]
pub(super) struct HangingList {
    /// Bring it when the unit is ended.
    version: i64,
    hanging: Vec<HangingShape>,
}

/// How a unit ends, and who takes over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UnitEnding {
    /// The first day without it.
    #[schema(example = "2026-12-01")]
    until: String,
    version: i64,
    /// Name of a unit that begins in its place with its code.
    #[serde(default)]
    new_name: String,
    /// Code of the unit that takes over what `heirs` does not name.
    #[serde(default)]
    heir: String,
    /// Kind of what hangs there to the code of the unit that takes it over.
    #[serde(default)]
    heirs: BTreeMap<String, String>,
}

impl Document for UnitEnding {}

/// What hangs on a unit (机构改革): what has to be taken over when it ends.
#[utoipa::path(
    get, path = "/api/v1/units/{code}/ending", tag = "reference", operation_id = "unit_hanging", params(("code" = String, Path), EndingDay),
    responses((status = 200, body = HangingList, description = "By kind; what there is none of is left out"), (status = "4XX", response = Refused))
)]
pub(super) async fn hanging(
    State(state): State<WebState>,
    who: Who,
    Path(of): Path<String>,
    Parameters(query): Parameters<EndingDay>,
) -> Result<Response, WebError> {
    let until = query.until.map(|text| day("until", &text)).transpose()?;
    let (unit, hanging) = preview(state.app(), &who.actor, &of, until.unwrap_or(who.model.day)).await?;
    let version = who.model.unit_versions.get(&unit.id).copied().unwrap_or(1);
    let shape = |hangs: &_| HangingShape::of(hangs, Leaving::Unit);
    ok(&HangingList { version, hanging: hanging.iter().map(shape).collect() })
}

/// Ends a unit and hands over what hangs on it.
#[utoipa::path(
    post, path = "/api/v1/units/{code}/ending", tag = "reference", operation_id = "end_unit", params(("code" = String, Path)), request_body = UnitEnding,
    responses((status = 200, body = Ended, description = "Done"), (status = "4XX", response = Refused))
)]
pub(super) async fn end(
    State(state): State<WebState>,
    who: Who,
    Path(of): Path<String>,
    sent: Sent<UnitEnding>,
) -> Result<Response, WebError> {
    let asked = sent.value;
    let until = day("until", &asked.until)?;
    let named = NamedHeirs::read(Leaving::Unit, &asked.heir, &asked.heirs)?;
    let heirs = |field: &str| named.text(field);
    let end = EndUnit { until, version: asked.version, new_name: &asked.new_name, heirs: &heirs };
    let decided = end_unit(state.app(), &who.actor, &of, &end).await?;
    ok(&Ended::from(&decided))
}
