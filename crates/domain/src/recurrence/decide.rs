//! What may be done to a chronic problem.

use std::convert::Infallible;

use serde_json::{Value, json};

use super::{Action, Command, Found, Problem, RecurrenceRules, Refusal, Side, State, TRANSITIONS};
use crate::{
    calendar::Calendar,
    sealing::{ActorStamp, NO_HASH, chained},
    time::Instant,
    workflow::{self, Decided, Procedure, Row},
};

/// The most follow-up inspections of a plan.
pub const MAX_FOLLOW_UPS: usize = 6;

chained!(Problem, Action, State);

impl workflow::Side<Problem> for Side {
    fn has(self, problem: &Problem, actor: &ActorStamp) -> bool {
        match self {
            Side::Anybody => true,
            Side::Responsible => problem.unit == Some(actor.unit),
        }
    }
}

impl Procedure for Problem {
    type Side = Side;
    type Condition = Infallible;
    type Command = Command;
    type Rules<'g> = (&'g Calendar, &'g RecurrenceRules);
    type Refusal = Refusal;

    fn rows(&self) -> impl Iterator<Item = Row<'_, Self>> {
        TRANSITIONS.iter().cloned()
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
            follow_ups: Vec::new(),
            ended_at: None,
            recurrences: 0,
            version: 0,
            head_hash: NO_HASH,
            changed_at: at,
        };
        workflow::begin(problem, Action::Find, actor, at, |problem| match problem.cases.is_empty() {
            true => Err(Refusal::NoCases),
            false => Ok(problem.matter()),
        })
    }

    /// What it is about, for its first event.
    fn matter(&self) -> Value {
        json!({
            "number": self.number,
            "category": self.category,
            "division": self.division,
            "place": self.place,
            "unit": self.unit.map(|unit| unit.to_string()),
            "cases": ids(self.cases.iter()),
            "times": self.times,
        })
    }
}

/// Ids as events keep them.
pub(super) fn ids<'a, T: ToString + 'a>(ids: impl Iterator<Item = &'a T>) -> Vec<String> {
    ids.map(ToString::to_string).collect()
}
