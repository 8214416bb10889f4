//! Sessions and tokens that were looked up a moment ago. A page then costs no statement for knowing who asks. What this
//! process changes is forgotten here at once; what another server changes is forgotten as it tells (`nodes.rs`).

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use changxiao_domain::{
    ids::{CityId, PersonId},
    time::Instant,
};
use changxiao_store::people::{PersonRow, SessionRow, TokenRow};

/// For so long (microseconds) a looked-up session is believed, should nothing be told of it.
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

/// How often anything of a city was forgotten. Read it before the rows: what was read before a change is not kept after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf(u64);

#[derive(Default)]
pub struct SessionCache {
    known: Mutex<Shelf>,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Shelf {
    known: HashMap<Key, (Instant, Known)>,
    forgotten: HashMap<CityId, u64>,
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
        let shelf = self.shelf();
        let (at, known) = shelf.known.get(&(city, *secret_hash))?;
        (0..KEPT).contains(&now.since(*at)).then(|| known.clone())
    }

    pub fn as_of(&self, city: CityId) -> AsOf {
        AsOf(self.shelf().forgotten.get(&city).copied().unwrap_or_default())
    }

    /// Keeps what was read after `as_of`, unless something was forgotten meanwhile.
    pub fn put(&self, city: CityId, secret_hash: [u8; 32], as_of: AsOf, now: Instant, what: Known) {
        let mut shelf = self.shelf();
        if shelf.forgotten.get(&city).copied().unwrap_or_default() != as_of.0 {
            return;
        }
        if shelf.known.len() >= MOST {
            shelf.known.clear();
        }
        shelf.known.insert((city, secret_hash), (now, what));
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
        self.forgetting(city).known.remove(&(city, *secret_hash));
    }

    pub fn forget_person(&self, city: CityId, person: PersonId) {
        self.forgetting(city).known.retain(|key, (_, what)| key.0 != city || what.person().id != person);
    }

    pub fn forget_city(&self, city: CityId) {
        self.forgetting(city).known.retain(|key, _| key.0 != city);
    }

    fn forgetting(&self, city: CityId) -> MutexGuard<'_, Shelf> {
        let mut shelf = self.shelf();
        *shelf.forgotten.entry(city).or_default() += 1;
        shelf
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use changxiao_domain::ids::TokenId;
    use uuid::Uuid;

    use super::*;

    const CITY: CityId = CityId(3506);

    fn known() -> Known {
        let (person, now) = (PersonId(Uuid::from_u128(1)), Instant(0));
        let person = PersonRow::new(person, "handler", "测试", String::new(), now);
        let token = TokenRow {
            id: TokenId(Uuid::from_u128(2)),
            secret_hash: [1; 32],
            post: changxiao_domain::ids::PostId(Uuid::from_u128(3)),
            name: String::new(),
            scopes: String::new(),
            created_at: now,
            expires_at: now,
            revoked_at: None,
            accepted_at: None,
        };
        Known::Token { token, person: Box::new(person) }
    }

    #[test]
    fn what_was_read_before_a_change_is_not_kept_after_it() {
        let cache = SessionCache::default();
        let before = cache.as_of(CITY);
        cache.forget(CITY, &[1; 32]);
        cache.put(CITY, [1; 32], before, Instant(0), known());
        assert!(cache.get(CITY, &[1; 32], Instant(1)).is_none());
        cache.put(CITY, [1; 32], cache.as_of(CITY), Instant(0), known());
        assert!(cache.get(CITY, &[1; 32], Instant(1)).is_some());
        // Another city's changes are its own.
        cache.forget_city(CityId(3501));
        assert!(cache.get(CITY, &[1; 32], Instant(1)).is_some());
        cache.forget_person(CITY, PersonId(Uuid::from_u128(1)));
        assert!(cache.get(CITY, &[1; 32], Instant(1)).is_none());
    }
}
