//! How often this process has waited for the disk to keep a commit, and how long altogether.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

static COUNT: AtomicU64 = AtomicU64::new(0);
static MICROS: AtomicU64 = AtomicU64::new(0);

pub(super) fn waited(long: Duration) {
    COUNT.fetch_add(1, Ordering::Relaxed);
    MICROS.fetch_add(u64::try_from(long.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
}

/// Commits since the start, and the microseconds for which their callers waited.
pub fn waits() -> (u64, u64) {
    (COUNT.load(Ordering::Relaxed), MICROS.load(Ordering::Relaxed))
}
