//! Random people send random commands. Whatever they send, the rules of the workflow hold after every step.

use std::cell::Cell;

use changxiao_domain::{
    calendar::{Calendar, Limit, LimitKind},
    cases::{
        Action, ActorStamp, Case, Command, Decided, Event, Hang, HangKind, Likeness, ObjectionKind, Request, State,
        SupervisionKind, TRANSITIONS, Topic, numbers, verify_case,
    },
    ids::UnitId,
    orgs::Role,
    time::{HOUR, Instant},
};
use proptest::{
    prelude::*,
    test_runner::{Config, TestCaseError, TestRunner},
};

use crate::cases_world::*;

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
    /// The date to which a hang is asked: days from now.
    days: i64,
    kind: usize,
}

const FORWARD: [Action; 9] = [
    Action::File,
    Action::Dispatch,
    Action::Accept,
    Action::Submit,
    Action::SubmitToUnit,
    Action::Confirm,
    Action::RequestCheck,
    Action::CheckPass,
    Action::Close,
];

/// What is tried where the case does not simply go forward.
const PLEADING: [Action; 12] = [
    Action::AskExtension,
    Action::GrantExtension,
    Action::AskHang,
    Action::GrantHang,
    Action::EndHang,
    Action::Object,
    Action::RefuseObjection,
    Action::GrantObjection,
    Action::Appeal,
    Action::PassAppeal,
    Action::GrantAppeal,
    Action::RefuseAppeal,
];

const AT_THE_END: [Action; 6] =
    [Action::Note, Action::Reopen, Action::Appeal, Action::PassAppeal, Action::GrantAppeal, Action::RefuseAppeal];

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
        (-2_i64..400, any::<usize>()),
    )
        .prop_map(
            |(
                ((wild, onward), choice, role, unit, other_unit, limit),
                (later, text, photos, tick, state),
                (days, kind),
            )| Attempt {
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
                days,
                kind,
            },
        )
}

/// `now` is when it is asked: dates are counted from there, because refused attempts let time pass that the case knows nothing of.
fn command(action: Action, attempt: &Attempt, case: &Case, now: Instant) -> Command {
    let Attempt { text, photos, tick, limit, .. } = attempt.clone();
    let some = |text: &String| (!text.is_empty()).then(|| text.clone());
    let reason = text.clone();
    match action {
        Action::File | Action::Report | Action::SelfHandle => {
            Command::File { category: some(&text), limit: tick.then_some(limit), filed_under: None }
        }
        Action::Dispatch => {
            Command::Dispatch { lead: attempt.unit, co: vec![attempt.other_unit], limit, designated: tick }
        }
        Action::Accept => Command::Accept { handler: None },
        Action::Submit => Command::Submit { without_photo: tick.then(|| text.clone()), text, after_photos: photos },
        Action::SubmitToUnit => {
            Command::SubmitToUnit { without_photo: tick.then(|| text.clone()), text, after_photos: photos }
        }
        Action::Confirm => Command::Confirm { note: some(&text) },
        Action::RequestCheck => Command::RequestCheck { note: some(&text) },
        Action::CheckPass => Command::CheckPass { text, photos },
        Action::CheckFail => Command::CheckFail { text, photos },
        Action::Close => Command::Close { reason: some(&text), conditions_met: tick },
        Action::Rework => Command::Rework { reason },
        Action::SendBack => Command::SendBack { reason },
        Action::Withdraw => Command::Withdraw { reason },
        Action::ReturnByUnit => Command::ReturnByUnit { reason },
        Action::ReturnToAcceptor => Command::ReturnToAcceptor { reason },
        Action::Merge => Command::Merge {
            into: case_id(1 + u128::from(tick)),
            into_state: attempt.state,
            likeness: Likeness { same_minor: tick, ..alike() },
        },
        Action::Void => Command::Void { reason },
        Action::Reopen => Command::Reopen { reason },
        Action::RequestVerify => Command::RequestVerify { note: some(&text) },
        Action::ReportVerify => Command::ReportVerify { found: tick, text, photos },
        Action::AuditPass | Action::AuditFail => {
            Command::Audit { passed: action == Action::AuditPass, reason: some(&text) }
        }
        Action::AskExtension => Command::AskExtension { reason, photos },
        Action::AskHang => {
            let until = now.plus_micros(attempt.days * 24 * HOUR);
            let kind = HangKind::ALL[attempt.kind % HangKind::ALL.len()];
            Command::AskHang { hang: Hang { kind, until }, reason, photos }
        }
        Action::EndHang => Command::EndHang { reason: some(&text) },
        Action::Object => Command::Object { kind: ObjectionKind::ALL[attempt.kind % 2], reason, photos },
        Action::Appeal => Command::Appeal { reason, photos },
        Action::AskVoid => Command::AskVoid { reason },
        Action::GrantExtension | Action::RefuseExtension => rule(Topic::Extension, action, attempt),
        Action::GrantHang | Action::RefuseHang => rule(Topic::Hang, action, attempt),
        Action::GrantObjection | Action::RefuseObjection => rule(Topic::Objection, action, attempt),
        Action::GrantVoid | Action::RefuseVoid => rule(Topic::Void, action, attempt),
        Action::PassAppeal => rule(Topic::Appeal, action, attempt),
        Action::GrantAppeal => rule(Topic::FinalAppeal, action, attempt),
        // On whichever level it waits.
        Action::RefuseAppeal => {
            let topic = case.standing.asked.map_or(Topic::Appeal, |asked| asked.what.topic());
            rule(if topic == Topic::FinalAppeal { topic } else { Topic::Appeal }, action, attempt)
        }
        Action::Supervise => {
            let kind = SupervisionKind::ALL[attempt.kind % SupervisionKind::ALL.len()];
            Command::Supervise { kind, reply_required: tick, reason }
        }
        Action::ReplySupervision => Command::ReplySupervision { text },
        Action::ForceClose => Command::ForceClose { reason },
        Action::Urge => Command::Urge { text },
        // Nobody can ask for a recount: ALL does not have it.
        Action::Note | Action::Recount | Action::Escalate => Command::Note { text },
    }
}

