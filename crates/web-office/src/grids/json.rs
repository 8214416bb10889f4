//! Grids for other systems: all of a part of the city, or the one that holds a position; one of them whole, and its change.

use axum::{
    extract::{Path, State},
    response::Response,
};
use changxiao_app::{
    AppError,
    grids::{
        self, GridFilter,
        save::{self, GridDraft, Walker},
    },
    model::CityModel,
};
use changxiao_domain::{
    divisions::DivisionCode,
    geo::Position,
    grids::Grid,
    ids::PostId,
    orgs::Permission::{ManageReference, ReadUnits},
};
use changxiao_web_kit::{
    json::{
        body::{Document, Sent},
        query::{Parameters, code},
        shapes::ok,
    },
    openapi::Refused,
    routes::{Access, Routes, routes},
};
use changxiao_words::say;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{answer::WebError, session::Who, state::WebState};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .api(Access::read(ReadUnits), routes!(grids))
        .api(Access::read(ReadUnits), routes!(grid))
        .api(Access::handle(ManageReference), routes!(put))
}

#[derive(Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct GridQuery {
    /// Code of a division: only grids within it.
    #[param(example = "350602003")]
    division: Option<String>,
    /// Only grids that hold this position, in degrees of WGS-84; with `latitude`.
    #[param(example = 117.65)]
    longitude: Option<f64>,
    latitude: Option<f64>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct GridList<'a> {
    /// More than one for a position: they overlap there.
    grids: Vec<GridShape<'a>>,
}

/// A grid (网格).
#[derive(Serialize, ToSchema)]
struct GridShape<'a> {
    code: &'a str,
    name: &'a str,
    /// Code of the town or village in which it lies.
    #[schema(example = "350602003001")]
    division: String,
    /// Id of the post whose holder walks it; null where nobody does today.
    staff_post: Option<String>,
    /// Code of the unit of that post.
    staff_unit: Option<&'a str>,
    /// The city has drawn it.
    drawn: bool,
    /// The first day without it; null while nobody knows one.
    #[schema(example = "2026-12-01")]
    until: Option<String>,
    /// Bring it when the grid is changed.
    version: i64,
}

impl<'a> GridShape<'a> {
    fn of(model: &'a CityModel, grid: &'a Grid) -> Self {
        let post = model.walks(grid);
        let unit = post.and_then(|post| model.units.get(post.unit));
        Self {
            code: &grid.code,
            name: &grid.name,
            division: grid.division.to_string(),
            staff_post: post.map(|post| post.id.to_string()),
            staff_unit: unit.map(|unit| unit.code.as_str()),
            drawn: grid.outline.is_some(),
            until: grid.until.map(|day| day.to_string()),
            version: model.grid_versions.get(&grid.code).copied().unwrap_or(1),
        }
    }
}

/// A grid with its outline.
#[derive(Serialize, ToSchema)]
pub(super) struct GridDetail<'a> {
    #[serde(flatten)]
    grid: GridShape<'a>,
    /// A GeoJSON geometry in WGS-84; null where the city has not drawn it.
    #[schema(value_type = Option<Object>)]
    outline: Option<serde_json::Value>,
}

/// A grid as it is to be, whole: what is left out is empty afterwards.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GridDocument {
    name: String,
    /// Code of the town or village in which it lies.
    #[schema(example = "350602003001")]
    division: String,
    /// Id of the post whose holder walks it.
    #[serde(default)]
    staff_post: Option<String>,
    /// A GeoJSON Polygon or MultiPolygon in WGS-84.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    outline: Option<serde_json::Value>,
    /// The first day without it.
    #[serde(default)]
    #[schema(example = "2026-12-01")]
    until: Option<String>,
    /// The version that was read; left out for a grid that is not there yet.
    #[serde(default)]
    version: Option<i64>,
}

impl Document for GridDocument {}

impl GridDocument {
    fn draft(&self, code: &str) -> GridDraft {
        let walker = |id: &str| id.parse().map_or(Walker::Unknown, |id| Walker::Post(PostId(id)));
        GridDraft {
            code: code.to_owned(),
            name: self.name.clone(),
            division: self.division.clone(),
            staff: self.staff_post.as_deref().map_or(Walker::Nobody, walker),
            outline: self.outline.as_ref().filter(|of| !of.is_null()).map_or_else(String::new, ToString::to_string),
            until: self.until.clone().unwrap_or_default(),
        }
    }
}

/// The grids of the city (网格).
#[utoipa::path(
    get, path = "/api/v1/grids", tag = "reference", params(GridQuery),
    responses((status = 200, body = GridList, description = "By their codes"), (status = "4XX", response = Refused))
)]
pub(super) async fn grids(who: Who, Parameters(query): Parameters<GridQuery>) -> Result<Response, WebError> {
    let read = |text: &str| text.parse::<DivisionCode>().ok().filter(|code| who.model.divisions.get(*code).is_some());
    let division = query.division.map(|text| code("division", &text, read)).transpose()?;
    let mut found = grids::list(&who.model, &who.actor, &GridFilter { division, ..GridFilter::default() })?;
    match (query.longitude, query.latitude) {
        (None, None) => {}
        (Some(longitude), Some(latitude)) => {
            let wrong = |_| AppError::field("longitude", say!(grids_no_position));
            let position = Position::from_degrees(longitude, latitude).map_err(wrong)?;
            found.retain(|grid| grid.outline.as_ref().is_some_and(|outline| outline.contains(position)));
        }
        _ => return Err(AppError::field("longitude", say!(grids_no_position)).into()),
    }
    ok(&GridList { grids: found.into_iter().map(|grid| GridShape::of(&who.model, grid)).collect() })
}

/// One grid with its outline, also one that has ended.
#[utoipa::path(
    get, path = "/api/v1/grids/{code}", tag = "reference", params(("code" = String, Path)),
    responses((status = 200, body = GridDetail, description = "The grid"), (status = "4XX", response = Refused))
)]
pub(super) async fn grid(who: Who, Path(of): Path<String>) -> Result<Response, WebError> {
    detail(&who.model, &of)
}

/// Adds a grid, or changes, staffs or ends the one that is there.
#[utoipa::path(
    put, path = "/api/v1/grids/{code}", tag = "reference", operation_id = "put_grid", params(("code" = String, Path)), request_body = GridDocument,
    responses((status = 200, body = GridDetail, description = "The grid as it is now"), (status = "4XX", response = Refused))
)]
pub(super) async fn put(
    State(state): State<WebState>,
    who: Who,
    Path(of): Path<String>,
    sent: Sent<GridDocument>,
) -> Result<Response, WebError> {
    let draft = sent.value.draft(&of);
    match sent.value.version {
        None => save::add(state.app(), &who.actor, &draft).await?,
        Some(version) => save::change(state.app(), &who.actor, &of, version, &draft).await?,
    }
    let model = state.app().model(who.actor.city).await?;
    detail(&model, &of)
}

fn detail(model: &CityModel, code: &str) -> Result<Response, WebError> {
    let grid = model.grid(code).ok_or(AppError::NotFound("grid"))?;
    let outline = grid.outline.as_ref().map(|outline| outline.to_geojson());
    ok(&GridDetail { grid: GridShape::of(model, grid), outline })
}
