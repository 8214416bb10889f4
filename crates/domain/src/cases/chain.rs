//! Proves that nobody changed, removed or slipped in an event afterwards.

use sha2::{Digest, Sha256};

use super::{Case, Event, Hash, NO_HASH, State};
use crate::ids::CaseId;

/// The first event at which a chain does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("event {seq}: {what}")]
pub struct ChainBreak {
    /// The sequence number at which the break shows, counted from 1.
    pub seq: i64,
    pub what: BreakKind,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BreakKind {
    #[error("it is missing")]
    Missing,
    #[error("it carries the number {found}")]
    WrongNumber { found: i64 },
    #[error("it belongs to another case")]
    OtherCase,
    #[error("its content does not give its hash: it was changed after it was sealed")]
    ContentChanged,
    #[error("it does not continue the event before it: that one or this one was replaced")]
    NotChained,
    #[error("it starts from {} but the event before it ended in {}", code(found), code(expected))]
    StateJump { expected: Option<State>, found: Option<State> },
    #[error("it is earlier than the event before it")]
    TimeRunsBack,
    #[error("the case itself names another last event, state or version")]
    CaseDiffers,
}

fn code(state: &Option<State>) -> &'static str {
    state.map_or("nothing", State::code)
}

/// The hash of the last event, when `events` (in the order of their numbers) are one unbroken chain from the report on.
///
/// Errors: the first break. No events at all is a break, because every case has its report. Events that were cut off at the end
/// can only be seen by comparing with the case: [`verify_case`].
pub fn verify_chain(events: &[Event]) -> Result<Hash, ChainBreak> {
    let Some(first) = events.first() else {
        return Err(ChainBreak { seq: 1, what: BreakKind::Missing });
    };
    let mut head = NO_HASH;
    let mut before: Option<&Event> = None;
    for (seq, event) in (1..).zip(events) {
        let broken = |what| Err(ChainBreak { seq, what });
        if (event.city, event.case) != (first.city, first.case) {
            return broken(BreakKind::OtherCase);
        }
        if event.seq > seq {
            return broken(BreakKind::Missing);
        }
        if event.seq < seq {
            return broken(BreakKind::WrongNumber { found: event.seq });
        }
        if event.computed_hash() != event.hash {
            return broken(BreakKind::ContentChanged);
        }
        if event.prev_hash != head {
            return broken(BreakKind::NotChained);
        }
        let expected = before.map(|event| event.to);
        if event.from != expected {
            return broken(BreakKind::StateJump { expected, found: event.from });
        }
        if before.is_some_and(|before| event.at < before.at) {
            return broken(BreakKind::TimeRunsBack);
        }
        head = event.hash;
        before = Some(event);
    }
    Ok(head)
}

/// The same, and the case must name the last event, its number and the state it led to.
pub fn verify_case(case: &Case, events: &[Event]) -> Result<Hash, ChainBreak> {
    let head = verify_chain(events)?;
    // A verified chain has a last event.
    let Some(last) = events.last() else { return Ok(head) };
    if case.version > last.seq {
        return Err(ChainBreak { seq: last.seq + 1, what: BreakKind::Missing });
    }
    let same = case.id == last.case
        && case.city == last.city
        && case.version == last.seq
        && case.state == last.to
        && case.head_hash == head;
    if same { Ok(head) } else { Err(ChainBreak { seq: last.seq, what: BreakKind::CaseDiffers }) }
}

/// One hash over the heads of many cases, for the nightly digest: SHA-256 over `changxiao case heads 1`, then the 16 bytes of each
/// id and the 32 of its head, sorted by id, so that the order of reading does not matter.
pub fn digest_of_heads(heads: impl IntoIterator<Item = (CaseId, Hash)>) -> Hash {
    let mut heads: Vec<_> = heads.into_iter().collect();
    heads.sort_unstable();
    let mut hasher = Sha256::new();
    hasher.update(b"changxiao case heads 1");
    for (case, head) in &heads {
        hasher.update(case.as_bytes());
        hasher.update(head);
    }
    hasher.finalize().into()
}
