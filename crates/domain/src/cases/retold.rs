//! A case told again by its events: what each action changes, read from what its event keeps. `apply.rs` is the other half: there a
//! request changes the case and says what is kept.

use serde_json::Map;

use super::{
    Action, Case, Event, Hash, NewCase, ObjectionKind, PendingRequest, PhotoStage, Request, Source, State, Supervision,
    SupervisionKind, Suspension, SuspensionKind, Topic, from_hex,
};
use crate::{
    calendar::{Limit, LimitKind, Pause},
    categories::FiledUnder,
    geo::Position,
    sealing::{NotTold, Particulars, Retold},
    time::Instant,
    workflow::take_handover,
};

impl Retold for Case {
    fn begun(first: &Event, stands: &Self) -> Result<Self, NotTold> {
        let told = Particulars::by(first);
        let position = told.has("position").then(|| position(told.inside("position"))).transpose()?;
        let new = NewCase {
            id: stands.id,
            city: stands.city,
            number: told.text("number")?,
            category: told.text("category")?,
            limit: limit(told)?,
            filed_under: standard(told)?,
            photo_required: told.flag("photo_required")?,
            division: told.number("division")?,
            site: told.maybe_id("site")?,
            visit: told.maybe_id("visit")?,
            item: told.maybe_text("item"),
            title: told.text("title")?,
            text: told.text("text")?,
            position,
            source: told.read("source", Source::parse)?,
            photos: Vec::new(),
        };
        Ok(Self::reported(new, first.at))
    }

    fn take(&mut self, event: &Event, _: &Self) -> Result<(), NotTold> {
        let (told, at) = (Particulars::by(event), event.at);
        let before = Self { state: event.from.unwrap_or(self.state), ..self.clone() };
        match event.action {
            Action::Report
            | Action::RequestVerify
            | Action::RequestCheck
            | Action::SubmitToUnit
            | Action::Note
            | Action::Escalate => {}
            Action::SelfHandle | Action::Submit | Action::Confirm => self.handled_at = Some(at),
            Action::ReportVerify => self.standing.verified = Some(told.flag("found")?),
            Action::File => {
                self.category = told.text("category")?;
                self.limit = limit(told)?;
                self.filed_under = standard(told)?;
                self.filed_at = Some(at);
            }
            Action::Dispatch => self.take_dispatch(told, at)?,
            Action::Accept => self.handler = Some(told.id("handler")?),
            Action::CheckPass => self.check_passed_at = Some(at),
            Action::CheckFail | Action::Rework => {
                self.rework_count += 1;
                self.take_again(told, at);
            }
            Action::AuditPass | Action::AuditFail => {
                self.closed_at = Some(at);
                let is_checked = event.action == Action::AuditPass && !self.source.is_order();
                self.check_passed_at = is_checked.then_some(at);
            }
            Action::Close => {
                self.closed_at = Some(at);
                self.close_reason = told.maybe_text("reason");
            }
            Action::SendBack => self.handled_at = None,
            Action::Withdraw => self.handler = None,
            Action::ReturnByUnit => self.give_back(&before, &mut Map::new()),
            Action::ReturnToAcceptor => {
                self.filed_at = None;
                self.standing.returned_by = None;
            }
            Action::Merge => {
                self.merged_into = Some(told.id("into")?);
                self.closed_at = Some(at);
            }
            Action::Void => self.closed_at = Some(at),
            Action::ForceClose => {
                self.end_pause();
                self.closed_at = Some(at);
                self.close_reason = told.maybe_text("reason");
            }
            Action::Supervise => {
                let kind = told.read("kind", SupervisionKind::parse)?;
                let reply_required = told.flag("reply_required")?;
                self.standing.supervision = Some(Supervision { kind, at, reply_required, replied_at: None });
            }
            Action::ReplySupervision => {
                if let Some(supervision) = &mut self.standing.supervision {
                    supervision.replied_at = Some(at);
                }
            }
            Action::Reopen => self.take_reopening(event, &before),
            Action::Urge => self.urge_count += 1,
            Action::Recount => self.take_clock(told),
            Action::HandOver => take_handover(self, told)?,
            _ => self.take_request(event, &before)?,
        }
        self.take_lapse(told)
    }
}

/// A photo that an event brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToldPhoto {
    pub stage: PhotoStage,
    pub hash: Hash,
    pub seq: i64,
    /// Among the photos of its event and stage, from 0.
    pub place: i64,
    pub at: Instant,
}

impl ToldPhoto {
    /// All photos that these events brought, in their order.
    ///
    /// Errors: an event whose photos are no hashes.
    pub fn of(events: &[Event]) -> Result<Vec<Self>, NotTold> {
        let mut photos = Vec::new();
        for event in events {
            let told = Particulars::by(event);
            for (key, stage) in [("photos", PhotoStage::of(event.action)), ("after_photos", Some(PhotoStage::After))] {
                let Some(stage) = stage else { continue };
                let brought = (0..).zip(told.list(key, from_hex)?);
                let photo = |(place, hash)| Self { stage, hash, seq: event.seq, place, at: event.at };
                photos.extend(brought.map(photo));
            }
        }
        Ok(photos)
    }
}

