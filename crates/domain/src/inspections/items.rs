//! Check items of a site type and the answers to them.

use changxiao_words::Lang;
use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{ids::SystemId, inspections::QuantityRule};

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

/// What an answer “not met” needs beside it. No answer “met” ever needs anything: proof that all is well is work for nothing
/// (国办函〔2026〕12号: no forced upload of work photos unless necessary).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    #[default]
    Nothing,
    /// A note or a photo; a note says why there is no photo.
    NoteOrPhoto,
}

/// One check item of a site type, as the evaluation system has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckItem {
    pub system: SystemId,
    /// The code of the site type.
    pub site_type: String,
    /// Unique within the system: zgd-01.
    pub code: String,
    pub text: String,
    /// How it is judged, in the words of the source.
    pub scoring: String,
    /// The same as a rule that can be computed, where the item counts something.
    pub quantity: Option<QuantityRule>,
    pub proof: Proof,
}

/// What an inspector answered to one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemResult {
    /// The code of the check item.
    pub item: String,
    pub answer: Answer,
    /// Empty when there is nothing to say.
    #[serde(default)]
    pub note: String,
    /// SHA-256 of the stored originals.
    #[serde(default)]
    pub photos: Vec<[u8; 32]>,
    /// What was counted, where the item has a quantity rule.
    #[serde(default)]
    pub quantity: Option<i64>,
    /// Over what it was counted: metres walked, rooms or people drawn. Absent: exactly what the rule names.
    #[serde(default)]
    pub over: Option<i64>,
}
