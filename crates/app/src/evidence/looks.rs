//! Who has looked at which recording a moment ago. A player asks for it piece by piece; that is one look, and one line of the trace.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use changxiao_domain::{
    ids::{CityId, PersonId, PostId},
    time::{Instant, MINUTE},
};

/// For so long the pieces of a recording are one look.
const ONE_LOOK: i64 = 10 * MINUTE;
const MOST: usize = 10_000;

/// Whose look: the person in a post, and the number of the item.
pub type Look = (CityId, PersonId, PostId, i64);

#[derive(Default)]
pub struct Looks {
    begun: Mutex<HashMap<Look, Instant>>,
}

impl Looks {
    /// Whether this one has not begun yet, or is over.
    pub fn is_new(&self, look: Look, now: Instant) -> bool {
        let begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        begun.get(&look).is_none_or(|at| *at > now || at.plus_micros(ONE_LOOK) <= now)
    }

    /// It begins, and stands in the trace.
    pub fn begin(&self, look: Look, now: Instant) {
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        if begun.len() >= MOST {
            begun.retain(|_, at| at.plus_micros(ONE_LOOK) > now);
            // Whatever is forgotten is written a second time, never left out.
            if begun.len() >= MOST {
                begun.clear();
            }
        }
        begun.insert(look, now);
    }
}
