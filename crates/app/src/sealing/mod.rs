//! The nightly seal over everything that must not change unseen, and the check of all of it.

mod keep;
mod leaves;
mod procedures;
mod rows;
mod seals;
mod shelf;
mod verify_audit;

use changxiao_domain::sealing::SealKey;
use changxiao_files::seals::SealBookError;

use crate::{App, AppError, chance::bytes};

pub use keep::keep;
pub use verify_audit::{Audit, AuditScope, verify_audit};

impl From<SealBookError> for AppError {
    fn from(problem: SealBookError) -> Self {
        AppError::Broken(problem.to_string())
    }
}

/// The key, drawn where nothing was sealed yet.
///
/// Errors: there are seals and no key, so that another one would leave them unproven.
async fn key(app: &App, is_first: bool) -> Result<SealKey, AppError> {
    match app.seals().key().await? {
        Some(key) => Ok(key),
        None if is_first => Ok(app.seals().draw(bytes(app.chance())).await?),
        None => Err(AppError::Broken(format!(
            "{} is missing, with which the seals before were made; put it back from the backup",
            app.seals().key_path().display()
        ))),
    }
}
