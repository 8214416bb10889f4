//! Failed tries of the last day, counted before a password is looked at, so that three hundred at once are not three hundred tries.
//! The counts live in this process and are bounded; what an account needs beyond it (the list of locks, a restart) stands with the
//! account in the database.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use changxiao_domain::{
    ids::{CityId, PersonId},
    orgs::{FORGOTTEN_AFTER, Failures, Patience},
    time::{Instant, MINUTE},
};
use sha2::{Digest, Sha256};

/// So many counts are kept at most: about eight megabytes.
pub const MOST: usize = 100_000;

/// So long an address from which a try came while too many waited stays among the strangers: a storm is all newcomers only once, and
/// somebody honest in it is one again at their next attempt but one.
const TOO_MANY_FOR: i64 = 5 * (MINUTE / 60);

/// Whose tries are counted together. What a client chooses itself enters as a hash, so that long logins take no room.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Counted([u8; 16]);

impl Counted {
    /// Whether somebody has this login or not makes no difference.
    pub fn login(city: CityId, login: &str) -> Self {
        Self::of(b"login", city, login.to_lowercase().as_bytes())
    }

    /// An address; of IPv6 the network of a house (/64).
    pub fn address(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => Self::of(b"address", CityId::COUNTRY, &address.octets()),
            IpAddr::V6(address) => Self::of(b"address", CityId::COUNTRY, &address.octets()[..8]),
        }
    }

    /// A person in a browser that this person is known in.
    pub fn device(city: CityId, person: PersonId, device: &[u8; 16]) -> Self {
        Self::of(b"device", city, &[person.as_bytes(), device.as_slice()].concat())
    }

    /// The old password of somebody who is signed in.
    pub fn old_password(city: CityId, person: PersonId) -> Self {
        Self::of(b"old password", city, person.as_bytes())
    }

    /// The codes of a second factor.
    pub fn code(city: CityId, person: PersonId) -> Self {
        Self::of(b"code", city, person.as_bytes())
    }

    /// Codes of printed letters that led to nothing, of an address (IPv6: /64).
    pub fn letter_code(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => Self::of(b"letter code", CityId::COUNTRY, &address.octets()),
            IpAddr::V6(address) => Self::of(b"letter code", CityId::COUNTRY, &address.octets()[..8]),
        }
    }

    fn of(kind: &[u8], city: CityId, what: &[u8]) -> Self {
        let digest = Sha256::new().chain_update(kind).chain_update(city.0.to_be_bytes()).chain_update(what).finalize();
        Self(std::array::from_fn(|place| digest[place]))
    }
}

/// The next try has to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MustWait {
    pub until: Instant,
}

/// What is kept of one key.
#[derive(Clone, Copy)]
struct Kept {
    failures: Failures,
    /// When a try was last sent away unseen because too many waited.
    too_many: Option<Instant>,
}

#[derive(Default)]
pub struct Tries {
    counts: Mutex<HashMap<Counted, Kept>>,
    turned_away: AtomicU64,
}

