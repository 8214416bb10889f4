//! Handing over: what is open goes from a unit, a person or a division that ends to the one that takes it over. No row of a table grants
//! it and nobody asks for it on the thing itself; one sealed event says from whom, to whom and by which departure. One mechanism for
//! cases and procedures: each says only which of its fields name somebody who has to act.

use serde_json::{Map, Value, json};

use super::Decided;
use crate::{
    ids::{PersonId, UnitId},
    sealing::{ActorStamp, Chained, NotTold, Particulars, record},
    time::Instant,
};

/// From whom to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handover {
    Unit {
        from: UnitId,
        to: UnitId,
    },
    /// Padded codes.
    Division {
        from: i64,
        to: i64,
    },
    /// `None`: it waits for everybody of its unit again.
    Person {
        from: PersonId,
        to: Option<PersonId>,
    },
}

/// What can be handed over.
pub trait HandsOver: Chained + Clone {
    const ACTION: Self::Action;

    /// Puts the heir in the place of the one who ends, wherever there is something left to do. `false`: nothing named it.
    fn replace(&mut self, handover: Handover) -> bool;
}

/// The subject in the hands of the heir, with the event that says so; `None` where there is nothing to hand over. `cause` names the
/// departure.
pub fn hand_over<P: HandsOver>(
    subject: &P,
    handover: Handover,
    cause: &str,
    actor: &ActorStamp,
    at: Instant,
) -> Option<Decided<P>> {
    let mut after = subject.clone();
    if !after.replace(handover) {
        return None;
    }
    let course = subject.course();
    let mut kept = Map::new();
    kept.insert("cause".into(), json!(cause));
    let (kind, from, to) = match handover {
        Handover::Unit { from, to } => ("unit", json!(from.to_string()), json!(to.to_string())),
        Handover::Division { from, to } => ("division", json!(from), json!(to)),
        Handover::Person { from, to } => ("person", json!(from.to_string()), json!(to.map(|to| to.to_string()))),
    };
    kept.insert("handed".into(), json!(kind));
    kept.insert("from".into(), from);
    kept.insert("to".into(), to);
    let at = at.max(course.at);
    let event = record(&mut after, P::ACTION, Some(course.state), actor, at, Value::Object(kept));
    Some(Decided { after, event })
}

/// The other half of [`hand_over`]: what its event changed.
///
/// Errors: the event does not keep what it should.
pub(crate) fn take_handover<P: HandsOver>(subject: &mut P, told: Particulars<'_>) -> Result<(), NotTold> {
    let handover = match told.text("handed")?.as_str() {
        "unit" => Handover::Unit { from: told.id("from")?, to: told.id("to")? },
        "division" => Handover::Division { from: told.number("from")?, to: told.number("to")? },
        _ => Handover::Person { from: told.id("from")?, to: told.maybe_id("to")? },
    };
    subject.replace(handover);
    Ok(())
}

/// Puts `to` in the place of `from`. `false`: it was another one.
pub(crate) fn swap<T: PartialEq>(field: &mut T, from: &T, to: T) -> bool {
    let is_it = *field == *from;
    if is_it {
        *field = to;
    }
    is_it
}
