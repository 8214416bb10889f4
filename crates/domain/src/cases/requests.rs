//! What is asked about a case, and what a yes or no to it changes.

use serde_json::{Map, Value, json};

use super::{
    ActorStamp, Case, ObjectionKind, PendingRequest, Plea, Refusal, Request, State, Topic,
    particulars::{keep, keep_moment, limit_value},
};
use crate::{
    calendar::{Calendar, Limit},
    ids::UnitId,
    time::Instant,
};

/// What was ruled, when, and the calendar that clocks are counted on.
pub(super) struct Ruling<'a> {
    pub granted: bool,
    /// The new limit where an objection to the limit is upheld.
    pub limit: Option<Limit>,
    pub at: Instant,
    pub calendar: &'a Calendar,
}

impl Case {
    pub(super) fn ask(&mut self, what: Request, actor: &ActorStamp, at: Instant) {
        self.standing.asked = Some(PendingRequest { what, at, unit: actor.unit });
    }

    /// Objections and appeals are counted by unit, also when they are refused.
    pub(super) fn plead(&mut self, topic: Topic, unit: UnitId) {
        self.standing.pleas.push(Plea { topic, unit });
        self.standing.pleas.sort_unstable();
        self.standing.pleas.dedup();
    }

    /// Yes or no to what was asked; `before` is the case as it was.
    pub(super) fn rule(
        &mut self,
        ruling: &Ruling<'_>,
        before: &Case,
        kept: &mut Map<String, Value>,
    ) -> Result<(), Refusal> {
        let Some(asked) = self.standing.asked.take() else { return Ok(()) };
        let Ruling { granted, limit, at, calendar, .. } = *ruling;
        keep_moment(kept, "asked_at", Some(asked.at));
        match (asked.what, granted) {
            (Request::Extension, true) => self.extend(calendar, kept)?,
            (Request::Suspension(suspension), true) => {
                self.standing.suspension = Some(suspension);
                self.standing.suspension_count += 1;
                self.pause(at);
                if before.state == State::Dispatched {
                    // A handler of an earlier round had not taken this one on.
                    self.handler = None;
                }
                keep(kept, "kind", Some(suspension.kind.code()));
                keep_moment(kept, "until", Some(suspension.until));
            }
            (Request::Objection(ObjectionKind::Duty), true) => {
                self.give_back(before, kept);
            }
            (Request::Objection(ObjectionKind::Limit), true) => {
                self.limit = limit.unwrap_or(self.limit);
                keep_moment(kept, "due_before", before.due_at);
                kept.insert("limit".into(), limit_value(self.limit));
                kept.insert("limit_before".into(), limit_value(before.limit));
                self.start_clock(at, calendar, kept)?;
            }
            (Request::Objection(_), false) => self.go_on(at, calendar, kept)?,
            (Request::Void, true) => {
                self.end_pause();
                self.closed_at = Some(at);
            }
            (Request::Appeal, true) => {
                self.standing.asked = Some(PendingRequest { what: Request::FinalAppeal, ..asked });
            }
            (Request::FinalAppeal, true) => {
                self.standing.exempt = true;
                kept.insert("exempt".into(), json!(true));
            }
            (
                Request::Extension | Request::Suspension(_) | Request::Void | Request::Appeal | Request::FinalAppeal,
                false,
            ) => {}
        }
        Ok(())
    }

    /// The unit has it no more; the event keeps whose it was and until when.
    pub(super) fn give_back(&mut self, before: &Case, kept: &mut Map<String, Value>) {
        self.keep_units(kept);
        keep_moment(kept, "due_before", before.due_at);
        self.standing.returned_by = self.lead_unit;
        self.standing.designated = false;
        self.lead_unit = None;
        self.co_units.clear();
        self.forget_handling();
        self.dispatched_at = None;
    }
}
