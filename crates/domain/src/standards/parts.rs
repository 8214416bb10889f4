//! The small parts of which evaluation systems are made.

use changxiao_words::Lang;
use serde::{Deserialize, Serialize};

use crate::time::Day;

use super::day_text;

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    pub zh: String,
    pub en: String,
}

impl Bilingual {
    pub fn pick(&self, lang: Lang) -> &str {
        lang.of_data(&self.zh, &self.en)
    }
}

/// How far a fact is supported. Shown beside it, so that nobody takes an inference for a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// The source says so.
    Certain,
    /// Inferred or filled in.
    Inferred,
}

impl Evidence {
    pub const fn code(self) -> &'static str {
        match self {
            Evidence::Certain => "certain",
            Evidence::Inferred => "inferred",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        [Evidence::Certain, Evidence::Inferred].into_iter().find(|evidence| evidence.code() == code)
    }
}

/// Whom a system tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SystemLevel {
    Province,
    City,
    District,
    County,
    /// A city's own system.
    Own,
}

impl SystemLevel {
    pub const ALL: [SystemLevel; 5] =
        [SystemLevel::Province, SystemLevel::City, SystemLevel::District, SystemLevel::County, SystemLevel::Own];

    pub const fn code(self) -> &'static str {
        match self {
            SystemLevel::Province => "province",
            SystemLevel::City => "city",
            SystemLevel::District => "district",
            SystemLevel::County => "county",
            SystemLevel::Own => "own",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.code() == code)
    }
}

/// Where a version stands. A superseded version stays readable: old scores remain under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SystemStatus {
    BuiltIn,
    Draft,
    InForce,
    Superseded,
}

impl SystemStatus {
    pub const ALL: [SystemStatus; 4] =
        [SystemStatus::BuiltIn, SystemStatus::Draft, SystemStatus::InForce, SystemStatus::Superseded];

    pub const fn code(self) -> &'static str {
        match self {
            SystemStatus::BuiltIn => "built_in",
            SystemStatus::Draft => "draft",
            SystemStatus::InForce => "in_force",
            SystemStatus::Superseded => "superseded",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }
}

/// A way of testing: document review, field inspection, questionnaire, opinion of the competent department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Method {
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
}

/// A type of material that a standard asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Material {
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    pub evidence: Evidence,
}

/// Grade and the condition that earns it, such as `A` and `>35%`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeRule {
    pub grade: String,
    pub rule: String,
}

/// A figure that has to be reached, such as `参与率` and `>90%`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    pub name_zh: String,
    pub rule: String,
}

/// How one real district divided the work, by the unit names of that year. An example, no rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExampleUnits {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lead: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub responsible: Vec<String>,
    pub source: String,
    pub evidence: Evidence,
}

/// One line of a score preset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PresetItem {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    pub name_zh: String,
    pub name_en: String,
    /// Thousandths of a point.
    pub points_thousandths: i64,
}

/// A published way of making one number out of several. Points and weights are thousandths.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScorePreset {
    pub key: String,
    pub name_zh: String,
    pub name_en: String,
    #[serde(with = "day_text")]
    pub effective_from: Day,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<PresetItem>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_thousandths: Option<i64>,
    /// Weights of the years of one cycle, first year first; they sum to 1,000.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub year_weights_thousandths: Vec<i64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grades: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule_zh: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule_en: Option<String>,
    pub evidence: Evidence,
    pub source: String,
}

/// What is known of another edition of the same system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelatedVersion {
    pub version: String,
    pub version_en: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub projects_count: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contents_count: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standards_count: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub negative_list_count: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score_zh: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grades: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub projects_zh: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note_zh: Option<String>,
    pub evidence: Evidence,
    pub source: String,
}
