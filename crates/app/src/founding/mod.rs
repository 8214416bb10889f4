//! A founded city is set up, step by step: from what ships, from a pattern, or from the city's own sheets. What ships comes in by the same
//! door as a sheet, so that it is checked, traced and counted alike.

mod carry_out;
mod kinds;
mod pattern;
mod undo;
mod view;

pub use carry_out::{Brought, carry_out, is_built_in, ships};
pub use kinds::kinds;
pub use undo::undo;
pub use view::{StepView, view};
