//! A running deadline counted anew, because the working calendar was changed.

use serde_json::json;

use super::{Action, ActorStamp, Case, Decided};
use crate::{
    calendar::{Calendar, CalendarError},
    sealing::record,
    time::Instant,
};

impl Case {
    /// The case with its deadline on this calendar, and the event that says what moved. `cause` names the change, such as the id
    /// of the recount, and is kept with the event. `None` when nothing moves.
    ///
    /// Only a clock that runs is counted anew. What was submitted keeps the deadline under which it was submitted, so that work
    /// that was in time does not become late afterwards; a pause that is not over is counted on the calendar of its end.
    ///
    /// Errors: the limit cannot be counted on this calendar.
    pub fn recount(
        &self,
        calendar: &Calendar,
        actor: &ActorStamp,
        at: Instant,
        cause: &str,
    ) -> Result<Option<Decided>, CalendarError> {
        let Some(clock) = self.limit_clock().filter(|_| self.clock_runs()) else { return Ok(None) };
        let (near_at, due_at) = (clock.near(calendar)?, clock.due(calendar)?);
        if (near_at, due_at) == (self.near_at, self.due_at) {
            return Ok(None);
        }
        let micros = |at: Option<Instant>| at.map(Instant::micros);
        let particulars = json!({
            "cause": cause, "due_before": micros(self.due_at), "due_at": micros(due_at), "near_at": micros(near_at),
        });
        let mut case = Case { near_at, due_at, ..self.clone() };
        let at = at.max(self.changed_at);
        let event = record(&mut case, Action::Recount, Some(self.state), actor, at, particulars);
        Ok(Some(Decided { case, event }))
    }
}
