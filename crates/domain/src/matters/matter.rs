//! A matter as it stands after its last event.

use std::collections::BTreeMap;

use changxiao_words::coded;
use serde_json::Value;

use super::{Code, LoadedDocument, State, StateRow, Table, Turn, copies};
use crate::{
    calendar::{DueStatus, lamp},
    holds_texts,
    ids::{CityId, MatterId, PersonId, PostId, UnitId},
    masking::HoldsTexts,
    sealing::Hash,
    time::{Day, Instant},
};

/// The most parts of one matter: more than any city has communities.
pub const MOST_PARTS: usize = 10_000;

/// Before the turn of what is a to-do only once its lamp is yellow.
pub const LATER: &str = "later:";

coded! {
    /// What of a matter it is.
    pub enum Level {
        Whole = "whole", matters_one;
        /// What one of many has to do.
        Part = "part", matters_level_part;
        /// 传阅件: to be read.
        Copy = "copy", matters_level_copy;
    }
}

/// What was entered, by the names of the fields. Texts are texts; numbers, fen, thousandths and moments (microseconds UTC) are integers;
/// days and ids are texts; a table is a list of objects with a text for each column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Values(pub BTreeMap<Code, Value>);

impl Values {
    pub fn get(&self, field: Code) -> Option<&Value> {
        self.0.get(&field).filter(|value| !is_nothing(value))
    }

    /// The day in a field, where one stands there.
    pub fn day(&self, field: Code) -> Option<Day> {
        self.get(field)?.as_str()?.parse().ok()
    }

    /// As JSON, for events and rows.
    pub fn to_json(&self) -> Value {
        self.0.iter().map(|(name, value)| (name.to_string(), value.clone())).collect::<serde_json::Map<_, _>>().into()
    }

    /// `None` for what is no object of named values.
    pub fn from_json(value: &Value) -> Option<Self> {
        let named = |(name, value): (&String, &Value)| Some((Code::parse(name)?, value.clone()));
        value.as_object()?.iter().map(named).collect::<Option<_>>().map(Self)
    }

    /// What is entered takes the place of what was there; nothing takes it away.
    pub fn take(&mut self, entered: &Values) {
        for (name, value) in &entered.0 {
            match is_nothing(value) {
                true => drop(self.0.remove(name)),
                false => drop(self.0.insert(*name, value.clone())),
            }
        }
    }
}

fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.as_str() == Some("") || value.as_array().is_some_and(Vec::is_empty)
}

impl HoldsTexts for Values {
    fn texts(&mut self, each: &mut dyn FnMut(&mut String)) {
        self.0.values_mut().for_each(|value| value.texts(each));
    }
}

/// What stands around it when it is read. No event tells it, and nothing of it is saved with the matter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Around {
    /// Of a whole: how many of its parts stand in which state; copies are none.
    pub parts: Vec<(Code, i64)>,
    /// How many of them are open.
    pub open_parts: i64,
    /// Of a part: the same of those that stand before it.
    pub earlier: Vec<(Code, i64)>,
    /// Of a part or copy: its whole is over.
    pub whole_is_over: bool,
    /// Of a part or copy: where its whole stands.
    pub whole_state: Option<Code>,
    /// Of a part that is decided by it: what was entered into its whole.
    pub whole: Option<Values>,
    /// How many matters came out of it (下级事项), and how many of them are open; counted where its flow asks.
    pub children: i64,
    pub open_children: i64,
    /// The lines of its table that have become one, from 1.
    pub lines: Vec<i64>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Matter {
    pub id: MatterId,
    pub city: CityId,
    pub number: String,
    /// The document that it began with.
    pub kept: &'static LoadedDocument,
    pub level: Level,
    /// What it is a part or a copy of; of a whole, what it came out of.
    pub parent: Option<MatterId>,
    /// Its place among its siblings, from 1; of a whole, the line out of which it came, or 0.
    pub position: i64,
    pub state: State,
    pub title: String,
    /// The unit that began it, or that issued the whole.
    pub beginner: UnitId,
    /// The unit that has it.
    pub holder: UnitId,
    /// Padded code of the division it is about.
    pub division: i64,
    pub began_by: PersonId,
    pub values: Values,
    /// When it came into its state.
    pub since: Instant,
    pub near_at: Option<Instant>,
    pub due_at: Option<Instant>,
    pub begun_at: Instant,
    pub ended_at: Option<Instant>,
    pub reminders: i64,
    pub around: Around,
    pub version: i64,
    pub head_hash: Hash,
    pub changed_at: Instant,
}

impl Matter {
    pub fn table(&self) -> &'static Table {
        match self.level {
            Level::Whole => self.kept.whole(),
            Level::Part => self.kept.part().unwrap_or_else(copies),
            Level::Copy => copies(),
        }
    }

    /// With the words that its document gives to its state.
    #[must_use]
    pub fn worded(self) -> Self {
        Self { state: self.table().state(self.state.code), ..self }
    }

    pub fn is_open(&self) -> bool {
        self.ended_at.is_none()
    }

    /// What the document says of its state; `None` where it lapsed.
    pub fn standing(&self) -> Option<&'static StateRow> {
        self.table().flow.state(self.state.code)
    }

    /// The last day of what is over by itself after a day of its own: a rule that is in force until then.
    pub fn last_day(&self) -> Option<Day> {
        self.standing().filter(|_| self.is_open())?.ends_on.and_then(|name| self.values.day(name))
    }

    /// Whose turn it is; nobody's once it is over.
    pub fn turn(&self) -> Option<Turn> {
        self.standing().and_then(|state| state.turn).filter(|_| self.is_open())
    }

    /// The same as one word for an index: the id of a unit or of a post, or the code of a role; behind [`LATER`] where it waits for its lamp.
    pub fn turn_of(&self) -> Option<String> {
        let turn = match self.turn()? {
            Turn::Beginner => self.beginner.to_string(),
            Turn::Holder => self.holder.to_string(),
            Turn::Role(role) => role.code().to_owned(),
            Turn::Person(_) => self.named_post().map_or_else(|| self.holder.to_string(), |post| post.to_string()),
        };
        let is_later = self.standing().is_some_and(|state| state.later);
        Some(if is_later { format!("{LATER}{turn}") } else { turn })
    }

    /// The post whose turn it is, where its state names one.
    pub fn named_post(&self) -> Option<PostId> {
        let Some(Turn::Person(name)) = self.turn() else { return None };
        self.values.get(name)?.as_str()?.parse().ok()
    }

    /// Until when, while it is open.
    pub fn due(&self) -> Option<Instant> {
        self.due_at.filter(|_| self.is_open())
    }

    pub fn lamp(&self, now: Instant) -> DueStatus {
        lamp(self.near_at, self.due_at, now, !self.is_open())
    }
}

holds_texts! {
    Matter { title, values }
}
