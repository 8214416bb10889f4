//! The gate: whether this actor may take this action now, with what the request carries.

use super::{
    Action, ActorStamp, Case, Command, Event, Hash, NewCase, ObjectionKind, Refusal, SupervisionKind, TRANSITIONS,
    Topic, Transition, allowed, numbers, transitions::decidable,
};
use crate::{
    calendar::{Calendar, Limit},
    sealing::record,
    time::{HOUR, Instant},
};

/// The longest text of a reason, a result or a note, in characters.
pub const MAX_TEXT_CHARS: usize = 5000;
/// The longest title, in characters.
pub const MAX_TITLE_CHARS: usize = 200;

/// A granted request: the case as it is now and the one event that made it so, already sealed. Both are saved together or not at all.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    pub case: Case,
    pub event: Event,
}

impl Case {
    /// Brings a case into being. Its first event has the number 1.
    ///
    /// Errors: a role that does not report; no category; no title; a title or text that is too long.
    pub fn report(new: NewCase, actor: &ActorStamp, at: Instant) -> Result<Decided, Refusal> {
        Self::begin(Action::Report, new, &[], "", actor, at)
    }

    /// The same for a problem that its finder has put right on the spot. `text` says what was done.
    ///
    /// Errors: as [`Case::report`]; no photo after the work.
    pub fn report_fixed(
        new: NewCase,
        after_photos: &[Hash],
        text: &str,
        actor: &ActorStamp,
        at: Instant,
    ) -> Result<Decided, Refusal> {
        if after_photos.is_empty() {
            return Err(Refusal::FixedWithoutPhoto);
        }
        within(text, MAX_TEXT_CHARS)?;
        Self::begin(Action::SelfHandle, new, after_photos, text, actor, at)
    }

    /// The same for a problem with which another system is done: what proves it lies there. `text` says which system, and how it stands.
    /// Somebody of the office still looks at it before it counts.
    ///
    /// Errors: as [`Case::report`]; a text that is too long.
    pub fn report_finished_elsewhere(
        new: NewCase,
        text: &str,
        actor: &ActorStamp,
        at: Instant,
    ) -> Result<Decided, Refusal> {
        within(text, MAX_TEXT_CHARS)?;
        Self::begin(Action::SelfHandle, new, &[], text, actor, at)
    }

    fn begin(
        action: Action,
        new: NewCase,
        after_photos: &[Hash],
        text: &str,
        actor: &ActorStamp,
        at: Instant,
    ) -> Result<Decided, Refusal> {
        let rows: Vec<_> = TRANSITIONS.iter().filter(|row| row.action == action).collect();
        by_role(&rows, action, actor)?;
        if new.category.trim().is_empty() {
            return Err(Refusal::CategoryMissing);
        }
        if new.title.trim().is_empty() {
            return Err(Refusal::TextMissing { action });
        }
        within(&new.title, MAX_TITLE_CHARS)?;
        within(&new.text, MAX_TEXT_CHARS)?;
        let mut particulars = new.particulars();
        let mut case = Case::reported(new, at);
        if action == Action::SelfHandle {
            case.fixed_on_the_spot(after_photos, text, at, &mut particulars);
        }
        let event = record(&mut case, action, None, actor, at, particulars);
        Ok(Decided { case, event })
    }

    /// Decides one request. `self` stays as it is; what changes is in the answer.
    ///
    /// `at` is the moment of the request. When it lies before the last event, because two machines disagree about the time, the
    /// moment of the last event is taken, so that a timeline never runs back.
    ///
    /// Errors: the typed reasons why not; nothing is changed then.
    pub fn decide(
        &self,
        command: Command,
        actor: &ActorStamp,
        at: Instant,
        calendar: &Calendar,
    ) -> Result<Decided, Refusal> {
        let at = at.max(self.changed_at);
        let row = self.transition_for(&command, actor, at)?;
        for text in command.texts() {
            within(text, MAX_TEXT_CHARS)?;
        }
        let mut case = self.clone();
        case.state = row.to.unwrap_or(self.state);
        let mut particulars = case.apply(&command, self, actor, at, calendar)?;
        case.let_lapse(self, &mut particulars);
        let event = record(&mut case, command.action(), Some(self.state), actor, at, particulars);
        Ok(Decided { case, event })
    }

    /// The actions that this actor can take at `now`, in the order in which a page offers them. Unit, check and the conditions
    /// of the table are looked at; what the person still has to write or attach is not.
    pub fn allowed(&self, actor: &ActorStamp, now: Instant) -> Vec<Action> {
        let open = |action: &Action| {
            TRANSITIONS.iter().any(|row| {
                row.action == *action
                    && row.from.contains(&self.state)
                    && row.who.contains(&actor.role)
                    && (!row.own_unit || self.lead_unit == Some(actor.unit))
                    && (!row.needs_check || self.check_passed_at.is_some())
                    && row.unmet(self, now).is_none()
                    && !(row.action == Action::CheckPass && self.check_passed_at.is_some())
            })
        };
        Action::asked().filter(open).collect()
    }

