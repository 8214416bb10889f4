//! 回访: after a case is closed, or its limit has passed, somebody asks the person who reported it. Response, solution and satisfaction are
//! counted from the valid ones.

use changxiao_words::Lang;
use serde::{Deserialize, Serialize};

use crate::{
    cases::{Case, State},
    time::Instant,
};

/// What the person said of the handling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Satisfaction {
    Satisfied,
    /// 基本满意: counts for a part of a satisfied person.
    Basically,
    Unsatisfied,
    /// The person said nothing of it.
    #[serde(rename = "none")]
    Unsaid,
}

/// How the person was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    Phone,
    Message,
    Web,
    /// Came with an imported order.
    Import,
}

/// One call-back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Callback {
    pub at: Instant,
    /// The person was reached and answered; what is not valid enters no rate.
    pub valid: bool,
    /// The unit had contacted the person.
    pub contacted: bool,
    pub solved: bool,
    pub satisfaction: Satisfaction,
    pub source: Source,
}

/// Why a call-back is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the case is neither closed nor overdue")]
    TooEarly,
    #[error("a call-back that is not valid says nothing of contact, solution or satisfaction")]
    InvalidSaysSomething,
    #[error("a valid call-back says whether the person is satisfied")]
    SatisfactionMissing,
}

impl Callback {
    /// Whether the case is ripe for it, and whether its answers fit together.
    ///
    /// Source: the centre calls back after the limit by phone, text or net (Beijing 接诉即办工作条例 2021, art. 23).
    pub fn check(&self, case: &Case, now: Instant) -> Result<(), Refusal> {
        if !may_record(case, now) {
            return Err(Refusal::TooEarly);
        }
        let says = self.contacted || self.solved || self.satisfaction != Satisfaction::Unsaid;
        match (self.valid, says) {
            (false, true) => Err(Refusal::InvalidSaysSomething),
            (true, _) if self.satisfaction == Satisfaction::Unsaid => Err(Refusal::SatisfactionMissing),
            _ => Ok(()),
        }
    }

    /// Unsolved or unsatisfied: the case may have to be opened again.
    pub fn suggests_reopening(&self) -> bool {
        self.valid && (!self.solved || self.satisfaction == Satisfaction::Unsatisfied)
    }
}

/// Closed, or its unit is over the limit.
pub fn may_record(case: &Case, now: Instant) -> bool {
    matches!(case.state, State::Closed | State::ForceClosed)
        || (case.clock_runs() && case.due_at.is_some_and(|due| due < now))
}

impl Satisfaction {
    pub const ALL: [Satisfaction; 4] =
        [Satisfaction::Satisfied, Satisfaction::Basically, Satisfaction::Unsatisfied, Satisfaction::Unsaid];

    pub const fn code(self) -> &'static str {
        match self {
            Satisfaction::Satisfied => "satisfied",
            Satisfaction::Basically => "basically",
            Satisfaction::Unsatisfied => "unsatisfied",
            Satisfaction::Unsaid => "none",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|satisfaction| satisfaction.code() == code)
    }

    pub const fn words(self, lang: Lang) -> &'static str {
        match self {
            Satisfaction::Satisfied => lang.pick("满意", "Satisfied"),
            Satisfaction::Basically => lang.pick("基本满意", "Basically satisfied"),
            Satisfaction::Unsatisfied => lang.pick("不满意", "Not satisfied"),
            Satisfaction::Unsaid => lang.pick("未表态", "Did not say"),
        }
    }
}

impl Source {
    pub const ALL: [Source; 4] = [Source::Phone, Source::Message, Source::Web, Source::Import];
    /// Those that a person may choose.
    pub const BY_HAND: [Source; 3] = [Source::Phone, Source::Message, Source::Web];

    pub const fn code(self) -> &'static str {
        match self {
            Source::Phone => "phone",
            Source::Message => "message",
            Source::Web => "web",
            Source::Import => "import",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.code() == code)
    }

    pub const fn words(self, lang: Lang) -> &'static str {
        match self {
            Source::Phone => lang.pick("电话", "Phone"),
            Source::Message => lang.pick("短信", "Text message"),
            Source::Web => lang.pick("网络", "Net"),
            Source::Import => lang.pick("导入工单", "Imported order"),
        }
    }
}

impl Refusal {
    pub const fn words(self, lang: Lang) -> &'static str {
        match self {
            Refusal::TooEarly => lang.pick(
                "案件未结案也未超期，还不能回访；结案或超期后再记",
                "The case is neither closed nor overdue; record the call-back after that",
            ),
            Refusal::InvalidSaysSomething => lang.pick(
                "无效回访不填联系、解决和满意情况；联系上了就选有效回访",
                "A call-back that is not valid leaves contact, solution and satisfaction out; tick valid if the person answered",
            ),
            Refusal::SatisfactionMissing => {
                lang.pick("有效回访要选满意情况", "A valid call-back says whether the person is satisfied")
            }
        }
    }
}
