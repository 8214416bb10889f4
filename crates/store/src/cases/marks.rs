//! First moments of the centre's own steps, which the indicators measure. They are set in the same statement that saves a decision, and
//! only where they are still missing.

use changxiao_domain::{
    cases::{Action, Case, Event, State},
    indicators::Decision,
    time::Instant,
};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    pub decision: Option<Decision>,
    pub verify_asked: Option<Instant>,
    pub verify_done: Option<Instant>,
    /// The result that the check looks at.
    pub check_from: Option<Instant>,
    pub check_asked: Option<Instant>,
    /// The check was done, or left for another way.
    pub check_done: Option<Instant>,
    pub late_rounds: i64,
}

impl Marks {
    pub fn of(before: &Case, after: &Case, event: &Event) -> Self {
        let at = Some(event.at);
        let mut marks = Self::default();
        match event.action {
            Action::File => marks.decision = Some(Decision::Filed),
            // Of an order with which another system is done nobody here decides anything.
            Action::AuditPass if !after.source.is_order() => marks.decision = Some(Decision::Fixed),
            Action::Void | Action::GrantVoid | Action::AuditFail => marks.decision = Some(Decision::Refused),
            Action::RequestVerify => marks.verify_asked = at,
            Action::ReportVerify => marks.verify_done = at,
            Action::RequestCheck => {
                marks.check_asked = at;
                marks.check_from = before.handled_at;
            }
            _ => {}
        }
        if before.state == State::Checking && (after.state != State::Checking || event.action == Action::CheckPass) {
            marks.check_done = at;
        }
        let again = matches!(event.action, Action::CheckFail | Action::Rework | Action::Reopen);
        marks.late_rounds = i64::from(again && before.was_late() && !before.standing.exempt);
        marks
    }
}
