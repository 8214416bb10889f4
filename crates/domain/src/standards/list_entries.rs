//! How each of the lists is edited: see [`super::lists`].

use changxiao_words::Lang;

use super::{
    Bilingual, CheckItem, Material, Node, PresetItem, ScorePreset, SiteType, SurveyItem, System,
    lists::{ListEntry, References},
};

impl ListEntry for SiteType {
    const NAME: &'static str = "site_type";

    fn list(system: &System) -> &Vec<Self> {
        &system.site_types
    }

    fn list_mut(system: &mut System) -> &mut Vec<Self> {
        &mut system.site_types
    }

    fn code(&self) -> &str {
        &self.code
    }

    fn label(&self, lang: Lang) -> &str {
        lang.of_data(&self.name_zh, &self.name_en)
    }

    fn code_head(_group: &str) -> String {
        "type-".to_owned()
    }

    fn order(&self) -> u32 {
        self.order
    }

    fn set_order(&mut self, order: u32) {
        self.order = order;
    }

    fn tidy(&mut self) {
        tidy([&mut self.code, &mut self.name_zh, &mut self.name_en]);
        tidy_optional([&mut self.route_zh, &mut self.route_en, &mut self.sample_zh, &mut self.sample_en]);
    }

    fn references(system: &System, code: &str) -> References {
        References {
            check_items: system.check_items_of(code).into_iter().map(|item| item.code.clone()).collect(),
            nodes: naming(system, code, |node| &node.site_types),
        }
    }

    fn take_off(system: &mut System, code: &str) {
        system.check_items.retain(|item| item.site_type != code);
        for node in &mut system.nodes {
            node.site_types.retain(|other| other != code);
        }
    }
}

impl ListEntry for CheckItem {
    const NAME: &'static str = "check_item";

    fn list(system: &System) -> &Vec<Self> {
        &system.check_items
    }

    fn list_mut(system: &mut System) -> &mut Vec<Self> {
        &mut system.check_items
    }

    fn code(&self) -> &str {
        &self.code
    }

    fn label(&self, lang: Lang) -> &str {
        lang.of_data(&self.text_zh, &self.text_en)
    }

    fn code_head(group: &str) -> String {
        format!("{group}-")
    }

    fn group(&self) -> &str {
        &self.site_type
    }

    fn order(&self) -> u32 {
        self.order
    }

    fn set_order(&mut self, order: u32) {
        self.order = order;
    }

    fn tidy(&mut self) {
        tidy([&mut self.code, &mut self.text_zh, &mut self.text_en, &mut self.scoring_zh, &mut self.scoring_en]);
        tidy([&mut self.source]);
        tidy_optional([&mut self.content]);
        self.quantity = self.quantity.filter(|quantity| *quantity != super::Quantity::default());
    }
}

impl ListEntry for SurveyItem {
    const NAME: &'static str = "survey_item";

    fn list(system: &System) -> &Vec<Self> {
        &system.survey_items
    }

    fn list_mut(system: &mut System) -> &mut Vec<Self> {
        &mut system.survey_items
    }

    fn code(&self) -> &str {
        &self.code
    }

    fn label(&self, lang: Lang) -> &str {
        lang.of_data(&self.topic_zh, &self.topic_en)
    }

    fn code_head(_group: &str) -> String {
        "Q".to_owned()
    }

    fn order(&self) -> u32 {
        self.order
    }

    fn set_order(&mut self, order: u32) {
        self.order = order;
    }

    fn tidy(&mut self) {
        tidy([&mut self.code, &mut self.content, &mut self.topic_zh, &mut self.topic_en]);
        tidy([&mut self.measure_zh, &mut self.measure_en, &mut self.source]);
        tidy_optional([&mut self.threshold]);
        for Bilingual { zh, en } in &mut self.options {
            tidy([zh, en]);
        }
        self.options.retain(|option| *option != Bilingual::default());
    }
}

impl ListEntry for Material {
    const NAME: &'static str = "material";

    fn list(system: &System) -> &Vec<Self> {
        &system.material_types
    }

    fn list_mut(system: &mut System) -> &mut Vec<Self> {
        &mut system.material_types
    }

    fn code(&self) -> &str {
        &self.code
    }

    fn label(&self, lang: Lang) -> &str {
        lang.of_data(&self.name_zh, &self.name_en)
    }

    fn code_head(_group: &str) -> String {
        "material-".to_owned()
    }

    fn tidy(&mut self) {
        tidy([&mut self.code, &mut self.name_zh, &mut self.name_en]);
    }

    fn references(system: &System, code: &str) -> References {
        References { nodes: naming(system, code, |node| &node.materials), ..References::default() }
    }

    fn take_off(system: &mut System, code: &str) {
        for node in &mut system.nodes {
            node.materials.retain(|other| other != code);
        }
    }
}

impl ListEntry for ScorePreset {
    const NAME: &'static str = "score_preset";

    fn list(system: &System) -> &Vec<Self> {
        &system.score_presets
    }

    fn list_mut(system: &mut System) -> &mut Vec<Self> {
        &mut system.score_presets
    }

    fn code(&self) -> &str {
        &self.key
    }

    fn label(&self, lang: Lang) -> &str {
        lang.of_data(&self.name_zh, &self.name_en)
    }

    fn code_head(_group: &str) -> String {
        "preset-".to_owned()
    }

    fn tidy(&mut self) {
        tidy([&mut self.key, &mut self.name_zh, &mut self.name_en, &mut self.source]);
        tidy_optional([&mut self.rule_zh, &mut self.rule_en]);
        for PresetItem { method, name_zh, name_en, .. } in &mut self.items {
            tidy([name_zh, name_en]);
            tidy_optional([method]);
        }
        tidy(&mut self.grades);
        self.grades.retain(|grade| !grade.is_empty());
    }
}

fn naming(system: &System, code: &str, list: fn(&Node) -> &Vec<String>) -> Vec<String> {
    let named = system.nodes.iter().filter(|node| list(node).iter().any(|other| other == code));
    named.map(|node| node.code.clone()).collect()
}

/// Line breaks stay, in one form; no other control character does.
fn tidy<'a>(texts: impl IntoIterator<Item = &'a mut String>) {
    for text in texts {
        let plain: String =
            text.replace("\r\n", "\n").chars().filter(|letter| *letter == '\n' || !letter.is_control()).collect();
        plain.trim().clone_into(text);
    }
}

fn tidy_optional<'a>(texts: impl IntoIterator<Item = &'a mut Option<String>>) {
    for text in texts {
        tidy(text.as_mut());
        if text.as_ref().is_some_and(String::is_empty) {
            *text = None;
        }
    }
}
