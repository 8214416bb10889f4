//! What rows ask for beyond state and role: on which side somebody stands, and the conditions of a document.

use serde_json::Value;

use super::{Code, Condition, FieldKind, Given, Matter, Refusal, Side, State};
use crate::{
    sealing::ActorStamp,
    time::{HOUR, Instant},
    workflow,
};

impl workflow::Side<Matter> for Side {
    fn has(self, matter: &Matter, actor: &ActorStamp) -> bool {
        match self {
            Side::Anybody => true,
            Side::Beginner => matter.beginner == actor.unit,
            Side::Holder => matter.holder == actor.unit,
        }
    }
}

impl workflow::Condition<Matter> for Given {
    fn holds(self, matter: &Matter, actor: &ActorStamp, at: Instant) -> Result<(), Refusal> {
        let condition = match self {
            Given::WholeIsOpen if matter.around.whole_is_over => return Err(Refusal::WholeIsOver),
            Given::WholeIsOpen | Given::Entered(_) => return Ok(()),
            Given::HasLine(opening) => return matter.opened(opening).map(drop),
            Given::Written(condition) => condition,
        };
        let outside = |counts: &[(Code, i64)], states: &[Code]| -> i64 {
            // Nobody waits for what is asked no more.
            let missing = |state: &Code| !states.contains(state) && *state != State::RUN_OUT.code;
            counts.iter().filter(|(state, _)| missing(state)).map(|(_, n)| n).sum()
        };
        let (around, day) = (&matter.around, 24 * HOUR);
        let stood = at.since(matter.since);
        let refused = match condition {
            Condition::AnotherPerson => (matter.began_by == actor.person).then_some(Refusal::SamePerson),
            Condition::AllParts(_) if around.parts.is_empty() => Some(Refusal::NoPart),
            Condition::AllParts(states) => {
                Some(outside(&around.parts, states)).filter(|n| *n > 0).map(Refusal::PartsMissing)
            }
            Condition::AnyPart(states) => {
                (!around.parts.iter().any(|(state, n)| *n > 0 && states.contains(state))).then_some(Refusal::NoPart)
            }
            Condition::EarlierParts(states) => {
                Some(outside(&around.earlier, states)).filter(|n| *n > 0).map(Refusal::EarlierParts)
            }
            Condition::NoOpenPart => Some(around.open_parts).filter(|n| *n > 0).map(Refusal::OpenParts),
            Condition::WithinDays(days) => (stood > i64::from(*days) * day).then_some(Refusal::TooLate(*days)),
            Condition::AfterDays(days) => (stood < i64::from(*days) * day).then_some(Refusal::TooEarly(*days)),
            Condition::Says(name) => matter.unsaid(*name),
            Condition::NoOpenChild => Some(around.open_children).filter(|n| *n > 0).map(Refusal::OpenChildren),
            Condition::HasChild => (around.children == 0).then_some(Refusal::NoChild),
            Condition::LeafHas(_)
            | Condition::LinesHave(_)
            | Condition::LinesSettled(_)
            | Condition::Together(_)
            | Condition::SaidHas(_)
            | Condition::Span(_) => matter.has_filled(condition).err(),
            Condition::PastDue => (matter.due_at.is_none_or(|due| at < due)).then_some(Refusal::NotDue),
            Condition::WholeIn(states) => {
                (!around.whole_state.is_some_and(|state| states.contains(&state))).then_some(Refusal::WholeElsewhere)
            }
        };
        refused.map_or(Ok(()), Err)
    }
}

impl Matter {
    fn unsaid(&self, name: Code) -> Option<Refusal> {
        let field = self.table().flow.field(name).filter(|field| field.kind == FieldKind::YesNo)?;
        let says = self.values.get(name).and_then(Value::as_bool).unwrap_or_default();
        (!says).then(|| Refusal::NotSaid(field.name_zh.clone(), field.name_en.clone()))
    }
}
