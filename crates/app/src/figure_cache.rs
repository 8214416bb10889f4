//! Figures of cities that cost more than a page may, kept in this process until something in the city changes them: periods of
//! scores and indicators, the first page, what waits for posts, the counts around lists, shared views. Nothing is lost with it:
//! all of it can be taken again from the database.
//!
//! A key says what the figure is and when it ends: `waiting:…` ends with every report, what begins with `period:` or `slow:` may be
//! shown old while it is taken anew, all else ends with every change of a case.

use std::{
    any::Any,
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use changxiao_domain::{ids::CityId, time::Instant};
use changxiao_store::nodes::Counts;

/// For so long (microseconds) a figure is shown although another process may have added to it without telling; the page says as of when.
const KEPT: i64 = 60_000_000;
/// More than this is swept: counts of posts that nobody asks for any more.
const MOST: usize = 2_000;

struct Figure {
    at: Instant,
    /// How often the city had been forgotten when the work began: what was read before a change is not taken for fresh after it.
    generation: u64,
    what: Arc<dyn Any + Send + Sync>,
}

#[derive(Default)]
struct Shelf {
    kept: HashMap<(CityId, String), Figure>,
    generations: HashMap<CityId, u64>,
    /// How often anything about cases changed, reports included.
    changes: HashMap<CityId, u64>,
    /// What changed on this server, for the others.
    counts: HashMap<CityId, Counts>,
    /// Figures that a task is taking anew.
    under_way: HashSet<(CityId, String)>,
}

/// The figures that are kept; one for all cities of the process.
#[derive(Default)]
pub struct FigureCache {
    shelf: Mutex<Shelf>,
    /// One computation of scores at a time; whoever comes second finds it done.
    pub(crate) computing: tokio::sync::Mutex<()>,
    /// The same for the counts of the first page.
    pub(crate) counting: tokio::sync::Mutex<()>,
}

impl FigureCache {
    /// What is kept under `key`, and when it was taken; nothing once the city has changed or a minute has passed.
    pub fn get<T: Send + Sync + 'static>(&self, city: CityId, key: &str, now: Instant) -> Option<(Instant, Arc<T>)> {
        let shelf = self.shelf();
        let kept = shelf.kept.get(&(city, key.to_owned()))?;
        if kept.generation != shelf.generation(city) || !(0..KEPT).contains(&now.since(kept.at)) {
            return None;
        }
        Some((kept.at, kept.what.clone().downcast::<T>().ok()?))
    }

    /// The same however old it is, for figures that move little: the months of a trend.
    pub fn get_old<T: Send + Sync + 'static>(&self, city: CityId, key: &str) -> Option<(Instant, Arc<T>)> {
        let shelf = self.shelf();
        let kept = shelf.kept.get(&(city, key.to_owned()))?;
        Some((kept.at, kept.what.clone().downcast::<T>().ok()?))
    }

    pub fn put<T: Send + Sync + 'static>(&self, city: CityId, key: &str, now: Instant, what: Arc<T>) {
        let generation = self.generation(city);
        self.put_of(city, key, now, generation, what);
    }

    /// How often the city was forgotten so far. Read it before reading the facts, and hand it to `put_of`.
    pub fn generation(&self, city: CityId) -> u64 {
        self.shelf().generation(city)
    }

    pub fn put_of<T: Send + Sync + 'static>(
        &self,
        city: CityId,
        key: &str,
        now: Instant,
        generation: u64,
        what: Arc<T>,
    ) {
        let mut shelf = self.shelf();
        if shelf.kept.len() > MOST {
            shelf.kept.retain(|_, kept| (0..KEPT).contains(&now.since(kept.at)));
        }
        shelf.kept.insert((city, key.to_owned()), Figure { at: now, generation, what });
    }

    /// A case was reported: what waits for posts has changed, no score has.
    pub fn forget_waiting(&self, city: CityId) {
        self.shelf().counts.entry(city).or_default().reports += 1;
        self.forget_waiting_as_told(city);
    }

    /// The same, on another server.
    pub fn forget_waiting_as_told(&self, city: CityId) {
        let mut shelf = self.shelf();
        *shelf.changes.entry(city).or_default() += 1;
        shelf.kept.retain(|key, _| key.0 != city || !key.1.starts_with("waiting:"));
    }

    /// How often figures changed on this server itself.
    pub fn counts(&self, city: CityId) -> Counts {
        self.shelf().counts.get(&city).copied().unwrap_or_default()
    }

    /// How often anything about cases changed, as far as this server knows.
    pub fn changes(&self, city: CityId) -> u64 {
        self.shelf().changes.get(&city).copied().unwrap_or_default()
    }

    /// Says that a figure is being taken anew; false where somebody else is at it.
    pub fn begin(&self, city: CityId, key: &str) -> bool {
        self.shelf().under_way.insert((city, key.to_owned()))
    }

    pub fn end(&self, city: CityId, key: &str) {
        self.shelf().under_way.remove(&(city, key.to_owned()));
    }

    /// Something was submitted, dispatched, rectified or closed.
    pub fn forget(&self, city: CityId) {
        self.shelf().counts.entry(city).or_default().changes += 1;
        self.forget_as_told(city);
    }

    /// The same, on another server.
    pub fn forget_as_told(&self, city: CityId) {
        let mut shelf = self.shelf();
        *shelf.generations.entry(city).or_default() += 1;
        *shelf.changes.entry(city).or_default() += 1;
        // Counts are cheap to take again; periods stay for whoever may show an old one while a new one is computed.
        shelf.kept.retain(|key, _| key.0 != city || key.1.starts_with("period:") || key.1.starts_with("slow:"));
    }

    fn shelf(&self) -> std::sync::MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelf {
    fn generation(&self, city: CityId) -> u64 {
        self.generations.get(&city).copied().unwrap_or_default()
    }
}
