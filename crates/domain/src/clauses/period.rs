//! How long a draft is open for comments.

use changxiao_words::{Message, say};
use jiff::Span;
use serde::{Deserialize, Serialize};

use crate::{time::Day, workflow::MAX_TEXT_CHARS};

/// `data/clauses/default.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommentRules {
    pub format: String,
    pub edition: String,
    /// Days from the day of publication, which does not count (民法典, art. 201), to the last day for comments, which does.
    pub least_days: i64,
    pub source_zh: String,
    pub source_en: String,
    pub evidence: String,
}

/// Why a period is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeriodRefusal {
    #[error("{days} days are fewer than {least}, and no reason is given")]
    TooShort { days: i64, least: i64 },
    #[error("the last day for comments lies before the publication")]
    Backwards,
    #[error("the reason is longer than {most} characters")]
    ReasonTooLong { most: usize },
}

impl PeriodRefusal {
    /// The sentence for people.
    pub fn message(&self) -> Message {
        match self {
            PeriodRefusal::TooShort { days, least } => say!(clauses_period_too_short, days, least),
            PeriodRefusal::Backwards => say!(clauses_period_backwards),
            PeriodRefusal::ReasonTooLong { most } => say!(workflow_text_too_long, max = most),
        }
    }
}

impl CommentRules {
    /// The earliest last day for comments on what is published on this day, without a reason.
    pub fn earliest_end(&self, published: Day) -> Day {
        earliest(self.least_days, published)
    }

    /// Whether a draft may be open from `published` to `ends`, both days of the city's calendar.
    ///
    /// Errors: as of [`check_period`].
    pub fn check(&self, published: Day, ends: Day, reason: &str) -> Result<(), PeriodRefusal> {
        check_period(self.least_days, published, ends, reason)
    }
}

/// Whether a draft may be open from `published` to `ends`, both days of the city's calendar, where `least` days are usual.
///
/// Errors: it ends before it begins; it is shorter and `reason` is blank; a reason that is too long.
pub fn check_period(least: i64, published: Day, ends: Day, reason: &str) -> Result<(), PeriodRefusal> {
    if ends < published {
        return Err(PeriodRefusal::Backwards);
    }
    if reason.chars().count() > MAX_TEXT_CHARS {
        return Err(PeriodRefusal::ReasonTooLong { most: MAX_TEXT_CHARS });
    }
    if ends < earliest(least, published) && reason.trim().is_empty() {
        let days = published.until(ends).map_or(0, |span| i64::from(span.get_days()));
        return Err(PeriodRefusal::TooShort { days, least });
    }
    Ok(())
}

fn earliest(least: i64, published: Day) -> Day {
    published.saturating_add(Span::new().try_days(least).unwrap_or_default())
}
