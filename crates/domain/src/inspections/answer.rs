//! The answer to a check item.

use std::{fmt, str::FromStr};

use changxiao_words::coded;
use serde::{Deserialize, Serialize};

coded! {
    /// The result of a check item is binary wherever real forms were read (符合/不符合, 达标/不达标);
    /// what a site does not have is left out of the count.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Answer {
        Met = "met", inspections_answer_met;
        NotMet = "not_met", inspections_answer_not_met;
        NotApplicable = "not_applicable", inspections_answer_not_applicable;
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
