//! A city and what ships with the product for it.
//!
//! `found` makes an empty city; `reference`, `units` and `duties` fill it from what ships or from what was read from a file.

use changxiao_domain::{calendar::Calendar, time::DEFAULT_ZONE};

use crate::AppError;

mod built_in;
pub mod country;
pub mod duties;
pub mod found;
pub mod names;
pub mod reference;
pub mod shipped;
pub mod units;

pub use built_in::{
    BUILT_IN_CAMPAIGNS, BUILT_IN_CATEGORIES, BUILT_IN_DERIVATION, BUILT_IN_HOLIDAYS, BUILT_IN_PATTERN,
    BUILT_IN_RESPONSIBILITY, BUILT_IN_SCHEME, BUILT_IN_SITE_RULES, BUILT_IN_STANDARD,
};

/// The shipped holidays in the zone of the shipped cities, for whoever counts without a city.
pub fn built_in_calendar() -> Result<Calendar, AppError> {
    let broken = |problem| AppError::Broken(format!("built-in calendar: {problem}"));
    let zone = Calendar::zone_named(DEFAULT_ZONE).map_err(broken)?;
    Calendar::new(zone, reference::read_holidays(BUILT_IN_HOLIDAYS)?).map_err(broken)
}
