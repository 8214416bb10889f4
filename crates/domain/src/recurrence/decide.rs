//! What may be done to a chronic problem.

use std::convert::Infallible;

use serde_json::{Value, json};

use super::{Action, Command, Found, Problem, RecurrenceRules, Refusal, Side, State, TRANSITIONS};
use crate::{
    calendar::Calendar,
    sealing::{ActorStamp, NO_HASH},
    time::Instant,
    workflow::{self, Chained, Course, Decided, Procedure, Row, may_begin},
};

/// The most looks of a plan.
pub const MAX_LOOKS: usize = 6;

impl Chained for Problem {
    type Action = Action;
    type State = State;

    fn course(&self) -> Course<State> {
        let (city, subject) = (self.city, self.id.0);
        Course { city, subject, state: self.state, version: self.version, head: self.head_hash, at: self.changed_at }
    }

    fn follow(&mut self, course: Course<State>) {
        (self.state, self.version) = (course.state, course.version);
        (self.head_hash, self.changed_at) = (course.head, course.at);
    }
}

impl Procedure for Problem {
    type Side = Side;
    type Condition = Infallible;
    type Command = Command;
    type Given<'g> = (&'g Calendar, &'g RecurrenceRules);
    type Refusal = Refusal;

    fn rows(&self) -> impl Iterator<Item = Row<'_, Self>> {
        TRANSITIONS.iter().cloned()
    }

    fn stands(&self, side: Side, actor: &ActorStamp) -> bool {
        match side {
            Side::Anybody => true,
            Side::Responsible => self.unit == Some(actor.unit),
        }
    }

    fn holds(&self, condition: Infallible, _: &ActorStamp, _: Instant) -> Result<(), Refusal> {
        match condition {}
    }

    fn apply(
        &mut self,
        command: &Command,
        before: &Self,
        _: &ActorStamp,
        at: Instant,
        (calendar, rules): (&Calendar, &RecurrenceRules),
    ) -> Result<Value, Refusal> {
        self.change(command, before, at, calendar, rules)
    }
}

impl Problem {
    /// The system brings a problem into being.
    ///
    /// Errors: not the system; no case.
    pub fn find(found: Found, actor: &ActorStamp, at: Instant) -> Result<Decided<Self>, Refusal> {
        let particulars = json!({
            "number": found.number,
            "category": found.category,
            "division": found.division,
            "place": found.place,
            "unit": found.unit.map(|unit| unit.to_string()),
            "cases": ids(found.cases.iter()),
            "times": found.times,
        });
        let problem = Self {
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
        may_begin(&problem, Action::Find, actor)?;
        if problem.cases.is_empty() {
            return Err(Refusal::NoCases);
        }
        Ok(workflow::begin(problem, Action::Find, actor, at, particulars))
    }
}

/// Ids as events keep them.
pub(super) fn ids<'a, T: ToString + 'a>(ids: impl Iterator<Item = &'a T>) -> Vec<String> {
    ids.map(ToString::to_string).collect()
}
