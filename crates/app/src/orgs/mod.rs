//! Units, their dated tree, and the matrix of who answers where for what.

pub mod add_unit;
pub mod change_duty;
pub mod change_unit;
pub mod dated;
mod draft;
pub mod duties;
pub mod unanswered;
pub mod view;

pub(crate) use draft::{BETWEEN_AREAS, area_taken, check_trees, row_of};
pub use draft::{UnitDraft, looks_like};
