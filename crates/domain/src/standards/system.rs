//! An evaluation system, flat: every node names its parent.

use changxiao_words::Lang;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{categories::CategoryCode, ids::SystemId, time::Day};

use super::{
    Bilingual, Evidence, ExampleUnits, GradeRule, Material, Method, Quantity, RelatedVersion, ScorePreset, SystemLevel,
    SystemStatus, Threshold, day_text,
};

/// One evaluation system in one version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct System {
    pub id: SystemId,
    pub key: String,
    pub version: String,
    pub name_zh: String,
    pub name_en: String,
    pub level: SystemLevel,
    #[serde(with = "day_text")]
    pub effective_from: Day,
    pub status: SystemStatus,
    /// A key of `sources`.
    pub source: String,
    pub notes: Vec<Bilingual>,
    pub methods: Vec<Method>,
    pub material_types: Vec<Material>,
    pub nodes: Vec<Node>,
    pub site_types: Vec<SiteType>,
    pub check_items: Vec<CheckItem>,
    pub survey_items: Vec<SurveyItem>,
    pub score_presets: Vec<ScorePreset>,
    pub related_versions: Vec<RelatedVersion>,
    pub sources: BTreeMap<String, String>,
}

changxiao_words::coded! {
    /// What a node is. A parent always stands higher in this list than its child.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum NodeKind {
        Subsystem = "subsystem", standards_kind_subsystem;
        Project = "project", standards_kind_project;
        Indicator = "indicator", standards_kind_indicator;
        Content = "content", standards_kind_content;
        Standard = "standard", standards_kind_standard;
    }
}

impl NodeKind {
    /// Whether a node of this kind may hang on `parent` (`None`: stand at the top).
    pub const fn may_hang_on(self, parent: Option<NodeKind>) -> bool {
        matches!(
            (self, parent),
            (NodeKind::Subsystem | NodeKind::Project, None)
                | (NodeKind::Project, Some(NodeKind::Subsystem))
                | (NodeKind::Indicator, Some(NodeKind::Project))
                | (NodeKind::Content, Some(NodeKind::Project | NodeKind::Indicator))
                | (NodeKind::Standard, Some(NodeKind::Content))
        )
    }
}

/// A node of the tree. Standards carry a text, all others a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// Unique in the system, as its source writes it (I-1, II-3, III-59, III-59-1).
    pub code: String,
    pub parent: Option<String>,
    pub kind: NodeKind,
    /// Place among its siblings, from 1.
    pub order: u32,
    pub name_zh: String,
    pub name_en: String,
    pub text_zh: String,
    pub text_en: String,
    pub methods: Vec<String>,
    pub materials: Vec<String>,
    pub site_types: Vec<String>,
    pub evidence: Evidence,
    pub source: Option<String>,
    pub extra: NodeExtra,
}

impl Node {
    /// Name, or text where a node has no name.
    pub fn label(&self, lang: Lang) -> &str {
        let name = lang.of_data(&self.name_zh, &self.name_en);
        if name.is_empty() { lang.of_data(&self.text_zh, &self.text_en) } else { name }
    }
}

/// What only some nodes have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodeExtra {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example_units: Option<ExampleUnits>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grades: Vec<GradeRule>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub thresholds: Vec<Threshold>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note_zh: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note_en: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Thousandths of a point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_thousandths: Option<i64>,
    /// Thousandths of a point of 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share_thousandths: Option<i64>,
}

/// A type of site (点位类型).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteType {
    pub code: String,
    pub order: u32,
    pub name_zh: String,
    pub name_en: String,
    pub evidence: Evidence,
    pub route_zh: Option<String>,
    pub route_en: Option<String>,
    pub route_metres: Option<u32>,
    pub sample_zh: Option<String>,
    pub sample_en: Option<String>,
}

/// One thing that is checked at a type of site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckItem {
    pub code: String,
    pub site_type: String,
    pub order: u32,
    pub text_zh: String,
    pub text_en: String,
    pub scoring_zh: String,
    pub scoring_en: String,
    pub quantity: Option<Quantity>,
    /// What a finding becomes.
    pub category: Option<CategoryCode>,
    /// The content that the result counts for.
    pub content: Option<String>,
    pub evidence: Evidence,
    pub source: String,
}

impl SiteType {
    /// How the type is walked; in Chinese where it was not translated.
    pub fn route(&self, lang: Lang) -> Option<&str> {
        translated(lang, &self.route_zh, &self.route_en)
    }

    /// How many of the type are looked at; in Chinese where it was not translated.
    pub fn sample(&self, lang: Lang) -> Option<&str> {
        translated(lang, &self.sample_zh, &self.sample_en)
    }
}

