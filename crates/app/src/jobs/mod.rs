//! Work that the server does by itself: the worker that claims it by lease and carries it out, and the page that shows it.

pub mod view;
mod work;
mod worker;

pub use worker::Worker;

/// Lease, waits and tries that a city starts with.
pub const BUILT_IN_RULES: &str = include_str!("../../../../data/jobs/default.json");
