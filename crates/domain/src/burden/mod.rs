//! What is asked of lower levels, measured (rules D7 and D17): asks, minutes asked and answered, and what comes out of hours, by unit and month. Nothing here knows a
//! person, and no unit is ranked by it: the figures tell of those who ask.

mod meter;
mod occurrences;

pub use meter::{Emergency, Figures, Happened, Happening, Measured, OutsideAsk, Reached, measure};
pub use occurrences::occurrences;
