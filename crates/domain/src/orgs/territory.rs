//! The places for which a unit answers: one division, or several that a management committee's territory overlies.

use crate::divisions::DivisionCode;

/// At least one division, none of them within another, in the order of their codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Territory {
    divisions: Vec<DivisionCode>,
}

impl Territory {
    /// What lies within another one of them is left out; `None` for no division at all.
    pub fn of(divisions: impl IntoIterator<Item = DivisionCode>) -> Option<Self> {
        let mut all: Vec<DivisionCode> = divisions.into_iter().collect();
        // A division stands directly before everything that lies within it.
        all.sort_unstable();
        let mut kept: Vec<DivisionCode> = Vec::new();
        for code in all {
            if !kept.last().is_some_and(|wider| code.is_within(*wider)) {
                kept.push(code);
            }
        }
        if kept.is_empty() { None } else { Some(Self { divisions: kept }) }
    }

    /// Whether a place lies in it.
    pub fn holds(&self, place: DivisionCode) -> bool {
        self.divisions.iter().any(|division| place.is_within(*division))
    }

    pub fn divisions(&self) -> &[DivisionCode] {
        &self.divisions
    }

    /// Ranges of padded codes, first and last of each, without a common code.
    pub fn ranges(&self) -> Vec<(i64, i64)> {
        self.divisions.iter().map(|division| division.range()).collect()
    }
}
