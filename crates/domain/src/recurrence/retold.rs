//! A chronic problem told again by its events. Where it lies, the city's day of a follow-up inspection and until when the plan of another
//! round is owed stand in no event, and are taken from what stands.

use super::{Action, Event, FollowUp, Plan, Problem, State};
use crate::{
    ids::CaseId,
    sealing::{NO_HASH, NotTold, Particulars, Retold},
    workflow::take_handover,
};

impl Retold for Problem {
    fn begun(first: &Event, stands: &Self) -> Result<Self, NotTold> {
        let told = Particulars::by(first);
        Ok(Self {
            id: stands.id,
            city: stands.city,
            number: told.text("number")?,
            state: first.to,
            category: told.text("category")?,
            division: told.number("division")?,
            place: told.text("place")?,
            site: stands.site,
            position: stands.position,
            unit: told.maybe_id("unit")?,
            cases: told.list::<CaseId>("cases", |text| text.parse().ok())?.into_iter().collect(),
            times: told.number("times")?,
            found_at: first.at,
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
            changed_at: first.at,
        })
    }

    fn take(&mut self, event: &Event, stands: &Self) -> Result<(), NotTold> {
        let (told, at) = (Particulars::by(event), event.at);
        match event.action {
            Action::Find => {}
            Action::Return => {
                self.cases.extend(told.list::<CaseId>("cases", |text| text.parse().ok())?);
                self.times = told.number("times")?;
                if event.to == State::Recurred && event.from != Some(State::Recurred) {
                    self.came_back(stands.plan_due_at);
                }
            }
            Action::Confirm => {
                self.unit = Some(told.id("unit")?);
                self.confirmed_at = Some(at);
                self.plan_due_at = told.maybe_moment("plan_due_at");
            }
            Action::Dismiss | Action::End => self.ended_at = Some(at),
            Action::Assign => {
                self.unit = Some(told.id("unit")?);
                self.plan_due_at = told.maybe_moment("plan_due_at");
                self.plan = None;
            }
            Action::MakePlan => {
                let day = |text: &str| text.parse().ok();
                let (measures, end_on) = (told.text("text")?, told.read("end_on", day)?);
                self.plan = Some(Plan { measures, end_on, follow_ups: told.list("looks", day)? });
                self.follow_ups.clear();
            }
            Action::Approve => self.approved_at = Some(at),
            Action::SendBack => self.plan_due_at = told.maybe_moment("plan_due_at"),
            Action::ReportDone => self.done_at = Some(at),
            Action::HandOver => take_handover(self, told)?,
            Action::Observe => self.take_follow_up(event, stands)?,
        }
        Ok(())
    }
}

impl Problem {
    fn take_follow_up(&mut self, event: &Event, stands: &Self) -> Result<(), NotTold> {
        let (told, at) = (Particulars::by(event), event.at);
        let stored = stands.follow_ups.iter().find(|stored| stored.at == at);
        // Of a round that is over nothing stands any more; the date by UTC is as good as any.
        let day = stored.map_or_else(|| at.in_zone(&jiff::tz::TimeZone::UTC).date(), |stored| stored.day);
        let clean = told.flag("clean")?;
        self.follow_ups.push(FollowUp { at, day, clean, text: told.text("text")? });
        if !clean {
            self.came_back(stands.plan_due_at);
        }
        Ok(())
    }
}
