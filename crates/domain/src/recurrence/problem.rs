//! The chronic problem as it stands after its last event.

use std::collections::BTreeSet;

use super::{Plan, RecurrenceRules, Seen, State, place_key};
use crate::{
    geo::Position,
    holds_texts,
    ids::{CaseId, ChronicId, CityId, SiteId, UnitId},
    sealing::Hash,
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
    /// How many times these were.
    pub times: i64,
    pub found_at: Instant,
    pub confirmed_at: Option<Instant>,
    /// Until when the plan is owed.
    pub plan_due_at: Option<Instant>,
    pub plan: Option<Plan>,
    pub approved_at: Option<Instant>,
    pub done_at: Option<Instant>,
    /// Follow-up inspections of this round.
    pub follow_ups: Vec<FollowUp>,
    pub ended_at: Option<Instant>,
    /// How often it came back after its work was reported done.
    pub recurrences: i64,
    pub version: i64,
    pub head_hash: Hash,
    pub changed_at: Instant,
}

/// One follow-up inspection after the work (回头看).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    pub at: Instant,
    pub day: Day,
    pub clean: bool,
    pub text: String,
}

impl Problem {
    /// Whether what was seen lies at the place of this problem.
    pub fn is_at(&self, seen: &Seen, metres: i64) -> bool {
        let own = Seen {
            case: seen.case,
            site: self.site,
            position: self.position,
            division: self.division,
            place: place_key(&self.place),
            reported_at: self.found_at,
            closed_at: None,
        };
        own.same_place(seen, metres)
    }

    /// Whether a case that was reported then is counted here: while it is open, and for the days after it was ended.
    pub fn takes(&self, reported_at: Instant, rules: &RecurrenceRules) -> bool {
        match self.state {
            State::Dismissed => false,
            State::Ended => self.ended_at.is_some_and(|ended| reported_at.since(ended) <= rules.window()),
            _ => true,
        }
    }

    /// The planned days whose follow-up inspection was not made yet: each takes the earliest that is left.
    pub fn follow_ups_left(&self) -> &[Day] {
        self.plan.as_ref().map_or(&[], |plan| &plan.follow_ups[self.follow_ups.len().min(plan.follow_ups.len())..])
    }

    /// The next planned follow-up inspection, where the work is done.
    pub fn next_follow_up(&self) -> Option<Day> {
        if self.state == State::Observed { self.follow_ups_left().first().copied() } else { None }
    }
}

holds_texts! {
    Plan { measures }
    FollowUp { text }
    Problem { place, plan, follow_ups }
}
