//! One version of a city's category list.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{CategoryClass, CategoryCode};
use crate::{
    calendar::Limit,
    lang::Lang,
    standards::{Bilingual, Evidence, day_text},
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
    pub sources: BTreeMap<String, String>,
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

/// A minor (小类): when a problem is filed, within what limit it is handled and when it may be closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    pub code: CategoryCode,
    pub class: CategoryClass,
    /// Two digits, as in [`CategoryMajor::code`].
    pub major: String,
    pub name_zh: String,
    pub name_en: String,
    pub limit: Limit,
    /// What makes a problem one of this category (立案条件).
    pub conditions: Vec<Bilingual>,
    /// What has to be true before it is closed (结案条件).
    pub closing_conditions: Vec<Bilingual>,
    /// Key of the city's lead department (行业主管部门).
    pub lead_key: String,
    /// Whether a finding needs a photo. Conduct of persons is never photographed.
    pub photo_needed: bool,
    /// Added by a place to the national list, numbered from 99 downwards.
    pub local: bool,
    pub evidence: Evidence,
    /// A key of [`CategorySet::sources`].
    pub source: String,
}

impl Category {
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.name_zh, &self.name_en)
    }
}

/// What is wrong with a category list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CategoryProblem {
    #[error("category {0} is listed more than once")]
    Duplicate(CategoryCode),
    #[error("category {code} says class {class} or major {major}, its code says otherwise")]
    CodeMismatch { code: CategoryCode, class: &'static str, major: String },
    #[error("category {code} belongs to major {major}, which is not listed")]
    UnknownMajor { code: CategoryCode, major: String },
    #[error("category {0} has a limit of {1}; 1 or more is expected")]
    Limit(CategoryCode, i64),
    #[error("category {code} lacks {what}")]
    Missing { code: CategoryCode, what: &'static str },
    #[error("category {code} names source {source_key}, which is not listed")]
    UnknownSource { code: CategoryCode, source_key: String },
    #[error("category {0} is local but numbered below a national minor of its major")]
    LocalBelowNational(CategoryCode),
}

impl CategorySet {
    pub const FORMAT: &'static str = "changxiao-categories/1";

    /// Reads the JSON text of a category file. The error names line and column.
    pub fn parse(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
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
        for category in &self.categories {
            let code = category.code;
            if !seen.insert(code) {
                problems.push(CategoryProblem::Duplicate(code));
            }
            if code.class != category.class || format!("{:02}", code.major) != category.major {
                problems.push(CategoryProblem::CodeMismatch {
                    code,
                    class: category.class.code(),
                    major: category.major.clone(),
                });
            }
            if self.major(category).is_none() {
                problems.push(CategoryProblem::UnknownMajor { code, major: category.major.clone() });
            }
            if category.limit.amount < 1 {
                problems.push(CategoryProblem::Limit(code, category.limit.amount));
            }
            for (what, missing) in missing_parts(category) {
                if missing {
                    problems.push(CategoryProblem::Missing { code, what });
                }
            }
            if !self.sources.contains_key(&category.source) {
                problems.push(CategoryProblem::UnknownSource { code, source_key: category.source.clone() });
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

fn missing_parts(category: &Category) -> [(&'static str, bool); 5] {
    let blank =
        |texts: &[Bilingual]| texts.is_empty() || texts.iter().any(|text| text.zh.is_empty() || text.en.is_empty());
    [
        ("a Chinese name", category.name_zh.is_empty()),
        ("an English name", category.name_en.is_empty()),
        ("a filing condition in both languages", blank(&category.conditions)),
        ("a closing condition in both languages", blank(&category.closing_conditions)),
        ("a lead department", category.lead_key.is_empty()),
    ]
}
