//! What is done to a chronic problem.

use crate::sealing::Verb;
use changxiao_words::coded;

coded! {
    pub enum Action {
        /// The system found it.
        Find = "find", recurrence_found;
        /// The system adds a case that came back.
        Return = "return", recurrence_action_return;
        Confirm = "confirm", recurrence_action_confirm;
        Dismiss = "dismiss", recurrence_action_dismiss;
        Assign = "assign", recurrence_action_assign;
        MakePlan = "make_plan", recurrence_action_make_plan;
        Approve = "approve", recurrence_action_approve;
        SendBack = "send_back", recurrence_action_send_back;
        ReportDone = "report_done", recurrence_action_report_done;
        Observe = "observe", recurrence_action_observe;
        End = "end", recurrence_action_end;
        /// Whoever was to act has ended, and another one takes over; no row of the table grants it.
        HandOver = "hand_over", departures_hand_over;
    }
}

impl Verb for Action {
    const ENCODING: &'static [u8] = b"changxiao recurrence event 1";
}
