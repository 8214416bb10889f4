//! Proves that nobody changed, removed or slipped in an event afterwards.

use super::{Hash, Link, NO_HASH};
use crate::ids::CityId;

/// An event that was sealed.
pub trait Sealed {
    /// What its hash is made of.
    fn link(&self) -> Link<'_>;
    /// The hash that it carries.
    fn hash(&self) -> Hash;
}

/// What the subject of a chain itself says about its last event.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    pub city: CityId,
    pub subject: &'a [u8],
    pub version: i64,
    pub state: &'a str,
    pub hash: Hash,
}

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
    #[error("it belongs to something else")]
    OtherSubject,
    #[error("its content does not give its hash: it was changed after it was sealed")]
    ContentChanged,
    #[error("it does not continue the event before it: that one or this one was replaced")]
    NotChained,
    #[error("it starts from {} but the event before it ended in {}", named(found), named(expected))]
    StateJump { expected: Option<String>, found: Option<String> },
    #[error("it is earlier than the event before it")]
    TimeRunsBack,
    #[error("its subject names another last event, state or version")]
    SubjectDiffers,
}

fn named(state: &Option<String>) -> &str {
    state.as_deref().unwrap_or("nothing")
}

/// The hash of the last event, when `events` (in the order of their numbers) are one unbroken chain from the first on.
///
/// Errors: the first break. No events at all is a break. Events that were cut off at the end can only be seen by comparing with
/// the subject: [`verify_head`].
pub fn verify<E: Sealed>(events: &[E]) -> Result<Hash, ChainBreak> {
    let Some(first) = events.first().map(Sealed::link) else {
        return Err(ChainBreak { seq: 1, what: BreakKind::Missing });
    };
    let mut head = NO_HASH;
    let mut before: Option<Link<'_>> = None;
    for (seq, event) in (1..).zip(events) {
        let broken = |what| Err(ChainBreak { seq, what });
        let link = event.link();
        if (link.city, link.subject) != (first.city, first.subject) {
            return broken(BreakKind::OtherSubject);
        }
        if link.seq > seq {
            return broken(BreakKind::Missing);
        }
        if link.seq < seq {
            return broken(BreakKind::WrongNumber { found: link.seq });
        }
        if link.hash() != event.hash() {
            return broken(BreakKind::ContentChanged);
        }
        if *link.prev_hash != head {
            return broken(BreakKind::NotChained);
        }
        let expected = before.map(|before| before.to);
        if link.from != expected {
            let (expected, found) = (expected.map(str::to_owned), link.from.map(str::to_owned));
            return broken(BreakKind::StateJump { expected, found });
        }
        if before.is_some_and(|before| link.at < before.at) {
            return broken(BreakKind::TimeRunsBack);
        }
        head = event.hash();
        before = Some(link);
    }
    Ok(head)
}

/// The same, and the subject must name the last event, its number and the state it led to.
///
/// Errors: the first break.
pub fn verify_head<E: Sealed>(subject: &Head<'_>, events: &[E]) -> Result<Hash, ChainBreak> {
    let head = verify(events)?;
    // A verified chain has a last event.
    let Some(last) = events.last().map(Sealed::link) else { return Ok(head) };
    if subject.version > last.seq {
        return Err(ChainBreak { seq: last.seq + 1, what: BreakKind::Missing });
    }
    let same = subject.subject == last.subject
        && subject.city == last.city
        && subject.version == last.seq
        && subject.state == last.to
        && subject.hash == head;
    if same { Ok(head) } else { Err(ChainBreak { seq: last.seq, what: BreakKind::SubjectDiffers }) }
}
