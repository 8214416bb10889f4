//! What may be done to a whistle.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Action, Call, Command, Condition, NewWhistle, Refusal, Side, State, TRANSITIONS, Tiers, Turnout, Whistle};
use crate::{
    calendar::Calendar,
    ids::UnitId,
    orgs::UnitKind,
    sealing::{ActorStamp, NO_HASH, chained},
    time::Instant,
    workflow::{self, Barred, Decided, MAX_TEXT_CHARS, MAX_TITLE_CHARS, Procedure, Row},
};

/// The most units of one whistle.
pub const MAX_CALLED: usize = 20;

chained!(Whistle, Action, State);

impl workflow::Side<Whistle> for Side {
    fn has(self, whistle: &Whistle, actor: &ActorStamp) -> bool {
        match self {
            Side::Street => whistle.street == actor.unit,
            Side::Called => whistle.call_of(actor.unit).is_some(),
            Side::Anybody => true,
        }
    }
}

impl workflow::Condition<Whistle> for Condition {
    fn holds(self, whistle: &Whistle, actor: &ActorStamp, at: Instant) -> Result<(), Refusal> {
        let own = || whistle.call_of(actor.unit).ok_or(Refusal::NotToBeRated);
        let came = |call: &Call| call.turnout.came();
        let waived = whistle.waiver_at.is_some_and(|waiver| at >= waiver);
        let missing = whistle.ratings_missing();
        let refused = match self {
            Condition::Expected => (own()?.turnout != Turnout::Waiting).then_some(Refusal::AnsweredAlready),
            Condition::Unbound => own()?.bound.then_some(Refusal::Bound),
            Condition::NothingDisputed => {
                let objected = |call: &Call| call.turnout == Turnout::Objected;
                whistle.calls.iter().any(objected).then_some(Refusal::ObjectionUndecided)
            }
            Condition::SomebodyCame => (!whistle.calls.iter().any(came)).then_some(Refusal::NobodyCame),
            Condition::CallToRate if !own()?.turnout.came() => Some(Refusal::NotToBeRated),
            Condition::CallToRate => own()?.by_unit.is_some().then_some(Refusal::RatedAlready),
            Condition::UnitToRate if !whistle.calls.iter().any(came) => Some(Refusal::NotToBeRated),
            Condition::UnitToRate => {
                let rated = |call: &Call| !came(call) || call.by_street.is_some();
                whistle.calls.iter().all(rated).then_some(Refusal::RatedAlready)
            }
            Condition::Rated => (missing > 0 && !waived).then_some(Refusal::RatingsMissing { missing }),
        };
        refused.map_or(Ok(()), Err)
    }
}

impl Procedure for Whistle {
    type Side = Side;
    type Condition = Condition;
    type Command = Command;
    type Rules<'g> = (&'g Calendar, &'g Tiers);
    type Refusal = Refusal;

    fn rows(&self) -> impl Iterator<Item = Row<'_, Self>> {
        TRANSITIONS.iter().cloned()
    }

    fn apply(
        &mut self,
        command: &Command,
        before: &Self,
        actor: &ActorStamp,
        at: Instant,
        (calendar, tiers): (&Calendar, &Tiers),
    ) -> Result<Value, Refusal> {
        self.change(command, before, actor, at, calendar, tiers)
    }

    /// A consultation's decision is not asked for on the whistle itself.
    fn is_offered(action: &Action) -> bool {
        *action != Action::Rule
    }
}

impl Whistle {
    /// Brings a whistle into being. Its first event has the number 1.
    ///
    /// Errors: a unit that is no town or street; a role that does not draft; no title; nobody called, or a unit twice.
    pub fn draft(new: NewWhistle, actor: &ActorStamp, at: Instant) -> Result<Decided<Self>, Refusal> {
        if new.caller_kind != UnitKind::Town {
            return Err(Refusal::NotAStreet);
        }
        let whistle = Self {
            id: new.id,
            city: new.city,
            number: new.number,
            state: State::Draft,
            kind: new.kind,
            street: actor.unit,
            title: new.title,
            text: new.text,
            place: new.place,
            division: new.division,
            calls: new.calls.into_iter().map(|(unit, task)| Call::new(unit, task)).collect(),
            cases: new.cases,
            drafted_at: at,
            blown_at: None,
            plan: None,
            result: None,
            handled_at: None,
            waiver_at: None,
            closed_at: None,
            waived: 0,
            disputed_from: None,
            consultation: None,
            version: 0,
            head_hash: NO_HASH,
            changed_at: at,
        };
        workflow::begin(whistle, Action::Draft, actor, at, |whistle| {
            Barred::written(&whistle.title, MAX_TITLE_CHARS, Action::Draft)?;
            Barred::within(&whistle.text, MAX_TEXT_CHARS)?;
            Barred::within(&whistle.place, MAX_TEXT_CHARS)?;
            check_calls(&whistle.calls, whistle.street)?;
            Ok(whistle.matter())
        })
    }

    /// What the whistle is about, for the events that write it.
    pub(super) fn matter(&self) -> Value {
        json!({
            "number": self.number,
            "kind": self.kind.code(),
            "title": self.title,
            "text": self.text,
            "place": self.place,
            "division": self.division,
            "calls": notes(self.calls.iter().map(|call| (call.unit, call.task.as_str()))),
            "cases": self.cases.iter().map(ToString::to_string).collect::<Vec<_>>(),
        })
    }
}

/// Units with a text each, as events keep them.
pub(super) fn notes<'a>(notes: impl Iterator<Item = (UnitId, &'a str)>) -> Value {
    Value::Array(notes.map(|(unit, text)| json!({ "unit": unit.to_string(), "task": text })).collect())
}

/// Errors: nobody, too many, the street itself, or a unit twice.
pub(super) fn check_calls(calls: &[Call], street: UnitId) -> Result<(), Refusal> {
    if calls.is_empty() {
        return Err(Refusal::NobodyCalled);
    }
    if calls.len() > MAX_CALLED {
        return Err(Refusal::TooManyCalled { max: MAX_CALLED });
    }
    if calls.iter().any(|call| call.unit == street) {
        return Err(Refusal::CallsItself);
    }
    let units: BTreeSet<UnitId> = calls.iter().map(|call| call.unit).collect();
    if units.len() != calls.len() {
        return Err(Refusal::CalledTwice);
    }
    Ok(calls.iter().try_for_each(|call| Barred::within(&call.task, MAX_TEXT_CHARS))?)
}
