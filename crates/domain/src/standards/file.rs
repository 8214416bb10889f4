//! The shape of a standard file: nested, as people read it. Unknown fields are refused, so that nothing is lost unnoticed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{categories::CategoryCode, text::clean_json, time::Day};

use super::{
    Bilingual, Evidence, ExampleUnits, GradeRule, Material, Method, Quantity, RelatedVersion, ScorePreset, SystemLevel,
    SystemStatus, Threshold, day_text,
};

/// One evaluation system as a file. `format` is `changxiao-standard/1`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandardFile {
    pub format: String,
    pub key: String,
    pub version: String,
    pub name_zh: String,
    pub name_en: String,
    pub level: SystemLevel,
    #[serde(with = "day_text")]
    pub effective_from: Day,
    pub status: SystemStatus,
    pub source: String,
    pub notes: Vec<Bilingual>,
    pub methods: Vec<Method>,
    pub material_types: Vec<Material>,
    pub projects: Vec<FileProject>,
    #[serde(default)]
    pub subsystems: Vec<FileSubsystem>,
    pub survey_items: Vec<FileSurveyItem>,
    pub site_types: Vec<FileSiteType>,
    pub score_presets: Vec<ScorePreset>,
    pub related_versions: Vec<RelatedVersion>,
    pub sources: BTreeMap<String, String>,
}

impl StandardFile {
    pub const FORMAT: &'static str = "changxiao-standard/1";

    /// Reads the JSON text of a standard file, without signs that nobody sees. The error names line and column.
    pub fn parse(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(&clean_json(json))
    }
}

/// A system of its own that counts into the main one, such as the minors' system (未成年人).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileSubsystem {
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    pub version: String,
    pub evidence: Evidence,
    pub source: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note_zh: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note_en: Option<String>,
    /// Below this score a city cannot apply. Thousandths of a point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_thousandths: Option<i64>,
    /// Share of the total, thousandths of a point of 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share_thousandths: Option<i64>,
    pub projects: Vec<FileProject>,
}

/// 测评项目. Contents that belong to no indicator hang on the project itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileProject {
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    pub evidence: Evidence,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note_zh: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note_en: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example_units: Option<ExampleUnits>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indicators: Vec<FileIndicator>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contents: Vec<FileContent>,
}

/// 测评指标.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileIndicator {
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    pub evidence: Evidence,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contents: Vec<FileContent>,
}

/// 测评内容.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileContent {
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub methods: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grades: Vec<GradeRule>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub thresholds: Vec<Threshold>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example_units: Option<ExampleUnits>,
    pub evidence: Evidence,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub standards: Vec<FileStandard>,
}

/// 测评标准.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileStandard {
    pub code: String,
    pub text_zh: String,
    pub text_en: String,
    pub method: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub site_types: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub materials: Vec<String>,
    pub evidence: Evidence,
}

/// A question of the household survey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileSurveyItem {
    pub code: String,
    pub content: String,
    pub topic_zh: String,
    pub topic_en: String,
    pub measure_zh: String,
    pub measure_en: String,
    pub options: Vec<Bilingual>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<String>,
    pub evidence: Evidence,
    pub options_evidence: Evidence,
    pub source: String,
}

/// A type of site with what is checked there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileSiteType {
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    pub evidence: Evidence,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route_zh: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route_en: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route_metres: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample_zh: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample_en: Option<String>,
    pub check_items: Vec<FileCheckItem>,
}

/// One thing to check. `category` is what a finding becomes, `content` the content it counts for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileCheckItem {
    pub code: String,
    pub text_zh: String,
    pub text_en: String,
    pub scoring_zh: String,
    pub scoring_en: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Quantity>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<CategoryCode>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    pub evidence: Evidence,
    pub source: String,
}
