//! 回访: after a case is closed, or its limit has passed, somebody asks the person who reported it. Response, solution and satisfaction are
//! counted from the valid ones.

use changxiao_words::{Key, coded, keys};
use serde::{Deserialize, Serialize};

use crate::{
    cases::{Case, State},
    time::Instant,
};

coded! {
    /// What the person said of the handling.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Satisfaction {
        Satisfied = "satisfied", callbacks_satisfaction_satisfied;
        /// 基本满意: counts for a part of a satisfied person.
        Basically = "basically", callbacks_satisfaction_basically;
        Unsatisfied = "unsatisfied", callbacks_satisfaction_unsatisfied;
        /// The person said nothing of it.
        #[serde(rename = "none")]
        Unsaid = "none", callbacks_satisfaction_unsaid;
    }
}

coded! {
    /// How the person was reached.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Source {
        Phone = "phone", callbacks_source_phone;
        Message = "message", callbacks_source_message;
        Web = "web", callbacks_source_web;
        /// Came with an imported order.
        Import = "import", callbacks_source_import;
    }
}

coded! {
    /// What the person answered to one question. Who was not asked, or of whom nothing is told, has not said No.
    pub enum Answer {
        Yes = "yes";
        /// 部分解决: a part of it is done.
        Partly = "partly";
        No = "no";
        Untold = "untold";
    }
}

impl Answer {
    pub const fn of(yes: bool) -> Self {
        if yes { Answer::Yes } else { Answer::No }
    }

    /// Yes or no; a part of it is not yet all of it. `None` where nothing is told.
    pub const fn told(self) -> Option<bool> {
        match self {
            Answer::Yes => Some(true),
            Answer::Partly | Answer::No => Some(false),
            Answer::Untold => None,
        }
    }

    /// As it is kept: 0 no, 1 yes, 2 untold, 3 partly.
    pub const fn number(self) -> i64 {
        match self {
            Answer::No => 0,
            Answer::Yes => 1,
            Answer::Untold => 2,
            Answer::Partly => 3,
        }
    }

    pub fn of_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.number() == number)
    }
}

/// One call-back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Callback {
    pub at: Instant,
    /// The person was reached and answered; what is not valid enters no rate.
    pub valid: bool,
    /// The unit had contacted the person.
    pub contacted: Answer,
    pub solved: Answer,
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
    ///
    /// Errors: before the end of the case and its limit; answers in an invalid one; no word on the satisfaction in a valid one.
    pub fn check(&self, case: &Case, now: Instant) -> Result<(), Refusal> {
        if !may_record(case, now) {
            return Err(Refusal::TooEarly);
        }
        let says_yes = |answer: Answer| matches!(answer, Answer::Yes | Answer::Partly);
        let says = says_yes(self.contacted) || says_yes(self.solved) || self.satisfaction != Satisfaction::Unsaid;
        match (self.valid, says) {
            (false, true) => Err(Refusal::InvalidSaysSomething),
            (true, _) if self.satisfaction == Satisfaction::Unsaid => Err(Refusal::SatisfactionMissing),
            _ => Ok(()),
        }
    }

    /// Unsolved or unsatisfied: the case may have to be opened again.
    pub fn suggests_reopening(&self) -> bool {
        self.valid && (self.solved.told() == Some(false) || self.satisfaction == Satisfaction::Unsatisfied)
    }
}

/// Closed, or its unit is over the limit.
pub fn may_record(case: &Case, now: Instant) -> bool {
    matches!(case.state, State::Closed | State::ForceClosed)
        || (case.clock_runs() && case.due_at.is_some_and(|due| due < now))
}

impl Source {
    /// Those that a person may choose.
    pub const BY_HAND: [Source; 3] = [Source::Phone, Source::Message, Source::Web];
}

impl Refusal {
    /// The sentence for people.
    pub const fn key(self) -> Key {
        match self {
            Refusal::TooEarly => keys::callbacks_refusal_too_early,
            Refusal::InvalidSaysSomething => keys::callbacks_refusal_invalid_says_something,
            Refusal::SatisfactionMissing => keys::callbacks_valid_call_back_says_whether,
        }
    }
}
