//! One action, one file: who may, load, decide, save. The same action serves form, JSON, import, command and demonstration.

mod access;
mod app;
pub mod calendar;
pub mod callbacks;
pub mod cases;
pub mod categories;
pub mod chance;
pub mod cities;
pub mod clock;
pub mod consultations;
pub mod divisions;
mod error;
pub mod escalation;
pub mod exchange;
mod figure_cache;
pub mod imports;
pub mod indicators;
pub mod inspections;
pub mod jobs;
pub mod model;
pub mod notices;
mod numbers;
pub mod orgs;
pub mod overview;
pub mod pace;
pub mod people;
pub mod photos;
pub mod recurrence;
pub mod rules;
pub mod scoring;
pub mod sites;
pub mod standards;
pub mod whistles;

pub use access::note;
pub use app::{App, Parts};
pub use error::{AppError, FieldProblem};
