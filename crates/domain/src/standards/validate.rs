//! What can be wrong with a system.

use std::collections::{BTreeMap, BTreeSet};

use changxiao_words::{Message, say};

use super::{NodeKind, Quantity, QuantityFault, ScorePreset, System};

changxiao_words::coded! {
    /// A language in which every entry has to have words.
    pub enum Language {
        Chinese = "Chinese", standards_in_chinese;
        English = "English", standards_in_english;
    }
}

/// One thing that is wrong. `code` names the entry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Problem {
    #[error("{list} {code} is listed more than once")]
    DuplicateCode { list: &'static str, code: String },
    #[error("{code} has no code")]
    EmptyCode { list: &'static str, code: String },
    #[error("{code} has neither name nor text in {}", language.code())]
    NoWords { code: String, language: Language },
    #[error("{code} hangs on {parent}, which does not exist")]
    UnknownParent { code: String, parent: String },
    #[error("{code} ({kind}) may not hang on {parent}")]
    WrongParent { code: String, kind: &'static str, parent: String },
    #[error("{code} names the method {method}, which is not listed")]
    UnknownMethod { code: String, method: String },
    #[error("{code} names the material {material}, which is not listed")]
    UnknownMaterial { code: String, material: String },
    #[error("{code} names the site type {site_type}, which is not listed")]
    UnknownSiteType { code: String, site_type: String },
    #[error("{code} counts for content {content}, which is not listed")]
    UnknownContent { code: String, content: String },
    #[error("{code} names source {key}, which is not listed")]
    UnknownSource { code: String, key: String },
    #[error("score preset {key} says {total} thousandths, its items sum to {sum}")]
    PresetSum { key: String, total: i64, sum: i64 },
    #[error("score preset {key} has an item of {points} thousandths; 0 or more is expected")]
    PresetPoints { key: String, points: i64 },
    #[error("the year weights of score preset {key} sum to {sum} thousandths; 1000 is expected")]
    YearWeights { key: String, sum: i64 },
    #[error("item {line} of score preset {key} has neither a name in both languages nor a method")]
    PresetItemWords { key: String, line: usize },
    #[error("{code} counts by a rule that cannot be: {fault}")]
    Quantity { code: String, fault: QuantityFault },
}

impl Problem {
    /// The sentence for people.
    pub fn message(&self) -> Message {
        match self {
            Problem::DuplicateCode { code, .. } => say!(standards_fault_duplicate_code, code),
            Problem::EmptyCode { .. } => say!(standards_fault_empty_code),
            Problem::NoWords { code, language } => say!(standards_fault_no_words, code, language = language.key()),
            Problem::UnknownParent { code, parent } => say!(standards_fault_unknown_parent, code, parent),
            Problem::WrongParent { code, parent, .. } if parent.is_empty() => say!(standards_fault_not_at_top, code),
            Problem::WrongParent { code, parent, .. } => say!(standards_fault_wrong_parent, code, parent),
            Problem::UnknownMethod { code, method } => say!(standards_fault_unknown_method, code, method),
            Problem::UnknownMaterial { code, material } => say!(standards_fault_unknown_material, code, material),
            Problem::UnknownSiteType { code, site_type } => say!(standards_fault_unknown_site_type, code, site_type),
            Problem::UnknownContent { code, content } => say!(standards_fault_unknown_content, code, content),
            Problem::UnknownSource { code, key } => say!(standards_fault_unknown_source, code, key),
            Problem::PresetSum { key, total, sum } => say!(standards_fault_preset_sum, key, total, sum),
            Problem::PresetPoints { key, points } => say!(standards_fault_preset_points, key, points),
            Problem::YearWeights { key, sum } => say!(standards_fault_year_weights, key, sum),
            Problem::PresetItemWords { key, line } => say!(standards_fault_preset_item_words, key, line),
            Problem::Quantity { code, fault } => say!(standards_fault_quantity, code, fault = fault.message()),
        }
    }
}

impl System {
    /// Everything that is wrong, sorted; empty when the system can be used. A system without problems is a forest: a
    /// parent always stands higher in kind than its child, so no walk can run in a circle.
    pub fn validate(&self) -> Vec<Problem> {
        let mut problems = BTreeSet::new();
        self.check_codes(&mut problems);
        self.check_tree(&mut problems);
        self.check_references(&mut problems);
        self.check_words(&mut problems);
        for item in &self.check_items {
            if let Some(fault) = item.quantity.and_then(Quantity::fault) {
                problems.insert(Problem::Quantity { code: item.code.clone(), fault });
            }
        }
        for preset in &self.score_presets {
            check_preset(preset, &mut problems);
        }
        problems.into_iter().collect()
    }

    fn check_codes(&self, problems: &mut BTreeSet<Problem>) {
        let lists: [(&'static str, Vec<&str>); 7] = [
            ("node", self.nodes.iter().map(|node| node.code.as_str()).collect()),
            ("site type", self.site_types.iter().map(|kind| kind.code.as_str()).collect()),
            ("check item", self.check_items.iter().map(|item| item.code.as_str()).collect()),
            ("survey item", self.survey_items.iter().map(|item| item.code.as_str()).collect()),
            ("score preset", self.score_presets.iter().map(|preset| preset.key.as_str()).collect()),
            ("material", self.material_types.iter().map(|kind| kind.code.as_str()).collect()),
            ("method", self.methods.iter().map(|method| method.code.as_str()).collect()),
        ];
        for (list, codes) in lists {
            let mut seen = BTreeSet::new();
            for code in codes {
                if code.trim().is_empty() {
                    problems.insert(Problem::EmptyCode { list, code: code.to_owned() });
                }
                if !seen.insert(code) {
                    problems.insert(Problem::DuplicateCode { list, code: code.to_owned() });
                }
            }
        }
    }

    fn check_tree(&self, problems: &mut BTreeSet<Problem>) {
        let kinds: BTreeMap<&str, NodeKind> = self.nodes.iter().map(|node| (node.code.as_str(), node.kind)).collect();
        for node in &self.nodes {
            let parent = match &node.parent {
                None => None,
                Some(parent) => match kinds.get(parent.as_str()) {
                    Some(kind) => Some(*kind),
                    None => {
                        problems.insert(Problem::UnknownParent { code: node.code.clone(), parent: parent.clone() });
                        continue;
                    }
                },
            };
            if !node.kind.may_hang_on(parent) {
                problems.insert(Problem::WrongParent {
                    code: node.code.clone(),
                    kind: node.kind.code(),
                    parent: node.parent.clone().unwrap_or_default(),
                });
            }
            for (language, name, text) in
                [(Language::Chinese, &node.name_zh, &node.text_zh), (Language::English, &node.name_en, &node.text_en)]
            {
                if name.is_empty() && text.is_empty() {
                    problems.insert(Problem::NoWords { code: node.code.clone(), language });
                }
            }
        }
    }

    /// Nodes are looked at with the tree, because they may have a text instead of a name.
    fn check_words(&self, problems: &mut BTreeSet<Problem>) {
        let types = self.site_types.iter().map(|kind| (&kind.code, &kind.name_zh, &kind.name_en));
        let items = self.check_items.iter().map(|item| (&item.code, &item.text_zh, &item.text_en));
        let questions = self.survey_items.iter().map(|item| (&item.code, &item.topic_zh, &item.topic_en));
        let materials = self.material_types.iter().map(|kind| (&kind.code, &kind.name_zh, &kind.name_en));
        let presets = self.score_presets.iter().map(|preset| (&preset.key, &preset.name_zh, &preset.name_en));
        for (code, zh, en) in types.chain(items).chain(questions).chain(materials).chain(presets) {
            for (language, words) in [(Language::Chinese, zh), (Language::English, en)] {
                if words.is_empty() {
                    problems.insert(Problem::NoWords { code: code.clone(), language });
                }
            }
        }
    }

    fn check_references(&self, problems: &mut BTreeSet<Problem>) {
        let methods: BTreeSet<&str> = self.methods.iter().map(|method| method.code.as_str()).collect();
        let materials: BTreeSet<&str> = self.material_types.iter().map(|kind| kind.code.as_str()).collect();
        let site_types: BTreeSet<&str> = self.site_types.iter().map(|kind| kind.code.as_str()).collect();
        let contents: BTreeSet<&str> =
            self.nodes.iter().filter(|node| node.kind == NodeKind::Content).map(|node| node.code.as_str()).collect();
        for node in &self.nodes {
            let code = || node.code.clone();
            for method in node.methods.iter().filter(|method| !methods.contains(method.as_str())) {
                problems.insert(Problem::UnknownMethod { code: code(), method: method.clone() });
            }
            for material in node.materials.iter().filter(|material| !materials.contains(material.as_str())) {
                problems.insert(Problem::UnknownMaterial { code: code(), material: material.clone() });
            }
            for site_type in node.site_types.iter().filter(|kind| !site_types.contains(kind.as_str())) {
                problems.insert(Problem::UnknownSiteType { code: code(), site_type: site_type.clone() });
            }
            if let Some(units) = &node.extra.example_units {
                self.check_source(&node.code, &units.source, problems);
            }
            self.check_source(&node.code, node.source.as_deref().unwrap_or_default(), problems);
        }
        for item in &self.check_items {
            if !site_types.contains(item.site_type.as_str()) {
                problems
                    .insert(Problem::UnknownSiteType { code: item.code.clone(), site_type: item.site_type.clone() });
            }
            if let Some(content) = item.content.as_ref().filter(|content| !contents.contains(content.as_str())) {
                problems.insert(Problem::UnknownContent { code: item.code.clone(), content: content.clone() });
            }
            self.check_source(&item.code, &item.source, problems);
        }
        for preset in &self.score_presets {
            let named = preset.items.iter().filter_map(|item| item.method.as_ref());
            for method in named.filter(|method| !methods.contains(method.as_str())) {
                problems.insert(Problem::UnknownMethod { code: preset.key.clone(), method: method.clone() });
            }
            self.check_source(&preset.key, &preset.source, problems);
        }
        for item in &self.survey_items {
            if !contents.contains(item.content.as_str()) {
                problems.insert(Problem::UnknownContent { code: item.code.clone(), content: item.content.clone() });
            }
            self.check_source(&item.code, &item.source, problems);
        }
    }

    /// A source is a list of keys such as `S01,S13`, an address, or plain words; only keys can be wrong.
    fn check_source(&self, code: &str, source: &str, problems: &mut BTreeSet<Problem>) {
        for part in source.split([',', ';']).map(str::trim) {
            let is_key = part.len() > 1
                && part.starts_with('S')
                && part.chars().skip(1).all(|character| character.is_ascii_digit());
            if is_key && !self.sources.contains_key(part) {
                problems.insert(Problem::UnknownSource { code: code.to_owned(), key: part.to_owned() });
            }
        }
    }
}

fn check_preset(preset: &ScorePreset, problems: &mut BTreeSet<Problem>) {
    let key = || preset.key.clone();
    let sum: i64 = preset.items.iter().map(|item| item.points_thousandths).sum();
    if let Some(total) = preset.total_thousandths.filter(|total| *total != sum) {
        problems.insert(Problem::PresetSum { key: key(), total, sum });
    }
    for item in preset.items.iter().filter(|item| item.points_thousandths < 0) {
        problems.insert(Problem::PresetPoints { key: key(), points: item.points_thousandths });
    }
    for (index, item) in preset.items.iter().enumerate() {
        if item.method.is_none() && (item.name_zh.is_empty() || item.name_en.is_empty()) {
            problems.insert(Problem::PresetItemWords { key: key(), line: index + 1 });
        }
    }
    let weights: i64 = preset.year_weights_thousandths.iter().sum();
    if !preset.year_weights_thousandths.is_empty() && weights != 1000 {
        problems.insert(Problem::YearWeights { key: key(), sum: weights });
    }
}
