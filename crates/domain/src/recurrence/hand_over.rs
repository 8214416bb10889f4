//! A chronic problem in the hands of whoever takes over: the unit that answers for it, the division in which it lies.

use super::{Action, Problem};
use crate::workflow::{Handover, HandsOver, swap};

impl HandsOver for Problem {
    const ACTION: Action = Action::HandOver;

    fn replace(&mut self, handover: Handover) -> bool {
        match handover {
            Handover::Unit { from, to } => swap(&mut self.unit, &Some(from), Some(to)),
            Handover::Division { from, to } => swap(&mut self.division, &from, to),
            Handover::Person { .. } => false,
        }
    }
}
