//! The clock of a unit: where it starts, what stops it for a while, what adds to it. The counting itself is the calendar's.

use serde_json::{Map, Value, json};

use super::{Case, Refusal, particulars::keep_moment};
use crate::{
    calendar::{Calendar, NEAR_PERCENT, Pause},
    time::Instant,
};

impl Case {
    /// Whether the clock of a unit runs and its deadline has passed.
    pub fn is_overdue(&self, now: Instant) -> bool {
        self.clock_runs() && self.due_at.is_some_and(|due| now > due)
    }

    /// The limit starts to be counted at `at`, as if nothing had been counted before.
    pub(super) fn start_clock(
        &mut self,
        at: Instant,
        calendar: &Calendar,
        kept: &mut Map<String, Value>,
    ) -> Result<(), Refusal> {
        self.near_at = Some(calendar.at_share(at, self.limit, NEAR_PERCENT)?);
        self.due_at = Some(calendar.deadline(at, self.limit)?);
        self.clock_from = Some(at);
        self.paused_at = None;
        self.standing.extended = 0;
        self.standing.pauses.clear();
        self.keep_clock(kept);
        Ok(())
    }

    /// One original limit more on the deadline that holds now.
    pub(super) fn extend(&mut self, calendar: &Calendar, kept: &mut Map<String, Value>) -> Result<(), Refusal> {
        keep_moment(kept, "due_before", self.due_at);
        self.standing.extended += 1;
        self.standing.extension_count += 1;
        self.count_anew(calendar, kept)
    }

    /// The clock stands still from now on. Nothing is left to stop when the deadline has passed: who is late does not become
    /// punctual by objecting or by being suspended.
    pub(super) fn pause(&mut self, at: Instant) {
        self.paused_at = Some(at).filter(|at| self.due_at.is_some_and(|due| *at < due));
    }

    /// The clock goes on where it stood: as much counted time is left as there was.
    pub(super) fn go_on(
        &mut self,
        at: Instant,
        calendar: &Calendar,
        kept: &mut Map<String, Value>,
    ) -> Result<(), Refusal> {
        let Some(paused) = self.paused_at.take() else { return Ok(()) };
        keep_moment(kept, "paused_at", Some(paused));
        keep_moment(kept, "due_before", self.due_at);
        self.standing.pauses.push(Pause { from: paused, until: Some(at) });
        self.count_anew(calendar, kept)
    }

    /// A pause ends because the case ends.
    pub(super) fn end_pause(&mut self) {
        self.paused_at = None;
        self.standing.suspension = None;
    }

    fn count_anew(&mut self, calendar: &Calendar, kept: &mut Map<String, Value>) -> Result<(), Refusal> {
        if let Some(clock) = self.limit_clock() {
            self.near_at = clock.near(calendar)?;
            self.due_at = clock.due(calendar)?;
        }
        self.keep_clock(kept);
        Ok(())
    }

    fn keep_clock(&self, kept: &mut Map<String, Value>) {
        keep_moment(kept, "near_at", self.near_at);
        keep_moment(kept, "due_at", self.due_at);
        if self.standing.extended > 0 {
            kept.insert("extended".into(), json!(self.standing.extended));
        }
    }
}
