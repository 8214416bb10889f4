//! Random people send random commands to a whistle. Whatever they send, its rules hold after every step.

use std::cell::Cell;

use changxiao_domain::{
    ids::UnitId,
    orgs::Role,
    time::{HOUR, Instant},
    whistles::{
        Action, Answer, Command, Decided, Kind, State, StreetRating, TRANSITIONS, Turnout, Whistle, verify_whistle,
    },
};
use proptest::{
    prelude::*,
    test_runner::{Config, TestCaseError, TestRunner},
};

use crate::whistles_world::*;

#[derive(Clone, Debug)]
struct Attempt {
    /// A tame one picks an action that is open to somebody and fills in everything; a wild one is anything at all.
    tame: bool,
    choice: usize,
    action: Action,
    role: Role,
    /// 1, 2: called; 3: outside; 50: the street; 99: the office.
    unit: u128,
    about: u128,
    later: i64,
    text: String,
    points: i64,
    tick: bool,
}

fn any_attempt() -> impl Strategy<Value = Attempt> {
    let text = prop_oneof![1 => Just(""), 4 => Just("写明")].prop_map(str::to_owned);
    let role = prop::sample::select(vec![Role::Handler, Role::UnitHead, Role::Office, Role::Leader, Role::Inspector]);
    let units = || prop::sample::select(vec![1_u128, 2, 3, 50, 50, 99]);
    let action = prop::sample::select(Action::ALL.to_vec());
    ((any::<bool>(), any::<usize>()), action, role, units(), units(), -HOUR..20 * HOUR, text, 0_i64..7, any::<bool>())
        .prop_map(|((tame, choice), action, role, unit, about, later, text, points, tick)| Attempt {
            tame,
            choice,
            action,
            role,
            unit,
            about,
            later,
            text,
            points,
            tick,
        })
}

fn command(attempt: &Attempt, whistle: &Whistle) -> Command {
    let Attempt { text, tick, points, .. } = attempt.clone();
    let reason = text.clone();
    let about = unit(attempt.about);
    match attempt.action {
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
            let objected = whistle.calls.iter().filter(|call| call.turnout == Turnout::Objected);
            let answers = objected.map(|call| (call.unit, answer)).collect();
            Command::Rule { consultation: consultation(), justified: points > 0, answers, text }
        }
        Action::Plan => Command::Plan { text, tasks: vec![(about, "任务".to_owned())] },
        Action::Conclude => Command::Conclude { text },
        Action::RateUnit => Command::RateUnit { unit: about, rating: rating(points, 3) },
        Action::RateStreet => Command::RateStreet { rating: StreetRating { justified: tick, text } },
        Action::Close => Command::Close,
        Action::Withdraw => Command::Withdraw { reason },
    }
}

/// Who answered, and when: an answer that is there stays, unless a consultation opened it again.
fn answers(whistle: &Whistle) -> Vec<(UnitId, Option<Instant>)> {
    whistle.calls.iter().map(|call| (call.unit, call.answered_at)).collect()
}

/// Everybody who has a part in a whistle.
const CAST: [(Role, u128); 6] = [
    (Role::Handler, 1),
    (Role::Handler, 2),
    (Role::Handler, 50),
    (Role::UnitHead, 50),
    (Role::Office, 99),
    (Role::Leader, 99),
];

/// The same attempt by somebody who may make it, with everything filled in. Withdrawing and refusing are left to the wild.
fn tamed(attempt: &Attempt, whistle: &Whistle, now: Instant) -> Attempt {
    let left_out = [Action::Withdraw, Action::Refuse, Action::Revise];
    let open: Vec<(Action, Role, u128)> = CAST
        .into_iter()
        .flat_map(|(role, number)| {
            let allowed = whistle.allowed(&actor(role, unit(number)), now);
            allowed.into_iter().map(move |action| (action, role, number))
        })
        .filter(|(action, _, _)| !left_out.contains(action))
        .collect();
    if whistle.state == State::Disputed || open.is_empty() {
        let points = i64::from(!attempt.choice.is_multiple_of(4));
        let office = Attempt { action: Action::Rule, role: Role::Office, unit: 99, points, ..attempt.clone() };
        return Attempt { text: "写明".to_owned(), ..office };
    }
    let (action, role, unit) = open[attempt.choice % open.len()];
    let about = if attempt.tick { 1 } else { 2 };
    Attempt { action, role, unit, about, text: "写明".to_owned(), points: 1 + attempt.points % 5, ..attempt.clone() }
}

