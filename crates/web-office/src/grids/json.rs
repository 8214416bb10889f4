//! Grids for other systems: all of a part of the city, or the one that holds a position.

use axum::response::Response;
use changxiao_app::grids::{self, GridFilter};
use changxiao_domain::{divisions::DivisionCode, geo::Position, grids::Grid, orgs::Permission::ReadUnits};
use changxiao_web_kit::{
    json::{
        query::{Parameters, code},
        shapes::ok,
    },
    openapi::Refused,
    routes::{Access, Routes, routes},
};
use changxiao_words::say;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{answer::WebError, session::Who};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.api(Access::read(ReadUnits), routes!(grids))
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
            let wrong = |_| changxiao_app::AppError::field("longitude", say!(grids_no_position));
            let position = Position::from_degrees(longitude, latitude).map_err(wrong)?;
            found.retain(|grid| grid.outline.as_ref().is_some_and(|outline| outline.contains(position)));
        }
        _ => return Err(changxiao_app::AppError::field("longitude", say!(grids_no_position)).into()),
    }
    let shape = |grid: &'_ Grid| {
        let post = who.model.walks(grid);
        let unit = post.and_then(|post| who.model.units.get(post.unit));
        (post.map(|post| post.id.to_string()), unit.map(|unit| unit.code.as_str()))
    };
    let grids = found.into_iter().map(|grid| {
        let (staff_post, staff_unit) = shape(grid);
        let division = grid.division.to_string();
        GridShape {
            code: &grid.code,
            name: &grid.name,
            division,
            staff_post,
            staff_unit,
            drawn: grid.outline.is_some(),
        }
    });
    ok(&GridList { grids: grids.collect() })
}
