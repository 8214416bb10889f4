//! Where a chronic problem stands.

use crate::sealing::Word;
use changxiao_words::Lang;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// 待确认: found by the system, the office has not looked at it.
    Found,
    /// 待报方案: the responsible unit owes a plan.
    PlanRequired,
    /// 方案待批: the plan waits for approval.
    PlanMade,
    /// 整治中: the plan is approved and carried out.
    InProgress,
    /// 回头看: the work is done; somebody looks again on the planned days.
    Observed,
    /// 已销号: it has not come back; an end.
    Ended,
    /// 已反弹: it came back; another plan is owed.
    Recurred,
    /// 不是顽疾: an end, with a reason.
    Dismissed,
}

impl State {
    pub const ALL: [State; 8] = [
        State::Found,
        State::PlanRequired,
        State::PlanMade,
        State::InProgress,
        State::Observed,
        State::Ended,
        State::Recurred,
        State::Dismissed,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            State::Found => "found",
            State::PlanRequired => "plan_required",
            State::PlanMade => "plan_made",
            State::InProgress => "in_progress",
            State::Observed => "observed",
            State::Ended => "ended",
            State::Recurred => "recurred",
            State::Dismissed => "dismissed",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    pub const fn is_open(self) -> bool {
        !matches!(self, State::Ended | State::Dismissed)
    }

    pub const fn words(self, lang: Lang) -> &'static str {
        match self {
            State::Found => lang.pick("待确认", "To be confirmed"),
            State::PlanRequired => lang.pick("待报方案", "Plan owed"),
            State::PlanMade => lang.pick("方案待批", "Plan to be approved"),
            State::InProgress => lang.pick("整治中", "Work in progress"),
            State::Observed => lang.pick("回头看", "Being looked at again"),
            State::Ended => lang.pick("已销号", "Ended"),
            State::Recurred => lang.pick("已反弹", "Came back"),
            State::Dismissed => lang.pick("不是顽疾", "No chronic problem"),
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