    /// The row of the table that grants this request.
    fn transition_for(
        &self,
        command: &Command,
        actor: &ActorStamp,
        at: Instant,
    ) -> Result<&'static Transition, Refusal> {
        let action = command.action();
        let rows: Vec<_> =
            TRANSITIONS.iter().filter(|row| row.action == action && row.from.contains(&self.state)).collect();
        if rows.is_empty() {
            return Err(Refusal::NotAllowedInState {
                state: self.state,
                action,
                allowed: allowed(self.state, actor.role),
            });
        }
        let rows = by_role(&rows, action, actor)?;
        if rows.iter().all(|row| row.own_unit) && self.lead_unit != Some(actor.unit) {
            return Err(Refusal::NotYourUnit { action, lead: self.lead_unit });
        }
        let mut refused = None;
        for row in rows {
            // A row for another situation explains nothing where one for this situation is there.
            if let Some(condition) = row.unmet(self, at) {
                refused.get_or_insert(Refusal::NotNow { action, condition });
                continue;
            }
            match self.conditions(row, command, at) {
                Ok(()) => return Ok(row),
                Err(refusal) => refused = Some(refusal),
            }
        }
        Err(refused.unwrap_or(Refusal::NotAllowedInState { state: self.state, action, allowed: Vec::new() }))
    }

    /// What the row asks for beyond state, role and unit.
    fn conditions(&self, row: &Transition, command: &Command, at: Instant) -> Result<(), Refusal> {
        let action = row.action;
        if row.needs_check && self.check_passed_at.is_none() {
            return Err(Refusal::NotChecked);
        }
        if let Command::Close { reason, conditions_met } = command {
            let reason_missing = reason.as_deref().is_none_or(|reason| reason.trim().is_empty());
            if row.needs_check && !conditions_met {
                return Err(Refusal::ConditionsNotMet);
            }
            if row.needs_reason && reason_missing {
                let checked = self.check_passed_at.is_some();
                return Err(if checked { Refusal::ConditionsNotMet } else { Refusal::NotChecked });
            }
        }
        if row.needs_reason && command.reason().is_none() {
            return Err(Refusal::ReasonMissing { action });
        }
        if let Some(limit) = command.new_limit().filter(|limit| *limit != self.limit) {
            Limit::set(limit.kind, limit.amount)?;
        }
        match command {
            Command::Submit { text, .. }
            | Command::SubmitToUnit { text, .. }
            | Command::CheckPass { text, .. }
            | Command::ReportVerify { text, .. }
            | Command::ReplySupervision { text }
            | Command::Note { text }
                if text.trim().is_empty() =>
            {
                Err(Refusal::TextMissing { action })
            }
            Command::Submit { after_photos, without_photo, .. }
            | Command::SubmitToUnit { after_photos, without_photo, .. }
                if row.needs_photo
                    && self.photo_required
                    && after_photos.is_empty()
                    && without_photo.as_deref().is_none_or(|reason| reason.trim().is_empty()) =>
            {
                Err(Refusal::PhotoMissing)
            }
            Command::CheckPass { .. } if self.check_passed_at.is_some() => Err(Refusal::CheckedAlready),
            Command::File { category: Some(category), .. } if category.trim().is_empty() => {
                Err(Refusal::CategoryMissing)
            }
            Command::Merge { into, .. } if *into == self.id => Err(Refusal::MergeIntoItself),
            Command::Merge { into_state, .. } if into_state.is_end() => {
                Err(Refusal::MergeIntoEnded { state: *into_state })
            }
            Command::Merge { likeness, .. } if likeness.unlike().is_some() => {
                likeness.unlike().map_or(Ok(()), |unlike| Err(Refusal::MergeUnlike { unlike }))
            }
            Command::Dispatch { lead, designated: false, .. } if self.standing.returned_by == Some(*lead) => {
                Err(Refusal::ReturnedByThisUnit)
            }
            Command::AskSuspension { suspension, .. } => suspension_ends(suspension.until, at),
            Command::Object { kind: ObjectionKind::Duty, .. } if self.standing.designated => {
                Err(Refusal::DesignatedDuty)
            }
            Command::Rule { topic: Topic::Objection, granted: true, limit: None, .. } if row.to.is_none() => {
                Err(Refusal::LimitMissing)
            }
            Command::Supervise { kind: SupervisionKind::Overdue, .. } if !self.is_overdue(at) => {
                Err(Refusal::NotOverdue)
            }
            _ => Ok(()),
        }
    }

    /// A request that nobody can decide any more after this step is gone; the event says so.
    fn let_lapse(&mut self, before: &Case, particulars: &mut serde_json::Value) {
        let Some(asked) = self.standing.asked.filter(|asked| before.standing.asked.as_ref() == Some(asked)) else {
            return;
        };
        let topic = asked.what.topic();
        if decidable(topic, self.state) {
            return;
        }
        self.standing.asked = None;
        if topic == Topic::Objection {
            self.paused_at = None;
        }
        particulars["lapsed"] = topic.code().into();
    }
}

/// The rows that this role may use; an error that names who may when there is none.
fn by_role(
    rows: &[&'static Transition],
    action: Action,
    actor: &ActorStamp,
) -> Result<Vec<&'static Transition>, Refusal> {
    let mine: Vec<_> = rows.iter().copied().filter(|row| row.who.contains(&actor.role)).collect();
    if !mine.is_empty() {
        return Ok(mine);
    }
    let mut who = Vec::new();
    for role in rows.iter().flat_map(|row| row.who) {
        if !who.contains(role) {
            who.push(*role);
        }
    }
    Err(Refusal::NotYourRole { role: actor.role, action, who })
}

fn suspension_ends(until: Instant, at: Instant) -> Result<(), Refusal> {
    let days = numbers::SUSPENSION_DAYS.value;
    if until > at && until <= at.plus_micros(days * 24 * HOUR) { Ok(()) } else { Err(Refusal::SuspensionDate { days }) }
}

fn within(text: &str, max: usize) -> Result<(), Refusal> {
    if text.chars().count() > max { Err(Refusal::TextTooLong { max }) } else { Ok(()) }
}
