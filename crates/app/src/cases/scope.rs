//! The row scope of a post, for lists and for single cases.

use changxiao_domain::{
    divisions::DivisionCode,
    ids::UnitId,
    orgs::{Actor, RowOwner, Scope},
};
use changxiao_store::cases::{CaseRow, ScopeFilter};

/// The filter that leaves a list only what the post may see.
pub fn filter(actor: &Actor) -> ScopeFilter {
    match &actor.scope {
        Scope::WholeCity => ScopeFilter::WholeCity,
        Scope::Units(units) => ScopeFilter::Units(units.iter().copied().collect()),
        Scope::Division(division) => ScopeFilter::Division { range: division.range(), unit: actor.unit },
    }
}

/// Whether the post may see this case.
pub fn may_see(actor: &Actor, row: &CaseRow) -> bool {
    let units: Vec<UnitId> =
        row.case.lead_unit.into_iter().chain(row.reporter_unit).chain(row.case.co_units.iter().copied()).collect();
    let division = DivisionCode::from_padded(row.case.division).ok();
    actor.may_see(RowOwner { city: row.case.city, units: &units, division })
}
