//! Data for the map: outlines with the number of open cases, and the cases themselves as points.

use axum::{
    Json,
    extract::{Path, RawQuery, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use changxiao_app::cases::{list as cases_list, load_visible};
use changxiao_domain::{divisions::DivisionCode, time::Instant};
use changxiao_store::cases::{CaseFilter, CaseLine, line_of};
use serde_json::{Value, json};

use super::{list::filter_of, query::ListQuery, rows::lamp_word};
use crate::{answer::WebError, form::read_pairs, session::Who, state::WebState};

/// More points than that tell nobody anything; the newest are taken.
const MOST_POINTS: i64 = 5_000;
const MOST_NEARBY: i64 = 60;

/// Open cases of the filter as points.
pub(super) async fn points(
    State(state): State<WebState>,
    who: Who,
    RawQuery(raw): RawQuery,
) -> Result<Response, WebError> {
    let query = ListQuery::read(&raw.unwrap_or_default());
    let (filter, _) = filter_of(&state, &who, &query).await?;
    let lines = cases_list::map_points(state.app(), &who.actor, &filter, MOST_POINTS).await?;
    Ok(points_json(&who, &lines, state.app().now()))
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
    let row = load_visible(state.app(), &who.actor, &number).await?;
    let now = state.app().now();
    let own = line_of(&row);
    let first = row.case.division / 1000 * 1000;
    let filter = CaseFilter { divisions: Some((first, first + 999)), ..CaseFilter::default() };
    let mut lines = cases_list::map_points(state.app(), &who.actor, &filter, MOST_NEARBY).await?;
    lines.retain(|line| line.id != own.id);
    lines.push(own);
    Ok(points_json(&who, &lines, now))
}

/// The city's outlines as GeoJSON; `within` leaves those of one division.
pub(super) async fn outlines(
    State(state): State<WebState>,
    who: Who,
    RawQuery(raw): RawQuery,
) -> Result<Response, WebError> {
    let pairs = read_pairs(raw.unwrap_or_default().as_bytes());
    let within: Option<DivisionCode> =
        pairs.iter().find(|(name, _)| name == "within").and_then(|(_, code)| code.parse().ok());
    let counts = cases_list::count_by_township(state.app(), &who.actor).await?;
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
    let lamp = line.lamp(now).code();
    let title = format!("{} · {}", who.model.category_name(&line.category, lang), line.place);
    let degrees = |e6: i64| e6 as f64 / 1e6;
    Some(json!([degrees(lon), degrees(lat), lamp, title, format!("/cases/{}", line.number), lamp_word(lang, lamp)]))
}

/// Figures of this very post: nobody else may see them, and they are old after a moment.
fn fresh(body: Value) -> Response {
    ([(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=15"))], Json(body)).into_response()
}
