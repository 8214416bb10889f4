//! What stands at the end of a chain of sealed events.

use serde_json::Value;
use uuid::Uuid;

use crate::{
    ids::CityId,
    sealing::{ActorStamp, ChainBreak, Entry, Hash, Head, NO_HASH, Verb, Word, verify_head},
    time::Instant,
};

/// Where something stands after its last event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Course<S> {
    pub city: CityId,
    pub subject: Uuid,
    pub state: S,
    /// The number of the last event.
    pub version: i64,
    /// Its hash.
    pub head: Hash,
    /// Its moment.
    pub at: Instant,
}

/// Something that changes by sealed events only.
pub trait Chained {
    type Action: Verb;
    type State: Word;

    fn course(&self) -> Course<Self::State>;

    /// Takes over state, version, head and moment.
    fn follow(&mut self, course: Course<Self::State>);
}

/// One thing that was done to it.
pub type EventOf<P> = Entry<<P as Chained>::Action, <P as Chained>::State>;

/// Makes the sealed event that led from `from` (`None`: into being) to where `subject` stands, and moves version and head along.
pub fn record<P: Chained>(
    subject: &mut P,
    action: P::Action,
    from: Option<P::State>,
    actor: &ActorStamp,
    at: Instant,
    particulars: Value,
) -> EventOf<P> {
    let before = subject.course();
    let event = Entry {
        city: before.city,
        subject: before.subject,
        seq: before.version + 1,
        action,
        from,
        to: before.state.clone(),
        at,
        actor: *actor,
        particulars,
        prev_hash: before.head,
        hash: NO_HASH,
    }
    .sealed();
    subject.follow(Course { version: event.seq, head: event.hash, at, ..before });
    event
}

/// The head of an unbroken chain that ends where `subject` stands.
///
/// Errors: the first break.
pub fn verify<P: Chained>(subject: &P, events: &[EventOf<P>]) -> Result<Hash, ChainBreak> {
    let course = subject.course();
    let head = Head {
        city: course.city,
        subject: course.subject.as_bytes(),
        version: course.version,
        state: course.state.code(),
        hash: course.head,
    };
    verify_head(&head, events)
}
