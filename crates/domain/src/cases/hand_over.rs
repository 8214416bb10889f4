//! A case in the hands of whoever takes over: the unit that leads or helps, the unit whose request waits, the person who took it on, the
//! division in which it lies. Who reported it, gave it back or pleaded stays: that is what they did.

use super::{Action, Case};
use crate::workflow::{Handover, HandsOver, swap};

impl HandsOver for Case {
    const ACTION: Action = Action::HandOver;

    fn replace(&mut self, handover: Handover) -> bool {
        match handover {
            Handover::Unit { from, to } => {
                let leads = swap(&mut self.lead_unit, &Some(from), Some(to));
                let helps = self.co_units.contains(&from);
                self.co_units.retain(|unit| *unit != from);
                if helps {
                    self.co_units.push(to);
                }
                if leads || helps {
                    let lead = self.lead_unit;
                    self.co_units.retain(|unit| Some(*unit) != lead);
                    self.co_units.sort_unstable();
                    self.co_units.dedup();
                }
                let asks = self.standing.asked.as_mut().is_some_and(|asked| swap(&mut asked.unit, &from, to));
                leads || helps || asks
            }
            Handover::Division { from, to } => swap(&mut self.division, &from, to),
            Handover::Person { from, to } => swap(&mut self.handler, &Some(from), to),
        }
    }
}
