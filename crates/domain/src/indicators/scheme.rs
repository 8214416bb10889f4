//! How the shares of a subject become one score.

use changxiao_words::{Lang, Message, Value as Words, coded, say};
use serde::{Deserialize, Serialize};

use super::{CaseFacts, Cohort, Counting, Indicator};

coded! {
    /// What is scored: units, areas, functions of the centre, and call-backs. Never a person: what a published scheme gives to persons
    /// is given to their function here.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Subject {
        /// The unit that handles cases.
        Department = "department";
        /// A district, town or community.
        Area = "area";
        /// Finding, verifying and checking on the spot.
        Supervision = "supervision";
        /// Acceptance: sending out for verification and check.
        Acceptance = "acceptance";
        /// Filing and closing.
        Duty = "duty";
        Dispatch = "dispatch";
        /// Response, solution and satisfaction.
        Callback = "callback";
    }
}

impl Subject {
    /// The functions of the city's centre.
    pub const FUNCTIONS: [Subject; 4] = [Subject::Supervision, Subject::Acceptance, Subject::Duty, Subject::Dispatch];
}

/// What one component measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// The share of good cases; of an indicator where less is better, the share of the others.
    Share(Indicator),
    /// The band that the number of reworked cases falls into.
    ReworkBand,
}

/// One component of a composite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    pub measure: Measure,
    /// Thousandths of a point; all of a scheme sum to 100,000.
    pub weight_milli: i64,
    pub source_zh: String,
    pub source_en: String,
}

/// The composite of one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheme {
    pub subject: Subject,
    pub name_zh: String,
    pub name_en: String,
    /// Where it differs from its source, and why.
    pub note_zh: String,
    pub note_en: String,
    pub components: Vec<Component>,
}

impl Scheme {
    pub fn name(&self, lang: Lang) -> &str {
        lang.of_data(&self.name_zh, &self.name_en)
    }

    pub fn note(&self, lang: Lang) -> &str {
        lang.of_data(&self.note_zh, &self.note_en)
    }

    pub fn shares(&self) -> impl Iterator<Item = Indicator> {
        self.components.iter().filter_map(|component| match component.measure {
            Measure::Share(indicator) => Some(indicator),
            Measure::ReworkBand => None,
        })
    }

    /// Whether a case can be late for it, so that good and bad cases are counted apart from the plain figures. Call-backs know no limit.
    pub fn is_graded(&self) -> bool {
        self.shares().any(|indicator| indicator.cohort() != Cohort::Called)
    }

    /// Late in one of the steps that it measures.
    pub fn is_late(&self, facts: &CaseFacts, counting: &Counting) -> bool {
        self.shares().any(|indicator| indicator.is_late(facts, &counting.limits, counting.now))
    }
}

impl Component {
    pub fn source(&self, lang: Lang) -> &str {
        lang.of_data(&self.source_zh, &self.source_en)
    }
}

impl Measure {
    pub const fn code(self) -> &'static str {
        match self {
            Measure::Share(indicator) => indicator.code(),
            Measure::ReworkBand => "rework_band",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        if code == "rework_band" { Some(Measure::ReworkBand) } else { Indicator::parse(code).map(Measure::Share) }
    }

    /// The words of a component: an indicator where less is better is named by what remains of it.
    pub fn message(self) -> Message {
        match self {
            Measure::Share(indicator) if indicator.lower_is_better() => {
                say!(indicators_measure_rest, name = Words::in_a_sentence(indicator.definition().name))
            }
            Measure::Share(indicator) => indicator.definition().name.into(),
            Measure::ReworkBand => say!(indicators_measure_rework_band),
        }
    }

    pub fn words(self, lang: Lang) -> String {
        self.message().words(lang)
    }
}
