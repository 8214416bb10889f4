//! Random people send random commands. Whatever they send, the rules of the workflow hold after every step.

mod cases_world;

use std::cell::Cell;

use cases_world::*;
use changxiao_domain::{
    calendar::{Calendar, Limit, LimitKind},
    cases::{Action, ActorStamp, Case, Command, Decided, Event, State, TRANSITIONS, verify_case},
    ids::UnitId,
    orgs::Role,
    time::{HOUR, Instant},
};
use proptest::{
    prelude::*,
    test_runner::{Config, TestCaseError, TestRunner},
};

/// One attempt. A tame one picks an action that is open to somebody and fills in everything; a wild one is anything at all.
#[derive(Clone, Debug)]
struct Attempt {
    wild: bool,
    onward: bool,
    choice: usize,
    role: Role,
    unit: UnitId,
    other_unit: UnitId,
    limit: Limit,
    /// Microseconds since the attempt before; sometimes the clock runs back.
    later: i64,
    text: String,
    photos: Vec<[u8; 32]>,
    tick: bool,
    state: State,
}

const FORWARD: [Action; 7] = [
    Action::File,
    Action::Dispatch,
    Action::Accept,
    Action::Submit,
    Action::RequestCheck,
    Action::CheckPass,
    Action::Close,
];

fn any_attempt() -> impl Strategy<Value = Attempt> {
    let unit = || (1_u128..4).prop_map(unit);
    let limit = (prop::sample::select(LimitKind::ALL.to_vec()), 0_i64..9).prop_map(|(kind, n)| Limit::new(kind, n));
    let text = prop_oneof![Just(""), Just(" \u{3000}"), Just("已处理"), Just("原因")].prop_map(str::to_owned);
    let photos = prop::collection::vec(any::<u8>().prop_map(photo), 0..2);
    (
        (
            (any::<bool>(), prop::bool::weighted(0.75)),
            any::<usize>(),
            prop::sample::select(Role::ALL.to_vec()),
            unit(),
            unit(),
            limit,
        ),
        (-2 * HOUR..30 * HOUR, text, photos, any::<bool>(), prop::sample::select(State::ALL.to_vec())),
    )
        .prop_map(
            |(((wild, onward), choice, role, unit, other_unit, limit), (later, text, photos, tick, state))| Attempt {
                wild,
                onward,
                choice,
                role,
                unit,
                other_unit,
                limit,
                later,
                text,
                photos,
                tick,
                state,
            },
        )
}

fn command(action: Action, attempt: &Attempt) -> Command {
    let Attempt { text, photos, tick, limit, .. } = attempt.clone();
    let some = |text: &String| (!text.is_empty()).then(|| text.clone());
    let reason = text.clone();
    match action {
        Action::File | Action::Report => {
            Command::File { category: some(&text), limit: tick.then_some(limit), filed_under: None }
        }
        Action::Dispatch => Command::Dispatch { lead: attempt.unit, co: vec![attempt.other_unit], limit },
        Action::Accept => Command::Accept { handler: None },
        Action::Submit => Command::Submit { without_photo: tick.then(|| text.clone()), text, after_photos: photos },
        Action::RequestCheck => Command::RequestCheck { note: some(&text) },
        Action::CheckPass => Command::CheckPass { text, photos },
        Action::CheckFail => Command::CheckFail { text, photos },
        Action::Close => Command::Close { reason: some(&text), conditions_met: tick },
        Action::Rework => Command::Rework { reason },
        Action::SendBack => Command::SendBack { reason },
        Action::Withdraw => Command::Withdraw { reason },
        Action::ReturnByUnit => Command::ReturnByUnit { reason },
        Action::ReturnToAcceptor => Command::ReturnToAcceptor { reason },
        Action::Merge => Command::Merge { into: case_id(1 + u128::from(tick)), into_state: attempt.state },
        Action::Void => Command::Void { reason },
        Action::Reopen => Command::Reopen { reason },
        Action::Urge => Command::Urge { text },
        // Nobody can ask for a recount: ALL does not have it.
        Action::Note | Action::Recount | Action::Escalate => Command::Note { text },
    }
}

