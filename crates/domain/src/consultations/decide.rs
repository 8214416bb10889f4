//! The gate: whether this actor may take this action now, and what it changes.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Action, Consultation, Event, Kind, NewConsultation, Participant, Refusal, State};
use crate::{
    ids::UnitId,
    orgs::Role::{self, Dispatcher, Handler, Leader, Office, UnitHead},
    sealing::{ActorStamp, NO_HASH},
    time::Instant,
};

/// The most units that take part.
pub const MAX_PARTICIPANTS: usize = 20;
const MAX_TEXT_CHARS: usize = 5000;
const MAX_TITLE_CHARS: usize = 200;

/// One row of the workflow.
#[derive(Clone, Copy, Debug)]
pub struct Transition {
    /// `None` for the row that brings a consultation into being.
    pub from: Option<State>,
    pub action: Action,
    pub to: State,
    pub who: &'static [Role],
    /// Only for a participating unit's own part.
    pub participant: bool,
    /// Only the unit that convened it, and not where a whistle waits for the decision.
    pub own_only: bool,
}

const OPEN: Option<State> = Some(State::Open);

/// Every legal transition. An action may have several rows.
#[rustfmt::skip]
pub const TRANSITIONS: &[Transition] = &[
    Transition { from: None, action: Action::Convene, to: State::Open, who: &[Office, Dispatcher, Leader, UnitHead], participant: false, own_only: false },
    Transition { from: OPEN, action: Action::Contribute, to: State::Open, who: &[Handler, UnitHead], participant: true, own_only: false },
    Transition { from: OPEN, action: Action::Decide, to: State::Decided, who: &[Office, Leader], participant: false, own_only: false },
    Transition { from: OPEN, action: Action::Decide, to: State::Decided, who: &[UnitHead], participant: false, own_only: true },
    Transition { from: OPEN, action: Action::Cancel, to: State::Cancelled, who: &[Office, Leader], participant: false, own_only: false },
    Transition { from: OPEN, action: Action::Cancel, to: State::Cancelled, who: &[UnitHead, Dispatcher], participant: false, own_only: true },
];

/// One request to change a consultation. Convening is not here: see [`Consultation::convene`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// A participant's opinion or what it did; a later one replaces an earlier one, and the chain keeps both.
    Contribute {
        text: String,
    },
    /// The shared result. `lead` leads what follows; needed where it is a consultation about cases.
    Decide {
        text: String,
        lead: Option<UnitId>,
    },
    Cancel {
        reason: String,
    },
}

impl Command {
    pub const fn action(&self) -> Action {
        match self {
            Command::Contribute { .. } => Action::Contribute,
            Command::Decide { .. } => Action::Decide,
            Command::Cancel { .. } => Action::Cancel,
        }
    }

    fn text(&self) -> &str {
        match self {
            Command::Contribute { text } | Command::Decide { text, .. } | Command::Cancel { reason: text } => text,
        }
    }
}

/// A granted request: the consultation as it is now and the one sealed event that made it so.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    pub consultation: Consultation,
    pub event: Event,
}

