//! Which columns hold words that a city may have its own for, and of what sort they are.

use super::Kind;

/// The sort of what stands in a column; none where it holds a text, a number or a day.
pub fn sort_of(kind: Kind, column: &str) -> Option<&'static str> {
    Some(match (kind, column) {
        (Kind::Units, "parent" | "successor")
        | (Kind::People | Kind::Responsibilities | Kind::Sites, "unit")
        | (Kind::Matrix, "territory_unit" | "line_unit")
        | (Kind::FilingStandard, "lead_unit" | "supervising_unit") => "unit",
        (Kind::Units | Kind::Sites | Kind::Matrix | Kind::Grids | Kind::Evidence, "division") => "division",
        (Kind::Sites, "site_type") => "site_type",
        (Kind::Matrix, "category") => "category",
        (Kind::Units, "kind") => "unit_kind",
        (Kind::People, "role") => "role",
        (Kind::Tasks, "lead" | "helpers") => "unit",
        (Kind::Tasks, "milestone") => "yes",
        (Kind::Sites, "active") | (Kind::FilingStandard, "photo_needed") => "yes",
        (Kind::Sites, "datum") => "datum",
        (Kind::Responsibilities, "duty") => "duty",
        (Kind::Holidays, "kind") => "day_kind",
        (Kind::Divisions, "level") => "level",
        (Kind::FilingStandard, "class") => "class",
        _ => return None,
    })
}
