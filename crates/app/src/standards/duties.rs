//! Who answers for a node. A node that names nobody belongs to those who answer for the one above it.

use std::collections::BTreeSet;

use changxiao_domain::{
    ids::UnitId,
    orgs::Unit,
    standards::{Change, Duty, Node, NodeKind, Section, System},
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

    /// The units of a duty: departments before territories, because whose trade it is stands first.
    pub fn units<'a>(&self, model: &'a CityModel, duty: Duty) -> Vec<&'a Unit> {
        let mut units: Vec<&Unit> = self.of_duty(duty).filter_map(|unit| model.all_units.get(&unit)).collect();
        units.sort_by_key(|unit| (unit.kind, unit.code.as_str()));
        units
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

/// Every content with who answers for it, of those that `unit` answers for with `duty`; all units and all duties where these are
/// left out.
pub fn contents<'a>(
    model: &'a CityModel,
    system: &'a System,
    unit: Option<UnitId>,
    duty: Option<Duty>,
) -> Vec<(&'a Node, Answering<'a>)> {
    let fits =
        |row: &ResponsibilityRow| unit.is_none_or(|unit| row.unit == unit) && duty.is_none_or(|duty| row.duty == duty);
    let contents = system.nodes.iter().filter(|node| node.kind == NodeKind::Content);
    contents
        .map(|node| (node, answering(model, system, &node.code)))
        .filter(|(_, answering)| (unit.is_none() && duty.is_none()) || answering.rows.iter().any(fits))
        .collect()
}

/// How many nodes of a kind the main tree has. A system that only counts into this one has figures of its own; sources quote
/// those of the main tree.
pub fn count_of(system: &System, kind: NodeKind) -> usize {
    let subsystems = system.nodes.iter().filter(|node| node.kind == NodeKind::Subsystem);
    let beside: Vec<String> = subsystems.flat_map(|node| subtree(system, &node.code)).collect();
    let of_kind = system.nodes.iter().filter(|node| node.kind == kind);
    of_kind.filter(|node| kind == NodeKind::Subsystem || !beside.contains(&node.code)).count()
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
