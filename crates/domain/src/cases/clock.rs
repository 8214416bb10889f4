//! The clock of a unit: where it starts, what stops it for a while, what adds to it.

use serde_json::{Map, Value, json};

use super::{Case, Refusal, apply::keep_moment};
use crate::{
    calendar::{Calendar, NEAR_PERCENT},
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
        self.standing.paused_total = 0;
        self.keep_clock(kept);
        Ok(())
    }

    /// One original limit more, counted from the deadline that holds now. The lamp is yellow from 80 per cent of the whole on:
    /// of `n` limits that is 80 n − 100 (n − 1) per cent of the last one.
    pub(super) fn extend(&mut self, calendar: &Calendar, kept: &mut Map<String, Value>) -> Result<(), Refusal> {
        let Some(due) = self.due_at else { return Ok(()) };
        keep_moment(kept, "due_before", self.due_at);
        self.standing.extended += 1;
        self.standing.extension_count += 1;
        let limits = 1 + self.standing.extended;
        let share = NEAR_PERCENT * limits - 100 * (limits - 1);
        self.near_at = Some(calendar.at_share(due, self.limit, share)?);
        self.due_at = Some(calendar.deadline(due, self.limit)?);
        self.keep_clock(kept);
        Ok(())
    }

    /// The clock goes on where it stood: as much counted time is left as there was. A deadline that had passed before the
    /// pause stays passed.
    pub(super) fn go_on(
        &mut self,
        at: Instant,
        calendar: &Calendar,
        kept: &mut Map<String, Value>,
    ) -> Result<(), Refusal> {
        let (Some(paused), Some(due)) = (self.paused_at.take(), self.due_at) else { return Ok(()) };
        keep_moment(kept, "paused_at", Some(paused));
        if paused <= due {
            let kind = self.limit.kind;
            let moved = |until: Instant| calendar.after(kind, at, calendar.used(kind, paused, until));
            self.due_at = Some(moved(due)?);
            // A lamp that was yellow before the pause is yellow after it.
            self.near_at = match self.near_at {
                Some(near) if near > paused => Some(moved(near)?),
                near => near,
            };
            self.standing.paused_total += calendar.used(kind, paused, at);
            keep_moment(kept, "due_before", Some(due));
        }
        self.keep_clock(kept);
        Ok(())
    }

    /// A pause ends because the case ends.
    pub(super) fn end_pause(&mut self) {
        self.paused_at = None;
        self.standing.hang = None;
    }

    fn keep_clock(&self, kept: &mut Map<String, Value>) {
        keep_moment(kept, "near_at", self.near_at);
        keep_moment(kept, "due_at", self.due_at);
        if self.standing.extended > 0 {
            kept.insert("extended".into(), json!(self.standing.extended));
        }
    }
}
