//! A founded city is set up, step by step: from what ships, from a pattern, or from the city's own sheets. What ships comes in by the same
//! door as a sheet, so that it is checked, traced and counted alike.

mod carry_out;
mod pattern;
mod undo;
mod view;

use crate::imports::Kind;

pub use carry_out::{Brought, carry_out, is_built_in};
pub use undo::undo;
pub use view::{StepView, view};

use changxiao_domain::founding::Step;

/// The lists that a step takes as a file, the usual one first.
pub const fn kinds(step: Step) -> &'static [Kind] {
    match step {
        Step::City | Step::Inspection => &[],
        Step::Divisions => &[Kind::Divisions],
        Step::Outlines => &[Kind::Outlines],
        Step::Holidays => &[Kind::Holidays],
        Step::Standard => &[Kind::Standard],
        Step::Filing => &[Kind::FilingStandard, Kind::Categories],
        Step::Units => &[Kind::Units],
        Step::People => &[Kind::People],
        Step::Sites => &[Kind::Sites],
    }
}
