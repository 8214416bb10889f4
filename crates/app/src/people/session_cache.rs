//! Sessions and tokens that were looked up a moment ago. A page then costs no statement for knowing who asks. What this
//! process changes is forgotten here at once; what another process changes is seen within [`KEPT`].

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use changxiao_domain::{
    ids::{CityId, PersonId},
    time::Instant,
};
use changxiao_store::people::{PersonRow, SessionRow, TokenRow};

/// For so long (microseconds) a looked-up session is believed.
const KEPT: i64 = 5_000_000;
const MOST: usize = 20_000;

/// What stands behind a secret.
#[derive(Clone)]
pub enum Known {
    Session { session: SessionRow, person: Box<PersonRow> },
    Token { token: TokenRow, person: Box<PersonRow> },
}

impl Known {
    pub fn person(&self) -> &PersonRow {
        match self {
            Known::Session { person, .. } | Known::Token { person, .. } => person,
        }
    }
}

/// A session: its city and the hash of its secret.
pub type Key = (CityId, [u8; 32]);

#[derive(Default)]
pub struct SessionCache {
    known: Mutex<HashMap<Key, (Instant, Known)>>,
    seen: Mutex<Seen>,
}

/// When sessions were last used, as far as that is not written down yet.
#[derive(Default)]
struct Seen {
    waiting: HashMap<Key, Instant>,
    /// What a write has in hand; it counts until the write has ended.
    in_hand: HashMap<Key, Instant>,
    is_writing: bool,
}

impl SessionCache {
    pub fn get(&self, city: CityId, secret_hash: &[u8; 32], now: Instant) -> Option<Known> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, known) = known.get(&(city, *secret_hash))?;
        (0..KEPT).contains(&now.since(*at)).then(|| known.clone())
    }

    pub fn put(&self, city: CityId, secret_hash: [u8; 32], now: Instant, what: Known) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert((city, secret_hash), (now, what));
    }

    /// Notes that a session is used now. True: nobody is writing such notes down, so that the caller has to see to it.
    pub fn saw(&self, city: CityId, secret_hash: [u8; 32], now: Instant) -> bool {
        let mut seen = self.seen();
        seen.waiting.insert((city, secret_hash), now);
        !std::mem::replace(&mut seen.is_writing, true)
    }

    /// When it was last used, where that is not written down yet.
    pub fn last_seen(&self, city: CityId, secret_hash: &[u8; 32]) -> Option<Instant> {
        let seen = self.seen();
        let key = (city, *secret_hash);
        seen.waiting.get(&key).or_else(|| seen.in_hand.get(&key)).copied()
    }

    /// What is to be written down next; none when all is, and then the writer's task is done.
    pub fn take_seen(&self) -> Vec<(Key, Instant)> {
        let mut seen = self.seen();
        seen.in_hand = std::mem::take(&mut seen.waiting);
        seen.is_writing = !seen.in_hand.is_empty();
        seen.in_hand.iter().map(|(key, at)| (*key, *at)).collect()
    }

    /// What could not be written down waits again, unless it was seen anew; the writer's task is done.
    pub fn give_back_seen(&self, unwritten: Vec<(Key, Instant)>) {
        let mut seen = self.seen();
        for (key, at) in unwritten {
            seen.waiting.entry(key).or_insert(at);
        }
        seen.in_hand.clear();
        seen.is_writing = false;
    }

    /// Makes the caller the one who writes; false where somebody does already.
    pub fn begin_writing(&self) -> bool {
        !std::mem::replace(&mut self.seen().is_writing, true)
    }

    /// Whether everything that was seen is written down.
    pub fn is_seen_written(&self) -> bool {
        let seen = self.seen();
        seen.waiting.is_empty() && seen.in_hand.is_empty()
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn forget(&self, city: CityId, secret_hash: &[u8; 32]) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(&(city, *secret_hash));
    }

    pub fn forget_person(&self, city: CityId, person: PersonId) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|key, (_, what)| key.0 != city || what.person().id != person);
    }
}
