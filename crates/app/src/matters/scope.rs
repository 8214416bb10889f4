//! Which matters a post may see, and how much of one.

use changxiao_domain::{
    divisions::DivisionCode,
    matters::{Event, Field, Matter, SeenBy, Values},
    orgs::{Actor, Permission, RowOwner, Scope},
};
use changxiao_store::matters::MatterLine;

pub use crate::cases::scope::filter;

pub fn may_see(actor: &Actor, matter: &Matter) -> bool {
    let division = DivisionCode::from_padded(matter.division).ok();
    actor.may_see(RowOwner { city: matter.city, units: &[matter.beginner, matter.holder], division })
}

/// The same of a line of a list.
pub fn may_see_line(actor: &Actor, line: &MatterLine) -> bool {
    let division = DivisionCode::from_padded(line.division).ok();
    actor.may_see(RowOwner { city: actor.city, units: &[line.beginner, line.holder], division })
}

/// Whether the post reads a field: by its side, and by what tells of persons where it does.
pub fn sees(actor: &Actor, matter: &Matter, field: &Field) -> bool {
    let of_unit = |unit| match &actor.scope {
        Scope::WholeCity => true,
        Scope::Units(units) => units.contains(&unit),
        Scope::Territory(_) => actor.unit == unit,
    };
    let side = match field.seen_by {
        SeenBy::Everybody => true,
        SeenBy::Beginner => of_unit(matter.beginner),
        SeenBy::Holder => of_unit(matter.holder),
        SeenBy::City => actor.scope == Scope::WholeCity,
    };
    // Whoever entered it may read it again.
    side && (!field.personal || actor.may(Permission::ReadPersonal) || actor.unit == matter.holder)
}

/// Takes out of a matter and its events what the post does not read.
pub fn keep_seen(actor: &Actor, matter: &mut Matter, events: &mut [Event]) {
    let fields = &matter.table().flow.fields;
    let hidden: Vec<_> = fields.iter().filter(|field| !sees(actor, matter, field)).map(|field| field.name).collect();
    if hidden.is_empty() {
        return;
    }
    let hide = |values: &mut Values| hidden.iter().for_each(|name| drop(values.0.remove(name)));
    hide(&mut matter.values);
    for event in events {
        if let Some(entered) = event.particulars.get_mut("values").filter(|entered| entered.is_object()) {
            let mut values = Values::from_json(entered).unwrap_or_default();
            hide(&mut values);
            *entered = values.to_json();
        }
    }
}