fn translated<'a>(lang: Lang, zh: &'a Option<String>, en: &'a Option<String>) -> Option<&'a str> {
    let text = if lang == Lang::Zh || en.is_none() { zh } else { en };
    text.as_deref().filter(|text| !text.is_empty())
}

impl CheckItem {
    pub fn text(&self, lang: Lang) -> &str {
        lang.of_data(&self.text_zh, &self.text_en)
    }

    /// How it is judged, in the words of the source.
    pub fn scoring(&self, lang: Lang) -> &str {
        lang.of_data(&self.scoring_zh, &self.scoring_en)
    }
}

/// A question of the household survey (问卷).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SurveyItem {
    pub code: String,
    pub order: u32,
    pub content: String,
    pub topic_zh: String,
    pub topic_en: String,
    pub measure_zh: String,
    pub measure_en: String,
    pub options: Vec<Bilingual>,
    pub threshold: Option<String>,
    pub evidence: Evidence,
    pub options_evidence: Evidence,
    pub source: String,
}

impl System {
    pub fn name(&self, lang: Lang) -> &str {
        lang.of_data(&self.name_zh, &self.name_en)
    }

    /// What a source such as `S01,S13` stands for, one a line.
    pub fn source_words(&self, source: &str) -> String {
        let words = source.split([',', ';']).map(str::trim).filter(|key| !key.is_empty());
        words.map(|key| self.sources.get(key).map_or(key, String::as_str)).collect::<Vec<_>>().join("\n")
    }

    /// The source of a node: its own, or else that of the system.
    pub fn source_of<'a>(&'a self, node: &'a Node) -> &'a str {
        node.source.as_deref().unwrap_or(&self.source)
    }

    /// The name of a method; its code where it is not listed.
    pub fn method_name<'a>(&'a self, code: &'a str, lang: Lang) -> &'a str {
        self.methods.iter().find(|method| method.code == code).map_or(code, |method| method.label(lang))
    }

    pub fn node(&self, code: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.code == code)
    }

    /// The children of `parent` in their order; `None` gives the top.
    pub fn children<'a>(&'a self, parent: Option<&'a str>) -> Vec<&'a Node> {
        let mut children: Vec<&Node> = self.nodes.iter().filter(|node| node.parent.as_deref() == parent).collect();
        children.sort_by(|a, b| (a.order, &a.code).cmp(&(b.order, &b.code)));
        children
    }

    /// The works that a source names: `S01,S13` by their titles.
    pub fn source_titles(&self, keys: &str) -> String {
        let title = |key: &str| match self.sources.get(key) {
            Some(title) => format!("{key} {title}"),
            None => key.to_owned(),
        };
        keys.split(',').map(str::trim).filter(|key| !key.is_empty()).map(title).collect::<Vec<_>>().join("; ")
    }

    /// The check items of one site type in their order.
    pub fn check_items_of<'a>(&'a self, site_type: &'a str) -> Vec<&'a CheckItem> {
        let mut items: Vec<&CheckItem> = self.check_items.iter().filter(|item| item.site_type == site_type).collect();
        items.sort_by(|a, b| (a.order, &a.code).cmp(&(b.order, &b.code)));
        items
    }

    /// The same system with its lists in reading order: nodes as the tree is walked, site types, items and questions by
    /// their place. Nodes whose parent is missing come last.
    pub fn in_reading_order(mut self) -> Self {
        let mut by_parent: BTreeMap<Option<String>, Vec<Node>> = BTreeMap::new();
        for node in std::mem::take(&mut self.nodes) {
            by_parent.entry(node.parent.clone()).or_default().push(node);
        }
        for siblings in by_parent.values_mut() {
            // Popped from the end below, so the first sibling has to lie last.
            siblings.sort_by(|a, b| (b.order, &b.code).cmp(&(a.order, &a.code)));
        }
        let mut open = by_parent.remove(&None).unwrap_or_default();
        while let Some(node) = open.pop() {
            open.extend(by_parent.remove(&Some(node.code.clone())).unwrap_or_default());
            self.nodes.push(node);
        }
        for (_, mut orphans) in by_parent {
            orphans.reverse();
            self.nodes.extend(orphans);
        }
        self.site_types.sort_by(|a, b| (a.order, &a.code).cmp(&(b.order, &b.code)));
        let place: BTreeMap<&str, usize> =
            self.site_types.iter().enumerate().map(|(index, kind)| (kind.code.as_str(), index)).collect();
        self.check_items.sort_by(|a, b| {
            let key = |item: &CheckItem| place.get(item.site_type.as_str()).copied().unwrap_or(usize::MAX);
            (key(a), a.order, &a.code).cmp(&(key(b), b.order, &b.code))
        });
        self.survey_items.sort_by(|a, b| (a.order, &a.code).cmp(&(b.order, &b.code)));
        self
    }
}
