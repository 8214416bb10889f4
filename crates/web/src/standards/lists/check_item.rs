//! The form of a check item.

use changxiao_app::model::CityModel;
use changxiao_domain::standards::{CheckItem, NodeKind, Quantity, System};
use changxiao_words::{Lang, Texts, texts};

use super::{Home, ListForm};
use crate::{
    cases::filters::{Choice, ChoiceGroup, category_groups},
    standards::list_fields::{Layout, Reader, Typed, choice},
};

impl ListForm for CheckItem {
    const SLUG: &'static str = "check-items";

    fn title(l: &'static Texts) -> &'static str {
        l.standards_check_item
    }

    fn blank(group: &str) -> Typed {
        Typed::default().with("site_type", group).with("evidence", "certain")
    }

    fn typed(&self) -> Typed {
        let quantity = self.quantity.unwrap_or_default();
        Typed::default()
            .with("code", &self.code)
            .with("site_type", &self.site_type)
            .with("text_zh", &self.text_zh)
            .with("text_en", &self.text_en)
            .with("scoring_zh", &self.scoring_zh)
            .with("scoring_en", &self.scoring_en)
            .with_optional("at_least", quantity.at_least.as_ref())
            .with_optional("per_metres", quantity.per_metres.as_ref())
            .with_optional("out_of", quantity.out_of.as_ref())
            .with_optional("at_least_percent", quantity.at_least_percent.as_ref())
            .with_optional("category", self.category.as_ref())
            .with_optional("content", self.content.as_ref())
            .with("evidence", self.evidence.code())
            .with("source", &self.source)
    }

    fn read(code: String, reader: &mut Reader<'_>) -> Self {
        let quantity = Quantity {
            at_least: reader.whole_number("at_least"),
            per_metres: reader.whole_number("per_metres"),
            out_of: reader.whole_number("out_of"),
            at_least_percent: reader.whole_number("at_least_percent"),
        };
        let category = reader.optional("category").and_then(|code| {
            let parsed = code.parse().ok();
            if parsed.is_none() {
                reader.refuse("category", "选一个列出的问题类别", "Choose a category that is listed");
            }
            parsed
        });
        CheckItem {
            code,
            site_type: reader.text("site_type"),
            order: 0,
            text_zh: reader.text("text_zh"),
            text_en: reader.text("text_en"),
            scoring_zh: reader.text("scoring_zh"),
            scoring_en: reader.text("scoring_en"),
            quantity: Some(quantity),
            category,
            content: reader.optional("content"),
            evidence: reader.evidence("evidence"),
            source: reader.text("source"),
        }
    }

    fn layout<'a>(layout: Layout<'a>, model: &CityModel, system: &System, lang: Lang) -> Layout<'a> {
        let l = texts(lang);
        let types = types(system, layout.typed.get("site_type"), lang);
        let contents = content_groups(system, layout.typed.get("content"), lang);
        let categories = categories(model, layout.typed.get("category"), lang);
        layout
            .select("site_type", l.standards_site_type, l.standards_site_type_hint, types, true)
            .select("content", l.standards_counts_for, l.standards_counts_for_hint, contents, false)
            .area("text_zh", l.standards_text_zh, "", true)
            .area("text_en", l.standards_text_en, "", true)
            .line("scoring_zh", l.standards_scoring_zh, l.standards_scoring_hint, false)
            .line("scoring_en", l.standards_scoring_en, "", false)
            .heading(l.standards_quantity, l.standards_quantity_hint)
            .input("number", "at_least", l.standards_at_least, "", false)
            .input("number", "per_metres", l.standards_per_metres, "", false)
            .input("number", "out_of", l.standards_out_of, "", false)
            .input("number", "at_least_percent", l.standards_at_least_percent, "", false)
            .heading(l.standards_finding, "")
            .select("category", l.standards_category, l.standards_category_hint, categories, false)
            .evidence_and_source(l)
    }

    fn label(&self, lang: Lang) -> &str {
        lang.pick(&self.text_zh, &self.text_en)
    }

    fn home(&self) -> Home {
        match self.site_type.as_str() {
            // A form that was opened without a type.
            "" => Home::Tab("sites"),
            code => Home::SiteType(code.to_owned()),
        }
    }
}

fn types(system: &System, chosen: &str, lang: Lang) -> Vec<ChoiceGroup> {
    let choices =
        system.site_types.iter().map(|kind| choice(&kind.code, lang.pick(&kind.name_zh, &kind.name_en), chosen));
    vec![ChoiceGroup { label: String::new(), choices: choices.collect() }]
}

/// The contents of a system under what they hang on.
pub(super) fn content_groups(system: &System, chosen: &str, lang: Lang) -> Vec<ChoiceGroup> {
    let mut groups: Vec<(Option<&str>, ChoiceGroup)> = Vec::new();
    for node in system.nodes.iter().filter(|node| node.kind == NodeKind::Content) {
        let parent = node.parent.as_deref();
        if groups.last().is_none_or(|(of, _)| *of != parent) {
            let above = parent.and_then(|parent| system.node(parent));
            let label = above.map_or_else(String::new, |above| format!("{} {}", above.code, above.label(lang)));
            groups.push((parent, ChoiceGroup { label, choices: Vec::new() }));
        }
        if let Some((_, group)) = groups.last_mut() {
            group.choices.push(choice(&node.code, &format!("{} {}", node.code, node.label(lang)), chosen));
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// The city's categories; a code that it does not list any more stays chosen, so that saving something else keeps it.
fn categories(model: &CityModel, chosen: &str, lang: Lang) -> Vec<ChoiceGroup> {
    let mut groups = category_groups(model, lang, chosen);
    if !chosen.is_empty() && model.category(chosen).is_none() {
        let kept = Choice { value: chosen.to_owned(), label: chosen.to_owned(), current: true };
        groups.insert(0, ChoiceGroup { label: String::new(), choices: vec![kept] });
    }
    groups
}
