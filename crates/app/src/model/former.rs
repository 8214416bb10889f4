//! How things hung on a day of the past: the tree, the matrix, who held a node, and divisions that have ended. Figures of an old month are
//! taken by these, so that a reform changes nothing in it.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap, HashSet},
};

use changxiao_domain::{
    departures::Subject,
    divisions::DivisionCode,
    ids::{SystemId, UnitId},
    orgs::{Unit, UnitTree},
    time::Day,
};
use changxiao_store::{departures::ties::Tie, orgs::MatrixRow, standards::ResponsibilityRow};

use super::CityModel;

/// Rows of the matrix by place and key.
pub type Matrix = HashMap<(i64, String), MatrixRow>;

impl CityModel {
    /// Every unit that ever was, as it hung on `day`.
    pub fn units_on(&self, day: Day) -> Vec<Unit> {
        let mut units = self.all_units.clone();
        let mut seen = HashSet::new();
        for tie in self.ties_before(day) {
            let Tie::Unit { unit: id, parent, division, areas } = tie else { continue };
            if let Some(unit) = units.get_mut(id).filter(|_| seen.insert(*id)) {
                unit.parent = *parent;
                unit.division = division.and_then(|padded| DivisionCode::from_padded(padded).ok());
                if let Some(areas) = areas {
                    unit.areas = areas.iter().filter_map(|padded| DivisionCode::from_padded(*padded).ok()).collect();
                }
            }
        }
        units.into_values().collect()
    }

    /// The matrix as it was on `day`.
    pub fn matrix_on(&self, day: Day) -> Cow<'_, Matrix> {
        let mut matrix = Cow::Borrowed(&self.matrix);
        let mut seen = BTreeSet::new();
        for tie in self.ties_before(day) {
            let Tie::Matrix(row) = tie else { continue };
            if seen.insert((row.division, row.category.clone())) {
                matrix.to_mut().insert((row.division, row.category.clone()), row.clone());
            }
        }
        matrix
    }

    /// Who held the nodes of a system on `day`, beside those who hold them now.
    pub fn held_on(&self, system: SystemId, day: Day) -> Vec<&ResponsibilityRow> {
        let mut rows = Vec::new();
        for tie in self.ties_before(day) {
            if let Tie::Node(row) = tie
                && row.system == system
            {
                rows.push(row);
            }
        }
        rows
    }

    /// What was another from a day after `day` on, the earliest first.
    fn ties_before(&self, day: Day) -> impl Iterator<Item = &Tie> {
        self.former.iter().filter(move |(_, until)| *until > day).map(|(tie, _)| tie)
    }

    /// Whether anything has ever gone over from a unit or a division to another one.
    pub fn has_successions(&self) -> bool {
        self.successions.iter().any(|link| matches!(link.subject, Subject::Unit(_) | Subject::Division(_)))
    }

    /// The unit of this tree that stands for another one which ended before the day of the tree; the unit itself where it is there.
    pub fn standing_for(&self, tree: &UnitTree, unit: UnitId) -> UnitId {
        let (mut at, mut seen) = (unit, HashSet::new());
        while tree.get(at).is_none() && seen.insert(at) {
            let heir = self.successions.iter().find(|link| link.subject == Subject::Unit(at)).map(|link| link.heir);
            match heir {
                Some(Subject::Unit(heir)) => at = heir,
                _ => return unit,
            }
        }
        at
    }

    /// The division that follows one that has ended, at the end of the chain; the division itself while it is there.
    pub fn division_today(&self, code: DivisionCode) -> DivisionCode {
        let (mut at, mut seen) = (code, HashSet::new());
        while let Some((_, successor)) = self.ended_divisions.get(&at).filter(|_| seen.insert(at)) {
            match successor {
                Some(next) => at = *next,
                None => break,
            }
        }
        at
    }
}
