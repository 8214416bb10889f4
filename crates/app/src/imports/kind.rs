//! The kinds of lists that can be imported.

use changxiao_words::coded;
use std::{fmt, str::FromStr};

coded! {
    /// What a file holds.
    pub enum Kind {
        Divisions = "divisions", imports_kind_divisions;
        Outlines = "outlines", imports_kind_outlines;
        Grids = "grids", imports_kind_grids;
        Holidays = "holidays", imports_kind_holidays;
        Units = "units", imports_kind_units;
        People = "people", imports_kind_people;
        Categories = "categories", imports_kind_categories;
        /// The filing and closing standard as cities keep it: nine columns, a row a condition.
        FilingStandard = "filing-standard", imports_kind_filing_standard;
        Standard = "standard", imports_kind_standard;
        Responsibilities = "responsibilities", imports_kind_responsibilities;
        Matrix = "matrix", imports_kind_matrix;
        Sites = "sites", imports_kind_sites;
        /// 任务分解表: a row a task.
        Tasks = "tasks", imports_kind_tasks;
        /// The register of matters as it was taken out: edited cells are edits.
        Matters = "matters", imports_kind_matters;
        /// The register of the evidence store as it was taken out: what is told of an item may be edited, its file not.
        Evidence = "evidence", imports_kind_evidence;
    }
}

impl Kind {
    /// What kind of file it is, for the `accept` of a file input.
    pub const fn accepts(self) -> &'static str {
        match self {
            Kind::Outlines => ".geojson,.json",
            Kind::Grids => ".xlsx,.csv,.xls,.geojson,.json",
            Kind::Categories => ".json",
            Kind::Standard => ".xlsx,.json",
            _ => ".xlsx,.csv,.xls",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A word that no kind has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no kind of import; there are {all}", all = Kind::ALL.map(Kind::code).join(", "))]
pub struct UnknownKind(pub String);

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(code: &str) -> Result<Self, UnknownKind> {
        Self::parse(code).ok_or_else(|| UnknownKind(code.chars().take(60).collect()))
    }
}
