//! A city and what ships with the product for it.
//!
//! `found` makes an empty city; `reference`, `units` and `duties` fill it from what ships or from what was read from a file.

use changxiao_domain::{calendar::Calendar, time::DEFAULT_ZONE};

use crate::AppError;

pub mod duties;
pub mod found;
pub mod names;
pub mod reference;
pub mod shipped;
pub mod units;

/// The category list that a city starts with.
pub const BUILT_IN_CATEGORIES: &str = include_str!("../../../../data/categories/builtin.json");
/// The score scheme that a city starts with.
pub const BUILT_IN_SCHEME: &str = include_str!("../../../../data/schemes/changxiao-2026.json");
/// The evaluation system that a city starts with.
pub const BUILT_IN_STANDARD: &str = include_str!("../../../../data/standards/national-2017-district.json");
/// Days off and make-up workdays: `date,kind,name`.
pub const BUILT_IN_HOLIDAYS: &str = include_str!("../../../../data/holidays.csv");
/// Standard node → who leads and who is responsible; problem → territory and line unit.
pub const BUILT_IN_RESPONSIBILITY: &str = include_str!("../../../../data/responsibility/default.json");
/// How units follow from divisions.
pub const BUILT_IN_DERIVATION: &str = include_str!("../../../../data/units/derivation.json");
/// How demonstration sites are made.
pub const BUILT_IN_SITE_RULES: &str = include_str!("../../../../data/sites/generation.json");

/// The shipped holidays in the zone of the shipped cities, for whoever counts without a city.
pub fn built_in_calendar() -> Result<Calendar, AppError> {
    let broken = |problem| AppError::Broken(format!("built-in calendar: {problem}"));
    let zone = Calendar::zone_named(DEFAULT_ZONE).map_err(broken)?;
    Calendar::new(zone, reference::read_holidays(BUILT_IN_HOLIDAYS)?).map_err(broken)
}
