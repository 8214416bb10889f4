//! What is due next of a chronic problem.

use super::{Problem, State};
use crate::{
    calendar::DueStatus,
    time::{Day, Instant},
};

/// What somebody owes a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// The plan, until this moment.
    Plan(Instant),
    /// The end of the work, on this day.
    Work(Day),
    /// A follow-up inspection whose day has come.
    FollowUp,
}

impl Due {
    /// As far as the row of a list can tell: it does not know of follow-up inspections.
    pub fn of(state: State, plan_due_at: Option<Instant>, end_on: Option<Day>) -> Option<Self> {
        match state {
            State::PlanRequired | State::Recurred => plan_due_at.map(Self::Plan),
            State::InProgress => end_on.map(Self::Work),
            _ => None,
        }
    }

    pub fn status(self, now: Instant, today: Day) -> DueStatus {
        match self {
            Self::Plan(at) if now > at => DueStatus::Late,
            Self::Work(day) if today > day => DueStatus::Late,
            Self::FollowUp => DueStatus::Near,
            Self::Plan(_) | Self::Work(_) => DueStatus::Ok,
        }
    }
}

impl Problem {
    pub fn due(&self, today: Day) -> Option<Due> {
        match self.next_follow_up() {
            Some(day) if today >= day => Some(Due::FollowUp),
            _ => Due::of(self.state, self.plan_due_at, self.plan.as_ref().map(|plan| plan.end_on)),
        }
    }
}
