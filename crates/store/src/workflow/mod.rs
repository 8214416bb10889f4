//! What the tables of all procedures have in common: a sealed event in the transaction of every save, chains read back, and saves
//! guarded by the version that was read. Each procedure gives its tables and its own columns.

mod chain;
mod events;
mod stored;

pub use chain::{Chain, Found, Kept};
pub(crate) use chain::{chain, found};
pub use events::{events_of, heads_after};
pub(crate) use events::{record, values};
pub use stored::{Change, Stored, by_id, by_number, insert, number_from_text, number_text, save};
