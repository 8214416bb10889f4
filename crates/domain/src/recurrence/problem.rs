//! The chronic problem as it stands after its last event.

use std::collections::BTreeSet;

use super::{Action, Plan, State, TRANSITIONS};
use crate::{
    geo::Position,
    ids::{CaseId, ChronicId, CityId, SiteId, UnitId},
    sealing::{ActorStamp, Hash},
    time::{Day, Instant},
};

/// What the system brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub id: ChronicId,
    pub city: CityId,
    pub number: String,
    pub category: String,
    pub division: i64,
    /// Name of the place, as the newest case has it.
    pub place: String,
    pub site: Option<SiteId>,
    pub position: Option<Position>,
    /// Who answers for the place and the trade by the matrix.
    pub unit: Option<UnitId>,
    pub cases: BTreeSet<CaseId>,
    /// How many times these were.
    pub times: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub id: ChronicId,
    pub city: CityId,
    /// R261122-0001.
    pub number: String,
    pub state: State,
    pub category: String,
    pub division: i64,
    pub place: String,
    pub site: Option<SiteId>,
    pub position: Option<Position>,
    /// Who answers for it; proposed by the matrix until the office confirms.
    pub unit: Option<UnitId>,
    pub cases: BTreeSet<CaseId>,
    pub found_at: Instant,
    pub confirmed_at: Option<Instant>,
    /// Until when the plan is owed.
    pub plan_due_at: Option<Instant>,
    pub plan: Option<Plan>,
    pub approved_at: Option<Instant>,
    pub done_at: Option<Instant>,
    /// Looks of this round.
    pub looks: Vec<Look>,
    pub ended_at: Option<Instant>,
    /// How often it came back after its work was reported done.
    pub recurrences: i64,
    pub version: i64,
    pub head_hash: Hash,
    pub changed_at: Instant,
}

/// One look after the work (回头看).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    pub at: Instant,
    pub day: Day,
    pub clean: bool,
    pub text: String,
}

impl Problem {
    /// The planned days on which nobody has looked yet: each look takes the earliest that is left.
    pub fn looks_left(&self) -> &[Day] {
        self.plan.as_ref().map_or(&[], |plan| &plan.looks[self.looks.len().min(plan.looks.len())..])
    }

    /// The next planned look, where the work is done.
    pub fn next_look(&self) -> Option<Day> {
        if self.state == State::Observed { self.looks_left().first().copied() } else { None }
    }

    /// The actions that this actor can take now. What still has to be written is not looked at.
    pub fn allowed(&self, actor: &ActorStamp) -> Vec<Action> {
        let open = |action: &Action| {
            TRANSITIONS.iter().any(|row| row.action == *action && row.from.contains(&self.state) && row.lets(self, actor))
        };
        Action::ALL.into_iter().filter(open).collect()
    }
}
