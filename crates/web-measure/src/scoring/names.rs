//! Words of addresses.

use changxiao_app::AppError;
use changxiao_domain::scoring::Period;

/// 2026-10 from an address. Errors: not found, for what is no period.
pub fn read_period(text: &str) -> Result<Period, AppError> {
    text.parse().map_err(|_| AppError::NotFound("period"))
}
