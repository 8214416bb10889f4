//! The gate: whether this actor may take this action now, and the sealed event that follows.

use serde_json::{Value, json};

use super::{Action, Command, Event, Found, Problem, RecurrenceRules, Refusal, State, TRANSITIONS, Transition};
use crate::{
    calendar::Calendar,
    sealing::{ActorStamp, NO_HASH},
    time::Instant,
};

/// The longest text, in characters.
pub const MAX_TEXT_CHARS: usize = 5000;
/// The most looks of a plan.
pub const MAX_LOOKS: usize = 6;

/// A granted request: the problem as it is now and the one sealed event that made it so.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    pub problem: Problem,
    pub event: Event,
}

impl Problem {
    /// The system brings a problem into being.
    ///
    /// Errors: not the system; no case.
    pub fn find(found: Found, actor: &ActorStamp, at: Instant) -> Result<Decided, Refusal> {
        if !actor.system {
            return Err(Refusal::NotAllowed { state: State::Found, action: Action::Find });
        }
        if found.cases.is_empty() {
            return Err(Refusal::NoCases);
        }
        let particulars = json!({
            "number": found.number,
            "category": found.category,
            "division": found.division,
            "place": found.place,
            "unit": found.unit.map(|unit| unit.to_string()),
            "cases": ids(found.cases.iter()),
            "times": found.times,
        });
        let mut problem = Self {
            id: found.id,
            city: found.city,
            number: found.number,
            state: State::Found,
            category: found.category,
            division: found.division,
            place: found.place,
            site: found.site,
            position: found.position,
            unit: found.unit,
            cases: found.cases,
            times: found.times,
            found_at: at,
            confirmed_at: None,
            plan_due_at: None,
            plan: None,
            approved_at: None,
            done_at: None,
            looks: Vec::new(),
            ended_at: None,
            recurrences: 0,
            version: 0,
            head_hash: NO_HASH,
            changed_at: at,
        };
        let event = problem.record(Action::Find, None, at, actor, particulars);
        Ok(Decided { problem, event })
    }

    /// Decides one request. `self` stays as it is. A moment before the last event becomes the moment of that event.
    ///
    /// Errors: the typed reasons why not.
    pub fn decide(
        &self,
        command: Command,
        actor: &ActorStamp,
        at: Instant,
        calendar: &Calendar,
        rules: &RecurrenceRules,
    ) -> Result<Decided, Refusal> {
        let at = at.max(self.changed_at);
        let action = command.action();
        let row = self.transition_for(action, actor)?;
        if command.needed_text().is_some_and(|text| text.trim().is_empty()) {
            return Err(Refusal::TextMissing { action });
        }
        if command.text().chars().count() > MAX_TEXT_CHARS {
            return Err(Refusal::TextTooLong { max: MAX_TEXT_CHARS });
        }
        let mut problem = self.clone();
        problem.state = row.to.unwrap_or(self.state);
        let particulars = problem.apply(&command, self, at, calendar, rules)?;
        let event = problem.record(action, Some(self.state), at, actor, particulars);
        Ok(Decided { problem, event })
    }

    fn transition_for(&self, action: Action, actor: &ActorStamp) -> Result<&'static Transition, Refusal> {
        let of_action = |row: &&Transition| row.action == action && row.from.contains(&self.state);
        TRANSITIONS
            .iter()
            .filter(of_action)
            .find(|row| row.lets(self, actor))
            .ok_or(Refusal::NotAllowed { state: self.state, action })
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

/// Ids as events keep them.
pub(super) fn ids<'a, T: ToString + 'a>(ids: impl Iterator<Item = &'a T>) -> Vec<String> {
    ids.map(ToString::to_string).collect()
}
