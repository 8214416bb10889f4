//! What can be done to a whistle.

use crate::sealing::{Verb, Word};
use changxiao_words::Lang;

/// One verb of the workflow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    Draft,
    Revise,
    AskApproval,
    Blow,
    Refuse,
    ReportIn,
    DeclareAbsence,
    Object,
    Refer,
    /// The consultation's decision; nobody asks for it on the whistle itself.
    Rule,
    Plan,
    Conclude,
    RateUnit,
    RateStreet,
    Close,
    Withdraw,
}

impl Action {
    pub const ALL: [Action; 16] = [
        Action::Draft,
        Action::Revise,
        Action::AskApproval,
        Action::Blow,
        Action::Refuse,
        Action::ReportIn,
        Action::DeclareAbsence,
        Action::Object,
        Action::Refer,
        Action::Rule,
        Action::Plan,
        Action::Conclude,
        Action::RateUnit,
        Action::RateStreet,
        Action::Close,
        Action::Withdraw,
    ];

    /// The text that events and JSON keep.
    pub const fn code(self) -> &'static str {
        match self {
            Action::Draft => "draft",
            Action::Revise => "revise",
            Action::AskApproval => "ask_approval",
            Action::Blow => "blow",
            Action::Refuse => "refuse",
            Action::ReportIn => "report_in",
            Action::DeclareAbsence => "declare_absence",
            Action::Object => "object",
            Action::Refer => "refer",
            Action::Rule => "rule",
            Action::Plan => "plan",
            Action::Conclude => "conclude",
            Action::RateUnit => "rate_unit",
            Action::RateStreet => "rate_street",
            Action::Close => "close",
            Action::Withdraw => "withdraw",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.code() == code)
    }

    /// The words of a button and of a line in the timeline.
    pub const fn words(self, lang: Lang) -> &'static str {
        match self {
            Action::Draft => lang.pick("起草", "Draft"),
            Action::Revise => lang.pick("修改", "Revise"),
            Action::AskApproval => lang.pick("报批", "Ask for approval"),
            Action::Blow => lang.pick("批准吹哨", "Approve and blow"),
            Action::Refuse => lang.pick("不予吹哨", "Refuse"),
            Action::ReportIn => lang.pick("报到", "Report in"),
            Action::DeclareAbsence => lang.pick("说明缺席", "Declare absence"),
            Action::Object => lang.pick("提出异议", "Object"),
            Action::Refer => lang.pick("提请会商", "Refer to consultation"),
            Action::Rule => lang.pick("会商决定", "Ruled by consultation"),
            Action::Plan => lang.pick("商定方案", "Agree the plan"),
            Action::Conclude => lang.pick("填报结果", "Record the result"),
            Action::RateUnit => lang.pick("评价部门", "Rate a unit"),
            Action::RateStreet => lang.pick("评价吹哨", "Rate the call"),
            Action::Close => lang.pick("办结", "Close"),
            Action::Withdraw => lang.pick("撤回", "Withdraw"),
        }
    }
}

impl Word for Action {
    fn code(&self) -> &str {
        Action::code(*self)
    }

    fn parse(code: &str) -> Option<Self> {
        Action::parse(code)
    }

    fn words(&self, lang: Lang) -> &str {
        Action::words(*self, lang)
    }
}

impl Verb for Action {
    const ENCODING: &'static [u8] = b"changxiao whistle event 1";
    const HEADS: &'static str = "changxiao whistle heads 1";
}
