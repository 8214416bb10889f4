//! 素材库, the evidence store: a fact is entered once and used by many. A file is kept once under the hash of its content, with its
//! caption and what it tells of; cases, inspections and several campaigns use it. Content that is there already is never asked for a
//! second time, and what something uses is not removed.

mod found;
mod item;
mod kind;
mod proof;
mod removal;
mod tags;
mod used;

pub use found::{Held, Offer, offer, searched_texts};
pub use item::{Fault, Item, MOST_TAGS, Press, TEXT_CHARS};
pub use kind::{Kind, Media};
pub use proof::{NoProof, ProofRule};
pub use removal::{InUse, may_remove};
pub use tags::{CaptionRule, RecordingRule, Tag, TagFault, TagSet};
pub use used::{Use, UsedBy};
