//! One thing that was done to a case, sealed with the hash of what was done before.

use super::{Action, Case, State};
pub use crate::sealing::{ActorStamp, Hash, NO_HASH, canonical_json, from_hex, hex};
use crate::sealing::{Entry, Verb, chained};

/// An event of a case. Moments in its particulars are microseconds UTC, hashes hexadecimal.
pub type Event = Entry<Action, State>;

impl Verb for Action {
    const ENCODING: &'static [u8] = b"changxiao case event 1";
}

chained!(Case, Action, State);
