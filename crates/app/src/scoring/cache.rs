//! Computed periods, kept until something in the city changes them.

use std::{
    any::Any,
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use changxiao_domain::{ids::CityId, time::Instant};

/// For so long (microseconds) a computed period is shown although another process may have added to it; the page says as of when.
const KEPT: i64 = 60_000_000;

type Kept = (Instant, Arc<dyn Any + Send + Sync>);

#[derive(Default)]
pub struct ScoreCache {
    kept: Mutex<HashMap<(CityId, String), Kept>>,
}

impl ScoreCache {
    /// What was computed for `key` (a period such as `2026-10`), and when.
    pub fn get<T: Send + Sync + 'static>(&self, city: CityId, key: &str, now: Instant) -> Option<(Instant, Arc<T>)> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, what) = kept.get(&(city, key.to_owned()))?;
        if !(0..KEPT).contains(&now.since(*at)) {
            return None;
        }
        Some((*at, what.clone().downcast::<T>().ok()?))
    }

    pub fn put<T: Send + Sync + 'static>(&self, city: CityId, key: &str, now: Instant, what: Arc<T>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() > 100 {
            kept.clear();
        }
        kept.insert((city, key.to_owned()), (now, what));
    }

    /// A case was reported: what waits for posts has changed, no score has.
    pub fn forget_waiting(&self, city: CityId) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|key, _| key.0 != city || !key.1.starts_with("waiting:"));
    }

    /// Something was submitted, dispatched, rectified or closed.
    pub fn forget(&self, city: CityId) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).retain(|key, _| key.0 != city);
    }
}
