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

changxiao_words::coded! {
    /// How far a fact is supported. Shown beside it, so that nobody takes an inference for a rule.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Evidence {
        /// The source says so.
        Certain = "certain", standards_certain;
        /// Inferred or filled in.
        Inferred = "inferred", standards_inferred;
    }
}

changxiao_words::coded! {
    /// Whom a system tests.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum SystemLevel {
        Province = "province", standards_level_province;
        City = "city", standards_level_city;
        District = "district", standards_level_district;
        County = "county", standards_level_county;
        /// A city's own system.
        Own = "own", standards_level_own;
    }
}

changxiao_words::coded! {
    /// Where a version stands. A superseded version stays readable: old scores remain under it.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum SystemStatus {
        BuiltIn = "built_in", standards_built_in;
        Draft = "draft", standards_draft;
        InForce = "in_force", standards_in_force;
        Superseded = "superseded", standards_superseded;
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

impl Method {
    pub fn label(&self, lang: Lang) -> &str {
        lang.of_data(&self.name_zh, &self.name_en)
    }
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

impl ScorePreset {
    /// The total, or else the sum of the items.
    pub fn total(&self) -> i64 {
        self.total_thousandths.unwrap_or_else(|| self.items.iter().map(|item| item.points_thousandths).sum())
    }
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
