//! Whose score it is.

use changxiao_domain::ids::UnitId;

/// Whose score is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    City,
    Unit(UnitId),
}
