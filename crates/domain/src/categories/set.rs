//! One version of a city's category list.

use changxiao_words::{Lang, Message, Value, say};
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{CategoryClass, CategoryCode, FilingStandard, edition_key};
use crate::{
    bounds::Bounds,
    calendar::{Limit, LimitOutOfBounds},
    standards::{Bilingual, day_text},
    time::Day,
};

/// A version of the category list with its filing and closing standard. A new version never changes cases filed under an
/// older one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategorySet {
    pub format: String,
    pub key: String,
    pub version: String,
    #[serde(with = "day_text")]
    pub effective_from: Day,
    pub name_zh: String,
    pub name_en: String,
    pub notes: Vec<Bilingual>,
    pub majors: Vec<CategoryMajor>,
    pub categories: Vec<Category>,
    /// What stands behind the key that a standard names.
    #[serde(deserialize_with = "super::sources::in_either_form")]
    pub sources: BTreeMap<String, Bilingual>,
}

/// A major (大类) of components or of events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryMajor {
    pub class: CategoryClass,
    /// Two digits.
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
}

impl CategoryMajor {
    pub fn name(&self, lang: Lang) -> &str {
        if self.name_en.is_empty() { &self.name_zh } else { lang.of_data(&self.name_zh, &self.name_en) }
    }

    /// `E04`.
    pub fn key(&self) -> String {
        format!("{}{}", self.class.letter(), self.code)
    }
}

/// A minor (小类) with its filing standards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    pub code: CategoryCode,
    pub class: CategoryClass,
    /// Two digits, as in [`CategoryMajor::code`].
    pub major: String,
    pub name_zh: String,
    /// Empty in a city's own list.
    pub name_en: String,
    /// One or more; the first one counts where nobody chose a condition.
    pub standards: Vec<FilingStandard>,
    /// Whether a finding needs a photo. Conduct of persons is never photographed.
    pub photo_needed: bool,
    /// Added by a place to the national list, numbered from the top downwards.
    pub local: bool,
}

impl Category {
    pub fn name(&self, lang: Lang) -> &str {
        if self.name_en.is_empty() { &self.name_zh } else { lang.of_data(&self.name_zh, &self.name_en) }
    }

    /// The standard of a condition by its number, 1 for the first.
    pub fn standard(&self, condition: i64) -> Option<&FilingStandard> {
        self.standards.get(usize::try_from(condition.checked_sub(1)?).ok()?)
    }

    /// The limit that counts for `condition`; the first one's where nobody chose. `None` for a number that is not there.
    pub fn limit(&self, condition: Option<i64>) -> Option<Limit> {
        self.standard(condition.unwrap_or(1)).map(|standard| standard.limit)
    }

    /// The standards that a case of this condition is held against: the chosen one, else all.
    pub fn standards_of(&self, condition: Option<i64>) -> &[FilingStandard] {
        let chosen = condition.and_then(|number| self.standard(number));
        chosen.map_or(&self.standards, std::slice::from_ref)
    }

    /// What has to be true before a case is closed: each line once, in the order of the list.
    pub fn closing_of(&self, condition: Option<i64>) -> Vec<&Bilingual> {
        let mut lines: Vec<&Bilingual> = Vec::new();
        for line in self.standards_of(condition).iter().flat_map(|standard| &standard.closing) {
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        lines
    }

    /// Who leads where nothing else says so.
    pub fn lead_key(&self) -> &str {
        self.standards.first().map_or("", |standard| &standard.lead_key)
    }
}

/// What is wrong with a category list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CategoryProblem {
    #[error("category {0} is listed more than once")]
    Duplicate(CategoryCode),
    #[error("category {code} says class {} or major {major}, its code says otherwise", class.code())]
    CodeMismatch { code: CategoryCode, class: CategoryClass, major: String },
    #[error("category {code} belongs to major {major}, which is not listed")]
    UnknownMajor { code: CategoryCode, major: String },
    #[error("category {0}: {1}")]
    Limit(CategoryCode, LimitOutOfBounds),
    #[error("category {0} says the same condition twice: {1}")]
    SameCondition(CategoryCode, String),
    #[error("category {0} has another number of digits than the rest of the list")]
    OtherWidth(CategoryCode),
    #[error("category {code} lacks its {}", what.code())]
    Missing { code: CategoryCode, what: MissingPart },
    #[error("category {code} names source {source_key}, which is not listed")]
    UnknownSource { code: CategoryCode, source_key: String },
    #[error("category {0} is local but numbered below a national minor of its major")]
    LocalBelowNational(CategoryCode),
}

changxiao_words::coded! {
    /// What a category has to have.
    pub enum MissingPart {
        Name = "name", categories_missing_name;
        Standard = "standard", categories_missing_standard;
        Condition = "condition", categories_missing_condition;
        Closing = "closing", categories_missing_closing;
        Lead = "lead", categories_missing_lead;
    }
}

