//! The address at which the description of the JSON interface is served.

use axum::{
    Extension,
    http::header,
    response::{IntoResponse, Response},
};

use crate::{
    openapi::Document,
    routes::{Access, Routes, routes},
};

pub fn register(routes: Routes) -> Routes {
    routes.feature("api").api(Access::Public, routes!(serve))
}

/// This document.
#[utoipa::path(
    get, path = "/api/v1/openapi.json", tag = "account", security(()), operation_id = "openapi",
    responses((status = 200, body = serde_json::Value, description = "This document"))
)]
async fn serve(Extension(Document(text)): Extension<Document>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text.to_string()).into_response()
}
