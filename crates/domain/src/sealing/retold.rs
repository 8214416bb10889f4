//! A subject told again by its events alone, so that a column that was changed behind their back is seen.

use std::str::FromStr;

use serde_json::Value;

use super::{Chained, Course, Entry, EventOf, Verb, Word};
use crate::time::Instant;

/// What can be told again. What no event keeps is taken from `stands`, the subject as it is stored.
pub trait Retold: Chained + Clone {
    /// As its first event brings it into being; where it stands follows from the events.
    ///
    /// Errors: the event does not keep what it should.
    fn begun(first: &EventOf<Self>, stands: &Self) -> Result<Self, NotTold>;

    /// What one event changes beside where the subject stands; the first one is taken, too.
    ///
    /// Errors: as above.
    fn take(&mut self, event: &EventOf<Self>, stands: &Self) -> Result<(), NotTold>;

    /// The subject as its events make it, one after the other.
    ///
    /// Errors: the first event that does not keep what it should.
    fn retold(events: &[EventOf<Self>], stands: &Self) -> Result<Self, NotTold> {
        let Some(first) = events.first() else { return Ok(stands.clone()) };
        let mut subject = Self::begun(first, stands)?;
        for event in events {
            let Entry { city, subject: id, to, seq, hash, at, .. } = event;
            let state = to.clone();
            subject.follow(Course { city: *city, subject: *id, state, version: *seq, head: *hash, at: *at });
            subject.take(event, stands)?;
        }
        Ok(subject)
    }
}

/// An event lacks something that the subject follows from.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("event {seq} does not keep “{key}”")]
pub struct NotTold {
    pub seq: i64,
    pub key: &'static str,
}

/// What one event keeps, read value by value.
#[derive(Clone, Copy)]
pub(crate) struct Particulars<'a> {
    seq: i64,
    kept: &'a Value,
}

impl<'a> Particulars<'a> {
    pub fn by<A: Verb, S: Word>(event: &'a Entry<A, S>) -> Self {
        Self { seq: event.seq, kept: &event.particulars }
    }

    /// What lies under `key`, read in its turn.
    pub fn inside(self, key: &'static str) -> Self {
        Self { kept: &self.kept[key], ..self }
    }

    pub const fn lacks(self, key: &'static str) -> NotTold {
        NotTold { seq: self.seq, key }
    }

    pub fn has(self, key: &str) -> bool {
        !self.kept[key].is_null()
    }

    pub fn text(self, key: &'static str) -> Result<String, NotTold> {
        self.maybe_text(key).ok_or(self.lacks(key))
    }

    pub fn maybe_text(self, key: &str) -> Option<String> {
        self.kept[key].as_str().map(str::to_owned)
    }

    pub fn number(self, key: &'static str) -> Result<i64, NotTold> {
        self.kept[key].as_i64().ok_or(self.lacks(key))
    }

    pub fn flag(self, key: &'static str) -> Result<bool, NotTold> {
        self.kept[key].as_bool().ok_or(self.lacks(key))
    }

    pub fn moment(self, key: &'static str) -> Result<Instant, NotTold> {
        self.number(key).map(Instant)
    }

    /// `None` where it is not kept, or kept as missing.
    pub fn maybe_moment(self, key: &str) -> Option<Instant> {
        self.kept[key].as_i64().map(Instant)
    }

    /// A code, an id or a day from its text.
    pub fn read<T>(self, key: &'static str, read: impl Fn(&str) -> Option<T>) -> Result<T, NotTold> {
        self.kept[key].as_str().and_then(read).ok_or(self.lacks(key))
    }

    /// The same for what may be missing.
    ///
    /// Errors: it is there and cannot be read.
    pub fn maybe<T>(self, key: &'static str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, NotTold> {
        if self.has(key) { self.read(key, parse).map(Some) } else { Ok(None) }
    }

    pub fn id<T: FromStr>(self, key: &'static str) -> Result<T, NotTold> {
        self.read(key, |text| text.parse().ok())
    }

    pub fn maybe_id<T: FromStr>(self, key: &'static str) -> Result<Option<T>, NotTold> {
        self.maybe(key, |text| text.parse().ok())
    }

    /// Whether a handover went to this unit.
    pub fn names(self, unit: crate::ids::UnitId) -> bool {
        self.kept["to"].as_str() == Some(unit.to_string().as_str())
    }

    /// A list of texts, each read; empty where there is none.
    pub fn list<T>(self, key: &'static str, read: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, NotTold> {
        let Some(items) = self.kept[key].as_array() else { return Ok(Vec::new()) };
        items.iter().map(|item| item.as_str().and_then(&read).ok_or(self.lacks(key))).collect()
    }

    /// A list of objects, each read in its turn; empty where there is none.
    pub fn each(self, key: &str) -> impl Iterator<Item = Self> {
        self.kept[key].as_array().into_iter().flatten().map(move |kept| Self { kept, ..self })
    }
}
