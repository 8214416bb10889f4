//! A consultation told again by its events.

use super::{Action, Consultation, Event, Kind, Participant};
use crate::{
    ids::UnitId,
    sealing::{NO_HASH, NotTold, Particulars, Retold},
    workflow::take_handover,
};

impl Retold for Consultation {
    fn begun(first: &Event, stands: &Self) -> Result<Self, NotTold> {
        let told = Particulars::by(first);
        let participant = |told: Particulars<'_>| {
            Ok(Participant { unit: told.id("unit")?, part: told.text("task")?, said: None, said_at: None })
        };
        Ok(Self {
            id: stands.id,
            city: stands.city,
            number: told.text("number")?,
            kind: told.read("kind", Kind::parse)?,
            state: first.to,
            convener: first.actor.unit,
            title: told.text("title")?,
            text: told.text("text")?,
            division: told.number("division")?,
            participants: told.each("participants").map(participant).collect::<Result<_, NotTold>>()?,
            cases: told.list("cases", |text| text.parse().ok())?,
            whistle: told.maybe_id("whistle")?,
            result: None,
            lead: None,
            convened_at: first.at,
            ended_at: None,
            version: 0,
            head_hash: NO_HASH,
            changed_at: first.at,
        })
    }

    fn take(&mut self, event: &Event, _: &Self) -> Result<(), NotTold> {
        let (told, at) = (Particulars::by(event), event.at);
        match event.action {
            Action::Convene => {}
            Action::Contribute => {
                let (unit, text): (UnitId, _) = (told.id("unit")?, told.text("text")?);
                for part in self.participants.iter_mut().filter(|part| part.unit == unit) {
                    (part.said, part.said_at) = (Some(text.clone()), Some(at));
                }
            }
            Action::Decide => {
                self.result = Some(told.text("text")?);
                self.lead = told.maybe_id("lead")?;
                self.ended_at = Some(at);
            }
            Action::Cancel => self.ended_at = Some(at),
            Action::HandOver => take_handover(self, told)?,
        }
        Ok(())
    }
}
