//! What changed between two editions, entry by entry, and whom it concerns.

use std::collections::{BTreeMap, BTreeSet};

use changxiao_domain::{
    ids::UnitId,
    standards::{ChangeKind, Section, System, diff},
};

use super::duties::affected;
use crate::model::CityModel;

/// Two editions side by side.
#[derive(Default)]
pub struct Comparison {
    /// Lists with their changed entries, in reading order.
    pub parts: Vec<(Section, Vec<ChangedEntry>)>,
    pub added: usize,
    pub removed: usize,
    pub changed: usize,
    /// Units with the number of entries that concern them.
    pub units: Vec<(UnitId, usize)>,
}

/// Everything that happened to one entry.
pub struct ChangedEntry {
    pub code: String,
    pub changes: Vec<ChangeKind>,
    /// Who answers for it in the new edition, or in the old one where nobody does in the new.
    pub units: BTreeSet<UnitId>,
}

pub fn compare(model: &CityModel, old: &System, new: &System) -> Comparison {
    let mut comparison = Comparison::default();
    let mut concerned: BTreeMap<UnitId, BTreeSet<String>> = BTreeMap::new();
    for change in diff(old, new) {
        let mut units = affected(model, new, &change);
        if units.is_empty() {
            units = affected(model, old, &change);
        }
        for unit in &units {
            concerned.entry(*unit).or_default().insert(change.code.clone());
        }
        if comparison.parts.last().is_none_or(|(section, _)| *section != change.section) {
            comparison.parts.push((change.section, Vec::new()));
        }
        let Some((_, entries)) = comparison.parts.last_mut() else { continue };
        match entries.iter_mut().find(|entry| entry.code == change.code) {
            Some(entry) => entry.changes.push(change.kind),
            None => {
                *match change.kind {
                    ChangeKind::Added { .. } => &mut comparison.added,
                    ChangeKind::Removed { .. } => &mut comparison.removed,
                    _ => &mut comparison.changed,
                } += 1;
                entries.push(ChangedEntry { code: change.code, changes: vec![change.kind], units });
            }
        }
    }
    comparison.units = concerned.into_iter().map(|(unit, codes)| (unit, codes.len())).collect();
    comparison
}
