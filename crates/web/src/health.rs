//! Says that the server lives, and whether its database answers.

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::{
    routes::{Access, Routes},
    state::WebState,
};

pub fn routes(routes: Routes) -> Routes {
    routes.feature("health").get("/health", Access::Public, health).get("/health/ready", Access::Public, ready)
}

/// Alive: answers without asking anything else, so that it answers under any load.
async fn health() -> Json<serde_json::Value> {
    Json(json!({ "status": "ok" }))
}

/// Ready: the database answers too.
async fn ready(State(state): State<WebState>) -> Response {
    match changxiao_store::cities::model_version(state.app().db(), state.config().city).await {
        Ok(Some(_)) => Json(json!({ "status": "ready" })).into_response(),
        Ok(None) => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "no city" }))).into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "no database" }))).into_response(),
    }
}