impl Tries {
    /// Counts a try as failed on all of these, until its success takes it back.
    ///
    /// Errors: one of them has to wait; then nothing is counted, so that waiting ends.
    pub fn count(&self, keys: &[(Counted, Patience)], now: Instant) -> Result<(), MustWait> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let opens_at = |(key, patience): &(Counted, Patience)| patience.opens_at(counts.get(key)?.failures);
        if let Some(until) = keys.iter().filter_map(opens_at).max().filter(|until| now < *until) {
            self.turned_away.fetch_add(1, Ordering::Relaxed);
            return Err(MustWait { until });
        }
        for (key, _) in keys {
            make_room(&mut counts, now);
            let before = counts.get(key).copied();
            let failures = Patience::after(before.map(|kept| kept.failures), now);
            counts.insert(*key, Kept { failures, too_many: before.and_then(|kept| kept.too_many) });
        }
        Ok(())
    }

    /// Whether somebody who comes from here waits among the strangers: a try has failed within the last day, or was one too many just now.
    pub fn is_strange(&self, key: Counted, now: Instant) -> bool {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.get(&key).is_some_and(|Kept { failures, too_many }| {
            let failed = failures.count > 0 && now.since(failures.last) < FORGOTTEN_AFTER;
            failed || too_many.is_some_and(|then| now.since(then) < TOO_MANY_FOR)
        })
    }

    /// A success: nothing is held against it any more.
    pub fn forgive(&self, key: Counted) {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
    }

    /// Takes one try back, as where a success says nothing of those before it: somebody who guesses for others may have an account.
    pub fn take_back(&self, key: Counted) {
        self.change(key, |kept| kept.failures.count = kept.failures.count.saturating_sub(1));
    }

    /// Takes one try back that nobody looked at because too many waited: it was no guess. The seconds among the strangers begin with the
    /// first of them, so that they end for somebody who tries on.
    pub fn one_too_many(&self, key: Counted, now: Instant) {
        self.take_back(key);
        self.change(key, |kept| {
            let began = kept.too_many.filter(|then| now.since(*then) < TOO_MANY_FOR);
            kept.too_many = Some(began.unwrap_or(now));
        });
    }

    fn change(&self, key: Counted, change: impl FnOnce(&mut Kept)) {
        if let Some(kept) = self.counts.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&key) {
            change(kept);
        }
    }

    /// How many were turned away unseen since this was asked last.
    pub fn turned_away(&self) -> u64 {
        self.turned_away.swap(0, Ordering::Relaxed)
    }

    /// How many counts are kept now.
    pub fn len(&self) -> usize {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Forgets what is old; where that is not enough, the smaller half: whoever tries a hundred thousand names does not wash away the
/// count of the one that is under attack.
fn make_room(counts: &mut HashMap<Counted, Kept>, now: Instant) {
    if counts.len() < MOST {
        return;
    }
    counts.retain(|_, kept| now.since(kept.failures.last) < FORGOTTEN_AFTER);
    if counts.len() < MOST {
        return;
    }
    let weight = |kept: &Kept| (kept.failures.count, kept.failures.last);
    let mut order: Vec<(u32, Instant)> = counts.values().map(weight).collect();
    let (_, middle, _) = order.select_nth_unstable(MOST / 2);
    let middle = *middle;
    counts.retain(|_, kept| weight(kept) > middle);
}

#[cfg(test)]
mod tests {
    use super::*;

    const CITY: CityId = CityId(3506);
    const PATIENCE: Patience = Patience { free: 5, first: MINUTE, most: 15 * MINUTE };

    #[test]
    fn three_hundred_at_once_are_five_tries() {
        let tries = Tries::default();
        let key = Counted::login(CITY, "handler");
        let looked_at = (0..300).filter(|_| tries.count(&[(key, PATIENCE)], Instant(0)).is_ok()).count();
        assert_eq!((looked_at, tries.turned_away()), (5, 295));
        assert!(
            tries.is_strange(key, Instant(MINUTE)) && !tries.is_strange(Counted::login(CITY, "head"), Instant(MINUTE))
        );
        assert!(!tries.is_strange(key, Instant(25 * 60 * MINUTE)), "after a day it is forgotten");
        // One more after a minute, then after two.
        assert!(tries.count(&[(key, PATIENCE)], Instant(MINUTE)).is_ok());
        assert_eq!(tries.count(&[(key, PATIENCE)], Instant(2 * MINUTE)), Err(MustWait { until: Instant(3 * MINUTE) }));
        tries.forgive(key);
        assert!(tries.count(&[(key, PATIENCE)], Instant(2 * MINUTE)).is_ok());
    }

    #[test]
    fn one_too_many_is_no_failure_and_waits_among_strangers_for_seconds_only() {
        let tries = Tries::default();
        let (login, address) = (Counted::login(CITY, "head"), Counted::address(IpAddr::from([10, 0, 0, 1])));
        for second in 0..20 {
            let now = Instant(second * 6 * MINUTE / 60);
            assert!(!tries.is_strange(address, now), "a newcomer at second {}", second * 6);
            assert!(tries.count(&[(login, PATIENCE), (address, PATIENCE)], now).is_ok(), "none of these was looked at");
            for key in [login, address] {
                tries.one_too_many(key, now);
            }
            let soon = now.plus_micros(4 * MINUTE / 60);
            assert!(tries.is_strange(address, soon));
            tries.one_too_many(address, soon);
            assert!(!tries.is_strange(address, now.plus_micros(6 * MINUTE / 60)), "trying on makes it no longer");
        }
        // What was held against it before stays.
        for _ in 0..4 {
            let _ = tries.count(&[(login, PATIENCE)], Instant(10 * MINUTE));
        }
        tries.one_too_many(login, Instant(10 * MINUTE));
        assert!(tries.is_strange(login, Instant(11 * MINUTE)), "three failures are left");
    }

    #[test]
    fn a_flood_of_names_takes_no_more_room_and_washes_no_attack_away() {
        let tries = Tries::default();
        let attacked = Counted::login(CITY, "attacked");
        for _ in 0..5 {
            assert!(tries.count(&[(attacked, PATIENCE)], Instant(0)).is_ok());
        }
        for name in 0..2 * MOST {
            let _ = tries.count(&[(Counted::login(CITY, &name.to_string()), PATIENCE)], Instant(1));
        }
        assert!(tries.len() <= MOST, "{} counts", tries.len());
        assert!(tries.count(&[(attacked, PATIENCE)], Instant(2)).is_err());
    }
}