fn position(told: Particulars<'_>) -> Result<Position, NotTold> {
    Position::new(told.number("lon_e6")?, told.number("lat_e6")?).map_err(|_| told.lacks("position"))
}

fn limit(told: Particulars<'_>) -> Result<Limit, NotTold> {
    let limit = told.inside("limit");
    Ok(Limit { kind: limit.read("kind", LimitKind::parse)?, amount: limit.number("amount")? })
}

fn standard(told: Particulars<'_>) -> Result<Option<FiledUnder>, NotTold> {
    let Some(edition) = told.maybe_text("standard") else { return Ok(None) };
    Ok(Some(FiledUnder { edition, condition: told.maybe("condition", |text| text.parse().ok())? }))
}

impl Case {
    /// What is asked; all else is a ruling on it.
    fn take_request(&mut self, event: &Event, before: &Self) -> Result<(), NotTold> {
        let (told, at, actor) = (Particulars::by(event), event.at, &event.actor);
        match event.action {
            Action::AskExtension => self.ask(Request::Extension, actor, at),
            Action::AskSuspension => self.ask(Request::Suspension(suspension(told)?), actor, at),
            Action::AskVoid => self.ask(Request::Void, actor, at),
            Action::Object => {
                self.ask(Request::Objection(told.read("kind", ObjectionKind::parse)?), actor, at);
                self.plead(Topic::Objection, actor.unit);
                self.pause(at);
            }
            Action::Appeal => {
                self.ask(Request::Appeal, actor, at);
                self.plead(Topic::Appeal, actor.unit);
            }
            Action::EndSuspension => {
                self.standing.suspension = None;
                self.take_going_on(told, at);
            }
            _ => self.take_ruling(event, before)?,
        }
        Ok(())
    }

    fn take_ruling(&mut self, event: &Event, before: &Self) -> Result<(), NotTold> {
        let (told, at) = (Particulars::by(event), event.at);
        let asked = self.standing.asked.take();
        match event.action {
            Action::GrantExtension => {
                self.standing.extended += 1;
                self.standing.extension_count += 1;
                self.take_clock(told);
            }
            Action::GrantSuspension => {
                self.standing.suspension = Some(suspension(told)?);
                self.standing.suspension_count += 1;
                self.pause(at);
                if before.state == State::Dispatched {
                    self.handler = None;
                }
            }
            Action::GrantObjection if event.to == State::Filed => self.give_back(before, &mut Map::new()),
            Action::GrantObjection => {
                self.limit = limit(told)?;
                self.take_start(told, at);
            }
            Action::RefuseObjection => self.take_going_on(told, at),
            Action::GrantVoid => {
                self.end_pause();
                self.closed_at = Some(at);
            }
            Action::PassAppeal => {
                self.standing.asked = asked.map(|asked| PendingRequest { what: Request::FinalAppeal, ..asked });
            }
            Action::GrantAppeal => self.standing.exempt = true,
            _ => {}
        }
        Ok(())
    }

    fn take_dispatch(&mut self, told: Particulars<'_>, at: Instant) -> Result<(), NotTold> {
        self.limit = limit(told)?;
        self.lead_unit = Some(told.id("lead")?);
        self.co_units = told.list("co", |text| text.parse().ok())?;
        self.dispatched_at = Some(at);
        self.dispatch_count += 1;
        self.standing.designated = told.has("designated");
        self.standing.returned_by = None;
        self.take_start(told, at);
        Ok(())
    }

    fn take_reopening(&mut self, event: &Event, before: &Self) {
        self.closed_at = None;
        self.close_reason = None;
        self.merged_into = None;
        self.standing.exempt = false;
        if event.to == State::Dispatched {
            self.take_again(Particulars::by(event), event.at);
        } else {
            self.give_back(before, &mut Map::new());
            self.standing.returned_by = None;
            self.filed_at = None;
        }
    }

    fn take_again(&mut self, told: Particulars<'_>, at: Instant) {
        let handler = self.handler;
        self.forget_handling();
        self.handler = handler;
        self.take_start(told, at);
    }

    fn take_start(&mut self, told: Particulars<'_>, at: Instant) {
        self.take_clock(told);
        self.clock_from = Some(at);
        self.paused_at = None;
        self.standing.extended = 0;
        self.standing.pauses.clear();
    }

    fn take_going_on(&mut self, told: Particulars<'_>, at: Instant) {
        let Some(from) = self.paused_at.take() else { return };
        self.standing.pauses.push(Pause { from, until: Some(at) });
        self.take_clock(told);
    }

    fn take_clock(&mut self, told: Particulars<'_>) {
        self.near_at = told.maybe_moment("near_at");
        self.due_at = told.maybe_moment("due_at");
    }

    fn take_lapse(&mut self, told: Particulars<'_>) -> Result<(), NotTold> {
        let Some(topic) = told.maybe("lapsed", Topic::parse)? else { return Ok(()) };
        self.standing.asked = None;
        if topic == Topic::Objection {
            self.paused_at = None;
        }
        Ok(())
    }
}

fn suspension(told: Particulars<'_>) -> Result<Suspension, NotTold> {
    Ok(Suspension { kind: told.read("kind", SuspensionKind::parse)?, until: told.moment("until")? })
}
