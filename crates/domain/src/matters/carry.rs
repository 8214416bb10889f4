//! A year is closed: what is open goes on in the next one as a matter of its own, with whoever has it, and both sides say so.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Action, FieldKind, Level, LoadedDocument, Matter, State, Values};
use crate::{
    ids::MatterId,
    sealing::{ActorStamp, record},
    time::Instant,
    workflow::Decided,
};

/// What the one that goes on is called, and what stands around it in the next year.
#[derive(Clone, Debug)]
pub struct Onward<'a> {
    pub id: MatterId,
    pub number: String,
    /// What it comes out of: what that became in the next year, where it goes on as well.
    pub parent: Option<MatterId>,
    /// The new numbers of everything that goes on, by the old ones: fields that name matters follow.
    pub numbers: &'a BTreeMap<String, String>,
}

impl Matter {
    /// By which document it goes on: the one in force where that has its state and all its fields; else its own.
    pub fn goes_on_by(&self, in_force: &'static LoadedDocument) -> &'static LoadedDocument {
        let flow = &in_force.document.whole;
        let fits = |(name, value): (&super::Code, &Value)| {
            value.is_null() || flow.field(*name).is_some_and(|field| field.fit(value).is_ok())
        };
        let stands = flow.state(self.state.code).is_some_and(|state| !state.end);
        if stands && self.values.0.iter().all(fits) { in_force } else { self.kept }
    }

    /// Both sides of the year: what ends here, and what goes on by `kept`. It stands where it stood, with the same title, units, values and
    /// days; only its numbers are others. Whoever began it is the same, so that nobody approves what is his own.
    pub fn carry_over(
        &self,
        kept: &'static LoadedDocument,
        onward: Onward<'_>,
        actor: &ActorStamp,
        at: Instant,
    ) -> (Decided<Self>, Decided<Self>) {
        let at = at.max(self.changed_at);
        let mut next = Self {
            number: onward.number,
            parent: onward.parent,
            position: self.position,
            title: self.title.clone(),
            beginner: self.beginner,
            holder: self.holder,
            division: self.division,
            began_by: self.began_by,
            near_at: self.near_at,
            due_at: self.due_at,
            ..Self::blank(onward.id, self.city, kept, Level::Whole, self.state, actor, at)
        };
        next = next.worded();
        let values = self.renumbered(onward.numbers);
        next.values.take(&values);
        let mut told = Map::new();
        told.insert("values".into(), values.to_json());
        told.insert("carried_from".into(), json!(self.number));
        told.insert("began_by".into(), json!(self.began_by.to_string()));
        let told = next.told(told);
        let event = record(&mut next, Action::CARRY_OVER, None, actor, at, told);
        let (mut ended, from) = (self.clone(), self.state);
        ended.state = State::CARRIED_OVER;
        ended.settled(Some(from), at);
        let kept = json!({ "carried_to": next.number });
        let end = record(&mut ended, Action::CARRY_OVER, Some(from), actor, at, kept);
        (Decided { after: ended, event: end }, Decided { after: next, event })
    }

    /// What was entered, with the new numbers of matters that go on.
    fn renumbered(&self, numbers: &BTreeMap<String, String>) -> Values {
        let new = |value: &mut Value| {
            if let Some(number) = value.as_str().and_then(|old| numbers.get(old)) {
                *value = json!(number);
            }
        };
        let mut values = self.values.clone();
        for (name, value) in &mut values.0 {
            match self.table().flow.field(*name).map(|field| field.kind) {
                Some(FieldKind::Matter) => new(value),
                Some(FieldKind::Matters) => value.as_array_mut().into_iter().flatten().for_each(new),
                _ => {}
            }
        }
        values
    }
}
