//! The matrix of a place, each answer with the row that gave it.

use changxiao_domain::{categories::CategoryCode, divisions::DivisionCode, ids::UnitId};

use crate::model::{CityModel, Duty, Says, Territorial, keys_of, one_of, territorial};

/// Which row decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A row of the matrix: its division and its category, major or `*`.
    Row { division: DivisionCode, key: String },
    /// The unit's territory overlies this division.
    Overlies { division: DivisionCode },
    /// No row says it; the tree of units does: the town or street of the place, else its district.
    Tree,
}

/// A unit that answers, and why it is the one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub unit: UnitId,
    pub origin: Origin,
}

/// Who answers for one category at a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TracedDuty {
    pub territory: Option<Answer>,
    pub line: Option<Answer>,
}

impl TracedDuty {
    pub fn duty(&self) -> Duty {
        Duty {
            territory: self.territory.as_ref().map(|answer| answer.unit),
            line: self.line.as_ref().map(|answer| answer.unit),
        }
    }
}

/// As [`CityModel::duty`], with the row behind each answer.
pub fn traced(model: &CityModel, division: DivisionCode, category: CategoryCode) -> TracedDuty {
    let keys = keys_of(category);
    let keys = keys.each_ref().map(String::as_str);
    let (mut territory, mut line) = (Territorial::Open, None);
    // Each is asked for what nothing before it has said.
    let keep = |now: &mut Territorial<Answer>, next: Territorial<Answer>| {
        if matches!(now, Territorial::Open) {
            *now = next;
        }
    };
    model.answers(division, &keys, |says| match says {
        Says::Row(row, division, key) => {
            let answer = |unit| Answer { unit, origin: Origin::Row { division, key: key.to_owned() } };
            keep(&mut territory, Territorial::of(row.territory_unit.map(answer)));
            if line.is_none() {
                line = row.line_unit.map(answer);
            }
        }
        Says::Overlies(units, division) => {
            keep(&mut territory, one_of(units).map(|unit| Answer { unit, origin: Origin::Overlies { division } }));
        }
    });
    let by_tree = || territorial(&model.units, division).map(|unit| Answer { unit, origin: Origin::Tree });
    let territory = territory.or(by_tree);
    TracedDuty { territory: territory.found(), line }
}
