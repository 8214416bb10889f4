//! Chronic problems as the walker sees them.

use changxiao_domain::{
    ids::{CaseId, UnitId},
    orgs::Role,
    recurrence::{Action, Command, Event, Plan, Problem, State},
    sealing::ActorStamp,
    time::{HOUR, Instant},
    workflow::{Decided, Procedure},
};
use proptest::prelude::*;
use uuid::Uuid;

use super::{Dice, Held, Open, Step, Walked};
use crate::recurrence::{actor, calendar, found, rules};

const DAY: i64 = 24 * HOUR;

fn unit(number: u128) -> UnitId {
    UnitId(Uuid::from_u128(number))
}

impl Walked for Problem {
    type Command = Command;
    const RUNS: (u32, usize) = (256, 60);
    const LONGEST: i64 = 20 * DAY;
    /// The days of the follow-up inspections may not have come.
    const FILLED_IS_GRANTED: bool = false;

    fn begun(_: &Dice) -> Step<Self> {
        let Decided { after, event } = found();
        (after, event)
    }

    fn actions() -> Vec<Action> {
        Action::ALL.into_iter().filter(|action| !matches!(action, Action::Find | Action::HandOver)).collect()
    }

    fn cast(&self) -> Vec<ActorStamp> {
        let own = self.unit.map_or(7, |unit| unit.0.as_u128());
        vec![
            actor(Role::Office, 99, false),
            actor(Role::Leader, 98, false),
            actor(Role::Checker, 97, false),
            actor(Role::Handler, own, false),
            actor(Role::UnitHead, own, false),
            actor(Role::Office, 99, true),
        ]
    }

    fn anybody() -> (Vec<Role>, Vec<UnitId>) {
        let roles = vec![Role::Office, Role::Leader, Role::Handler, Role::Checker, Role::Inspector];
        (roles, vec![unit(6), unit(7), unit(8)])
    }

    asks_the_kernel!((&calendar(), &rules()));

    fn ask(&self, action: Action, dice: &Dice, now: Instant) -> Command {
        let text = dice.text.clone();
        let on = |days: i64| calendar().day_of(now.plus_micros(days * DAY));
        let unit = unit(6 + (dice.about % 3) as u128);
        match action {
            // Nobody asks for a handover.
            Action::Find | Action::Return | Action::HandOver => {
                let new = CaseId(Uuid::from_u128(1000 + self.version as u128));
                Command::Return { cases: vec![new], times: self.times + 1 }
            }
            Action::Confirm => Command::Confirm { unit },
            Action::Dismiss => Command::Dismiss { reason: text },
            Action::Assign => Command::Assign { unit, reason: text },
            Action::MakePlan => {
                let end = if dice.tick { 5 } else { 0 };
                Command::MakePlan(Plan { measures: text, end_on: on(end), follow_ups: vec![on(end + 35)] })
            }
            Action::Approve => Command::Approve { text },
            Action::SendBack => Command::SendBack { reason: text },
            Action::ReportDone => Command::ReportDone { text },
            Action::Observe => Command::Observe { clean: dice.tick, text },
            Action::End => Command::End { text },
        }
    }

    fn step_holds(&self, _: &Command, actor: &ActorStamp, after: &Self, event: &Event) -> Held {
        prop_assert_ne!(self.state, State::Dismissed, "what is no chronic problem stays so");
        prop_assert_eq!(actor.system, event.action == Action::Return, "the system alone counts what came back");
        prop_assert!(after.state != State::Ended || after.follow_ups_left().is_empty());
        let came_back = after.state == State::Recurred && self.state != State::Recurred;
        prop_assert_eq!(after.recurrences, self.recurrences + i64::from(came_back));
        prop_assert!(after.cases.is_superset(&self.cases), "no case is lost");
        Ok(())
    }

    fn walk_holds(&self, events: &[Event]) -> Held {
        let back = events.iter().filter(|event| event.to == State::Recurred && event.from != Some(State::Recurred));
        prop_assert_eq!(i64::try_from(back.count()).ok(), Some(self.recurrences));
        Ok(())
    }

    fn reached() -> Vec<super::Reached<Event>> {
        vec![
            ("planned", |event| event.action == Action::MakePlan, 50),
            ("looked at", |event| event.action == Action::Observe, 20),
            ("ended", |event| event.action == Action::End, 5),
            ("came back", |event| event.to == State::Recurred, 20),
        ]
    }

    /// Most are no chronic problem by a wild request alone, and the same word is not said over and over.
    fn tamed(&self, mut open: Vec<Open<Self>>, dice: &Dice, now: Instant) -> Option<(ActorStamp, Command)> {
        let aside = [Action::Dismiss, Action::Assign, Action::SendBack, Action::Return];
        if dice.onward && open.iter().any(|(_, action)| !aside.contains(action)) {
            open.retain(|(_, action)| !aside.contains(action));
        }
        // Whose follow-up inspections are made is ended.
        if dice.onward && self.state == State::Observed && self.follow_ups_left().is_empty() {
            open.retain(|(_, action)| *action == Action::End);
        }
        let (actor, action) = open[dice.choice.checked_rem(open.len())?];
        Some((actor, self.ask(action, &dice.filled(), now)))
    }
}
