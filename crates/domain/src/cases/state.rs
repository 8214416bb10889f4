//! The inner states of a case and the six outward stages that a reporter sees.

use changxiao_words::coded;
use serde::{Deserialize, Serialize};

coded! {
    /// Where a case stands.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum State {
        /// 已上报: found, and waiting for the office to file it.
        Reported = "reported", cases_state_reported;
        /// 核实中: somebody looks on the spot whether the report is true, before it is filed.
        Verifying = "verifying", cases_state_verifying;
        /// 已立案: filed, and waiting to be sent to a unit.
        Filed = "filed", cases_state_filed;
        /// 待处置: with a unit whose clock runs, not yet taken on.
        Dispatched = "dispatched", cases_state_dispatched;
        /// 处置中: a handler works on it, the clock runs.
        Handling = "handling", cases_state_handling;
        /// 已挂账: cannot be done before a date, for the season or for works; the clock stands still.
        #[serde(rename = "hung")]
        Suspended = "hung", cases_state_hung;
        /// 待单位确认: the handler has handed the result to the unit, whose clock runs until it confirms.
        Submitted = "submitted", cases_state_submitted;
        /// 已处置: the unit says it is done, the clock has stopped.
        Handled = "handled", cases_state_handled;
        /// 核查中: somebody looks on the spot whether the fix is real, or has looked and found it so.
        Checking = "checking", cases_state_checking;
        /// 待审核: the finder fixed it on the spot; somebody looks at the photos.
        SelfHandled = "self_handled", cases_state_self_handled;
        /// 已结案: an end.
        Closed = "closed", cases_state_closed;
        /// 强制结案: an end that never counts as fixed.
        ForceClosed = "force_closed", cases_state_force_closed;
        /// 已作废: an end, refused or void.
        Voided = "voided", cases_state_voided;
        /// 已并案: an end, the same problem as another case.
        Merged = "merged", cases_state_merged;
    }
}

impl State {
    /// Closed, voided or merged: only a note, a reopening or an appeal is accepted.
    pub const fn is_end(self) -> bool {
        matches!(self, State::Closed | State::ForceClosed | State::Voided | State::Merged)
    }

    pub const fn is_open(self) -> bool {
        !self.is_end()
    }

    /// Whether the handling clock of a unit runs in this state, unless it is paused. A suspended case is paused, unless it was late
    /// before.
    pub const fn runs_clock(self) -> bool {
        matches!(self, State::Dispatched | State::Handling | State::Suspended | State::Submitted)
    }

    pub const fn stage(self) -> Stage {
        match self {
            State::Reported | State::Verifying => Stage::Report,
            State::Filed => Stage::File,
            State::Dispatched => Stage::Dispatch,
            State::Handling | State::Suspended | State::Submitted => Stage::Handle,
            State::Handled | State::Checking | State::SelfHandled => Stage::Feedback,
            State::Closed | State::ForceClosed | State::Voided | State::Merged => Stage::Close,
        }
    }
}

coded! {
    /// The six outward stages of GB/T 30428.8: report, file, dispatch, handle, feedback, close.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Stage {
        Report = "report", cases_report;
        File = "file", cases_stage_file;
        Dispatch = "dispatch", cases_stage_dispatch;
        Handle = "handle", cases_stage_handle;
        Feedback = "feedback", cases_stage_feedback;
        Close = "close", cases_stage_close;
    }
}
