//! Administrative divisions from province to village, named by their statistical codes.
//!
//! The code carries its own ancestry (2, 4, 6, 9 or 12 digits), so "lies within" is arithmetic and a subtree is one range
//! of numbers. Source of the code layout: GB/T 2260 (to county), GB/T 10114 (towns and streets), and the National Bureau of Statistics'
//! rules for statistical division codes of 2009 (villages and communities).

mod code;
mod index;
mod packed;
mod short_name;
mod written_names;

pub use code::{DivisionCode, Level, NotADivisionCode};
pub use index::{Divisions, DivisionsError};
pub use packed::{PackError, Packed, PackedDivision, pack};
pub use short_name::short_name;
pub use written_names::{Unfound, WrittenNames};

use serde::{Deserialize, Serialize};

/// One administrative division. `parent` is data and not only arithmetic: the towns of a prefecture without counties
/// (东莞, 中山, 儋州) hang on a county code that no list may name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Division {
    pub code: DivisionCode,
    pub name: String,
    pub level: Level,
    pub parent: Option<DivisionCode>,
}

impl Division {
    /// A division whose level and parent follow from its code.
    pub fn new(code: DivisionCode, name: impl Into<String>) -> Self {
        Self { code, name: name.into(), level: code.level(), parent: code.parent() }
    }
}
