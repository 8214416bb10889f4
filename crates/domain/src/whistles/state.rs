//! Where a whistle stands.

use crate::sealing::Word;
use changxiao_words::Lang;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// 草拟: the street writes it.
    Draft,
    /// 待批准: the street's head decides whether it is blown.
    Awaiting,
    /// 已吹哨: the called units turn up.
    Blown,
    /// 处置中: the plan is agreed.
    Planned,
    /// 会商中: a dispute is with a consultation.
    Disputed,
    /// 待互评: the result is there, both sides rate.
    Handled,
    /// 已办结: an end.
    Closed,
    /// 未批准: an end, the head refused.
    Refused,
    /// 已撤回: an end, the street withdrew it.
    Withdrawn,
    /// 认定不当: an end, a consultation found that it should not have been blown.
    Unjustified,
}

impl State {
    pub const ALL: [State; 10] = [
        State::Draft,
        State::Awaiting,
        State::Blown,
        State::Planned,
        State::Disputed,
        State::Handled,
        State::Closed,
        State::Refused,
        State::Withdrawn,
        State::Unjustified,
    ];

    /// The text that the database, addresses and JSON keep.
    pub const fn code(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Awaiting => "awaiting",
            State::Blown => "blown",
            State::Planned => "planned",
            State::Disputed => "disputed",
            State::Handled => "handled",
            State::Closed => "closed",
            State::Refused => "refused",
            State::Withdrawn => "withdrawn",
            State::Unjustified => "unjustified",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    pub const fn is_end(self) -> bool {
        matches!(self, State::Closed | State::Refused | State::Withdrawn | State::Unjustified)
    }

    /// Whether the called units know of it: before it is blown only the street does.
    pub const fn is_known_to_units(self) -> bool {
        !matches!(self, State::Draft | State::Awaiting | State::Refused)
    }

    pub const fn words(self, lang: Lang) -> &'static str {
        match self {
            State::Draft => lang.pick("草拟", "Draft"),
            State::Awaiting => lang.pick("待批准", "Awaiting approval"),
            State::Blown => lang.pick("已吹哨", "Blown"),
            State::Planned => lang.pick("处置中", "Handling"),
            State::Disputed => lang.pick("会商中", "In consultation"),
            State::Handled => lang.pick("待互评", "To be rated"),
            State::Closed => lang.pick("已办结", "Closed"),
            State::Refused => lang.pick("未批准", "Refused"),
            State::Withdrawn => lang.pick("已撤回", "Withdrawn"),
            State::Unjustified => lang.pick("认定不当", "Found unjustified"),
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