#[test]
fn the_rules_hold_after_every_step() {
    let (closed, unjustified) = (Cell::new(0), Cell::new(0));
    let mut runner = TestRunner::new(Config { cases: 400, ..Config::default() });
    let attempts = prop::collection::vec(any_attempt(), 1..120);
    runner
        .run(&attempts, |attempts| {
            let end = run(attempts)?;
            closed.set(closed.get() + i32::from(end == State::Closed));
            unjustified.set(unjustified.get() + i32::from(end == State::Unjustified));
            Ok(())
        })
        .unwrap();
    // Else the rules about ends were never looked at.
    assert!(closed.get() >= 10, "only {} were closed", closed.get());
    assert!(unjustified.get() >= 1, "none was found unjustified");
}

fn run(attempts: Vec<Attempt>) -> Result<State, TestCaseError> {
    let mut told = Told::begin(Kind::Daily);
    let mut now = at("2026-03-02T08:30");
    for attempt in attempts {
        now = now.plus_micros(attempt.later);
        let before = told.whistle.clone();
        let attempt = if attempt.tame { tamed(&attempt, &before, now.max(before.changed_at)) } else { attempt };
        let stamp = actor(attempt.role, unit(attempt.unit));
        let offered = before.allowed(&stamp, now.max(before.changed_at));
        let sent = command(&attempt, &before);
        let action = sent.action();
        let Ok(Decided { whistle, event }) = before.decide(sent, &stamp, now, &told.calendar, &tiers()) else {
            prop_assert_eq!(&told.whistle, &before);
            continue;
        };
        // What happened stands in the table, and was offered to whoever did it.
        let row = TRANSITIONS
            .iter()
            .find(|row| row.action == action && row.from.contains(&before.state) && row.who.contains(&stamp.role));
        prop_assert!(row.is_some());
        prop_assert!(action == Action::Rule || offered.contains(&action), "{:?} was not offered", action);
        prop_assert_eq!(event.at, whistle.changed_at);
        prop_assert!(event.at >= before.changed_at);
        prop_assert!(!before.state.is_end(), "an end is an end");
        for call in &whistle.calls {
            // Nobody outside is rated, and nobody who did not come.
            let came = call.turnout.came();
            prop_assert!(came || (call.by_street.is_none() && call.by_unit.is_none()));
            prop_assert!(call.unit != street());
            if let Some(rating) = &call.by_street {
                prop_assert!((1..=5).contains(&rating.response));
            }
        }
        // Turnout once per unit.
        if !matches!(action, Action::Rule | Action::Revise) {
            for (unit, answered) in answers(&before) {
                let after = whistle.call_of(unit).and_then(|call| call.answered_at);
                prop_assert!(answered.is_none() || after == answered);
            }
        }
        // No closing without ratings or their waiver.
        if whistle.state == State::Closed {
            let over = whistle.waiver_at.is_some_and(|waiver| event.at >= waiver);
            prop_assert!(whistle.ratings_missing() == 0 || over);
            prop_assert_eq!(whistle.waived, whistle.ratings_missing());
            prop_assert!(whistle.result.is_some() && whistle.plan.is_some() && whistle.blown_at.is_some());
        }
        // Nobody is due before it was blown, and nobody blew it without the head.
        prop_assert_eq!(whistle.blown_at.is_some(), whistle.calls.iter().any(|call| call.due_at.is_some()));
        told.whistle = whistle;
        told.events.push(event);
    }
    let blown = told.events.iter().filter(|event| event.action == Action::Blow);
    prop_assert!(blown.clone().count() <= 1);
    for event in blown {
        prop_assert!(event.actor.role == Role::UnitHead && event.actor.unit == street());
    }
    prop_assert_eq!(verify_whistle(&told.whistle, &told.events), Ok(told.whistle.head_hash));
    // A changed word shows.
    let last = told.events.len() - 1;
    told.events[last].particulars = serde_json::json!({ "text": "改过" });
    prop_assert!(verify_whistle(&told.whistle, &told.events).is_err());
    Ok(told.whistle.state)
}