fn rule(topic: Topic, action: Action, attempt: &Attempt) -> Command {
    let granted = action.code().starts_with("grant") || action == Action::PassAppeal;
    let reason = (!attempt.text.is_empty()).then(|| attempt.text.clone());
    Command::Rule { topic, granted, reason, limit: attempt.tick.then_some(attempt.limit) }
}

/// The same command with everything filled in that a rule could ask for.
fn complete(action: Action, attempt: &Attempt, case: &Case, now: Instant) -> Command {
    let full = Attempt {
        text: "写明".to_owned(),
        photos: vec![photo(9)],
        limit: Limit::new(attempt.limit.kind, attempt.limit.amount.max(1)),
        tick: true,
        state: State::Handling,
        days: 2 + attempt.days.rem_euclid(300),
        // An objection to the limit and supervision of a key case are open whatever the case looks like.
        kind: if action == Action::Object { 1 } else { 2 },
        ..attempt.clone()
    };
    command(action, &full, case, now)
}

/// Whom the attempt speaks for and what is asked.
fn request(case: &Case, attempt: &Attempt, now: Instant) -> (ActorStamp, Command) {
    if attempt.wild {
        let action = Action::ALL[attempt.choice % Action::ALL.len()];
        return (actor_of(attempt.role, attempt.unit), command(action, attempt, case, now));
    }
    let insider = |role| actor_of(role, case.lead_unit.unwrap_or(attempt.unit));
    // Words that change no state are left to the wild attempts, and half of the tame attempts go forward where they can, so that
    // many sequences get to the end; a late and closed case is appealed.
    let open: Vec<_> = Role::ALL
        .into_iter()
        .flat_map(|role| case.allowed(&insider(role), now).into_iter().map(move |action| (role, action)))
        .filter(|(_, action)| !matches!(action, Action::Note | Action::Urge | Action::Supervise | Action::ForceClose))
        .collect();
    let forward: Vec<_> = open.iter().copied().filter(|(_, action)| FORWARD.contains(action)).collect();
    let pleading: Vec<_> = open.iter().copied().filter(|(_, action)| PLEADING.contains(action)).collect();
    let open = match (attempt.onward, forward.is_empty(), pleading.is_empty()) {
        (true, false, _) => forward,
        (false, _, false) | (true, true, false) => pleading,
        _ => open,
    };
    let (role, action) = open[attempt.choice % open.len()];
    let command = match complete(action, attempt, case, now) {
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
    prop_assert!(before.allowed(stamp, event.at).contains(&event.action), "what is decided was offered");
    let in_table = TRANSITIONS.iter().any(|row| {
        row.action == event.action
            && row.from.contains(&before.state)
            && row.to.unwrap_or(before.state) == case.state
            && row.who.contains(&stamp.role)
            && row.unmet(before, event.at).is_none()
    });
    prop_assert!(in_table, "{:?} from {:?} to {:?}", event.action, before.state, case.state);
    if before.state.is_end() {
        prop_assert!(AT_THE_END.contains(&event.action), "an end does not accept {:?}", event.action);
    }
    if matches!(event.action, Action::Rework | Action::CheckFail) {
        prop_assert_eq!(case.limit, before.limit);
        prop_assert_eq!(case.due_at, Some(calendar.deadline(event.at, case.limit).unwrap()), "a new deadline from now");
        prop_assert_eq!(event.particulars["due_before"].as_i64(), before.due_at.map(Instant::micros));
        prop_assert_eq!((case.rework_count, case.lead_unit), (before.rework_count + 1, before.lead_unit));
    }
    exceptions_hold(before, decided, calendar)
}

/// What the exceptions promise: extensions add one limit and only in time, a pause takes nothing away, nothing is decided that
/// nobody asked.
fn exceptions_hold(before: &Case, decided: &Decided, calendar: &Calendar) -> Result<(), TestCaseError> {
    let Decided { case, event } = decided;
    let (now, kind) = (event.at, before.limit.kind);
    let asked = before.standing.asked.map(|asked| asked.what);
    match event.action {
        Action::GrantExtension => {
            let due = before.due_at.unwrap();
            prop_assert!(now <= due, "no extension once overdue");
            prop_assert_eq!(case.due_at, Some(calendar.deadline(due, case.limit).unwrap()));
        }
        Action::GrantHang | Action::Object => {
            let in_time = before.due_at.is_some_and(|due| now < due);
            prop_assert_eq!(case.paused_at, in_time.then_some(now), "only time that is left stands still");
        }
        Action::EndHang | Action::RefuseObjection => {
            let due = before.due_at.unwrap();
            prop_assert_eq!(case.paused_at, None);
            if let Some(paused) = before.paused_at {
                let left = calendar.used(kind, paused, due);
                prop_assert_eq!(calendar.used(kind, now, case.due_at.unwrap()), left, "as much is left as there was");
            } else {
                prop_assert_eq!(case.due_at, before.due_at, "what was late stays late");
            }
        }
        Action::GrantAppeal => {
            prop_assert_eq!(asked, Some(Request::FinalAppeal), "two levels");
            prop_assert!(case.was_late() && case.due_at == before.due_at && case.handled_at == before.handled_at);
        }
        Action::ReturnByUnit => prop_assert!(!before.standing.designated),
        _ => {}
    }
    if before.standing.returned_by.is_some() && before.state == State::Filed && case.state != State::Filed {
        let onward = [Action::Dispatch, Action::ReturnToAcceptor, Action::ForceClose];
        prop_assert!(onward.contains(&event.action), "after a return {:?}", event.action);
    }
    prop_assert!(case.standing.extension_count <= numbers::EXTENSIONS.value);
    prop_assert!(case.standing.hang_count <= numbers::HANGS.value);
    Ok(())
}

/// What holds in every state, however the case came there.
fn coherent(case: &Case) -> Result<(), TestCaseError> {
    use State::{Checking, Closed, Dispatched, Filed, Handled, Handling, Hung, Merged, Reported, Submitted, Verifying};
    let before_unit = matches!(case.state, Reported | Verifying | Filed | Merged);
    let with_unit = matches!(case.state, Dispatched | Handling | Hung | Submitted | Handled | Checking | Closed);
    // A void or force-closed case keeps what it had.
    if before_unit {
        prop_assert!(case.lead_unit.is_none());
    }
    if with_unit {
        prop_assert!(case.lead_unit.is_some());
    }
    prop_assert_eq!(case.due_at.is_some(), case.lead_unit.is_some(), "no clock before dispatch");
    prop_assert_eq!(case.near_at.is_some(), case.lead_unit.is_some());
    if let (Some(start), Some(near), Some(due)) = (case.clock_from, case.near_at, case.due_at) {
        prop_assert!(start < near && near < due, "the clock is never negative");
    }
    let done = matches!(case.state, Handled | Checking | Closed);
    if case.state != State::ForceClosed {
        prop_assert_eq!(case.handled_at.is_some(), done, "the clock stops with the submission and only then");
    }
    let objected = case.standing.asked.is_some_and(|asked| asked.what.topic() == Topic::Objection);
    prop_assert!(case.paused_at.is_none() || case.state == Hung || objected, "a clock stands still for a reason");
    prop_assert_eq!(case.standing.hang.is_some(), case.state == Hung);
    prop_assert!(case.standing.pauses.iter().all(|pause| pause.until.is_some()));
    prop_assert_eq!(case.closed_at.is_some(), case.state.is_end());
    if case.check_passed_at.is_some() {
        prop_assert!(
            matches!(case.state, Checking | Closed | State::ForceClosed),
            "a passed check does not outlive a rework"
        );
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

/// From the events alone: no unit objects or appeals twice.
fn one_plea_a_unit(events: &[Event]) -> Result<(), TestCaseError> {
    for action in [Action::Object, Action::Appeal] {
        let units: Vec<_> =
            events.iter().filter(|event| event.action == action).map(|event| event.actor.unit).collect();
        let once: std::collections::BTreeSet<_> = units.iter().collect();
        prop_assert_eq!(once.len(), units.len(), "{:?} twice", action);
    }
    Ok(())
}

#[test]
fn no_sequence_of_commands_breaks_the_workflow() {
    let (closed, refused, reworked, reopened) = (Cell::new(0), Cell::new(0), Cell::new(0), Cell::new(0));
    let (extended, hung, objected, appealed) = (Cell::new(0), Cell::new(0), Cell::new(0), Cell::new(0));
    let calendar = Calendar::plain();
    let strategy = prop::collection::vec(any_attempt(), 1..90);
    let outcome =
        TestRunner::new(Config { failure_persistence: None, ..Config::default() }).run(&strategy, |attempts| {
            let mut told = Told::begin();
            let mut now = told.case.changed_at;
            for attempt in &attempts {
                now = now.plus_micros(attempt.later);
                let (stamp, command) = request(&told.case, attempt, now.max(told.case.changed_at));
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
                        count(&extended, told.last().action == Action::GrantExtension);
                        count(&hung, told.last().action == Action::EndHang);
                        count(&objected, told.last().action == Action::RefuseObjection);
                        count(&appealed, told.last().action == Action::GrantAppeal);
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
            one_plea_a_unit(&told.events)?;
            Ok(())
        });
    outcome.unwrap();
    // The property says nothing unless the sequences get to the interesting places.
    for (what, count) in [
        ("closed", closed),
        ("refused", refused),
        ("reworked", reworked),
        ("reopened", reopened),
        ("extended", extended),
        ("back from a hang", hung),
        ("objections refused", objected),
        ("appeals granted", appealed),
    ] {
        assert!(count.get() >= 5, "only {} {what}", count.get());
    }
}

proptest! {
    /// Whoever is not offered an action cannot take it, however well the request is filled in.
    #[test]
    fn what_is_not_offered_is_refused(attempts in prop::collection::vec(any_attempt(), 1..25), last in any_attempt()) {
        let calendar = Calendar::plain();
        let mut case = Told::begin().case;
        for attempt in attempts.iter().filter(|attempt| !attempt.wild) {
            let now = case.changed_at.plus_micros(HOUR);
            let (stamp, command) = request(&case, attempt, now);
            case = case.decide(command, &stamp, now, &calendar).unwrap().case;
        }
        let stamp = actor_of(last.role, last.unit);
        let offered = case.allowed(&stamp, case.changed_at);
        let begins = [Action::Report, Action::SelfHandle];
        for action in Action::ALL.iter().copied().filter(|action| !begins.contains(action)) {
            let decided = case.decide(complete(action, &last, &case, case.changed_at), &stamp, case.changed_at, &calendar);
            prop_assert_eq!(decided.is_ok(), offered.contains(&action), "{:?} by {:?} in {:?}", action, stamp.role, case.state);
        }
    }
}
