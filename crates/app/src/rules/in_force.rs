//! The document that is in force: what ships, with what the city set in its place.

use std::collections::BTreeMap;

use changxiao_domain::rules::{RuleSet, renewed};
use changxiao_store::cities::Setting;
use serde_json::Value;

use crate::AppError;

/// What ships with the product.
pub const fn built_in(set: RuleSet) -> &'static str {
    match set {
        RuleSet::Ladder => include_str!("../../../../data/escalation/default.json"),
        RuleSet::Notices => include_str!("../../../../data/notices/default.json"),
        RuleSet::Recurrence => include_str!("../../../../data/recurrence/default.json"),
        RuleSet::WhistleTiers => include_str!("../../../../data/whistles/tiers.json"),
        RuleSet::Indicators => include_str!("../../../../data/indicators/default.json"),
        RuleSet::Jobs => include_str!("../../../../data/jobs/default.json"),
        RuleSet::Letters => include_str!("../../../../data/letters/default.json"),
    }
}

/// The document that is in force in the city: what ships, with what the city set in its place.
///
/// Errors: a stored document cannot be read, which its saving rules out.
pub fn in_force(settings: &BTreeMap<String, Setting>, set: RuleSet) -> Result<Value, AppError> {
    let shipped = read(built_in(set))?;
    match settings.get(set.code()) {
        Some(setting) => Ok(renewed(&shipped, &read(&setting.document)?)),
        None => Ok(shipped),
    }
}

pub(super) fn read(text: &str) -> Result<Value, AppError> {
    serde_json::from_str(text).map_err(|problem| AppError::Broken(format!("rules: {problem}")))
}
