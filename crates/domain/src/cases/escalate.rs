//! A level of the escalation ladder reached by a case whose clock runs.

use serde_json::json;

use super::{Action, ActorStamp, Case, Decided};
use crate::{
    escalation::{Receiver, Step},
    sealing::record,
    time::Instant,
};

impl Case {
    /// The case with the event that says which level it reached and which posts were told. Nothing else of the case changes;
    /// that a level is reached once only is the store's to see to, whose rows name the clock (`clock_from`) and the level.
    ///
    /// `None` while no clock of a unit runs: a paused one does not escalate.
    pub fn escalate(&self, step: &Step, receivers: &[Receiver], actor: &ActorStamp, at: Instant) -> Option<Decided> {
        let clock_from = self.clock_from.filter(|_| self.clock_runs())?;
        let told: Vec<_> = receivers
            .iter()
            .map(|receiver| match receiver.stands_in_for {
                Some(absent) => json!({ "post": receiver.post.to_string(), "for": absent.to_string() }),
                None => json!({ "post": receiver.post.to_string() }),
            })
            .collect();
        let particulars = json!({
            "level": step.level, "rung": step.rung.code(), "share_permille": step.share_permille,
            "reached_at": step.due_at.micros(), "clock_from": clock_from.micros(), "told": told,
        });
        let mut case = self.clone();
        let at = at.max(self.changed_at);
        let event = record(&mut case, Action::Escalate, Some(self.state), actor, at, particulars);
        Some(Decided { case, event })
    }
}
