//! Styles, scripts and icons, built by `ui` and carried in the binary.

pub mod dist;

use axum::{
    extract::{Path, Query},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use self::dist::Dist;
use crate::routes::{Access, Routes};

pub fn routes(routes: Routes) -> Routes {
    routes.feature("assets").get("/assets/{*path}", Access::Public, asset).get("/favicon.ico", Access::Public, favicon)
}

#[derive(Deserialize)]
struct Version {
    v: Option<String>,
}

async fn asset(Path(path): Path<String>, Query(version): Query<Version>) -> Response {
    let Some(file) = Dist::get(&path) else { return StatusCode::NOT_FOUND.into_response() };
    let kind =
        HeaderValue::from_str(file.metadata.mimetype()).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    // An address with a version never changes its content.
    let keep = if version.v.is_some() { "public, max-age=31536000, immutable" } else { "public, max-age=300" };
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, HeaderValue::from_static(keep))], file.data).into_response()
}

async fn favicon() -> Response {
    asset(Path("mark.svg".to_owned()), Query(Version { v: None })).await
}
