//! Says that the server lives, and whether it can do its work.

use std::time::Duration;

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;
use tokio::time::timeout;

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

/// How long the database may take before it counts as away. Whoever asks comes again in seconds.
const DATABASE_WAITS: Duration = Duration::from_secs(3);

/// Ready: the database answers, and what is sent can be written down.
async fn ready(State(state): State<WebState>) -> Response {
    let app = state.app();
    let asked = changxiao_store::cities::all(app.db());
    let status = match timeout(DATABASE_WAITS, asked).await {
        Err(_) | Ok(Err(_)) => "no database",
        Ok(Ok(cities)) if cities.is_empty() => "no city",
        Ok(Ok(_)) if state.was_disk_full() => "disk full",
        Ok(Ok(_)) => match app.photos().try_write().await {
            Ok(()) => return Json(json!({ "status": "ready" })).into_response(),
            Err(problem) if problem.is_disk_full() => "disk full",
            Err(_) => "no photo folder",
        },
    };
    (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": status }))).into_response()
}
