//! Consultations and joint actions with their participants, and the list over them.

mod list;
mod save;

pub use list::{ConsultationFilter, ConsultationLine, lines};
pub(crate) use save::STATEMENTS;
