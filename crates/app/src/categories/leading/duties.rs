//! The duty matrix when another category list takes over: all rows change at one moment, since a code may be taken over by one that ends
//! itself.

use std::collections::BTreeMap;

use changxiao_domain::{
    categories::{CategoryKey, Led},
    departures::Hanging,
    time::Day,
};
use changxiao_store::{departures::ties::Tie, orgs::MatrixRow};

use crate::model::{CityModel, ListLeads};

/// Rows of the matrix before and after.
#[derive(Default)]
pub(super) struct DutyMoves {
    /// What was the case at each place that changes, for figures of the time before.
    pub ties: Vec<Tie>,
    /// Places that have no row any more: division and code.
    pub gone: Vec<(i64, String)>,
    pub put: Vec<MatrixRow>,
    pub lost: Vec<LostDuty>,
}

/// A row that another one leaves no room for: two codes lead to the same one, and at this place other units answer for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LostDuty {
    /// Padded code.
    pub division: i64,
    pub key: CategoryKey,
    pub to: CategoryKey,
}

/// What becomes of the matrix when `list` takes over on `day`.
pub(super) fn moves(model: &CityModel, list: &ListLeads, day: Day) -> DutyMoves {
    let mut before: Vec<&MatrixRow> = model.matrix.values().collect();
    before.sort_by(|one, two| (one.division, &one.category).cmp(&(two.division, &two.category)));
    let led = |row: &MatrixRow| {
        let key: Option<CategoryKey> = row.category.parse().ok();
        key.map(|key| (key, list.leads.becomes(&list.ended, key, Hanging::Matrix)))
    };
    let mut moves = DutyMoves::default();
    let mut after: BTreeMap<(i64, String), MatrixRow> = BTreeMap::new();
    for row in &before {
        if led(row).is_none_or(|(_, led)| led == Led::Stays) {
            after.insert((row.division, row.category.clone()), (*row).clone());
        }
    }
    for row in &before {
        let Some((key, Led::To(to))) = led(row) else { continue };
        let new = MatrixRow { category: to.to_string(), valid_from: day, ..(*row).clone() };
        let units = |row: &MatrixRow| (row.territory_unit, row.line_unit);
        match after.get(&(new.division, new.category.clone())) {
            Some(there) if units(there) != units(&new) => {
                moves.lost.push(LostDuty { division: row.division, key, to });
            }
            Some(_) => {}
            None => {
                after.insert((new.division, new.category.clone()), new);
            }
        }
    }
    let old: BTreeMap<(i64, String), &MatrixRow> =
        before.iter().map(|row| ((row.division, row.category.clone()), *row)).collect();
    for (place, was) in &old {
        if !after.contains_key(place) {
            moves.ties.push(Tie::Matrix((*was).clone()));
            moves.gone.push(place.clone());
        }
    }
    for (place, is) in after {
        let was = old.get(&place).copied();
        if was == Some(&is) {
            continue;
        }
        // Nobody stood here before: figures of the time before must not find who stands here now.
        let nobody = || MatrixRow { territory_unit: None, line_unit: None, ..is.clone() };
        moves.ties.push(Tie::Matrix(was.cloned().unwrap_or_else(nobody)));
        moves.put.push(is);
    }
    moves
}
