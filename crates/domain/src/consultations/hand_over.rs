//! A consultation in the hands of whoever takes over: who convened it, and who takes part and has said nothing yet.

use super::{Action, Consultation};
use crate::workflow::{Handover, HandsOver, swap};

impl HandsOver for Consultation {
    const ACTION: Action = Action::HandOver;

    fn replace(&mut self, handover: Handover) -> bool {
        match handover {
            Handover::Unit { from, to } => {
                let convenes = swap(&mut self.convener, &from, to);
                let takes_part = self.participant(to).is_some();
                let silent = |unit, said: bool| unit == from && !said;
                let place = self.participants.iter().position(|part| silent(part.unit, part.said.is_some()));
                match place {
                    // The heir takes part itself and answers once.
                    Some(place) if takes_part => drop(self.participants.remove(place)),
                    Some(place) => self.participants[place].unit = to,
                    None => {}
                }
                convenes || place.is_some()
            }
            Handover::Division { from, to } => swap(&mut self.division, &from, to),
            Handover::Person { .. } => false,
        }
    }
}
