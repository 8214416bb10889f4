//! Data for the map: outlines with the number of open cases, and the cases themselves as points or clusters.

use std::collections::HashMap;

use axum::{
    Json,
    extract::{Path, Query, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use changxiao_app::{
    AppError,
    cases::{
        map::{self as case_map, Drawn, Seen},
        view::row as case_row,
    },
};
use changxiao_domain::{
    divisions::DivisionCode,
    geo::{BoundingBox, Cluster},
    time::Instant,
};
use changxiao_store::cases::{CaseFilter, CaseLine, line_of};
use changxiao_words::{Lang, say};
use serde_json::{Value, json};

use super::{list::filter_of, query::ListQuery};
use crate::{answer::WebError, session::Who, state::WebState, words::due_status};

const MOST_NEARBY: i64 = 60;
/// What a map of the whole city is drawn at, where nobody says.
const CITY_ZOOM: u8 = 8;

/// Open cases of the filter, for the part of the map that `bbox` (west, south, east, north in degrees) and `zoom` say: as points, or as
/// clusters with count and worst lamp.
pub(super) async fn points(
    State(state): State<WebState>,
    who: Who,
    query: ListQuery,
    Query(part): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let (filter, _) = filter_of(&state, &who, &query).await?;
    let found = case_map::map(state.app(), &who.actor, &filter, seen(&part)?).await?;
    let now = state.app().now();
    let drawn = |lines: &[CaseLine]| lines.iter().filter_map(|line| point(&who, line, now)).collect::<Vec<_>>();
    let (points, clusters, more, all) = match &found.drawn {
        Drawn::All(lines) => (drawn(lines), Vec::new(), 0, true),
        Drawn::Points(lines, more) => (drawn(lines), Vec::new(), *more, false),
        Drawn::Clusters(clusters) => {
            (Vec::new(), clusters.iter().map(|cluster| cluster_of(who.lang(), cluster)).collect(), 0, false)
        }
    };
    Ok(fresh(json!({
        "points": points, "clusters": clusters, "all": all, "more": more, "total": found.total, "unplaced": found.unplaced,
    })))
}

fn seen(part: &HashMap<String, String>) -> Result<Seen, AppError> {
    let unreadable = || AppError::field("bbox", say!(cases_write_117_1_24_1));
    let frame = part
        .get("bbox")
        .filter(|text| !text.is_empty())
        .map(|text| BoundingBox::parse(text).ok_or_else(unreadable))
        .transpose()?;
    let zoom = part.get("zoom").and_then(|zoom| zoom.parse().ok()).filter(|zoom| *zoom <= 22).unwrap_or(CITY_ZOOM);
    Ok(Seen { frame, zoom })
}

/// Longitude, latitude, worst lamp, number, its word, and the box that a press brings the map to.
fn cluster_of(lang: Lang, cluster: &Cluster) -> Value {
    let (at, bounds) = (cluster.at, cluster.bounds);
    json!([
        degrees(at.lon_e6),
        degrees(at.lat_e6),
        cluster.lamp.code(),
        cluster.count,
        due_status(lang, cluster.lamp),
        [degrees(bounds.west_e6), degrees(bounds.south_e6), degrees(bounds.east_e6), degrees(bounds.north_e6)],
    ])
}

/// These cases as points, as far as they have positions.
pub(crate) fn points_json(who: &Who, lines: &[CaseLine], now: Instant) -> Response {
    fresh(json!({ "points": lines.iter().filter_map(|line| point(who, line, now)).collect::<Vec<_>>() }))
}

/// One case, and what is open around it in the same town or street.
pub(super) async fn one(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let row = case_row(state.app(), &who.actor, &number).await?;
    let now = state.app().now();
    let own = line_of(&row);
    let first = row.case.division / 1000 * 1000;
    let filter = CaseFilter { divisions: Some((first, first + 999)), ..CaseFilter::default() };
    let mut lines = case_map::newest(state.app(), &who.actor, &filter, MOST_NEARBY).await?;
    lines.retain(|line| line.id != own.id);
    lines.push(own);
    Ok(points_json(&who, &lines, now))
}

/// The city's outlines as GeoJSON; `within` leaves those of one division.
pub(super) async fn outlines(
    State(state): State<WebState>,
    who: Who,
    Query(part): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let within: Option<DivisionCode> = part.get("within").and_then(|code| code.parse().ok());
    let counts = case_map::count_by_township(state.app(), &who.actor).await?;
    let all: Vec<_> = who.model.outlines.iter().collect();
    let mut shown: Vec<_> = all.iter().filter(|(code, _)| within.is_none_or(|within| code.is_within(within))).collect();
    if shown.is_empty() {
        // A place whose own outline nobody has is shown in its city.
        shown = all.iter().collect();
    }
    let lang = who.lang();
    let features: Vec<Value> = shown
        .iter()
        .map(|(code, outline)| {
            let (first, last) = code.range();
            let count: i64 =
                counts.iter().filter(|(town, _)| (first..=last).contains(&(town * 1000))).map(|(_, n)| n).sum();
            json!({
                "type": "Feature",
                "properties": { "code": code.to_string(), "name": who.model.map_name(*code, lang), "count": count },
                "geometry": outline.to_geojson(),
            })
        })
        .collect();
    Ok(fresh(json!({ "type": "FeatureCollection", "features": features })))
}

fn point(who: &Who, line: &CaseLine, now: Instant) -> Option<Value> {
    let (lon, lat) = line.position?;
    let lang = who.lang();
    let lamp = line.lamp(now);
    let title =
        format!("{} · {}", who.model.category_name_of(line.edition.as_deref(), &line.category, lang), line.place);
    Some(json!([
        degrees(lon),
        degrees(lat),
        lamp.code(),
        title,
        format!("/cases/{}", line.number),
        due_status(lang, lamp)
    ]))
}

fn degrees(e6: i64) -> f64 {
    e6 as f64 / 1e6
}

/// Figures of this very post: nobody else may see them, and they are old after a moment.
fn fresh(body: Value) -> Response {
    ([(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=15"))], Json(body)).into_response()
}
