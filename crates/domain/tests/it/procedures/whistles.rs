//! Whistles as the walker sees them.

use changxiao_domain::{
    ids::UnitId,
    orgs::Role,
    sealing::ActorStamp,
    time::{HOUR, Instant},
    whistles::{Action, Answer, Command, Event, Kind, State, StreetRating, Turnout, Whistle},
    workflow::Procedure,
};
use proptest::prelude::*;

use super::{Dice, Held, Open, Step, Walked};
use crate::whistles_world::*;

impl Walked for Whistle {
    type Command = Command;
    const RUNS: (u32, usize) = (400, 120);
    const LONGEST: i64 = 20 * HOUR;
    /// A rating names a unit that may not have come.
    const FILLED_IS_GRANTED: bool = false;

    fn begun(_: &Dice) -> Step<Self> {
        let mut told = WhistleStory::begin(Kind::Daily);
        (told.whistle, told.events.remove(0))
    }

    fn actions() -> Vec<Action> {
        Action::ALL.into_iter().filter(|action| *action != Action::HandOver).collect()
    }

    fn cast(&self) -> Vec<ActorStamp> {
        let parts = [
            (Role::Handler, 1),
            (Role::Handler, 2),
            (Role::Handler, 50),
            (Role::UnitHead, 50),
            (Role::Office, 99),
            (Role::Leader, 99),
        ];
        parts.into_iter().map(|(role, number)| actor(role, unit(number))).collect()
    }

    /// 1, 2: called; 3: outside; 50: the street; 99: the office.
    fn anybody() -> (Vec<Role>, Vec<UnitId>) {
        let roles = vec![Role::Handler, Role::UnitHead, Role::Office, Role::Leader, Role::Inspector];
        (roles, [1, 2, 3, 50, 50, 99].map(unit).to_vec())
    }

    asks_the_kernel!((&changxiao_domain::calendar::Calendar::plain(), &tiers()));

    fn is_never_offered(action: Action) -> bool {
        matches!(action, Action::Rule | Action::Draft)
    }

    fn ask(&self, action: Action, dice: &Dice, _: Instant) -> Command {
        let Dice { text, tick, points, .. } = dice.clone();
        let reason = text.clone();
        let about = unit([1, 2, 3, 50, 99][dice.about % 5]);
        match action {
            Action::Draft | Action::Revise => {
                let new = new_whistle(Kind::Daily);
                Command::Revise {
                    kind: if tick { Kind::Daily } else { Kind::Emergency },
                    title: text,
                    text: new.text,
                    place: new.place,
                    division: new.division,
                    calls: vec![(unit(1), String::new()), (about, String::new())],
                    cases: Vec::new(),
                }
            }
            Action::AskApproval => Command::AskApproval,
            Action::Blow => Command::Blow,
            Action::Refuse => Command::Refuse { reason },
            Action::ReportIn => Command::ReportIn,
            Action::DeclareAbsence => Command::DeclareAbsence { reason },
            Action::Object => Command::Object { reason },
            Action::Refer => Command::Refer { consultation: consultation(), reason },
            Action::Rule => {
                let answer = if tick { Answer::Bind } else { Answer::Release };
                let objected = self.calls.iter().filter(|call| call.turnout == Turnout::Objected);
                let answers = objected.map(|call| (call.unit, answer)).collect();
                Command::Rule { consultation: consultation(), justified: points > 0, answers, text }
            }
            Action::Plan => Command::Plan { text, tasks: vec![(about, "任务".to_owned())] },
            Action::Conclude => Command::Conclude { text },
            Action::RateUnit => Command::RateUnit { unit: about, rating: rating(points, 3) },
            Action::RateStreet => Command::RateStreet { rating: StreetRating { justified: tick, text } },
            // Nobody asks for a handover.
            Action::Close | Action::HandOver => Command::Close,
            Action::Withdraw => Command::Withdraw { reason },
        }
    }

    fn step_holds(&self, _: &Command, _: &ActorStamp, after: &Self, event: &Event) -> Held {
        prop_assert!(!self.state.is_end(), "an end is an end");
        for call in &after.calls {
            // Nobody outside is rated, and nobody who did not come.
            let came = call.turnout.came();
            prop_assert!(came || (call.by_street.is_none() && call.by_unit.is_none()));
            prop_assert!(call.unit != street());
            if let Some(rating) = &call.by_street {
                prop_assert!((1..=5).contains(&rating.response));
            }
        }
        // Turnout once per unit.
        if !matches!(event.action, Action::Rule | Action::Revise) {
            for (unit, answered) in answers(self) {
                let after = after.call_of(unit).and_then(|call| call.answered_at);
                prop_assert!(answered.is_none() || after == answered);
            }
        }
        // No closing without ratings or their waiver.
        if after.state == State::Closed {
            let over = after.waiver_at.is_some_and(|waiver| event.at >= waiver);
            prop_assert!(after.ratings_missing() == 0 || over);
            prop_assert_eq!(after.waived, after.ratings_missing());
            prop_assert!(after.result.is_some() && after.plan.is_some() && after.blown_at.is_some());
        }
        // Nobody is due before it was blown, and nobody blew it without the head.
        prop_assert_eq!(after.blown_at.is_some(), after.calls.iter().any(|call| call.due_at.is_some()));
        Ok(())
    }

    fn walk_holds(&self, events: &[Event]) -> Held {
        let blown = events.iter().filter(|event| event.action == Action::Blow);
        prop_assert!(blown.clone().count() <= 1);
        for event in blown {
            prop_assert!(event.actor.role == Role::UnitHead && event.actor.unit == street());
        }
        Ok(())
    }

    fn reached() -> Vec<super::Reached<Event>> {
        vec![
            ("were closed", |event| event.to == State::Closed, 10),
            ("found unjustified", |event| event.to == State::Unjustified, 1),
        ]
    }

    /// Withdrawing and refusing are left to the wild; what is disputed is ruled on by the office.
    fn tamed(&self, mut open: Vec<Open<Self>>, dice: &Dice, now: Instant) -> Option<(ActorStamp, Command)> {
        open.retain(|(_, action)| ![Action::Withdraw, Action::Refuse, Action::Revise].contains(action));
        let filled = Dice { about: usize::from(!dice.tick), ..dice.filled() };
        if self.state == State::Disputed || open.is_empty() {
            let points = i64::from(!dice.choice.is_multiple_of(4));
            return Some((actor(Role::Office, unit(99)), self.ask(Action::Rule, &Dice { points, ..filled }, now)));
        }
        let (actor, action) = open[dice.choice % open.len()];
        Some((actor, self.ask(action, &filled, now)))
    }
}

/// Who answered, and when: an answer that is there stays, unless a consultation opened it again.
fn answers(whistle: &Whistle) -> Vec<(UnitId, Option<Instant>)> {
    whistle.calls.iter().map(|call| (call.unit, call.answered_at)).collect()
}
