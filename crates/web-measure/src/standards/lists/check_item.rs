//! The form of a check item.

use changxiao_app::model::CityModel;
use changxiao_domain::standards::{CheckItem, ListEntry, NodeKind, Quantity, System};
use changxiao_words::{Key, Lang, keys, say};

use crate::standards::list_form::{Home, ListForm, SystemTab, evidence_offers};
use crate::{
    choice::{Choice, ChoiceGroup},
    fields::{Field, Fields, Offers, Reader, Typed},
    pickers::category_groups,
};

impl ListForm for CheckItem {
    const SLUG: &'static str = "check-items";

    const TITLE: Key = keys::standards_check_item;

    const FIELDS: Fields = Fields(&[
        Field::choice("site_type", keys::standards_site_type).hint(keys::standards_site_type_hint).required(),
        Field::choice("content", keys::standards_counts_for).hint(keys::standards_counts_for_hint),
        Field::area("text_zh", keys::standards_text_zh).required(),
        Field::area("text_en", keys::standards_text_en).required(),
        Field::line("scoring_zh", keys::standards_scoring_zh).hint(keys::standards_scoring_hint),
        Field::line("scoring_en", keys::standards_scoring_en),
        Field::heading(keys::standards_quantity).hint(keys::standards_quantity_hint),
        Field::number("at_least", keys::standards_at_least),
        Field::number("per_metres", keys::standards_per_metres),
        Field::number("out_of", keys::standards_out_of),
        Field::number("at_least_percent", keys::standards_at_least_percent),
        Field::heading(keys::standards_finding),
        Field::choice("category", keys::standards_category).hint(keys::standards_category_hint),
        Field::choice("evidence", keys::standards_evidence).required(),
        Field::line("source", keys::standards_source).hint(keys::standards_source_hint),
    ]);

    fn blank(group: &str) -> Typed {
        Typed::default().with("site_type", group).with("evidence", "certain")
    }

    fn read(code: String, reader: &mut Reader<'_>) -> Self {
        let quantity = Quantity {
            at_least: reader.whole_number("at_least"),
            per_metres: reader.whole_number("per_metres"),
            out_of: reader.whole_number("out_of"),
            at_least_percent: reader.whole_number("at_least_percent"),
        };
        let category = reader.optional("category").and_then(|code| match code.parse() {
            Ok(category) => Some(category),
            Err(_) => {
                reader.refuse("category", say!(standards_choose_category_listed));
                None
            }
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

    fn offers(model: &CityModel, system: &System, typed: &Typed, lang: Lang) -> Offers {
        let types = system.site_types.iter().map(|kind| Choice::new(&kind.code, kind.label(lang), false));
        vec![
            ("site_type", ChoiceGroup::plain(types)),
            ("content", content_groups(system, lang)),
            ("category", categories(model, typed.get("category"), lang)),
            ("evidence", evidence_offers(lang)),
        ]
    }

    fn home(&self) -> Home {
        match self.site_type.as_str() {
            // A form that was opened without a type.
            "" => Home::Tab(SystemTab::Sites),
            code => Home::SiteType(code.to_owned()),
        }
    }
}

/// The contents of a system under what they hang on.
pub(super) fn content_groups(system: &System, lang: Lang) -> Vec<ChoiceGroup> {
    let mut groups: Vec<(Option<&str>, ChoiceGroup)> = Vec::new();
    for node in system.nodes.iter().filter(|node| node.kind == NodeKind::Content) {
        let parent = node.parent.as_deref();
        if groups.last().is_none_or(|(of, _)| *of != parent) {
            let above = parent.and_then(|parent| system.node(parent));
            let label = above.map_or_else(String::new, |above| format!("{} {}", above.code, above.label(lang)));
            groups.push((parent, ChoiceGroup::new(label, [])));
        }
        if let Some((_, group)) = groups.last_mut() {
            group.choices.push(Choice::new(&node.code, format!("{} {}", node.code, node.label(lang)), false));
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// The city's categories; a code that it does not list any more stays chosen, so that saving something else keeps it.
fn categories(model: &CityModel, chosen: &str, lang: Lang) -> Vec<ChoiceGroup> {
    let mut groups = category_groups(model, lang, chosen);
    if !chosen.is_empty() && model.category(chosen).is_none() {
        groups.insert(0, ChoiceGroup::new("", [Choice::new(chosen, chosen, true)]));
    }
    groups
}
