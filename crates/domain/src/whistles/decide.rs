//! The gate: whether this actor may take this action now, with what the request carries.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    Action, Call, Command, Event, NewWhistle, Refusal, State, TRANSITIONS, Tiers, Transition, Whistle,
    command::CallNote,
};
use crate::{
    calendar::Calendar,
    ids::UnitId,
    orgs::UnitKind,
    sealing::{ActorStamp, NO_HASH},
    time::Instant,
};

/// The longest text of a reason, a plan or a result, in characters.
pub const MAX_TEXT_CHARS: usize = 5000;
/// The longest title, in characters.
pub const MAX_TITLE_CHARS: usize = 200;
/// The most units of one whistle.
pub const MAX_CALLED: usize = 20;

/// A granted request: the whistle as it is now and the one sealed event that made it so. Both are saved together or not at all.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    pub whistle: Whistle,
    pub event: Event,
}

impl Whistle {
    /// Brings a whistle into being. Its first event has the number 1.
    ///
    /// Errors: a unit that is no town or street; a role that does not draft; no title; nobody called, or a unit twice.
    pub fn draft(new: NewWhistle, actor: &ActorStamp, at: Instant) -> Result<Decided, Refusal> {
        if new.caller_kind != UnitKind::Town {
            return Err(Refusal::NotAStreet);
        }
        let may = TRANSITIONS.iter().any(|row| row.action == Action::Draft && row.who.contains(&actor.role));
        if !may {
            return Err(Refusal::NotYourRole { role: actor.role, action: Action::Draft });
        }
        check_title(&new.title, Action::Draft)?;
        within(&new.text)?;
        within(&new.place)?;
        check_calls(&new.calls, actor.unit)?;
        let mut whistle = Self {
            id: new.id,
            city: new.city,
            number: new.number,
            state: State::Draft,
            kind: new.kind,
            street: actor.unit,
            title: new.title,
            text: new.text,
            place: new.place,
            division: new.division,
            calls: new.calls.into_iter().map(|(unit, task)| Call::new(unit, task)).collect(),
            cases: new.cases,
            drafted_at: at,
            blown_at: None,
            plan: None,
            result: None,
            handled_at: None,
            waiver_at: None,
            closed_at: None,
            waived: 0,
            disputed_from: None,
            consultation: None,
            version: 0,
            head_hash: NO_HASH,
            changed_at: at,
        };
        let particulars = whistle.matter();
        let event = whistle.record(Action::Draft, None, at, actor, particulars);
        Ok(Decided { whistle, event })
    }

    /// Decides one request. `self` stays as it is; what changes is in the answer. A moment before the last event becomes the
    /// moment of that event, so that a timeline never runs back.
    ///
    /// Errors: the typed reasons why not.
    pub fn decide(
        &self,
        command: Command,
        actor: &ActorStamp,
        at: Instant,
        calendar: &Calendar,
        tiers: &Tiers,
    ) -> Result<Decided, Refusal> {
        let at = at.max(self.changed_at);
        let row = self.transition_for(command.action(), actor)?;
        if command.needed_text().is_some_and(|text| text.trim().is_empty()) {
            return Err(Refusal::TextMissing { action: command.action() });
        }
        for text in command.texts() {
            within(text)?;
        }
        let mut whistle = self.clone();
        whistle.state = row.to.unwrap_or(self.state);
        let particulars = whistle.apply(&command, self, actor, at, calendar, tiers)?;
        let event = whistle.record(command.action(), Some(self.state), at, actor, particulars);
        Ok(Decided { whistle, event })
    }

    /// The row of the table that grants this request.
    fn transition_for(&self, action: Action, actor: &ActorStamp) -> Result<&'static Transition, Refusal> {
        let rows: Vec<_> =
            TRANSITIONS.iter().filter(|row| row.action == action && row.from.contains(&self.state)).collect();
        if rows.is_empty() {
            return Err(Refusal::NotAllowedInState { state: self.state, action });
        }
        let sides = self.sides(actor);
        let mine: Vec<_> = rows.into_iter().filter(|row| row.who.contains(&actor.role)).collect();
        if mine.is_empty() {
            return Err(Refusal::NotYourRole { role: actor.role, action });
        }
        mine.into_iter().find(|row| sides.contains(&row.side)).ok_or(Refusal::NotYourSide { action })
    }

    /// What the whistle is about, for the events that write it.
    pub(super) fn matter(&self) -> Value {
        json!({
            "number": self.number,
            "kind": self.kind.code(),
            "title": self.title,
            "text": self.text,
            "place": self.place,
            "division": self.division,
            "calls": notes(self.calls.iter().map(|call| (call.unit, call.task.as_str()))),
            "cases": self.cases.iter().map(ToString::to_string).collect::<Vec<_>>(),
        })
    }

    /// Makes the sealed event and moves version and head along.
    fn record(
        &mut self,
        action: Action,
        from: Option<State>,
        at: Instant,
        actor: &ActorStamp,
        particulars: Value,
    ) -> Event {
        self.version += 1;
        self.changed_at = at;
        let event = Event {
            city: self.city,
            subject: self.id.0,
            seq: self.version,
            action,
            from,
            to: self.state,
            at,
            actor: *actor,
            particulars,
            prev_hash: self.head_hash,
            hash: NO_HASH,
        }
        .sealed();
        self.head_hash = event.hash;
        event
    }
}

/// Units with a text each, as events keep them.
pub(super) fn notes<'a>(notes: impl Iterator<Item = (UnitId, &'a str)>) -> Value {
    Value::Array(notes.map(|(unit, text)| json!({ "unit": unit.to_string(), "task": text })).collect())
}

pub(super) fn check_title(title: &str, action: Action) -> Result<(), Refusal> {
    if title.trim().is_empty() {
        return Err(Refusal::TextMissing { action });
    }
    if title.chars().count() > MAX_TITLE_CHARS {
        return Err(Refusal::TextTooLong { max: MAX_TITLE_CHARS });
    }
    Ok(())
}

pub(super) fn check_calls(calls: &[CallNote], street: UnitId) -> Result<(), Refusal> {
    if calls.is_empty() {
        return Err(Refusal::NobodyCalled);
    }
    if calls.len() > MAX_CALLED {
        return Err(Refusal::TooManyCalled { max: MAX_CALLED });
    }
    if calls.iter().any(|(unit, _)| *unit == street) {
        return Err(Refusal::CallsItself);
    }
    let units: BTreeSet<UnitId> = calls.iter().map(|(unit, _)| *unit).collect();
    if units.len() != calls.len() {
        return Err(Refusal::CalledTwice);
    }
    calls.iter().try_for_each(|(_, task)| within(task))
}

fn within(text: &str) -> Result<(), Refusal> {
    if text.chars().count() > MAX_TEXT_CHARS { Err(Refusal::TextTooLong { max: MAX_TEXT_CHARS }) } else { Ok(()) }
}
