//! A whistle in the hands of whoever takes over: the street that calls, and the calls of units that are waited for or work on it. What a
//! call counts for its score stays with the unit that answered; the store keeps from whom it was taken over.

use super::{Action, Turnout, Whistle};
use crate::workflow::{Handover, HandsOver, swap};

impl HandsOver for Whistle {
    const ACTION: Action = Action::HandOver;

    fn replace(&mut self, handover: Handover) -> bool {
        match handover {
            Handover::Unit { from, to } => {
                let calls = swap(&mut self.street, &from, to);
                let is_called = self.call_of(to).is_some();
                let waits = |turnout| matches!(turnout, Turnout::Waiting | Turnout::Objected);
                let acts = |turnout: Turnout| waits(turnout) || turnout.came();
                let called = self.calls.iter_mut().find(|call| call.unit == from && acts(call.turnout));
                let Some(call) = called else { return calls };
                match is_called {
                    false => call.unit = to,
                    // The heir is called itself and comes once.
                    true if waits(call.turnout) => call.turnout = Turnout::Released,
                    // What the one who ends has done stays its own; the heir does the rest in its own call.
                    true => return calls,
                }
                true
            }
            Handover::Division { from, to } => swap(&mut self.division, &from, to),
            Handover::Person { .. } => false,
        }
    }
}
