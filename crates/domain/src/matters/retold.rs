//! A matter told again by its events. When it turns yellow follows from its limit and is taken from what stands, and so is what stands around it.

use super::{Action, Event, Level, Matter, Values};
use crate::{
    ids::UnitId,
    sealing::{NO_HASH, NotTold, Particulars, Retold, from_hex},
    time::Instant,
    workflow::take_handover,
};

impl Retold for Matter {
    /// Errors: it was begun by another document than the one it names.
    fn begun(first: &Event, stands: &Self) -> Result<Self, NotTold> {
        let told = Particulars::by(first);
        if told.read("procedure", from_hex)? != stands.kept.hash {
            return Err(told.lacks("procedure"));
        }
        let level = told.read("level", Level::parse)?;
        Ok(Self {
            id: stands.id,
            city: stands.city,
            number: told.text("number")?,
            kept: stands.kept,
            level,
            parent: told.maybe_id("parent")?,
            position: if told.has("parent") { told.number("position")? } else { 0 },
            state: first.to,
            title: told.text("title")?,
            beginner: told.id("beginner")?,
            holder: told.id("holder")?,
            division: told.number("division")?,
            began_by: told.maybe_id("began_by")?.unwrap_or(first.actor.person),
            values: Values::default(),
            since: first.at,
            near_at: None,
            due_at: None,
            begun_at: first.at,
            ended_at: None,
            reminders: 0,
            around: stands.around.clone(),
            version: 0,
            head_hash: NO_HASH,
            changed_at: first.at,
        })
    }

    fn take(&mut self, event: &Event, stands: &Self) -> Result<(), NotTold> {
        let told = Particulars::by(event);
        if event.action == Action::HAND_OVER {
            return take_handover(self, told);
        }
        if told.has("values") {
            let entered = Values::from_json(&event.particulars["values"]).ok_or(told.lacks("values"))?;
            self.values.take(&entered);
        }
        if let Some(unit) = told.maybe_id::<UnitId>("unit")? {
            self.holder = unit;
        }
        if let Some(due) = event.particulars.get("due_at") {
            self.due_at = due.as_i64().map(Instant);
            // Yellow before due: only the one that stands now is known.
            self.near_at = stands.near_at.filter(|_| self.due_at == stands.due_at);
        }
        self.reminders += i64::from(told.has("reminder"));
        self.settled(event.from, event.at);
        Ok(())
    }
}
