//! How long the next try has to wait after failed ones.

use crate::time::{HOUR, Instant};

/// A count is forgotten after so long without a failure.
pub const FORGOTTEN_AFTER: i64 = 24 * HOUR;

/// Failures in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failures {
    pub count: u32,
    pub last: Instant,
}

/// How failures are borne: so many for nothing, then each has a wait behind it that is twice the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    pub free: u32,
    /// The first wait, in microseconds.
    pub first: i64,
    /// The longest one.
    pub most: i64,
}

impl Patience {
    /// From when on the next try is looked at; `None` while nothing has to be waited for.
    pub fn opens_at(self, failures: Failures) -> Option<Instant> {
        let beyond = failures.count.checked_sub(self.free)?;
        let doubled = 1_i64.checked_shl(beyond.min(62)).unwrap_or(i64::MAX);
        Some(failures.last.plus_micros(self.first.saturating_mul(doubled).min(self.most)))
    }

    /// The count with one more failure.
    pub fn after(failures: Option<Failures>, now: Instant) -> Failures {
        let count = failures.filter(|before| now.since(before.last) < FORGOTTEN_AFTER).map_or(0, |before| before.count);
        Failures { count: count.saturating_add(1), last: now }
    }
}
