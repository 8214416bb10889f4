//! Kinds, states and actions of a consultation.

use crate::sealing::{Verb, Word};
use changxiao_words::Lang;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// 会商: a question that several units answer together.
    Consultation,
    /// 联合行动: an operation that several units carry out together.
    JointAction,
}

impl Kind {
    pub const ALL: [Kind; 2] = [Kind::Consultation, Kind::JointAction];

    pub const fn code(self) -> &'static str {
        match self {
            Kind::Consultation => "consultation",
            Kind::JointAction => "joint_action",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    pub const fn words(self, lang: Lang) -> &'static str {
        match self {
            Kind::Consultation => lang.pick("会商", "Consultation"),
            Kind::JointAction => lang.pick("联合行动", "Joint action"),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// 进行中: participants give opinions or report their parts.
    Open,
    /// 已决定、已完成: an end.
    Decided,
    /// 已取消: an end.
    Cancelled,
}

impl State {
    pub const ALL: [State; 3] = [State::Open, State::Decided, State::Cancelled];

    pub const fn code(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Decided => "decided",
            State::Cancelled => "cancelled",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    pub const fn words(self, lang: Lang) -> &'static str {
        match self {
            State::Open => lang.pick("进行中", "Open"),
            State::Decided => lang.pick("已有结果", "Decided"),
            State::Cancelled => lang.pick("已取消", "Cancelled"),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    Convene,
    Contribute,
    Decide,
    Cancel,
}

impl Action {
    pub const ALL: [Action; 4] = [Action::Convene, Action::Contribute, Action::Decide, Action::Cancel];

    pub const fn code(self) -> &'static str {
        match self {
            Action::Convene => "convene",
            Action::Contribute => "contribute",
            Action::Decide => "decide",
            Action::Cancel => "cancel",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.code() == code)
    }

    pub const fn words(self, lang: Lang) -> &'static str {
        match self {
            Action::Convene => lang.pick("召集", "Convene"),
            Action::Contribute => lang.pick("填报本单位部分", "Give your part"),
            Action::Decide => lang.pick("形成结果", "Decide"),
            Action::Cancel => lang.pick("取消", "Cancel"),
        }
    }
}

impl Word for State {
    fn code(&self) -> &str {
        State::code(*self)
    }

    fn parse(code: &str) -> Option<Self> {
        State::parse(code)
    }

    fn words(&self, lang: Lang) -> &str {
        State::words(*self, lang)
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
    const ENCODING: &'static [u8] = b"changxiao consultation event 1";
    const HEADS: &'static str = "changxiao consultation heads 1";
}
