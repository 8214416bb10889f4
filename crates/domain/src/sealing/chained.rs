//! What stands at the end of a chain of sealed events.

use serde_json::Value;
use uuid::Uuid;

use super::{ActorStamp, ChainBreak, Entry, Hash, Head, NO_HASH, Verb, Word, verify_head};
use crate::{ids::CityId, time::Instant};

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

    /// As people see it: W261121-0041.
    fn number(&self) -> &str;

    fn course(&self) -> Course<Self::State>;

    /// Takes over state, version, head and moment.
    fn follow(&mut self, course: Course<Self::State>);
}

/// [`Chained`] for what keeps its course in fields of the usual names: `chained!(Whistle, Action, State)`.
macro_rules! chained {
    ($subject:ty, $action:ty, $state:ty) => {
        impl $crate::sealing::Chained for $subject {
            type Action = $action;
            type State = $state;

            fn number(&self) -> &str {
                &self.number
            }

            fn course(&self) -> $crate::sealing::Course<$state> {
                let Self { city, state, version, head_hash: head, changed_at: at, .. } = *self;
                $crate::sealing::Course { city, subject: self.id.0, state, version, head, at }
            }

            fn follow(&mut self, course: $crate::sealing::Course<$state>) {
                (self.state, self.version) = (course.state, course.version);
                (self.head_hash, self.changed_at) = (course.head, course.at);
            }
        }
    };
}
pub(crate) use chained;

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
    let Course { city, subject: id, state, version, head, .. } = subject.course();
    let (to, seq, actor) = (state.clone(), version + 1, *actor);
    let event =
        Entry { city, subject: id, seq, action, from, to, at, actor, particulars, prev_hash: head, hash: NO_HASH };
    let event = event.sealed();
    subject.follow(Course { city, subject: id, state, version: seq, head: event.hash, at });
    event
}

/// The head of an unbroken chain that ends where `subject` stands.
///
/// Errors: the first break.
pub fn verify_chained<P: Chained>(subject: &P, events: &[EventOf<P>]) -> Result<Hash, ChainBreak> {
    let Course { city, subject, state, version, head: hash, .. } = subject.course();
    verify_head(&Head { city, subject: subject.as_bytes(), version, state: state.code(), hash }, events)
}
