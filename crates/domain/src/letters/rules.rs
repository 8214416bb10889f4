//! With which algorithm letters are signed: a document that a city may keep in a version of its own.

use serde::{Deserialize, Serialize};

use super::Algorithm;
use crate::time::Day;

/// `data/letters/default.json`. Letters that were signed keep the algorithm of their day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterRules {
    format: String,
    pub version: String,
    #[serde(with = "crate::standards::day_text")]
    pub effective_from: Day,
    pub evidence: String,
    pub source_zh: String,
    pub source_en: String,
    pub algorithm: Algorithm,
}

/// Why rules cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LetterRulesFault {
    #[error("the rules are not JSON of the expected shape: {0}")]
    Unreadable(#[from] serde_json::Error),
    #[error("the format is “{0}”; “changxiao-letters/1” is expected")]
    Format(String),
}

impl LetterRules {
    /// Errors: another shape or format.
    pub fn parse(text: &str) -> Result<Self, LetterRulesFault> {
        let rules: Self = serde_json::from_str(text)?;
        if rules.format == "changxiao-letters/1" { Ok(rules) } else { Err(LetterRulesFault::Format(rules.format)) }
    }
}
