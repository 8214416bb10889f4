//! What an objection (异议) is about.

use changxiao_domain::cases::ObjectionKind;
use changxiao_words::say;

use crate::AppError;

/// Errors: an unknown kind.
pub fn read_kind(kind: &str) -> Result<ObjectionKind, AppError> {
    ObjectionKind::parse(kind).ok_or_else(|| AppError::field("kind", say!(cases_choose_what_objected)))
}