impl Consultation {
    /// Brings a consultation into being. A dispute about a whistle may be referred by any role that the whistle's table lets refer;
    /// everything else is convened by the roles of the table here.
    ///
    /// Errors: not a role that convenes; no title; fewer than two participants, or one twice.
    pub fn convene(new: NewConsultation, actor: &ActorStamp, at: Instant) -> Result<Decided, Refusal> {
        let may = TRANSITIONS.iter().any(|row| row.action == Action::Convene && row.who.contains(&actor.role));
        if !may {
            return Err(Refusal::NotAllowed { state: State::Open, action: Action::Convene });
        }
        written(&new.title, MAX_TITLE_CHARS, Action::Convene)?;
        within(&new.text, MAX_TEXT_CHARS)?;
        let units: BTreeSet<UnitId> = new.participants.iter().map(|(unit, _)| *unit).collect();
        if units.len() != new.participants.len() || !(2..=MAX_PARTICIPANTS).contains(&units.len()) {
            return Err(Refusal::Participants);
        }
        for (_, part) in &new.participants {
            within(part, MAX_TEXT_CHARS)?;
        }
        let participants: Vec<Participant> = new
            .participants
            .into_iter()
            .map(|(unit, part)| Participant { unit, part, said: None, said_at: None })
            .collect();
        let mut consultation = Self {
            id: new.id,
            city: new.city,
            number: new.number,
            kind: new.kind,
            state: State::Open,
            convener: actor.unit,
            title: new.title,
            text: new.text,
            division: new.division,
            participants,
            cases: new.cases,
            whistle: new.whistle,
            result: None,
            lead: None,
            convened_at: at,
            ended_at: None,
            version: 0,
            head_hash: NO_HASH,
            changed_at: at,
        };
        let particulars = consultation.matter();
        let event = consultation.record(Action::Convene, None, at, actor, particulars);
        Ok(Decided { consultation, event })
    }

    /// Decides one request. `self` stays as it is.
    pub fn decide(&self, command: Command, actor: &ActorStamp, at: Instant) -> Result<Decided, Refusal> {
        let at = at.max(self.changed_at);
        let action = command.action();
        if !self.allowed(actor).contains(&action) {
            return Err(Refusal::NotAllowed { state: self.state, action });
        }
        written(command.text(), MAX_TEXT_CHARS, action)?;
        let mut after = self.clone();
        let particulars = match &command {
            Command::Contribute { text } => {
                for part in after.participants.iter_mut().filter(|part| part.unit == actor.unit) {
                    part.said = Some(text.clone());
                    part.said_at = Some(at);
                }
                json!({ "unit": actor.unit.to_string(), "text": text })
            }
            Command::Decide { text, lead } => {
                if lead.is_none() && self.kind == Kind::Consultation && !self.cases.is_empty() && self.whistle.is_none()
                {
                    return Err(Refusal::LeadMissing);
                }
                if lead.is_some_and(|lead| self.participant(lead).is_none()) {
                    return Err(Refusal::LeadOutside);
                }
                after.result = Some(text.clone());
                after.lead = *lead;
                after.state = State::Decided;
                after.ended_at = Some(at);
                json!({ "text": text, "lead": lead.map(|lead| lead.to_string()) })
            }
            Command::Cancel { reason } => {
                after.state = State::Cancelled;
                after.ended_at = Some(at);
                json!({ "reason": reason })
            }
        };
        let event = after.record(action, Some(self.state), at, actor, particulars);
        Ok(Decided { consultation: after, event })
    }

    fn matter(&self) -> Value {
        let parts = |part: &Participant| json!({ "unit": part.unit.to_string(), "task": part.part });
        json!({
            "number": self.number,
            "kind": self.kind.code(),
            "title": self.title,
            "text": self.text,
            "division": self.division,
            "participants": self.participants.iter().map(parts).collect::<Vec<_>>(),
            "cases": self.cases.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "whistle": self.whistle.map(|whistle| whistle.to_string()),
        })
    }

    fn record(
        &mut self,
        action: Action,
        from: Option<State>,
        at: Instant,
        actor: &ActorStamp,
        particulars: Value,
    ) -> Event {
        self.version += 1;
        self.changed_at = at;
        let event = Event {
            city: self.city,
            subject: self.id.0,
            seq: self.version,
            action,
            from,
            to: self.state,
            at,
            actor: *actor,
            particulars,
            prev_hash: self.head_hash,
            hash: NO_HASH,
        }
        .sealed();
        self.head_hash = event.hash;
        event
    }
}

fn written(text: &str, max: usize, action: Action) -> Result<(), Refusal> {
    if text.trim().is_empty() { Err(Refusal::TextMissing { action }) } else { within(text, max) }
}

fn within(text: &str, max: usize) -> Result<(), Refusal> {
    if text.chars().count() > max { Err(Refusal::TextTooLong { max }) } else { Ok(()) }
}
