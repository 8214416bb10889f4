//! What is done to a chronic problem.

use crate::sealing::{Verb, Word};
use changxiao_words::Lang;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// The system found it.
    Find,
    /// The system adds a case that came back.
    Return,
    Confirm,
    Dismiss,
    Assign,
    MakePlan,
    Approve,
    SendBack,
    ReportDone,
    Observe,
    End,
}

impl Action {
    pub const ALL: [Action; 11] = [
        Action::Find,
        Action::Return,
        Action::Confirm,
        Action::Dismiss,
        Action::Assign,
        Action::MakePlan,
        Action::Approve,
        Action::SendBack,
        Action::ReportDone,
        Action::Observe,
        Action::End,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Action::Find => "find",
            Action::Return => "return",
            Action::Confirm => "confirm",
            Action::Dismiss => "dismiss",
            Action::Assign => "assign",
            Action::MakePlan => "make_plan",
            Action::Approve => "approve",
            Action::SendBack => "send_back",
            Action::ReportDone => "report_done",
            Action::Observe => "observe",
            Action::End => "end",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.code() == code)
    }

    pub const fn words(self, lang: Lang) -> &'static str {
        match self {
            Action::Find => lang.pick("发现", "Found"),
            Action::Return => lang.pick("再次发生", "Came back"),
            Action::Confirm => lang.pick("确认为顽疾", "Confirm"),
            Action::Dismiss => lang.pick("不作为顽疾", "Dismiss"),
            Action::Assign => lang.pick("改责任单位", "Name another unit"),
            Action::MakePlan => lang.pick("报整治方案", "Hand in the plan"),
            Action::Approve => lang.pick("批准方案", "Approve the plan"),
            Action::SendBack => lang.pick("退回方案", "Send the plan back"),
            Action::ReportDone => lang.pick("报整治完成", "Report the work done"),
            Action::Observe => lang.pick("记录回头看", "Record a look"),
            Action::End => lang.pick("销号", "End"),
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
    const ENCODING: &'static [u8] = b"changxiao recurrence event 1";
    const HEADS: &'static str = "changxiao recurrence heads 1";
}
