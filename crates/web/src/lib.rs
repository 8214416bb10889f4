//! Pages and JSON interface over the actions of the app.
//!
//! A feature's addresses stand in its module's `routes`, each with who may use it; the guard asks that before any handler
//! runs, and leaves a trace of every refusal.

#![allow(clippy::cmp_owned, reason = "templates compare what they were given; the comparison is written by askama")]
#![allow(clippy::result_large_err, reason = "a refused request is answered once; its size is not copied about")]

mod acted;
mod answer;
mod assets;
mod form;
mod guard;
mod health;
pub mod pages;
mod preferences;
pub mod routes;
mod security;
mod session;
pub mod shell;
mod state;
mod trace;
pub mod words;

pub mod api;
pub mod calendar;
pub mod cases;
pub mod categories;
mod chronicle;
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

pub use answer::{WebError, page, page_with, redirect, redirect_with_notice};
pub use form::{Form, MAX_FORM_BYTES};
pub use routes::{Access, Route, Routes};
pub use session::{Stranger, Who};
pub use state::{WebConfig, WebState};
pub use trace::Tracer;

/// Every address of the product, feature by feature.
pub fn routes(state: &WebState) -> Routes {
    Routes::new(state.clone())
        .with(health::routes)
        .with(assets::routes)
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
    security::wrap(routes(state).into_router(), state)
}
