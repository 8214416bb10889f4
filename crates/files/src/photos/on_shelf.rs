//! What a look at the shelf finds.

use std::time::SystemTime;

use changxiao_domain::time::Instant;

use super::ContentHash;

/// An original on the shelf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnShelf {
    pub hash: ContentHash,
    /// In bytes.
    pub size: u64,
    /// When it was placed, or last found there by a request that brought the same.
    pub(super) written: SystemTime,
}

impl OnShelf {
    pub fn is_older_than(&self, limit: Instant) -> bool {
        let limit = std::time::Duration::from_micros(u64::try_from(limit.micros()).unwrap_or(0));
        self.written < SystemTime::UNIX_EPOCH + limit
    }
}
