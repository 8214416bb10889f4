//! Which supervision (督办) it is.

use changxiao_domain::cases::SupervisionKind;
use changxiao_words::say;

use crate::AppError;

/// Errors: an unknown kind.
pub fn read_kind(kind: &str) -> Result<SupervisionKind, AppError> {
    SupervisionKind::parse(kind).ok_or_else(|| AppError::field("kind", say!(cases_choose_kind_supervision)))
}