/// The same command with everything filled in that a rule could ask for.
fn complete(action: Action, attempt: &Attempt) -> Command {
    let full = Attempt {
        text: "写明".to_owned(),
        photos: vec![photo(9)],
        limit: Limit::new(attempt.limit.kind, attempt.limit.amount.max(1)),
        tick: true,
        state: State::Handling,
        ..attempt.clone()
    };
    command(action, &full)
}

/// Whom the attempt speaks for and what is asked.
fn request(case: &Case, attempt: &Attempt) -> (ActorStamp, Command) {
    if attempt.wild {
        let action = Action::ALL[attempt.choice % Action::ALL.len()];
        return (actor_of(attempt.role, attempt.unit), command(action, attempt));
    }
    let insider = |role| actor_of(role, case.lead_unit.unwrap_or(attempt.unit));
    // Notes and urgings are left to the wild attempts, and three tame attempts in four go forward where they can, so that
    // many sequences get to the end.
    let open: Vec<_> = Role::ALL
        .into_iter()
        .flat_map(|role| case.allowed(&insider(role)).into_iter().map(move |action| (role, action)))
        .filter(|(_, action)| !matches!(action, Action::Note | Action::Urge))
        .collect();
    let forward: Vec<_> = open.iter().copied().filter(|(_, action)| FORWARD.contains(action)).collect();
    let open = if attempt.onward && !forward.is_empty() { forward } else { open };
    let (role, action) = open[attempt.choice % open.len()];
    let command = match complete(action, attempt) {
        // Where a check has passed, the reason is left out, so that the check alone has to carry the closing.
        Command::Close { conditions_met, .. } if case.check_passed_at.is_some() => {
            Command::Close { reason: None, conditions_met }
        }
        other => other,
    };
    (insider(role), command)
}

fn holds(
    before: &Case,
    command: &Command,
    stamp: &ActorStamp,
    decided: &Decided,
    calendar: &Calendar,
) -> Result<(), TestCaseError> {
    let Decided { case, event } = decided;
    prop_assert_eq!(case.version, before.version + 1, "the version rises by exactly one");
    prop_assert_eq!(event.seq, case.version);
    prop_assert_eq!((event.from, event.to), (Some(before.state), case.state), "the chain of states is unbroken");
    prop_assert_eq!((event.prev_hash, event.hash), (before.head_hash, case.head_hash));
    prop_assert_eq!(event.action, command.action());
    prop_assert!(before.allowed(stamp).contains(&event.action), "what is decided was offered");
    let in_table = TRANSITIONS.iter().any(|row| {
        row.action == event.action
            && row.from.contains(&before.state)
            && row.to.unwrap_or(before.state) == case.state
            && row.who.contains(&stamp.role)
    });
    prop_assert!(in_table, "{:?} from {:?} to {:?}", event.action, before.state, case.state);
    if before.state.is_end() {
        prop_assert!(matches!(event.action, Action::Note | Action::Reopen), "an end accepts nothing else");
    }
    if matches!(event.action, Action::Rework | Action::CheckFail) {
        prop_assert_eq!(case.limit, before.limit);
        prop_assert_eq!(case.due_at, Some(calendar.deadline(event.at, case.limit).unwrap()), "a new deadline from now");
        prop_assert_eq!(event.particulars["due_before"].as_i64(), before.due_at.map(Instant::micros));
        prop_assert_eq!((case.rework_count, case.lead_unit), (before.rework_count + 1, before.lead_unit));
    }
    Ok(())
}

/// What holds in every state, however the case came there.
fn coherent(case: &Case) -> Result<(), TestCaseError> {
    let with_unit = !matches!(case.state, State::Reported | State::Filed | State::Voided | State::Merged);
    prop_assert_eq!(case.lead_unit.is_some(), with_unit);
    prop_assert_eq!(case.due_at.is_some(), with_unit, "no clock before dispatch");
    prop_assert_eq!(case.near_at.is_some(), with_unit);
    if let (Some(start), Some(near), Some(due)) = (case.clock_from, case.near_at, case.due_at) {
        prop_assert!(start < near && near < due, "the clock is never negative");
    }
    let done = matches!(case.state, State::Handled | State::Checking | State::Closed);
    prop_assert_eq!(case.handled_at.is_some(), done, "the clock stops with the submission and only then");
    prop_assert_eq!(case.closed_at.is_some(), case.state.is_end());
    if case.check_passed_at.is_some() {
        prop_assert!(matches!(case.state, State::Checking | State::Closed), "a passed check does not outlive a rework");
    }
    prop_assert_eq!(case.merged_into.is_some(), case.state == State::Merged);
    Ok(())
}

