//! Materials for programs: how each requirement of the standard stands.

use axum::{extract::State, response::Response};
use changxiao_app::{
    materials::{AskAll, Asked, MaterialPlace, ask_all, overview},
    model::CityModel,
};
use changxiao_domain::orgs::Permission::{ReadMatters, WorkOnMatters};
use changxiao_web_kit::{
    json::{
        body::Sent,
        query::{Parameters, code},
        shapes::{Named, ok, unit_named},
    },
    routes::{Access, Routes, routes},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{answer::WebError, session::Who, state::WebState};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .feature("materials")
        .api(Access::read(ReadMatters), routes!(list))
        .api(Access::handle(WorkOnMatters), routes!(ask))
}

/// Whether the standard in force has a node of this code.
pub(super) fn is_node(model: &CityModel, code: &str) -> bool {
    model.current_system().is_some_and(|system| system.nodes.iter().any(|node| node.code == code))
}

/// What is left out does not narrow.
#[derive(Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct MaterialsAsked {
    /// Code of a node; what lies below it belongs to it.
    #[param(example = "III-1-2")]
    node: Option<String>,
    /// The year in which the period of the materials ends; this one where it is left out.
    #[param(example = 2026)]
    year: Option<i16>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct MaterialOverview<'a> {
    /// The year in which the period of these materials ends.
    #[schema(example = 2026)]
    year: i16,
    /// Those of the standard in force in its order, then what was asked for besides.
    requirements: Vec<RequirementItem<'a>>,
}

/// A type of material that a node asks for.
#[derive(Serialize, ToSchema)]
pub(super) struct RequirementItem<'a> {
    #[schema(example = "III-1-2")]
    node: &'a str,
    /// `document`, `report`, `table`, `photo` or `statement`.
    kind: &'a str,
    /// `not_asked`, `open` or `complete`.
    standing: &'static str,
    materials: Vec<MaterialItem<'a>>,
}

/// A matter that answers it.
#[derive(Serialize, ToSchema)]
pub(super) struct MaterialItem<'a> {
    #[schema(example = "M261130-0001")]
    number: &'a str,
    title: &'a str,
    /// As its procedure names it.
    #[schema(example = "accepted")]
    state: String,
    /// The unit that hands it in.
    holder: Named<'a>,
}

/// How each requirement stands; posts that do not see the whole city find their own materials only.
#[utoipa::path(
    get, path = "/api/v1/materials", tag = "materials", operation_id = "list_materials", params(MaterialsAsked),
    responses((status = 200, body = MaterialOverview, description = "In the order of the standard"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(super) async fn list(
    State(state): State<WebState>,
    who: Who,
    Parameters(asked): Parameters<MaterialsAsked>,
) -> Result<Response, WebError> {
    let known = |text: &String| code("node", text, |text| is_node(&who.model, text).then(|| text.to_owned()));
    let node = asked.node.as_ref().map(known).transpose()?;
    let found = overview(state.app(), &who.actor, Asked { node: node.as_deref(), year: asked.year }).await?;
    ok(&MaterialOverview {
        year: found.year,
        requirements: found.places.iter().map(|place| item(&who, place)).collect(),
    })
}

/// What all materials that are asked for have alike.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AskMaterials {
    /// Code of a node; what lies below it belongs to it. Left out: the whole standard.
    #[schema(example = "III-1-2")]
    node: Option<String>,
    #[schema(example = "2025-06-01")]
    period_from: String,
    /// Twelve months later at most.
    #[schema(example = "2026-05-31")]
    period_until: String,
    #[schema(example = "2026-06-30")]
    due: String,
}

impl changxiao_web_kit::json::body::Document for AskMaterials {}

#[derive(Serialize, ToSchema)]
pub(super) struct MaterialsAskedFor {
    asked: usize,
    /// Codes of nodes that nobody leads in the matrix: they are asked of a unit one by one.
    without_lead: Vec<String>,
}

/// Asks for everything that the standard requires and nobody was asked for, each of the unit that leads it.
#[utoipa::path(
    post, path = "/api/v1/materials", tag = "materials", operation_id = "ask_for_materials", request_body = AskMaterials,
    responses((status = 200, body = MaterialsAskedFor, description = "Again asks for what is new only"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(super) async fn ask(
    State(state): State<WebState>,
    who: Who,
    sent: Sent<AskMaterials>,
) -> Result<Response, WebError> {
    let AskMaterials { node, period_from, period_until, due } = sent.value;
    let node =
        node.map(|text| code("node", &text, |text| is_node(&who.model, text).then(|| text.to_owned()))).transpose()?;
    let done = ask_all(state.app(), &who.actor, &AskAll { node, period_from, period_until, due }).await?;
    let without_lead = done.nobody.into_iter().map(|one| one.node).collect();
    ok(&MaterialsAskedFor { asked: done.asked, without_lead })
}

fn item<'a>(who: &'a Who, place: &'a MaterialPlace) -> RequirementItem<'a> {
    let materials = place.materials.iter().map(|material| MaterialItem {
        number: &material.number,
        title: &material.title,
        state: material.state.to_string(),
        holder: unit_named(&who.model, material.holder, who.lang()),
    });
    RequirementItem {
        node: &place.requirement.node,
        kind: &place.requirement.kind,
        standing: place.standing.code(),
        materials: materials.collect(),
    }
}
