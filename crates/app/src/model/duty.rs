//! Who answers for a kind of problem at a place (属地/属事).

use changxiao_domain::{
    categories::CategoryCode,
    divisions::{DivisionCode, Level},
    ids::UnitId,
    orgs::{UnitKind, UnitTree},
};

use super::{CityModel, Matrix};

/// Both sides of 条块同责: the territory and the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Duty {
    /// 属地: the town or street, or the nearest territory above the place that has a unit.
    pub territory: Option<UnitId>,
    /// 属事: the department whose trade it is.
    pub line: Option<UnitId>,
}

impl Duty {
    /// Who leads by default: the line, where there is one.
    pub fn lead(&self) -> Option<UnitId> {
        self.line.or(self.territory)
    }

    /// Who helps by default.
    pub fn co_units(&self) -> Vec<UnitId> {
        match (self.line, self.territory) {
            (Some(line), Some(territory)) if line != territory => vec![territory],
            _ => Vec::new(),
        }
    }
}

impl CityModel {
    /// The matrix is asked at the place itself and then upwards; at each division the category decides before its major, and the
    /// major before `*`. What no row says of the territory, the tree of units says.
    pub fn duty(&self, division: DivisionCode, category: &str) -> Duty {
        let mut duty = Self::duty_by(&self.matrix, division, category);
        duty.territory = duty.territory.or_else(|| self.territory_unit(division));
        duty
    }

    /// What the rows of a matrix say, of today or of a day of the past.
    pub fn duty_by(matrix: &Matrix, division: DivisionCode, category: &str) -> Duty {
        let mut duty = Duty::default();
        let major: String = category.chars().take(3).collect();
        let mut at = Some(division);
        while let Some(code) = at {
            for key in [category, major.as_str(), "*"] {
                if let Some(row) = matrix.get(&(code.padded(), key.to_owned())) {
                    duty.territory = duty.territory.or(row.territory_unit);
                    duty.line = duty.line.or(row.line_unit);
                }
            }
            at = code.parent();
        }
        duty
    }

    /// The town or street of a place, else its district. Never a community, which does not lead.
    pub fn territory_unit(&self, division: DivisionCode) -> Option<UnitId> {
        Self::territory_in(&self.units, division)
    }

    /// The same in the tree of another day.
    pub fn territory_in(tree: &UnitTree, division: DivisionCode) -> Option<UnitId> {
        [Level::Township, Level::County, Level::Prefecture].into_iter().find_map(|level| {
            let code = division.at_level(level)?;
            tree.iter()
                .find(|unit| unit.division == Some(code) && matches!(unit.kind, UnitKind::Town | UnitKind::District))
                .map(|unit| unit.id)
        })
    }

    /// Categories for which some township has no line unit: the report of what nobody answers for.
    pub fn unanswered(&self) -> Vec<(DivisionCode, CategoryCode)> {
        let mut missing = Vec::new();
        for division in self.divisions.iter().filter(|division| division.level == Level::Township) {
            for category in &self.categories.categories {
                if self.duty(division.code, &category.code.to_string()).line.is_none() {
                    missing.push((division.code, category.code));
                }
            }
        }
        missing
    }
}
