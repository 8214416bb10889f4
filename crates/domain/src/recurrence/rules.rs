//! The numbers by which problems are chronic and reports surge, as data with date and source.

use changxiao_words::Lang;
use serde::{Deserialize, Serialize};

use crate::{
    bounds::{Bounds, OutOfBounds},
    time::{Day, HOUR},
};

/// One number with what it means and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Number {
    pub key: String,
    pub value: i64,
    #[serde(with = "crate::standards::day_text")]
    pub since: Day,
    /// `certain` where the source says so, `inferred` where it was filled in.
    pub evidence: String,
    zh: String,
    en: String,
    source_zh: String,
    source_en: String,
}

/// A document of the format `changxiao-recurrence/1`. A city may keep its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    version: String,
    #[serde(with = "crate::standards::day_text")]
    effective_from: Day,
    numbers: Vec<Number>,
}

/// The numbers, each within its bounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecurrenceRules {
    pub version: String,
    pub effective_from: Day,
    /// Days after a closing or a report within which the same comes back.
    pub days: i64,
    /// Times that make a chronic problem.
    pub least: i64,
    /// Metres within which two positions are one place.
    pub metres: i64,
    /// Reports less than so many hours apart are one time.
    pub apart_hours: i64,
    /// Working days until the plan is due.
    pub plan_days: i64,
    /// Days that the work of a plan may last.
    pub longest_days: i64,
    /// Days between the end of the work and the last follow-up inspection at least.
    pub watch_days: i64,
    pub surge_weeks: i64,
    pub surge_known_weeks: i64,
    pub surge_factor: i64,
    pub surge_least: i64,
    /// All of them with words and sources, in the order of the document.
    pub numbers: Vec<Number>,
}

/// Why numbers cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RecurrenceRulesFault {
    #[error("the numbers are not JSON of the expected shape: {0}")]
    Unreadable(#[from] serde_json::Error),
    #[error("the format is “{0}”; “changxiao-recurrence/1” is expected")]
    Format(String),
    /// Also where it is missing or stands twice.
    #[error(transparent)]
    OutOfBounds(#[from] OutOfBounds),
    #[error("“{0}” is no number of this document")]
    Unknown(String),
}

/// Every key with its bounds.
const BOUNDS: [(&str, Bounds); 11] = [
    ("days", Bounds::new(1, 730)),
    ("least", Bounds::new(2, 50)),
    ("metres", Bounds::new(1, 500)),
    ("apart_hours", Bounds::new(1, 720)),
    ("plan_days", Bounds::new(1, 60)),
    ("longest_days", Bounds::new(1, 730)),
    ("watch_days", Bounds::new(1, 365)),
    ("surge_weeks", Bounds::new(2, 26)),
    ("surge_known_weeks", Bounds::new(1, 26)),
    ("surge_factor", Bounds::new(1, 10)),
    ("surge_least", Bounds::new(1, 1000)),
];

impl Number {
    pub fn words(&self, lang: Lang) -> &str {
        lang.of_data(&self.zh, &self.en)
    }

    pub fn source(&self, lang: Lang) -> &str {
        lang.of_data(&self.source_zh, &self.source_en)
    }

    /// It was filled in and stands in no source.
    pub fn is_inferred(&self) -> bool {
        self.evidence != "certain"
    }
}

impl RecurrenceRules {
    /// Errors: what is wrong.
    pub fn parse(text: &str) -> Result<Self, RecurrenceRulesFault> {
        let document: Document = serde_json::from_str(text)?;
        if document.format != "changxiao-recurrence/1" {
            return Err(RecurrenceRulesFault::Format(document.format));
        }
        if let Some(unknown) = document.numbers.iter().find(|one| BOUNDS.iter().all(|(key, ..)| *key != one.key)) {
            return Err(RecurrenceRulesFault::Unknown(unknown.key.clone()));
        }
        let mut values = [0; BOUNDS.len()];
        for (value, (name, bounds)) in values.iter_mut().zip(BOUNDS) {
            let mut found = document.numbers.iter().filter(|number| number.key == name);
            *value = match (found.next(), found.next()) {
                (Some(number), None) => bounds.check(name, number.value)?,
                _ => return Err(OutOfBounds { name, bounds }.into()),
            }
        }
        let [
            days,
            least,
            metres,
            apart_hours,
            plan_days,
            longest_days,
            watch_days,
            surge_weeks,
            surge_known_weeks,
            surge_factor,
            surge_least,
        ] = values;
        Bounds::new(1, surge_weeks).check("surge_known_weeks", surge_known_weeks)?;
        Ok(Self {
            version: document.version,
            effective_from: document.effective_from,
            days,
            least,
            metres,
            apart_hours,
            plan_days,
            longest_days,
            watch_days,
            surge_weeks,
            surge_known_weeks,
            surge_factor,
            surge_least,
            numbers: document.numbers,
        })
    }

    /// Microseconds within which the same comes back.
    pub const fn window(&self) -> i64 {
        self.days * 24 * HOUR
    }

    /// Microseconds below which two reports are one time.
    pub const fn apart(&self) -> i64 {
        self.apart_hours * HOUR
    }
}
