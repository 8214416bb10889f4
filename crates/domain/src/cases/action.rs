//! What can be done to a case.

use serde::{Deserialize, Serialize};

use crate::lang::Lang;

/// One verb of the workflow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    Report,
    File,
    Dispatch,
    Accept,
    Submit,
    RequestCheck,
    CheckPass,
    CheckFail,
    Close,
    Rework,
    SendBack,
    Withdraw,
    ReturnByUnit,
    ReturnToAcceptor,
    Merge,
    Void,
    Reopen,
    Urge,
    Note,
    /// Nobody asks for it and no row of the table grants it: the working calendar was changed, and the deadline with it. See
    /// [`super::Case::recount`].
    Recount,
    /// Nor this: a level of the escalation ladder was reached. See [`super::Case::escalate`].
    Escalate,
}

impl Action {
    /// What people can ask for, in the order in which a page offers it.
    pub const ALL: [Action; 19] = [
        Action::Report,
        Action::File,
        Action::Dispatch,
        Action::Accept,
        Action::Submit,
        Action::RequestCheck,
        Action::CheckPass,
        Action::CheckFail,
        Action::Close,
        Action::Rework,
        Action::SendBack,
        Action::Withdraw,
        Action::ReturnByUnit,
        Action::ReturnToAcceptor,
        Action::Merge,
        Action::Void,
        Action::Reopen,
        Action::Urge,
        Action::Note,
    ];

    /// The text that events, addresses and JSON keep.
    pub const fn code(self) -> &'static str {
        match self {
            Action::Report => "report",
            Action::File => "file",
            Action::Dispatch => "dispatch",
            Action::Accept => "accept",
            Action::Submit => "submit",
            Action::RequestCheck => "request_check",
            Action::CheckPass => "check_pass",
            Action::CheckFail => "check_fail",
            Action::Close => "close",
            Action::Rework => "rework",
            Action::SendBack => "send_back",
            Action::Withdraw => "withdraw",
            Action::ReturnByUnit => "return_by_unit",
            Action::ReturnToAcceptor => "return_to_acceptor",
            Action::Merge => "merge",
            Action::Void => "void",
            Action::Reopen => "reopen",
            Action::Urge => "urge",
            Action::Note => "note",
            Action::Recount => "recount",
            Action::Escalate => "escalate",
        }
    }

    /// Reads a code; `None` when no action has it.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().chain([Action::Recount, Action::Escalate]).find(|action| action.code() == code)
    }

    /// The words of a button and of a line in the timeline.
    pub const fn words(self, lang: Lang) -> &'static str {
        match self {
            Action::Report => lang.pick("上报", "Report"),
            Action::File => lang.pick("立案", "File"),
            Action::Dispatch => lang.pick("派遣", "Dispatch"),
            Action::Accept => lang.pick("接单", "Accept"),
            Action::Submit => lang.pick("提交处置结果", "Submit result"),
            Action::RequestCheck => lang.pick("安排核查", "Request a check"),
            Action::CheckPass => lang.pick("核查通过", "Check passed"),
            Action::CheckFail => lang.pick("核查不通过", "Check failed"),
            Action::Close => lang.pick("结案", "Close"),
            Action::Rework => lang.pick("返工", "Send to rework"),
            Action::SendBack => lang.pick("退回承办人", "Send back to handler"),
            Action::Withdraw => lang.pick("撤回接单", "Withdraw"),
            Action::ReturnByUnit => lang.pick("退回派遣", "Return to dispatch"),
            Action::ReturnToAcceptor => lang.pick("退回受理", "Return to acceptance"),
            Action::Merge => lang.pick("并案", "Merge"),
            Action::Void => lang.pick("作废", "Void"),
            Action::Reopen => lang.pick("重新启动", "Reopen"),
            Action::Urge => lang.pick("催办", "Urge"),
            Action::Note => lang.pick("备注", "Add a note"),
            Action::Recount => lang.pick("日历变更，重算时限", "Deadline counted anew after a change of the calendar"),
            Action::Escalate => lang.pick("升级提醒", "Escalated"),
        }
    }
}
