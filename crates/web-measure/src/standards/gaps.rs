//! The gaps of a system: what nobody answers for, and what a check would lead nowhere with.

use changxiao_app::standards::coverage::Coverage;
use changxiao_domain::standards::{CheckItem, ListEntry, Node, SiteType};
use changxiao_words::{Key, keys};

use super::edition::Edition;

/// One sort of gap with what has it.
pub(super) struct Gap<'a> {
    pub title: Key,
    /// What is said where nothing has it.
    pub none: Key,
    /// How many could have it.
    pub of: usize,
    pub entries: Vec<GapEntry<'a>>,
}

pub(super) enum GapEntry<'a> {
    Node(&'a Node),
    CheckItem(&'a CheckItem),
    SiteType(&'a SiteType),
    /// The code of a category, and in how many towns no unit answers for it.
    Category(&'a str, usize),
}

pub(super) fn gaps<'a>(edition: Edition<'a>, found: &'a Coverage) -> [Gap<'a>; 6] {
    let system = edition.system;
    let nodes = |codes: &[String]| edition.nodes(codes).into_iter().map(GapEntry::Node).collect();
    let items = |codes: &'a [String]| {
        codes.iter().filter_map(|code| CheckItem::find(system, code)).map(GapEntry::CheckItem).collect()
    };
    let types = |codes: &'a [String]| {
        codes.iter().filter_map(|code| SiteType::find(system, code)).map(GapEntry::SiteType).collect()
    };
    let categories = found.unanswered.iter().map(|(code, towns)| GapEntry::Category(code, *towns)).collect();
    let gap = |title, none, of, entries| Gap { title, none, of, entries };
    [
        gap(
            keys::standards_gap_nobody,
            keys::standards_gap_nobody_none,
            found.contents,
            nodes(&found.contents_without_anybody),
        ),
        gap(
            keys::standards_gap_lead,
            keys::standards_gap_lead_none,
            found.contents,
            nodes(&found.contents_without_lead),
        ),
        gap(
            keys::standards_gap_category,
            keys::standards_gap_category_none,
            found.check_items,
            items(&found.items_without_category),
        ),
        gap(
            keys::standards_gap_sites,
            keys::standards_gap_sites_none,
            found.site_types,
            types(&found.types_without_sites),
        ),
        gap(
            keys::standards_gap_items,
            keys::standards_gap_items_none,
            found.site_types,
            types(&found.types_without_items),
        ),
        gap(keys::standards_gap_matrix, keys::standards_gap_matrix_none, found.categories, categories),
    ]
}
