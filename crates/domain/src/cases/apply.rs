//! The effect of a granted request on the case, and the particulars that its event keeps.

use serde_json::{Map, Value, json};

use super::{
    ActorStamp, Case, Command, Hash, NO_HASH, NewCase, Refusal, Request, Standing, State, Supervision, Topic, hex,
    particulars::{keep, keep_moment, keep_photos, keep_standard, limit_value},
    requests::Ruling,
};
use crate::{calendar::Calendar, ids::UnitId, time::Instant};

impl NewCase {
    pub(super) fn particulars(&self) -> Value {
        let mut kept = Map::new();
        kept.insert("number".into(), json!(self.number));
        kept.insert("category".into(), json!(self.category));
        kept.insert("limit".into(), limit_value(self.limit));
        keep_standard(&mut kept, self.filed_under.as_ref());
        kept.insert("division".into(), json!(self.division));
        kept.insert("title".into(), json!(self.title));
        kept.insert("text".into(), json!(self.text));
        kept.insert("source".into(), json!(self.source.code()));
        kept.insert("photo_required".into(), json!(self.photo_required));
        keep_photos(&mut kept, &self.photos);
        keep(&mut kept, "site", self.site);
        keep(&mut kept, "visit", self.visit);
        keep(&mut kept, "item", self.item.as_deref());
        if let Some(position) = self.position {
            kept.insert("position".into(), json!({ "lon_e6": position.lon_e6, "lat_e6": position.lat_e6 }));
        }
        Value::Object(kept)
    }
}

impl Case {
    /// What the first event of a case keeps beside the report, when its finder fixed it on the spot.
    pub(super) fn fixed_on_the_spot(&mut self, photos: &[Hash], text: &str, at: Instant, kept: &mut Value) {
        self.state = State::SelfHandled;
        self.handled_at = Some(at);
        kept["after_photos"] = json!(photos.iter().map(hex).collect::<Vec<_>>());
        kept["done"] = json!(text);
    }

    pub(super) fn reported(new: NewCase, at: Instant) -> Self {
        Self {
            id: new.id,
            city: new.city,
            number: new.number,
            state: State::Reported,
            category: new.category,
            limit: new.limit,
            filed_under: new.filed_under,
            photo_required: new.photo_required,
            division: new.division,
            site: new.site,
            visit: new.visit,
            item: new.item,
            title: new.title,
            text: new.text,
            position: new.position,
            source: new.source,
            lead_unit: None,
            co_units: Vec::new(),
            handler: None,
            reported_at: at,
            filed_at: None,
            dispatched_at: None,
            clock_from: None,
            near_at: None,
            due_at: None,
            paused_at: None,
            handled_at: None,
            check_passed_at: None,
            closed_at: None,
            close_reason: None,
            merged_into: None,
            dispatch_count: 0,
            rework_count: 0,
            urge_count: 0,
            standing: Standing::default(),
            version: 0,
            head_hash: NO_HASH,
            changed_at: at,
        }
    }

