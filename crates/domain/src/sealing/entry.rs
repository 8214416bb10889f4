//! The event of a workflow that needs nothing of its own beside its verbs and states.

use serde_json::Value;
use uuid::Uuid;

use super::{ActorStamp, Hash, Link, Sealed};
use crate::{ids::CityId, masking::HoldsTexts, time::Instant};
use changxiao_words::{Coded, Lang, Value as Words};

/// A state or an action: the code that the chain writes, and the words that people read.
pub trait Word: Clone + PartialEq + std::fmt::Debug + Send + Sync {
    fn code(&self) -> &str;

    /// `None` for what is no code of this kind.
    fn parse(code: &str) -> Option<Self>;

    /// What people read.
    fn text(&self) -> Words;

    fn words(&self, lang: Lang) -> String {
        self.text().words(lang)
    }
}

impl<C: Coded> Word for C {
    fn code(&self) -> &str {
        Coded::code(*self)
    }

    fn parse(code: &str) -> Option<Self> {
        Coded::parse(code)
    }

    fn text(&self) -> Words {
        self.key().into()
    }
}

/// An action.
pub trait Verb: Word {
    /// The first field of what is hashed, such as `changxiao whistle event 1`.
    const ENCODING: &'static [u8];
}

/// An event. `seq` counts from 1 inside its subject and is the version of the subject after it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry<A, S> {
    pub city: CityId,
    /// The id of what it belongs to.
    pub subject: Uuid,
    pub seq: i64,
    pub action: A,
    /// `None` for the event that brought the subject into being.
    pub from: Option<S>,
    pub to: S,
    pub at: Instant,
    pub actor: ActorStamp,
    /// Integers, texts, booleans, lists and objects only; stored as [`super::canonical_json`].
    pub particulars: Value,
    pub prev_hash: Hash,
    pub hash: Hash,
}

impl<A: Verb, S: Word> Entry<A, S> {
    /// The same with its hash, which is the new head of the subject.
    pub fn sealed(self) -> Self {
        let hash = self.computed_hash();
        Self { hash, ..self }
    }

    /// Chains this event to the one before it and gives its hash.
    pub fn seal(&mut self, prev_hash: Hash) -> Hash {
        self.prev_hash = prev_hash;
        self.hash = self.computed_hash();
        self.hash
    }

    /// What [`Link::hash`] says; `hash` itself is not part of it.
    pub fn computed_hash(&self) -> Hash {
        self.link().hash()
    }

    /// The code of the state before.
    pub fn from_code(&self) -> Option<&str> {
        self.from.as_ref().map(Word::code)
    }
}

impl<A: Verb, S: Word> Sealed for Entry<A, S> {
    fn link(&self) -> Link<'_> {
        Link {
            encoding: A::ENCODING,
            city: self.city,
            subject: self.subject.as_bytes(),
            seq: self.seq,
            action: self.action.code(),
            from: self.from_code(),
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

/// What is shown of an event; its hash stays that of what was sealed.
impl<A, S> HoldsTexts for Entry<A, S> {
    fn texts(&mut self, each: &mut dyn FnMut(&mut String)) {
        self.particulars.texts(each);
    }
}
