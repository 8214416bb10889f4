//! A city and what ships with the product for it.

pub mod found;

/// The category list that a city starts with.
pub const BUILT_IN_CATEGORIES: &str = include_str!("../../../../data/categories/builtin.json");
/// The score scheme that a city starts with.
pub const BUILT_IN_SCHEME: &str = include_str!("../../../../data/schemes/changxiao-2026.json");
