//! Which whistles a post may see, and how much of one.

use changxiao_domain::{
    divisions::DivisionCode,
    ids::UnitId,
    orgs::{Actor, RowOwner, Scope},
    whistles::Whistle,
};

use crate::model::CityModel;

pub use crate::cases::scope::filter;

/// Called units see a whistle once it is blown; the street and the territory around it see it from its draft on.
pub fn may_see(actor: &Actor, whistle: &Whistle) -> bool {
    let mut units = vec![whistle.street];
    if whistle.state.is_known_to_units() {
        units.extend(whistle.calls.iter().map(|call| call.unit));
    }
    let division = DivisionCode::from_padded(whistle.division).ok();
    actor.may_see(RowOwner { city: whistle.city, units: &units, division })
}

/// The whole whistle is for the street, the territory above it and those who serve the whole city; a called unit sees its own part
/// and what all of them share.
pub fn sees_whole(model: &CityModel, actor: &Actor, street: UnitId) -> bool {
    match &actor.scope {
        Scope::WholeCity => true,
        Scope::Units(units) => units.contains(&street),
        Scope::Territory(around) => {
            let at = model.all_units.get(&street).and_then(|unit| unit.division);
            actor.unit == street || at.is_some_and(|at| around.holds(at))
        }
    }
}
