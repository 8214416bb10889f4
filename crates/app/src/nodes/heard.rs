//! How far this server has heard of each city.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use changxiao_domain::{ids::CityId, time::Instant};
use changxiao_store::nodes::{Counts, Head};
use tokio::sync::Mutex as Turn;

use crate::chance::{SystemChance, bytes};

/// For so long (microseconds) after a look what is remembered is believed.
const BELIEVED: i64 = 600_000;
/// How often a server says that it is there, in microseconds.
pub const PRESENT_EVERY: i64 = 60_000_000;

/// What this server knows of the others.
#[derive(Default)]
pub struct Nodes {
    /// Nobody else changes anything.
    pub is_alone: bool,
    /// Drawn when it is first needed.
    name: OnceLock<String>,
    /// Fingerprint of this server's keys; none until it serves.
    pub keys: OnceLock<String>,
    cities: Mutex<HashMap<CityId, Arc<Heard>>>,
    /// What this server has told of itself, and when.
    told: Mutex<HashMap<CityId, (Counts, Instant)>>,
}

/// How far this server has heard of one city.
pub struct Heard {
    /// When the last look that was taken in began.
    at: Mutex<Option<Instant>>,
    /// Whoever takes in has this; the others wait and find it done.
    pub turn: Turn<Head>,
    /// Said once, not with every look.
    is_failing: AtomicBool,
}

impl Nodes {
    pub fn alone() -> Self {
        Self { is_alone: true, ..Self::default() }
    }

    /// Tells this server from the others.
    pub fn name(&self) -> &str {
        self.name.get_or_init(|| {
            let drawn: [u8; 8] = bytes(&SystemChance);
            drawn.iter().map(|byte| format!("{byte:02x}")).collect()
        })
    }

    /// Every city that was seen.
    pub fn cities(&self) -> Vec<CityId> {
        let mut all: Vec<CityId> = self.cities.lock().unwrap_or_else(PoisonError::into_inner).keys().copied().collect();
        all.sort_unstable();
        all
    }

    pub fn heard(&self, city: CityId) -> Option<Arc<Heard>> {
        self.cities.lock().unwrap_or_else(PoisonError::into_inner).get(&city).cloned()
    }

    /// The same; begins with what is seen where nothing was heard before.
    pub fn heard_or(&self, seen: Head) -> Arc<Heard> {
        let first = || Heard { at: Mutex::default(), turn: Turn::new(seen), is_failing: AtomicBool::default() };
        let mut cities = self.cities.lock().unwrap_or_else(PoisonError::into_inner);
        cities.entry(seen.city).or_insert_with(|| Arc::new(first())).clone()
    }

    /// Whether the others are to be told: something changed here that they do not know, or a minute has passed.
    pub fn is_due(&self, seen: &Head, counts: Counts, now: Instant) -> bool {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner).get(&seen.city).copied();
        told.is_none_or(|(told, at)| {
            !(0..PRESENT_EVERY).contains(&now.since(at)) || (told != counts && seen.others > 0)
        })
    }

    pub fn told(&self, city: CityId, counts: Counts, now: Instant) {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).insert(city, (counts, now));
    }
}

impl Heard {
    pub fn is_fresh(&self, now: Instant) -> bool {
        let at = *self.at.lock().unwrap_or_else(PoisonError::into_inner);
        at.is_some_and(|at| (0..BELIEVED).contains(&now.since(at)))
    }

    pub fn looked_at(&self, began: Instant) {
        *self.at.lock().unwrap_or_else(PoisonError::into_inner) = Some(began);
    }

    /// Notes how a look went; true where it fails for the first time.
    pub fn begins_to_fail(&self, fails: bool) -> bool {
        !self.is_failing.swap(fails, Ordering::Relaxed) && fails
    }
}
