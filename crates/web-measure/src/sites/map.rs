//! Sites as points and the city's counties as areas, for the map.

use axum::{
    Json,
    extract::{Query, State},
};
use changxiao_app::sites::list::{count_by_county, map_points};
use changxiao_domain::divisions::DivisionCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::list::ListQuery;
use crate::{answer::WebError, names, pickers::division_of, session::Who, state::WebState};

/// More dots than this would only make the map grey.
const MOST: i64 = 5_000;

/// `[longitude, latitude, "site", name, address, type]` in WGS-84 degrees.
pub(super) async fn points(
    State(state): State<WebState>,
    who: Who,
    Query(query): Query<ListQuery>,
) -> Result<Json<Value>, WebError> {
    let sites = map_points(state.app(), &who.actor, &query.filter(&who), MOST).await?;
    let points: Vec<Value> = sites
        .iter()
        .filter_map(|site| {
            let (lon, lat) = site.position?;
            let kind = who.model.site_type_name(&site.site_type, who.lang());
            let name = names::site_name(site, who.lang());
            Some(json!([lon as f64 / 1e6, lat as f64 / 1e6, "site", name, format!("/sites/{}", site.number), kind]))
        })
        .collect();
    Ok(Json(json!({ "points": points })))
}

#[derive(Deserialize)]
pub(super) struct Area {
    /// Only this county, so that the map shows it whole.
    within: Option<String>,
    /// `0`: names without the number of sites.
    counts: Option<String>,
}

/// The counties as GeoJSON with code, name and number of sites.
pub(super) async fn outlines(
    State(state): State<WebState>,
    who: Who,
    Query(area): Query<Area>,
) -> Result<Json<Value>, WebError> {
    let counts = match area.counts.as_deref() {
        Some("0") => None,
        _ => Some(count_by_county(state.app(), &who.actor, &who.model).await?),
    };
    let within = area.within.as_deref().and_then(division_of);
    let wanted = |code: DivisionCode| within.is_none_or(|within| within.is_within(code) || code.is_within(within));
    let features: Vec<Value> = who
        .model
        .outlines
        .iter()
        .filter(|(code, _)| wanted(*code))
        .map(|(code, outline)| {
            let mut properties = json!({ "code": code.to_string(), "name": who.model.map_name(*code, who.lang()) });
            if let Some(counts) = &counts {
                properties["count"] = json!(counts.get(code).copied().unwrap_or_default());
            }
            json!({ "type": "Feature", "properties": properties, "geometry": outline.to_geojson() })
        })
        .collect();
    Ok(Json(json!({ "type": "FeatureCollection", "features": features })))
}
