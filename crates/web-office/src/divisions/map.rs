//! Outlines for the map, with the number of divisions below each.

use axum::{
    Json,
    extract::Query,
    response::{IntoResponse, Response},
};
use changxiao_app::divisions::counts_below;
use changxiao_domain::divisions::DivisionCode;
use serde::Deserialize;
use serde_json::json;

use crate::session::Who;

#[derive(Deserialize)]
pub(super) struct OutlinesQuery {
    /// Only outlines within this division.
    within: Option<String>,
}

/// GeoJSON, WGS-84.
pub(super) async fn outlines(who: Who, Query(query): Query<OutlinesQuery>) -> Response {
    let model = &who.model;
    let within: Option<DivisionCode> = query.within.as_deref().and_then(|code| code.parse().ok());
    let shown = model.outlines.iter().filter(|(code, _)| within.is_none_or(|within| code.is_within(within)));
    let features = shown.map(|(code, outline)| {
        let name = model.map_name(*code, who.lang());
        let count = counts_below(&model.divisions, *code).0;
        json!({
            "type": "Feature",
            "properties": { "code": code.to_string(), "name": name, "count": count },
            "geometry": outline.to_geojson(),
        })
    });
    let features: Vec<_> = features.collect();
    Json(json!({ "type": "FeatureCollection", "features": features })).into_response()
}
