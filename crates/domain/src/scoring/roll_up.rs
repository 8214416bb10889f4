//! Pass rates by site type, standard node, division or unit.

use std::collections::BTreeMap;

use crate::{
    divisions::{DivisionCode, Level},
    ids::UnitId,
    orgs::UnitTree,
    scoring::Rate,
};

/// Counted results of a period, as the database groups them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassRow {
    pub site_type: String,
    /// The code of the standard node that the item belongs to; absent where the system maps it to none.
    pub node: Option<String>,
    pub division: DivisionCode,
    pub unit: Option<UnitId>,
    pub met: i64,
    pub not_met: i64,
}

impl PassRow {
    pub const fn rate(&self) -> Rate {
        Rate::of(self.met, self.not_met)
    }
}

/// Rates by key. `total` is every row once, so a reader can see what has no key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RollUp<K> {
    pub rates: BTreeMap<K, Rate>,
    /// Rows that have no such key.
    pub without_key: Rate,
    pub total: Rate,
}

/// Adds rows up by a key: `roll_up(&rows, |row| Some(row.site_type.clone()))`.
pub fn roll_up<K: Ord>(rows: &[PassRow], key: impl Fn(&PassRow) -> Option<K>) -> RollUp<K> {
    roll_up_many(rows, |row| key(row).into_iter().collect())
}

/// Adds rows up by the division of one level that they lie in; rows of wider divisions have no key.
pub fn roll_up_by_division(rows: &[PassRow], level: Level) -> RollUp<DivisionCode> {
    roll_up(rows, |row| row.division.at_level(level))
}

/// Adds rows up by unit, each unit with everything below it: a row counts for its unit and for every unit above.
pub fn roll_up_by_subtree(rows: &[PassRow], tree: &UnitTree) -> RollUp<UnitId> {
    let above = |row: &PassRow| row.unit.map_or_else(Vec::new, |unit| tree.path(unit));
    roll_up_many(rows, |row| above(row).into_iter().map(|unit| unit.id).collect())
}

fn roll_up_many<K: Ord>(rows: &[PassRow], keys: impl Fn(&PassRow) -> Vec<K>) -> RollUp<K> {
    let mut result = RollUp { rates: BTreeMap::new(), without_key: Rate::default(), total: Rate::default() };
    for row in rows {
        let keys = keys(row);
        result.total += row.rate();
        if keys.is_empty() {
            result.without_key += row.rate();
        }
        for key in keys {
            *result.rates.entry(key).or_default() += row.rate();
        }
    }
    result
}
