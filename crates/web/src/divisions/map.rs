//! Outlines for the map, with the number of divisions below each.

use axum::{
    Json,
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use changxiao_app::divisions::counts_below;
use changxiao_domain::{divisions::DivisionCode, lang::Lang};
use serde::Deserialize;
use serde_json::json;

use crate::{answer::WebError, orgs::parts::division_name, session::Who, state::WebState};

#[derive(Deserialize)]
pub(super) struct Asked {
    /// Only outlines within this division.
    within: Option<String>,
}

/// GeoJSON, WGS-84.
pub(super) async fn outlines(
    State(_): State<WebState>,
    who: Who,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let model = &who.model;
    let within: Option<DivisionCode> = asked.within.as_deref().and_then(|code| code.parse().ok());
    let features: Vec<_> = model
        .outlines
        .iter()
        .filter(|(code, _)| within.is_none_or(|within| code.is_within(within)))
        .map(|(code, outline)| {
            let name = match who.lang() {
                Lang::Zh => short(model.divisions.name(*code)).to_owned(),
                Lang::En => division_name(model, *code, Lang::En),
            };
            let count = counts_below(&model.divisions, *code).0;
            json!({
                "type": "Feature",
                "properties": { "code": code.to_string(), "name": name, "count": count },
                "geometry": outline.to_geojson(),
            })
        })
        .collect();
    Ok(Json(json!({ "type": "FeatureCollection", "features": features })).into_response())
}

/// 芗城 for 芗城区: on a map the kind of division goes without saying. Names of two characters stay whole.
fn short(name: &str) -> &str {
    let kinds = ["自治县", "街道", "区", "县", "市", "镇", "乡"];
    kinds.iter().find_map(|kind| name.strip_suffix(kind)).filter(|rest| rest.chars().count() >= 2).unwrap_or(name)
}
