//! The inner states of a case and the six outward stages that a reporter sees.

use changxiao_words::Lang;
use serde::{Deserialize, Serialize};

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 已上报: found, and waiting for the office to file it.
    Reported,
    /// 核实中: somebody looks on the spot whether the report is true, before it is filed.
    Verifying,
    /// 已立案: filed, and waiting to be sent to a unit.
    Filed,
    /// 待处置: with a unit whose clock runs, not yet taken on.
    Dispatched,
    /// 处置中: a handler works on it, the clock runs.
    Handling,
    /// 已挂账: cannot be done before a date, for the season or for works; the clock stands still.
    Hung,
    /// 待单位确认: the handler has handed the result to the unit, whose clock runs until it confirms.
    Submitted,
    /// 已处置: the unit says it is done, the clock has stopped.
    Handled,
    /// 核查中: somebody looks on the spot whether the fix is real, or has looked and found it so.
    Checking,
    /// 待审核: the finder fixed it on the spot; somebody looks at the photos.
    SelfHandled,
    /// 已结案: an end.
    Closed,
    /// 强制结案: an end that never counts as fixed.
    ForceClosed,
    /// 已作废: an end, refused or void.
    Voided,
    /// 已并案: an end, the same problem as another case.
    Merged,
}

impl State {
    pub const ALL: [State; 14] = [
        State::Reported,
        State::Verifying,
        State::Filed,
        State::Dispatched,
        State::Handling,
        State::Hung,
        State::Submitted,
        State::Handled,
        State::Checking,
        State::SelfHandled,
        State::Closed,
        State::ForceClosed,
        State::Voided,
        State::Merged,
    ];

    /// The text that the database, addresses and JSON keep.
    pub const fn code(self) -> &'static str {
        match self {
            State::Reported => "reported",
            State::Verifying => "verifying",
            State::Filed => "filed",
            State::Dispatched => "dispatched",
            State::Handling => "handling",
            State::Hung => "hung",
            State::Submitted => "submitted",
            State::Handled => "handled",
            State::Checking => "checking",
            State::SelfHandled => "self_handled",
            State::Closed => "closed",
            State::ForceClosed => "force_closed",
            State::Voided => "voided",
            State::Merged => "merged",
        }
    }

    /// Reads a code; `None` when no state has it.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Closed, voided or merged: only a note, a reopening or an appeal is accepted.
    pub const fn is_end(self) -> bool {
        matches!(self, State::Closed | State::ForceClosed | State::Voided | State::Merged)
    }

    pub const fn is_open(self) -> bool {
        !self.is_end()
    }

    /// Whether the handling clock of a unit runs in this state, unless it is paused. A hung case is paused, unless it was late
    /// before.
    pub const fn runs_clock(self) -> bool {
        matches!(self, State::Dispatched | State::Handling | State::Hung | State::Submitted)
    }

    pub const fn stage(self) -> Stage {
        match self {
            State::Reported | State::Verifying => Stage::Report,
            State::Filed => Stage::File,
            State::Dispatched => Stage::Dispatch,
            State::Handling | State::Hung | State::Submitted => Stage::Handle,
            State::Handled | State::Checking | State::SelfHandled => Stage::Feedback,
            State::Closed | State::ForceClosed | State::Voided | State::Merged => Stage::Close,
        }
    }

    pub const fn words(self, lang: Lang) -> &'static str {
        match self {
            State::Reported => lang.pick("已上报", "Reported"),
            State::Verifying => lang.pick("核实中", "Verifying"),
            State::Filed => lang.pick("已立案", "Filed"),
            State::Dispatched => lang.pick("待处置", "Dispatched"),
            State::Handling => lang.pick("处置中", "Handling"),
            State::Hung => lang.pick("已挂账", "Hung"),
            State::Submitted => lang.pick("待单位确认", "Unit to confirm"),
            State::Handled => lang.pick("已处置", "Handled"),
            State::Checking => lang.pick("核查中", "Checking"),
            State::SelfHandled => lang.pick("待审核", "Fixed on the spot"),
            State::Closed => lang.pick("已结案", "Closed"),
            State::ForceClosed => lang.pick("强制结案", "Closed by force"),
            State::Voided => lang.pick("已作废", "Void"),
            State::Merged => lang.pick("已并案", "Merged"),
        }
    }
}

/// The six outward stages of GB/T 30428.8: report, file, dispatch, handle, feedback, close.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Report,
    File,
    Dispatch,
    Handle,
    Feedback,
    Close,
}

impl Stage {
    pub const ALL: [Stage; 6] =
        [Stage::Report, Stage::File, Stage::Dispatch, Stage::Handle, Stage::Feedback, Stage::Close];

    pub const fn code(self) -> &'static str {
        match self {
            Stage::Report => "report",
            Stage::File => "file",
            Stage::Dispatch => "dispatch",
            Stage::Handle => "handle",
            Stage::Feedback => "feedback",
            Stage::Close => "close",
        }
    }

    pub const fn words(self, lang: Lang) -> &'static str {
        match self {
            Stage::Report => lang.pick("上报", "Report"),
            Stage::File => lang.pick("立案", "File"),
            Stage::Dispatch => lang.pick("派遣", "Dispatch"),
            Stage::Handle => lang.pick("处置", "Handle"),
            Stage::Feedback => lang.pick("反馈", "Result"),
            Stage::Close => lang.pick("结案", "Close"),
        }
    }
}
