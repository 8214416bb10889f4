//! Consultations and joint actions as the walker sees them.

use changxiao_domain::{
    consultations::{Action, Command, Consultation, Event, Kind, NewConsultation, State},
    ids::{CaseId, CityId, ConsultationId, WhistleId},
    orgs::Role,
    sealing::ActorStamp,
    time::{HOUR, Instant},
    workflow::{Decided, Procedure},
};
use proptest::prelude::*;
use uuid::Uuid;

use super::{Dice, Held, Step, Walked, actor};
use crate::whistles_world::{at, consultation, unit};

impl Walked for Consultation {
    type Command = Command;
    const RUNS: (u32, usize) = (256, 20);
    const LONGEST: i64 = 20 * HOUR;

    /// About a case or about nothing; now and then a whistle waits for it.
    fn begun(dice: &Dice) -> Step<Self> {
        let new = NewConsultation {
            id: ConsultationId(consultation().0),
            city: CityId(3506),
            number: "H260302-0001".to_owned(),
            kind: Kind::ALL[dice.kind % 2],
            title: "夜市占道怎么管".to_owned(),
            text: String::new(),
            division: 350_602_001_000,
            participants: vec![(unit(1), "执法时段".to_owned()), (unit(2), "停车位".to_owned())],
            cases: if dice.tick { vec![CaseId(Uuid::from_u128(7))] } else { Vec::new() },
            whistle: (dice.about.is_multiple_of(4)).then_some(WhistleId(Uuid::from_u128(8))),
        };
        let Decided { after, event } =
            Consultation::convene(new, &actor(Role::UnitHead, unit(1)), at("2026-03-02T09:00")).unwrap();
        (after, event)
    }

    fn actions() -> Vec<Action> {
        vec![Action::Contribute, Action::Decide, Action::Cancel]
    }

    /// Those who only give their part stand first, so that not every walk ends at once.
    fn cast(&self) -> Vec<ActorStamp> {
        let parts = [(Role::Handler, 1), (Role::UnitHead, 1), (Role::Handler, 2), (Role::UnitHead, 2)];
        let others = [(Role::Office, 99), (Role::Leader, 98)];
        parts.into_iter().chain(others).map(|(role, number)| actor(role, unit(number))).collect()
    }

    asks_the_kernel!(());

    fn ask(&self, action: Action, dice: &Dice, _: Instant) -> Command {
        let text = dice.text.clone();
        match action {
            Action::Cancel => Command::Cancel { reason: text },
            Action::Decide => {
                // One that is filled in names one of those who take part.
                let lead = match dice.points {
                    0 => None,
                    6.. => Some(unit(3)),
                    _ => Some(unit(1 + (dice.about % 2) as u128)),
                };
                Command::Decide { text, lead, ruling: None }
            }
            // Nobody asks for a handover.
            Action::Contribute | Action::Convene | Action::HandOver => Command::Contribute { text },
        }
    }

    fn step_holds(&self, command: &Command, actor: &ActorStamp, after: &Self, event: &Event) -> Held {
        prop_assert_eq!(self.state, State::Open, "an end is an end");
        prop_assert_eq!(after.ended_at, (after.state != State::Open).then_some(event.at));
        for (was, is) in self.participants.iter().zip(&after.participants) {
            let own = matches!(command, Command::Contribute { .. }) && is.unit == actor.unit;
            prop_assert!(own || was == is, "everybody writes the own part alone");
        }
        if let Command::Decide { text, lead, .. } = command {
            prop_assert_eq!(after.result.as_ref(), Some(text));
            prop_assert!(lead.is_none_or(|lead| after.participant(lead).is_some()));
            let about_cases = self.kind == Kind::Consultation && !self.cases.is_empty() && self.whistle.is_none();
            prop_assert!(lead.is_some() || !about_cases);
        }
        if self.whistle.is_some() && after.state != State::Open {
            let party = [Role::Office, Role::Leader].contains(&actor.role);
            prop_assert!(party && after.state == State::Decided, "what a whistle waits for is no party's to end");
        }
        Ok(())
    }

    fn walk_holds(&self, events: &[Event]) -> Held {
        let ends = events.iter().filter(|event| event.to != State::Open).count();
        prop_assert!(ends == usize::from(self.state != State::Open));
        Ok(())
    }

    fn reached() -> Vec<super::Reached<Event>> {
        vec![
            ("parts", |event| event.action == Action::Contribute, 50),
            ("decided", |event| event.action == Action::Decide, 20),
            ("cancelled", |event| event.action == Action::Cancel, 5),
        ]
    }
}
