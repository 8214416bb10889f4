//! What may be done to a consultation, and what it changes.

use std::{collections::BTreeSet, convert::Infallible};

use serde_json::{Value, json};

use super::{
    Action, Command, Consultation, Kind, MAX_PARTICIPANTS, NewConsultation, Participant, Refusal, Side, State,
    TRANSITIONS,
};
use crate::{
    ids::UnitId,
    sealing::{ActorStamp, NO_HASH, chained},
    time::Instant,
    workflow::{self, Barred, Decided, MAX_TEXT_CHARS, MAX_TITLE_CHARS, Procedure, Row},
};

chained!(Consultation, Action, State);

impl workflow::Side<Consultation> for Side {
    fn has(self, one: &Consultation, actor: &ActorStamp) -> bool {
        match self {
            Side::Anybody => true,
            Side::Unawaited => one.whistle.is_none(),
            Side::Convener => one.convener == actor.unit && one.whistle.is_none(),
            Side::Participant => one.participant(actor.unit).is_some(),
        }
    }
}

impl Procedure for Consultation {
    type Side = Side;
    type Condition = Infallible;
    type Command = Command;
    type Rules<'g> = ();
    type Refusal = Refusal;

    fn rows(&self) -> impl Iterator<Item = Row<'_, Self>> {
        TRANSITIONS.iter().cloned()
    }

    fn apply(
        &mut self,
        command: &Command,
        before: &Self,
        actor: &ActorStamp,
        at: Instant,
        (): (),
    ) -> Result<Value, Refusal> {
        Ok(match command {
            Command::Contribute { text } => {
                for part in self.participants.iter_mut().filter(|part| part.unit == actor.unit) {
                    part.said = Some(text.clone());
                    part.said_at = Some(at);
                }
                json!({ "unit": actor.unit.to_string(), "text": text })
            }
            Command::Decide { text, lead, .. } => {
                before.check_lead(*lead)?;
                self.result = Some(text.clone());
                self.lead = *lead;
                self.ended_at = Some(at);
                json!({ "text": text, "lead": lead.map(|lead| lead.to_string()) })
            }
            Command::Cancel { reason } => {
                self.ended_at = Some(at);
                json!({ "reason": reason })
            }
        })
    }
}

impl Consultation {
    /// Brings a consultation into being. A dispute about a whistle may be referred by any role that the whistle's table lets refer;
    /// everything else is convened by the roles of the table here.
    ///
    /// Errors: not a role that convenes; no title; fewer than two participants, or one twice.
    pub fn convene(new: NewConsultation, actor: &ActorStamp, at: Instant) -> Result<Decided<Self>, Refusal> {
        let part = |(unit, part)| Participant { unit, part, said: None, said_at: None };
        let consultation = Self {
            id: new.id,
            city: new.city,
            number: new.number,
            kind: new.kind,
            state: State::Open,
            convener: actor.unit,
            title: new.title,
            text: new.text,
            division: new.division,
            participants: new.participants.into_iter().map(part).collect(),
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
        workflow::begin(consultation, Action::Convene, actor, at, |one| {
            Barred::written(&one.title, MAX_TITLE_CHARS, Action::Convene)?;
            Barred::within(&one.text, MAX_TEXT_CHARS)?;
            check_participants(&one.participants)?;
            Ok(one.matter())
        })
    }

    fn check_lead(&self, lead: Option<UnitId>) -> Result<(), Refusal> {
        match lead {
            None if self.kind == Kind::Consultation && !self.cases.is_empty() && self.whistle.is_none() => {
                Err(Refusal::LeadMissing)
            }
            Some(lead) if self.participant(lead).is_none() => Err(Refusal::LeadOutside),
            _ => Ok(()),
        }
    }

    /// What it is about, for its first event.
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
}

fn check_participants(participants: &[Participant]) -> Result<(), Refusal> {
    let units: BTreeSet<UnitId> = participants.iter().map(|participant| participant.unit).collect();
    if units.len() != participants.len() || !(2..=MAX_PARTICIPANTS).contains(&units.len()) {
        return Err(Refusal::Participants);
    }
    Ok(participants.iter().try_for_each(|one| Barred::within(&one.part, MAX_TEXT_CHARS))?)
}
