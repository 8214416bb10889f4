//! Which consultations a post may see, and how much of one.

use changxiao_domain::{
    consultations::Consultation,
    divisions::DivisionCode,
    ids::UnitId,
    orgs::{Actor, RowOwner, Scope},
};

pub use crate::cases::scope::filter;

pub fn may_see(actor: &Actor, consultation: &Consultation) -> bool {
    let units: Vec<UnitId> = std::iter::once(consultation.convener)
        .chain(consultation.participants.iter().map(|participant| participant.unit))
        .collect();
    let division = DivisionCode::from_padded(consultation.division).ok();
    actor.may_see(RowOwner { city: consultation.city, units: &units, division })
}

/// The whole is for the one who convened it and those who serve the whole city; a participant sees its part and the shared result.
pub fn sees_whole(actor: &Actor, convener: UnitId) -> bool {
    match &actor.scope {
        Scope::WholeCity => true,
        Scope::Units(units) => units.contains(&convener),
        Scope::Territory(_) => actor.unit == convener,
    }
}
