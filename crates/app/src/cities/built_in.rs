//! What ships with the product for every city.

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
/// The units that cities usually have.
pub const BUILT_IN_PATTERN: &str = include_str!("../../../../data/units/pattern.json");
/// How demonstration sites are made.
pub const BUILT_IN_SITE_RULES: &str = include_str!("../../../../data/sites/generation.json");
/// The campaigns that evidence is marked with.
pub const BUILT_IN_CAMPAIGNS: &str = include_str!("../../../../data/evidence/tags.json");
