//! The limits of turning up, as they ship: dated defaults, each with its source.

use std::sync::OnceLock;

use changxiao_domain::whistles::Tiers;

use crate::{AppError, cities::BUILT_IN_WHISTLE_TIERS};

/// Errors: the shipped table cannot be read, which a test rules out.
pub fn tiers() -> Result<&'static Tiers, AppError> {
    static TIERS: OnceLock<Result<Tiers, String>> = OnceLock::new();
    let read = || Tiers::from_json(BUILT_IN_WHISTLE_TIERS).map_err(|fault| fault.to_string());
    TIERS.get_or_init(read).as_ref().map_err(|fault| AppError::Broken(format!("whistle limits: {fault}")))
}
