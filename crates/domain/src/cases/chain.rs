//! Proves that nobody changed, removed or slipped in an event afterwards.

use super::{Case, Event, Hash};
use crate::sealing;
pub use crate::sealing::{BreakKind, ChainBreak};

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
