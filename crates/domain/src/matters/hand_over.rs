//! A matter in the hands of whoever takes over: who began it and still waits for it, and who has it.

use super::{Action, Matter};
use crate::workflow::{Handover, HandsOver, swap};

impl HandsOver for Matter {
    const ACTION: Action = Action::HAND_OVER;

    fn replace(&mut self, handover: Handover) -> bool {
        if !self.is_open() {
            return false;
        }
        match handover {
            Handover::Unit { from, to } => {
                let began = swap(&mut self.beginner, &from, to);
                swap(&mut self.holder, &from, to) || began
            }
            Handover::Division { from, to } => swap(&mut self.division, &from, to),
            Handover::Person { .. } => false,
        }
    }
}
