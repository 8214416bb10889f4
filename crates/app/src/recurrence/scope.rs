//! Which chronic problems a post may see.

use changxiao_domain::{
    divisions::DivisionCode,
    ids::UnitId,
    orgs::{Actor, RowOwner},
    recurrence::Problem,
};

pub use crate::cases::scope::filter;

/// Those who serve the city or the division around it, and the unit that answers for it.
pub fn may_see(actor: &Actor, problem: &Problem) -> bool {
    owned(actor, problem.division, problem.unit)
}

/// The same for what lies in a division and belongs to a unit.
pub(crate) fn owned(actor: &Actor, division: i64, unit: Option<UnitId>) -> bool {
    let units: Vec<UnitId> = unit.into_iter().collect();
    let division = DivisionCode::from_padded(division).ok();
    actor.may_see(RowOwner { city: actor.city, units: &units, division })
}
