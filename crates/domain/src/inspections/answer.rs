//! The answer to a check item.

use std::{fmt, str::FromStr};

use changxiao_words::Lang;
use serde::{Deserialize, Serialize};

/// The result of a check item is binary wherever real forms were read (符合/不符合, 达标/不达标);
/// what a site does not have is left out of the count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    Met,
    NotMet,
    NotApplicable,
}

impl Answer {
    pub const ALL: [Answer; 3] = [Answer::Met, Answer::NotMet, Answer::NotApplicable];

    /// The stable code that is stored and sent.
    pub const fn code(self) -> &'static str {
        match self {
            Answer::Met => "met",
            Answer::NotMet => "not_met",
            Answer::NotApplicable => "not_applicable",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.code() == code)
    }

    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Answer::Met => lang.pick("符合", "Met"),
            Answer::NotMet => lang.pick("不符合", "Not met"),
            Answer::NotApplicable => lang.pick("不涉及", "Not applicable"),
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A text that is none of the three answers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is none of met, not_met, not_applicable")]
pub struct UnknownAnswer(pub String);

impl FromStr for Answer {
    type Err = UnknownAnswer;
    fn from_str(code: &str) -> Result<Self, UnknownAnswer> {
        Self::parse(code).ok_or_else(|| UnknownAnswer(code.chars().take(60).collect()))
    }
}
