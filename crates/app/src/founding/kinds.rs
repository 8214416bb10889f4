//! Which lists belong to which step.

use changxiao_domain::founding::Step;

use crate::imports::Kind;

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

/// Every list that a step brings, and that goes with it when it is taken back: units come with what they answer for, and what units
/// answer for hangs on the standard.
pub(super) const fn brings(step: Step) -> &'static [Kind] {
    match step {
        Step::Standard => &[Kind::Standard, Kind::Responsibilities],
        Step::Units => &[Kind::Units, Kind::Responsibilities, Kind::Matrix],
        _ => kinds(step),
    }
}
