//! The gaps of a system as cards: what nobody answers for, and what a check would lead nowhere with.

use changxiao_app::{model::CityModel, standards::coverage::Coverage};
use changxiao_domain::standards::System;
use changxiao_store::standards::SystemRow;
use changxiao_words::{Lang, fill, texts};

use super::{address::node_href, lists::site_type_href, tree::site_type_name};

/// One sort of gap with what has it.
pub struct Gap {
    pub title: &'static str,
    pub note: String,
    pub none: &'static str,
    /// Address (may be empty), code, words.
    pub items: Vec<(String, String, String)>,
}

pub(super) fn gap_cards(model: &CityModel, row: &SystemRow, system: &System, gaps: &Coverage, lang: Lang) -> Vec<Gap> {
    let l = texts(lang);
    let node = |code: &String| {
        let label = system.node(code).map_or("", |node| node.label(lang));
        (node_href(row, code), code.clone(), label.to_owned())
    };
    let item = |code: &String| {
        let item = system.check_items.iter().find(|item| item.code == *code);
        let href = item.map_or_else(String::new, |item| format!("{}#{code}", site_type_href(row, &item.site_type)));
        (
            href,
            code.clone(),
            item.map_or_else(String::new, |item| lang.of_data(&item.text_zh, &item.text_en).to_owned()),
        )
    };
    let kind = |code: &String| (site_type_href(row, code), code.clone(), site_type_name(system, code, lang));
    let of = |count: usize, all: usize| fill(l.standards_gap_of, &[("n", &count), ("all", &all)]);
    vec![
        Gap {
            title: l.standards_gap_nobody,
            note: of(gaps.contents_without_anybody.len(), gaps.contents),
            none: l.standards_gap_nobody_none,
            items: gaps.contents_without_anybody.iter().map(node).collect(),
        },
        Gap {
            title: l.standards_gap_lead,
            note: of(gaps.contents_without_lead.len(), gaps.contents),
            none: l.standards_gap_lead_none,
            items: gaps.contents_without_lead.iter().map(node).collect(),
        },
        Gap {
            title: l.standards_gap_category,
            note: of(gaps.items_without_category.len(), gaps.check_items),
            none: l.standards_gap_category_none,
            items: gaps.items_without_category.iter().map(item).collect(),
        },
        Gap {
            title: l.standards_gap_sites,
            note: of(gaps.types_without_sites.len(), gaps.site_types),
            none: l.standards_gap_sites_none,
            items: gaps.types_without_sites.iter().map(kind).collect(),
        },
        Gap {
            title: l.standards_gap_items,
            note: of(gaps.types_without_items.len(), gaps.site_types),
            none: l.standards_gap_items_none,
            items: gaps.types_without_items.iter().map(kind).collect(),
        },
        Gap {
            title: l.standards_gap_matrix,
            note: of(gaps.unanswered.len(), gaps.categories),
            none: l.standards_gap_matrix_none,
            items: gaps
                .unanswered
                .iter()
                .map(|(code, towns)| {
                    let words = fill(
                        l.standards_gap_towns,
                        &[("name", &model.category_name(code, lang)), ("n", towns), ("all", &gaps.townships)],
                    );
                    (String::new(), code.clone(), words)
                })
                .collect(),
        },
    ]
}
