//! Proves that nobody changed, removed or slipped in an event afterwards.

use super::{Action, Case, Event, Hash};
pub use crate::sealing::{BreakKind, ChainBreak};
use crate::{
    ids::CaseId,
    sealing::{self, Digest, Verb as _},
};

/// The hash of the last event, when `events` (in the order of their numbers) are one unbroken chain from the report on.
///
/// Errors: the first break. No events at all is a break, because every case has its report. Events that were cut off at the end
/// can only be seen by comparing with the case: [`verify_case`].
pub fn verify_chain(events: &[Event]) -> Result<Hash, ChainBreak> {
    sealing::verify(events)
}

/// The same, and the case must name the last event, its number and the state it led to.
///
/// Errors: the first break.
pub fn verify_case(case: &Case, events: &[Event]) -> Result<Hash, ChainBreak> {
    sealing::verify_chained(case, events)
}

/// One hash over the heads of many cases, for the nightly digest: SHA-256 over `changxiao case heads 1`, then the 16 bytes of each
/// id and the 32 of its head, sorted by id, so that the order of reading does not matter.
pub fn digest_of_heads(heads: impl IntoIterator<Item = (CaseId, Hash)>) -> Hash {
    let mut heads: Vec<_> = heads.into_iter().collect();
    heads.sort_unstable();
    let mut digest = Digest::begin(Action::HEADS);
    heads.into_iter().for_each(|(case, head)| digest.add(case.0, head));
    digest.finish()
}
