//! What can be done to a case.

use changxiao_words::{Lang, texts};
use serde::{Deserialize, Serialize};

macro_rules! actions {
    ($($name:ident $code:literal $zh:literal $en:literal;)*) => {
        /// One verb of the workflow.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Action {
            $($name,)*
            /// Nobody asks for it and no row of the table grants it: the working calendar was changed, and the deadline with
            /// it. See [`super::Case::recount`].
            Recount,
            /// Nor this: a level of the escalation ladder was reached. See [`super::Case::escalate`].
            Escalate,
        }

        impl Action {
            /// What people can ask for, in the order in which a page offers it.
            pub const ALL: &'static [Action] = &[$(Action::$name,)*];

            /// The text that events, addresses and JSON keep.
            pub const fn code(self) -> &'static str {
                match self { $(Action::$name => $code,)* Action::Recount => "recount", Action::Escalate => "escalate" }
            }

            /// The words of a button and of a line in the timeline.
            pub const fn words(self, lang: Lang) -> &'static str {
                match self {
                    $(Action::$name => lang.of_data($zh, $en),)*
                    Action::Recount => {
                        texts(lang).cases_deadline_counted_anew_after_change
                    }
                    Action::Escalate => texts(lang).cases_action_escalate,
                }
            }
        }
    };
}

actions! {
    Report "report" "上报" "Report";
    SelfHandle "self_handle" "现场自行处置" "Fix on the spot";
    RequestVerify "request_verify" "安排核实" "Request verification";
    ReportVerify "report_verify" "核实结果" "Verification result";
    File "file" "立案" "File";
    Dispatch "dispatch" "派遣" "Dispatch";
    Accept "accept" "接单" "Accept";
    Submit "submit" "提交处置结果" "Submit result";
    SubmitToUnit "submit_to_unit" "提交单位确认" "Submit for the unit to confirm";
    Confirm "confirm" "单位确认" "Confirm for the unit";
    RequestCheck "request_check" "安排核查" "Request a check";
    CheckPass "check_pass" "核查通过" "Check passed";
    CheckFail "check_fail" "核查不通过" "Check failed";
    AuditPass "audit_pass" "审核通过" "Audit passed";
    AuditFail "audit_fail" "审核不通过" "Audit failed";
    Close "close" "结案" "Close";
    Rework "rework" "返工" "Send to rework";
    SendBack "send_back" "退回承办人" "Send back to handler";
    Withdraw "withdraw" "撤回接单" "Withdraw";
    ReturnByUnit "return_by_unit" "退回派遣" "Return to dispatch";
    ReturnToAcceptor "return_to_acceptor" "退回受理" "Return to acceptance";
    AskExtension "ask_extension" "申请延期" "Ask for an extension";
    GrantExtension "grant_extension" "同意延期" "Grant the extension";
    RefuseExtension "refuse_extension" "不同意延期" "Refuse the extension";
    AskSuspension "ask_hang" "申请挂账" "Ask for a suspension";
    GrantSuspension "grant_hang" "同意挂账" "Suspend";
    RefuseSuspension "refuse_hang" "不同意挂账" "Refuse the suspension";
    EndSuspension "end_hang" "结束挂账" "End the suspension";
    Object "object" "提出异议" "Object";
    GrantObjection "grant_objection" "异议成立" "Uphold the objection";
    RefuseObjection "refuse_objection" "异议不成立" "Dismiss the objection";
    Appeal "appeal" "申诉" "Appeal";
    PassAppeal "pass_appeal" "申诉报请复审" "Pass the appeal on";
    GrantAppeal "grant_appeal" "申诉成立" "Grant the appeal";
    RefuseAppeal "refuse_appeal" "申诉不成立" "Refuse the appeal";
    Merge "merge" "并案" "Merge";
    Void "void" "作废" "Void";
    AskVoid "ask_void" "申请作废" "Ask to void";
    GrantVoid "grant_void" "同意作废" "Approve voiding";
    RefuseVoid "refuse_void" "不同意作废" "Refuse voiding";
    ForceClose "force_close" "强制结案" "Force closing";
    Reopen "reopen" "重新启动" "Reopen";
    Supervise "supervise" "督办" "Supervise";
    ReplySupervision "reply_supervision" "督办反馈" "Reply to supervision";
    Urge "urge" "催办" "Urge";
    Note "note" "备注" "Add a note";
}

impl Action {
    /// Reads a code; `None` when no action has it.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().chain([Action::Recount, Action::Escalate]).find(|action| action.code() == code)
    }
}