impl CategoryProblem {
    /// The sentence for people.
    pub fn message(&self) -> Message {
        match self {
            CategoryProblem::Duplicate(code) => say!(categories_fault_duplicate, code = code.to_string()),
            CategoryProblem::CodeMismatch { code, class, major } => {
                let class = Value::in_a_sentence(class.key());
                say!(categories_fault_code_mismatch, code = code.to_string(), class, major)
            }
            CategoryProblem::UnknownMajor { code, major } => {
                say!(categories_fault_unknown_major, code = code.to_string(), major)
            }
            CategoryProblem::Limit(code, LimitOutOfBounds(amount)) => {
                let Bounds { least, most } = Limit::AMOUNTS;
                say!(categories_fault_limit, code = code.to_string(), amount, least, most)
            }
            CategoryProblem::SameCondition(code, condition) => {
                say!(categories_fault_same_condition, code = code.to_string(), condition)
            }
            CategoryProblem::OtherWidth(code) => say!(categories_fault_other_width, code = code.to_string()),
            CategoryProblem::Missing { code, what } => {
                say!(categories_fault_missing, code = code.to_string(), what = what.key())
            }
            CategoryProblem::UnknownSource { code, source_key } => {
                say!(categories_fault_unknown_source, code = code.to_string(), key = source_key)
            }
            CategoryProblem::LocalBelowNational(code) => {
                say!(categories_fault_local_below_national, code = code.to_string())
            }
        }
    }
}

impl CategorySet {
    pub const FORMAT: &'static str = "changxiao-categories/2";

    /// What names this version for good; a case keeps it.
    pub fn edition_key(&self) -> String {
        edition_key(&self.key, &self.version)
    }

    pub fn category(&self, code: CategoryCode) -> Option<&Category> {
        self.categories.iter().find(|category| category.code == code)
    }

    pub fn major(&self, category: &Category) -> Option<&CategoryMajor> {
        self.majors.iter().find(|major| major.class == category.class && major.code == category.major)
    }

    /// Everything that is wrong, in the order of the list; empty when the list can be used.
    pub fn validate(&self) -> Vec<CategoryProblem> {
        let mut problems = Vec::new();
        let mut seen = BTreeSet::new();
        let digits = self.categories.first().map_or(2, |category| category.code.minor_digits());
        for category in &self.categories {
            let code = category.code;
            if !seen.insert(code) {
                problems.push(CategoryProblem::Duplicate(code));
            }
            if code.class != category.class || format!("{:02}", code.major) != category.major {
                problems.push(CategoryProblem::CodeMismatch {
                    code,
                    class: category.class,
                    major: category.major.clone(),
                });
            }
            if self.major(category).is_none() {
                problems.push(CategoryProblem::UnknownMajor { code, major: category.major.clone() });
            }
            if code.minor_digits() != digits {
                problems.push(CategoryProblem::OtherWidth(code));
            }
            for (what, missing) in missing_parts(category) {
                if missing {
                    problems.push(CategoryProblem::Missing { code, what });
                }
            }
            let mut conditions = BTreeSet::new();
            for standard in &category.standards {
                if let Err(outside) = Limit::set(standard.limit.kind, standard.limit.amount) {
                    problems.push(CategoryProblem::Limit(code, outside));
                }
                if !conditions.insert(standard.condition.zh.as_str()) {
                    problems.push(CategoryProblem::SameCondition(code, standard.condition.zh.clone()));
                }
                if !self.sources.contains_key(&standard.source) {
                    let source_key = standard.source.clone();
                    problems.push(CategoryProblem::UnknownSource { code, source_key });
                }
            }
            let below_national = self.categories.iter().any(|other| {
                !other.local && other.code.class == code.class && other.code.major == code.major && other.code > code
            });
            if category.local && below_national {
                problems.push(CategoryProblem::LocalBelowNational(code));
            }
        }
        problems
    }
}

/// English may be missing: a city's own list has none.
fn missing_parts(category: &Category) -> [(MissingPart, bool); 5] {
    let any = |missing: fn(&FilingStandard) -> bool| category.standards.iter().any(missing);
    [
        (MissingPart::Name, category.name_zh.is_empty()),
        (MissingPart::Standard, category.standards.is_empty()),
        (MissingPart::Condition, any(|standard| standard.condition.zh.is_empty())),
        (
            MissingPart::Closing,
            any(|standard| standard.closing.is_empty() || standard.closing.iter().any(|line| line.zh.is_empty())),
        ),
        (MissingPart::Lead, any(|standard| standard.lead_key.is_empty())),
    ]
}
