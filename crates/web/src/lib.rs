//! Pages and JSON interface over the actions of the app.
//!
//! A feature's addresses stand in its module's `routes`, each with who may use it; the guard asks that before any handler
//! runs, and leaves a trace of every refusal.

#![allow(clippy::cmp_owned, reason = "templates compare what they were given; the comparison is written by askama")]
#![allow(clippy::result_large_err, reason = "a refused request is answered once; its size is not copied about")]

mod acting;
mod health;
mod preferences;

pub mod api;
pub mod calendar;
pub mod cases;
pub mod categories;
pub mod consultations;
pub mod divisions;
pub mod escalation;
pub mod exchange;
pub mod imports;
pub mod indicators;
pub mod inspections;
pub mod jobs;
pub mod notices;
pub mod orgs;
pub mod overview;
pub mod people;
pub mod recurrence;
pub mod rules;
pub mod scoring;
pub mod signin;
pub mod sites;
pub mod standards;
pub mod whistles;

use changxiao_web_kit::{
    acted, address, answer, assets, choice, chronicle, clock, download, faults, fields, form, interface, links, names,
    pages, pickers, routes, security, session, shell, state,
};
pub use changxiao_web_kit::{
    routes::{Access, Route, Routes},
    state::{WebConfig, WebState},
    trace::Tracer,
    words,
};

/// Every address of the product, feature by feature.
pub fn all_routes() -> Routes {
    Routes::new()
        .with(health::routes)
        .with(assets::routes)
        .with(interface::register)
        .with(signin::routes)
        .with(preferences::routes)
        .with(overview::routes)
        .with(cases::routes)
        .with(inspections::routes)
        .with(sites::routes)
        .with(whistles::routes)
        .with(consultations::routes)
        .with(recurrence::routes)
        .with(standards::routes)
        .with(categories::routes)
        .with(scoring::routes)
        .with(indicators::routes)
        .with(orgs::routes)
        .with(people::routes)
        .with(divisions::routes)
        .with(calendar::routes)
        .with(imports::routes)
        .with(exchange::routes)
        .with(escalation::routes)
        .with(notices::routes)
        .with(jobs::routes)
        .with(rules::routes)
        .with(api::routes)
}

/// The service that answers requests.
pub fn router(state: &WebState) -> axum::Router {
    security::wrap(all_routes().into_router(state.clone()), state)
}
