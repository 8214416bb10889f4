//! Outlines for the map, with the number of divisions below each.

use axum::{
    Json,
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use changxiao_app::divisions::counts_below;
use changxiao_domain::divisions::DivisionCode;
use serde::Deserialize;
use serde_json::json;

use crate::{answer::WebError, session::Who, state::WebState};

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
            let name = model.map_name(*code, who.lang());
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
