//! Sessions and tokens that were looked up a moment ago. A page then costs no statement for knowing who asks. What this
//! process changes is forgotten here at once; what another process changes is seen within [`KEPT`].

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
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

type Key = (CityId, [u8; 32]);

#[derive(Default)]
pub struct SessionCache {
    known: Mutex<HashMap<Key, (Instant, Known)>>,
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

    pub fn forget(&self, city: CityId, secret_hash: &[u8; 32]) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(&(city, *secret_hash));
    }

    pub fn forget_person(&self, city: CityId, person: PersonId) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|key, (_, what)| key.0 != city || what.person().id != person);
    }
}
