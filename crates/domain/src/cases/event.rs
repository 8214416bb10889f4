//! One thing that was done to a case, sealed with the hash of what was done before.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Action, State};
pub use crate::sealing::{ActorStamp, Hash, NO_HASH, canonical_json, from_hex, hex};
use crate::{
    ids::{CaseId, CityId},
    sealing::{Link, Sealed},
    time::Instant,
};

/// The first field of what is hashed. A new encoding gets a new number, and old events keep theirs.
const ENCODING: &[u8] = b"changxiao case event 1";

/// An event. `seq` counts from 1 inside its case and is the version of the case after it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub city: CityId,
    pub case: CaseId,
    pub seq: i64,
    pub action: Action,
    /// `None` for the report that brought the case into being.
    pub from: Option<State>,
    pub to: State,
    pub at: Instant,
    pub actor: ActorStamp,
    /// What this action carries and changed. Integers, texts, booleans, lists and objects only; moments are microseconds UTC,
    /// hashes hexadecimal. Stored as [`canonical_json`], so that reading it back gives the same hash.
    pub particulars: Value,
    pub prev_hash: Hash,
    pub hash: Hash,
}

impl Event {
    /// Chains this event to the one before it and gives its hash, which is the new head of the case.
    pub fn seal(&mut self, prev_hash: Hash) -> Hash {
        self.prev_hash = prev_hash;
        self.hash = self.computed_hash();
        self.hash
    }

    /// What [`Link::hash`] says, with the words `changxiao case event 1`. `hash` itself is not part of it.
    pub fn computed_hash(&self) -> Hash {
        self.link().hash()
    }
}

impl Sealed for Event {
    fn link(&self) -> Link<'_> {
        Link {
            encoding: ENCODING,
            city: self.city,
            subject: self.case.as_bytes(),
            seq: self.seq,
            action: self.action.code(),
            from: self.from.map(State::code),
            to: self.to.code(),
            at: self.at,
            actor: &self.actor,
            particulars: &self.particulars,
            prev_hash: &self.prev_hash,
        }
    }

    fn hash(&self) -> Hash {
        self.hash
    }
}