    /// Changes everything but state, version and head, and gives what the event keeps. `before` is the case as it was.
    pub(super) fn apply(
        &mut self,
        command: &Command,
        before: &Case,
        actor: &ActorStamp,
        at: Instant,
        calendar: &Calendar,
    ) -> Result<Value, Refusal> {
        let mut kept = Map::new();
        keep(&mut kept, "reason", command.reason());
        match command {
            Command::File { category, limit, filed_under } => {
                if let Some(category) = category {
                    self.category.clone_from(category);
                }
                self.limit = limit.unwrap_or(self.limit);
                if filed_under.is_some() {
                    self.filed_under.clone_from(filed_under);
                }
                // A limit that cannot be counted is refused here and not only when the dispatcher meets it.
                calendar.deadline(at, self.limit)?;
                self.filed_at = Some(at);
                kept.insert("category".into(), json!(self.category));
                kept.insert("limit".into(), limit_value(self.limit));
                keep_standard(&mut kept, self.filed_under.as_ref());
            }
            Command::Dispatch { lead, co, limit, designated } => {
                self.limit = *limit;
                self.lead_unit = Some(*lead);
                self.co_units = co.iter().copied().filter(|unit| unit != lead).collect();
                self.co_units.sort_unstable();
                self.co_units.dedup();
                self.dispatched_at = Some(at);
                self.dispatch_count += 1;
                self.standing.designated = *designated;
                self.standing.returned_by = None;
                if *designated {
                    kept.insert("designated".into(), json!(true));
                }
                self.start_clock(at, calendar, &mut kept)?;
                self.keep_units(&mut kept);
                kept.insert("limit".into(), limit_value(self.limit));
                if before.limit != self.limit {
                    kept.insert("limit_before".into(), limit_value(before.limit));
                }
            }
            Command::Accept { handler } => {
                self.handler = Some(handler.unwrap_or(actor.person));
                keep(&mut kept, "handler", self.handler);
            }
            Command::Submit { text, after_photos, without_photo } => {
                self.handled_at = Some(at);
                kept.insert("text".into(), json!(text));
                keep_photos(&mut kept, after_photos);
                keep(&mut kept, "without_photo", without_photo.as_deref().map(str::trim).filter(|r| !r.is_empty()));
                keep_moment(&mut kept, "due_at", self.due_at);
                kept.insert("on_time".into(), json!(self.handled_on_time()));
            }
            Command::SubmitToUnit { text, after_photos, without_photo } => {
                kept.insert("text".into(), json!(text));
                keep_photos(&mut kept, after_photos);
                keep(&mut kept, "without_photo", without_photo.as_deref().map(str::trim).filter(|r| !r.is_empty()));
                keep_moment(&mut kept, "due_at", self.due_at);
            }
            Command::Confirm { note } => {
                self.handled_at = Some(at);
                keep(&mut kept, "text", note.as_deref());
                keep_moment(&mut kept, "due_at", self.due_at);
                kept.insert("on_time".into(), json!(self.handled_on_time()));
            }
            Command::RequestCheck { note } | Command::RequestVerify { note } => {
                keep(&mut kept, "text", note.as_deref())
            }
            Command::CheckPass { text, photos } => {
                self.check_passed_at = Some(at);
                kept.insert("text".into(), json!(text));
                keep_photos(&mut kept, photos);
            }
            Command::CheckFail { photos, .. } => {
                keep_photos(&mut kept, photos);
                self.rework_count += 1;
                self.start_again(before, at, calendar, &mut kept)?;
            }
            Command::Rework { .. } => {
                self.rework_count += 1;
                self.start_again(before, at, calendar, &mut kept)?;
            }
            Command::Close { conditions_met, .. } => {
                self.closed_at = Some(at);
                self.close_reason = command.reason().map(str::to_owned);
                kept.insert("conditions_met".into(), json!(conditions_met));
                kept.insert("checked".into(), json!(self.check_passed_at.is_some()));
            }
            Command::SendBack { .. } => {
                keep_moment(&mut kept, "handled_before", before.handled_at);
                self.handled_at = None;
            }
            Command::Withdraw { .. } => {
                keep(&mut kept, "handler_before", before.handler);
                self.handler = None;
            }
            Command::ReturnByUnit { .. } => self.give_back(before, &mut kept),
            Command::ReturnToAcceptor { .. } => {
                self.filed_at = None;
                self.standing.returned_by = None;
            }
            Command::Merge { into, .. } => {
                self.merged_into = Some(*into);
                self.closed_at = Some(at);
                keep(&mut kept, "into", Some(into));
            }
            Command::Void { .. } => self.closed_at = Some(at),
            Command::ForceClose { .. } => {
                self.end_pause();
                self.closed_at = Some(at);
                self.close_reason = command.reason().map(str::to_owned);
            }
            Command::ReportVerify { found, text, photos } => {
                self.standing.verified = Some(*found);
                kept.insert("found".into(), json!(found));
                kept.insert("text".into(), json!(text));
                keep_photos(&mut kept, photos);
            }
            Command::Audit { passed, .. } => {
                self.closed_at = Some(at);
                // With an order the other system is done; nobody here has checked it.
                self.check_passed_at = (*passed && !self.source.is_order()).then_some(at);
            }
            Command::AskExtension { photos, .. } => {
                self.ask(Request::Extension, actor, at);
                keep_photos(&mut kept, photos);
            }
            Command::AskSuspension { suspension, photos, .. } => {
                keep_photos(&mut kept, photos);
                self.ask(Request::Suspension(*suspension), actor, at);
                keep(&mut kept, "kind", Some(suspension.kind.code()));
                keep_moment(&mut kept, "until", Some(suspension.until));
            }
            Command::Object { kind, photos, .. } => {
                keep_photos(&mut kept, photos);
                self.ask(Request::Objection(*kind), actor, at);
                self.plead(Topic::Objection, actor.unit);
                self.pause(at);
                keep(&mut kept, "kind", Some(kind.code()));
            }
            Command::Appeal { photos, .. } => {
                keep_photos(&mut kept, photos);
                self.ask(Request::Appeal, actor, at);
                self.plead(Topic::Appeal, actor.unit);
            }
            Command::AskVoid { .. } => self.ask(Request::Void, actor, at),
            Command::Rule { granted, limit, .. } => {
                let ruling = Ruling { granted: *granted, limit: *limit, at, calendar };
                self.rule(&ruling, before, &mut kept)?;
            }
            Command::EndSuspension { .. } => {
                self.standing.suspension = None;
                self.go_on(at, calendar, &mut kept)?;
            }
            Command::Supervise { kind, reply_required, .. } => {
                let supervision = Supervision { kind: *kind, at, reply_required: *reply_required, replied_at: None };
                self.standing.supervision = Some(supervision);
                keep(&mut kept, "kind", Some(kind.code()));
                kept.insert("reply_required".into(), json!(reply_required));
            }
            Command::ReplySupervision { text } => {
                if let Some(supervision) = &mut self.standing.supervision {
                    supervision.replied_at = Some(at);
                }
                kept.insert("text".into(), json!(text));
            }
            Command::Reopen { .. } => {
                keep_moment(&mut kept, "closed_before", before.closed_at);
                keep(&mut kept, "merged_before", before.merged_into);
                self.closed_at = None;
                self.close_reason = None;
                self.merged_into = None;
                self.standing.exempt = false;
                if self.state == State::Dispatched {
                    self.start_again(before, at, calendar, &mut kept)?;
                } else {
                    self.give_back(before, &mut kept);
                    self.standing.returned_by = None;
                    self.filed_at = None;
                }
            }
            Command::Urge { text } => {
                self.urge_count += 1;
                kept.insert("text".into(), json!(text));
            }
            Command::Note { text } => {
                kept.insert("text".into(), json!(text));
            }
        }
        Ok(Value::Object(kept))
    }

    /// Rework and reopening: the same unit, the same limit, counted from now. The event keeps what was due and done before.
    fn start_again(
        &mut self,
        before: &Case,
        at: Instant,
        calendar: &Calendar,
        kept: &mut Map<String, Value>,
    ) -> Result<(), Refusal> {
        keep_moment(kept, "due_before", before.due_at);
        keep_moment(kept, "handled_before", before.handled_at);
        kept.insert("on_time_before".into(), json!(before.handled_on_time()));
        let handler = self.handler;
        self.forget_handling();
        self.handler = handler;
        self.keep_units(kept);
        self.start_clock(at, calendar, kept)
    }

    pub(super) fn forget_handling(&mut self) {
        self.handler = None;
        self.clock_from = None;
        self.near_at = None;
        self.due_at = None;
        self.paused_at = None;
        self.handled_at = None;
        self.check_passed_at = None;
        self.standing.extended = 0;
        self.standing.pauses.clear();
    }

    pub(super) fn keep_units(&self, kept: &mut Map<String, Value>) {
        keep(kept, "lead", self.lead_unit);
        kept.insert("co".into(), json!(self.co_units.iter().map(UnitId::to_string).collect::<Vec<_>>()));
    }
}