/// Read from the events alone: since the work last began, a check has passed, or the closing carries a reason.
fn closing_is_justified(events: &[Event]) -> bool {
    let Some(closing) = events.iter().rposition(|event| event.to == State::Closed && event.from != Some(State::Closed))
    else {
        return false;
    };
    let begun = events[..closing].iter().rposition(|event| event.to == State::Dispatched).unwrap_or(0);
    let checked = events[begun..closing].iter().any(|event| event.action == Action::CheckPass);
    let reasoned = events[closing].particulars["reason"].as_str().is_some_and(|reason| !reason.trim().is_empty());
    let met = events[closing].particulars["conditions_met"] == true;
    (checked && met) || reasoned
}

#[test]
fn no_sequence_of_commands_breaks_the_workflow() {
    let (closed, refused, reworked, reopened) = (Cell::new(0), Cell::new(0), Cell::new(0), Cell::new(0));
    let calendar = Calendar::plain();
    let strategy = prop::collection::vec(any_attempt(), 1..60);
    let outcome =
        TestRunner::new(Config { failure_persistence: None, ..Config::default() }).run(&strategy, |attempts| {
            let mut told = Told::begin();
            let mut now = told.case.changed_at;
            for attempt in &attempts {
                now = now.plus_micros(attempt.later);
                let (stamp, command) = request(&told.case, attempt);
                let before = told.case.clone();
                match before.decide(command.clone(), &stamp, now, &calendar) {
                    Ok(decided) => {
                        holds(&before, &command, &stamp, &decided, &calendar)?;
                        coherent(&decided.case)?;
                        told.case = decided.case;
                        told.events.push(decided.event);
                        let count = |cell: &Cell<u32>, yes| cell.set(cell.get() + u32::from(yes));
                        count(&closed, told.last().action == Action::Close);
                        count(&reworked, told.case.rework_count > before.rework_count);
                        count(&reopened, told.last().action == Action::Reopen);
                        if told.state() == State::Closed {
                            prop_assert!(closing_is_justified(&told.events), "closed without a check or a reason");
                        }
                    }
                    Err(refusal) => {
                        refused.set(refused.get() + 1);
                        prop_assert!(
                            attempt.wild,
                            "what is offered and filled in is granted: {:?}: {}",
                            command,
                            refusal
                        );
                        prop_assert_eq!(&told.case, &before, "a refusal changes nothing");
                    }
                }
            }
            prop_assert_eq!(verify_case(&told.case, &told.events), Ok(told.case.head_hash));
            Ok(())
        });
    outcome.unwrap();
    // The property says nothing unless the sequences get to the interesting places.
    for (what, count) in [("closed", closed), ("refused", refused), ("reworked", reworked), ("reopened", reopened)] {
        assert!(count.get() >= 20, "only {} {what}", count.get());
    }
}

proptest! {
    /// Whoever is not offered an action cannot take it, however well the request is filled in.
    #[test]
    fn what_is_not_offered_is_refused(attempts in prop::collection::vec(any_attempt(), 1..25), last in any_attempt()) {
        let calendar = Calendar::plain();
        let mut case = Told::begin().case;
        for attempt in attempts.iter().filter(|attempt| !attempt.wild) {
            let (stamp, command) = request(&case, attempt);
            case = case.decide(command, &stamp, case.changed_at.plus_micros(HOUR), &calendar).unwrap().case;
        }
        let stamp = actor_of(last.role, last.unit);
        let offered = case.allowed(&stamp);
        for action in Action::ALL.into_iter().filter(|action| *action != Action::Report) {
            let decided = case.decide(complete(action, &last), &stamp, case.changed_at, &calendar);
            prop_assert_eq!(decided.is_ok(), offered.contains(&action), "{:?} by {:?} in {:?}", action, stamp.role, case.state);
        }
    }
}
