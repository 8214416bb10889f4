//! What directories said of themselves, for as long as it is believed.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use changxiao_domain::{
    orgs::DirectoryRefusal,
    time::{Instant, MINUTE},
};
use openidconnect::core::CoreProviderMetadata;

/// For so long what a directory says of itself is believed; its keys are asked for anew earlier where one is missing.
const KEPT: i64 = 10 * MINUTE;
/// For so long a directory that did not answer, or whose keys were asked for anew, is not asked again.
const RESTS: i64 = MINUTE / 12;

/// What is known of directories, by issuer.
#[derive(Default)]
pub struct Providers {
    known: Mutex<HashMap<String, Known>>,
    /// One asks; the others wait for its answer.
    pub(super) turn: tokio::sync::Mutex<()>,
}

#[derive(Clone)]
pub(super) struct Known {
    pub at: Instant,
    pub found: Result<Arc<CoreProviderMetadata>, DirectoryRefusal>,
}

impl Known {
    fn holds(&self, now: Instant, newer_than: Option<Instant>) -> bool {
        let kept = if self.found.is_ok() && newer_than.is_none() { KEPT } else { RESTS };
        (0..kept).contains(&now.since(self.at)) || newer_than.is_some_and(|than| self.at > than)
    }
}

impl Providers {
    /// Forgets everything, as when another directory is set up.
    pub fn forget(&self) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    pub(super) fn get(&self, issuer: &str, now: Instant, newer_than: Option<Instant>) -> Option<Known> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(issuer)?.clone();
        known.holds(now, newer_than).then_some(known)
    }

    pub(super) fn put(&self, issuer: &str, known: Known) {
        let mut all = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        // A city has one directory; tries of an administrator are no reason to keep hundreds.
        if all.len() >= 16 {
            all.clear();
        }
        all.insert(issuer.to_owned(), known);
    }
}
