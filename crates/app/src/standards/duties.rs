//! Who answers for a node. A node that names nobody belongs to those who answer for the one above it.

use std::collections::BTreeSet;

use changxiao_domain::{
    ids::UnitId,
    standards::{Change, Duty, Section, System},
};
use changxiao_store::standards::ResponsibilityRow;

use crate::model::CityModel;

/// The rows that count for a node, and the code of the node that they stand at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answering<'a> {
    pub at: String,
    pub rows: &'a [ResponsibilityRow],
}

impl Answering<'_> {
    pub fn of_duty(&self, duty: Duty) -> impl Iterator<Item = UnitId> {
        self.rows.iter().filter(move |row| row.duty == duty).map(|row| row.unit)
    }

    pub fn has_lead(&self) -> bool {
        self.rows.iter().any(|row| row.duty == Duty::Lead)
    }
}

/// The rows at the node itself, or at the nearest node above it that has any.
pub fn answering<'a>(model: &'a CityModel, system: &System, code: &str) -> Answering<'a> {
    let of_system = model.responsibilities.get(&system.id);
    let mut at = system.node(code);
    while let Some(node) = at {
        if let Some(rows) = of_system.and_then(|nodes| nodes.get(&node.code)).filter(|rows| !rows.is_empty()) {
            return Answering { at: node.code.clone(), rows };
        }
        at = node.parent.as_deref().and_then(|parent| system.node(parent));
    }
    Answering { at: String::new(), rows: &[] }
}

/// The units that a change of the system concerns: those who answer for the entry, or else for what hangs below it.
pub fn affected(model: &CityModel, system: &System, change: &Change) -> BTreeSet<UnitId> {
    let node = match change.section {
        Section::Node => Some(change.code.clone()),
        Section::CheckItem => {
            system.check_items.iter().find(|item| item.code == change.code).and_then(|item| item.content.clone())
        }
        Section::SurveyItem => {
            system.survey_items.iter().find(|item| item.code == change.code).map(|item| item.content.clone())
        }
        Section::Header | Section::SiteType | Section::ScorePreset => None,
    };
    let Some(node) = node else { return BTreeSet::new() };
    let own = answering(model, system, &node);
    if !own.rows.is_empty() {
        return own.rows.iter().map(|row| row.unit).collect();
    }
    let Some(nodes) = model.responsibilities.get(&system.id) else { return BTreeSet::new() };
    subtree(system, &node).into_iter().filter_map(|code| nodes.get(&code)).flatten().map(|row| row.unit).collect()
}

/// The codes of a node and of everything below it.
pub fn subtree(system: &System, code: &str) -> Vec<String> {
    let mut codes = vec![code.to_owned()];
    let mut next = 0;
    while next < codes.len() {
        let children: Vec<String> = system
            .nodes
            .iter()
            .filter(|node| node.parent.as_deref() == Some(codes[next].as_str()))
            .map(|node| node.code.clone())
            .collect();
        codes.extend(children);
        next += 1;
    }
    codes
}
