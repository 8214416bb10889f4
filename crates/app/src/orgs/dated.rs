//! The tree of any day, and which unit a code means.

use changxiao_domain::{
    orgs::{Unit, UnitTree, UnitTreeError},
    time::Day,
};

use crate::model::CityModel;

/// The tree of `day`. Errors: the units of that day do not make a tree, which an import of an older state can bring about.
pub fn tree_of(model: &CityModel, day: Day) -> Result<UnitTree, UnitTreeError> {
    if day == model.day {
        return Ok(model.units.clone());
    }
    UnitTree::build(model.units_on(day), day)
}

/// The unit with this code: the one in force on `day`, else the latest that ever had it.
pub fn unit_of_code<'a>(model: &'a CityModel, code: &str, day: Day) -> Option<&'a Unit> {
    let all = || model.all_units.values().filter(|unit| unit.code == code);
    all().find(|unit| unit.in_force(day)).or_else(|| all().max_by_key(|unit| unit.valid_from))
}

/// Every day on which something about the units changes, from `first` on, with `first` itself. Between two of them the tree
/// stays as it is, so that checking these days checks all days.
pub(super) fn days_of_change<'a>(units: impl Iterator<Item = &'a Unit>, first: Day) -> Vec<Day> {
    let mut days: Vec<Day> =
        units.flat_map(|unit| [Some(unit.valid_from), unit.valid_until]).flatten().filter(|day| *day > first).collect();
    days.push(first);
    days.sort();
    days.dedup();
    days
}
