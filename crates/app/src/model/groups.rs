//! Which promotion group (专项推进组) owns what a case is about, so that its ladder ends at whoever leads that group.

use std::collections::BTreeSet;

use changxiao_domain::{
    cases::Case,
    ids::UnitId,
    orgs::UnitKind,
    standards::{CheckItem, Duty, System},
};

use super::CityModel;

impl CityModel {
    /// The group that leads the indicator of the check item by which a case was found, else that of all items which file its category.
    /// `None` where no group leads it, and where several do: none of them is guessed.
    pub fn group_of_case(&self, case: &Case) -> Option<UnitId> {
        let system = self.current_system()?;
        if let Some(item) = case.item.as_deref().and_then(|code| self.check_item(code)) {
            return only(self.groups_of_item(system, item));
        }
        let is_filed = |item: &&CheckItem| item.category.is_some_and(|code| code.to_string() == case.category);
        only(system.check_items.iter().filter(is_filed).flat_map(|item| self.groups_of_item(system, item)).collect())
    }

    /// The group that leads the node of an item, or the nearest node above it that a group leads.
    pub fn group_of_item(&self, item: &CheckItem) -> Option<UnitId> {
        only(self.groups_of_item(self.current_system()?, item))
    }

    fn groups_of_item(&self, system: &System, item: &CheckItem) -> BTreeSet<UnitId> {
        let rows = self.responsibilities.get(&system.id);
        let mut at = item.content.as_deref();
        while let (Some(code), Some(rows)) = (at, rows) {
            let leads = rows.get(code).into_iter().flatten().filter(|row| row.duty == Duty::Lead).map(|row| row.unit);
            let is_group = |unit: &UnitId| self.units.get(*unit).is_some_and(|unit| unit.kind == UnitKind::Group);
            let groups: BTreeSet<UnitId> = leads.filter(is_group).collect();
            if !groups.is_empty() {
                return groups;
            }
            at = system.node(code).and_then(|node| node.parent.as_deref());
        }
        BTreeSet::new()
    }
}

fn only(groups: BTreeSet<UnitId>) -> Option<UnitId> {
    groups.first().copied().filter(|_| groups.len() == 1)
}
