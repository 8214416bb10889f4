//! Pages and JSON interface over the actions of the app.
//!
//! A feature's addresses stand in its module's `routes`, each with who may use it; the guard asks that before any handler
//! runs, and leaves a trace of every refusal.

#![allow(clippy::cmp_owned, reason = "templates compare what they were given; the comparison is written by askama")]
#![allow(clippy::result_large_err, reason = "a refused request is answered once; its size is not copied about")]

mod health;
pub mod metrics;
mod preferences;

pub mod api;
pub mod overview;
pub mod serving;

use axum::{Router, middleware};
use changxiao_web_kit::{
    address, answer, assets, choice, clock, cx, download, filters, form, here, interface, names, request, routes,
    security, session, shell, state,
};
pub use changxiao_web_kit::{
    address::encode,
    bodies::{Pace, Takes},
    filtered::{Filter, Value},
    founding_key::FoundingKey,
    places::{Place, Places},
    proxies::TrustedProxies,
    routes::{Access, Route, Routes},
    state::{WebConfig, WebState},
    trace::{Knocked, Tracer},
    words,
};
use tower::Layer as _;

/// Every address of the product, feature by feature.
pub fn all_routes() -> Routes {
    Routes::new()
        .with(health::routes)
        .with(assets::routes)
        .with(interface::register)
        .with(preferences::routes)
        .with(overview::routes)
        .with(changxiao_web_work::routes)
        .with(changxiao_web_measure::routes)
        .with(changxiao_web_office::routes)
        .with(api::routes)
}

/// The service that answers requests.
pub fn router(state: &WebState) -> Router {
    let addresses = all_routes().into_router(state.clone());
    // Before the addresses, because it may shorten the one that is asked for.
    let found = middleware::from_fn_with_state(state.clone(), here::find).layer(addresses);
    security::wrap(Router::new().fallback_service(found), state)
}
