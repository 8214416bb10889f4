//! Cases as the walker sees them.

use changxiao_domain::{
    calendar::{Calendar, Limit, LimitKind},
    cases::{
        Action, Case, Command, Decided, Event, Hash, Likeness, ObjectionKind, Request, State, SupervisionKind,
        Suspension, SuspensionKind, TRANSITIONS, Topic, numbers,
    },
    ids::UnitId,
    orgs::Role,
    sealing::ActorStamp,
    time::{HOUR, Instant},
};
use proptest::prelude::*;

use super::{Dice, Held, Open, Step, Walked, both};
use crate::cases_world::*;

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
    Action::AskSuspension,
    Action::GrantSuspension,
    Action::EndSuspension,
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

impl Walked for Case {
    type Command = Command;
    const RUNS: (u32, usize) = (256, 90);
    const LONGEST: i64 = 30 * HOUR;

    fn begun(_: &Dice) -> Step<Self> {
        let mut told = CaseStory::begin();
        (told.case, told.events.remove(0))
    }

    fn actions() -> Vec<Action> {
        let begins = [Action::Report, Action::SelfHandle];
        Action::asked().filter(|action| !begins.contains(action)).collect()
    }

    fn cast(&self) -> Vec<ActorStamp> {
        let unit = self.lead_unit.unwrap_or(bureau());
        Role::ALL.into_iter().map(|role| actor_of(role, unit)).collect()
    }

    fn anybody() -> (Vec<Role>, Vec<UnitId>) {
        (Role::ALL.to_vec(), vec![unit(1), unit(2), unit(3)])
    }

    fn offered(&self, actor: &ActorStamp, now: Instant) -> Vec<Action> {
        self.allowed(actor, now)
    }

    fn ask(&self, action: Action, dice: &Dice, now: Instant) -> Command {
        command(action, dice, self, now)
    }

    fn decided(&self, command: &Command, actor: &ActorStamp, at: Instant) -> Result<Step<Self>, [String; 2]> {
        let decided = self.decide(command.clone(), actor, at, &Calendar::plain());
        let Decided { case, event } = decided.map_err(|refusal| both(|lang| refusal.message().words(lang)))?;
        Ok((case, event))
    }

    fn in_table(&self, actor: &ActorStamp, event: &Event) -> bool {
        TRANSITIONS.iter().any(|row| {
            row.action == event.action
                && row.from.contains(&self.state)
                && row.to.unwrap_or(self.state) == event.to
                && row.who.contains(&actor.role)
                && row.unmet(self, event.at).is_none()
        })
    }

    fn step_holds(&self, command: &Command, _: &ActorStamp, after: &Self, event: &Event) -> Held {
        let calendar = Calendar::plain();
        prop_assert_eq!(event.action, command.action());
        if self.state.is_end() {
            prop_assert!(AT_THE_END.contains(&event.action), "an end does not accept {:?}", event.action);
        }
        if matches!(event.action, Action::Rework | Action::CheckFail) {
            prop_assert_eq!(after.limit, self.limit);
            prop_assert_eq!(
                after.due_at,
                Some(calendar.deadline(event.at, after.limit).unwrap()),
                "a new deadline from now"
            );
            prop_assert_eq!(event.particulars["due_before"].as_i64(), self.due_at.map(Instant::micros));
            prop_assert_eq!((after.rework_count, after.lead_unit), (self.rework_count + 1, self.lead_unit));
        }
        exceptions_hold(self, after, event, &calendar)?;
        coherent(after)
    }

    fn walk_holds(&self, events: &[Event]) -> Held {
        for (place, event) in events.iter().enumerate() {
            if event.to == State::Closed {
                prop_assert!(closing_is_justified(&events[..=place]), "closed without a check or a reason");
            }
        }
        one_plea_a_unit(events)
    }

    fn reached() -> Vec<super::Reached<Event>> {
        vec![
            ("closed", |event| event.action == Action::Close, 5),
            ("reworked", |event| matches!(event.action, Action::Rework | Action::CheckFail), 5),
            ("reopened", |event| event.action == Action::Reopen, 5),
            ("extended", |event| event.action == Action::GrantExtension, 5),
            ("back from a suspension", |event| event.action == Action::EndSuspension, 5),
            ("objections refused", |event| event.action == Action::RefuseObjection, 5),
            ("appeals granted", |event| event.action == Action::GrantAppeal, 5),
        ]
    }

    /// Words that change no state are left to the wild attempts, and half of the tame attempts go forward where they can, so that
    /// many walks get to the end; a late and closed case is appealed.
    fn tamed(&self, mut open: Vec<Open<Self>>, dice: &Dice, now: Instant) -> Option<(ActorStamp, Command)> {
        let aside = [Action::Note, Action::Urge, Action::Supervise, Action::ForceClose];
        open.retain(|(_, action)| !aside.contains(action));
        let some = |wanted: &[Action]| open.iter().copied().filter(|(_, action)| wanted.contains(action)).collect();
        let (forward, pleading): (Vec<Open<Self>>, Vec<Open<Self>>) = (some(&FORWARD), some(&PLEADING));
        let open = match (dice.onward, forward.is_empty(), pleading.is_empty()) {
            (true, false, _) => forward,
            (false, _, false) | (true, true, false) => pleading,
            _ => open,
        };
        let (actor, action) = open[dice.choice.checked_rem(open.len())?];
        let command = match command(action, &complete(action, dice), self, now) {
            // Where a check has passed, the reason is left out, so that the check alone has to carry the closing.
            Command::Close { conditions_met, .. } if self.check_passed_at.is_some() => {
                Command::Close { reason: None, conditions_met }
            }
            other => other,
        };
        Some((actor, command))
    }

    fn filled(action: Action, dice: &Dice) -> Dice {
        complete(action, dice)
    }
}

fn one_of_three(number: usize) -> UnitId {
    unit(1 + (number % 3) as u128)
}

fn limit(dice: &Dice) -> Limit {
    Limit::new(LimitKind::ALL[dice.role % LimitKind::ALL.len()], dice.points)
}

fn photos(dice: &Dice) -> Vec<Hash> {
    if dice.points % 2 == 1 { vec![photo(9)] } else { Vec::new() }
}

fn into_state(dice: &Dice) -> State {
    State::ALL[dice.about % State::ALL.len()]
}

/// Everything filled in that a rule could ask for.
fn complete(action: Action, dice: &Dice) -> Dice {
    let handling = State::ALL.iter().position(|state| *state == State::Handling).unwrap_or_default();
    Dice {
        text: "写明".to_owned(),
        // Odd, so that there is a photo, and not nothing.
        points: 1 + dice.points / 2 * 2,
        tick: true,
        about: if action == Action::Merge { handling } else { dice.about },
        days: 2 + dice.days.rem_euclid(300),
        // An objection to the limit and supervision of a key case are open whatever the case looks like.
        kind: if action == Action::Object { 1 } else { 2 },
        ..dice.clone()
    }
}

/// `now` is when it is asked: dates are counted from there, because refused attempts let time pass that the case knows nothing of.
fn command(action: Action, dice: &Dice, case: &Case, now: Instant) -> Command {
    let Dice { text, tick, .. } = dice.clone();
    let (photos, limit) = (photos(dice), limit(dice));
    let some = |text: &String| (!text.is_empty()).then(|| text.clone());
    let reason = text.clone();
    match action {
        Action::File | Action::Report | Action::SelfHandle => {
            Command::File { category: some(&text), limit: tick.then_some(limit), filed_under: None }
        }
        Action::Dispatch => Command::Dispatch {
            lead: one_of_three(dice.unit),
            co: vec![one_of_three(dice.about)],
            limit,
            designated: tick,
        },
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
            into_state: into_state(dice),
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
        Action::AskSuspension => {
            let until = now.plus_micros(dice.days * 24 * HOUR);
            let kind = SuspensionKind::ALL[dice.kind % SuspensionKind::ALL.len()];
            Command::AskSuspension { suspension: Suspension { kind, until }, reason, photos }
        }
        Action::EndSuspension => Command::EndSuspension { reason: some(&text) },
        Action::Object => Command::Object { kind: ObjectionKind::ALL[dice.kind % 2], reason, photos },
        Action::Appeal => Command::Appeal { reason, photos },
        Action::AskVoid => Command::AskVoid { reason },
        Action::GrantExtension | Action::RefuseExtension => rule(Topic::Extension, action, dice),
        Action::GrantSuspension | Action::RefuseSuspension => rule(Topic::Suspension, action, dice),
        Action::GrantObjection | Action::RefuseObjection => rule(Topic::Objection, action, dice),
        Action::GrantVoid | Action::RefuseVoid => rule(Topic::Void, action, dice),
        Action::PassAppeal => rule(Topic::Appeal, action, dice),
        Action::GrantAppeal => rule(Topic::FinalAppeal, action, dice),
        // On whichever level it waits.
        Action::RefuseAppeal => {
            let topic = case.standing.asked.map_or(Topic::Appeal, |asked| asked.what.topic());
            rule(if topic == Topic::FinalAppeal { topic } else { Topic::Appeal }, action, dice)
        }
        Action::Supervise => {
            let kind = SupervisionKind::ALL[dice.kind % SupervisionKind::ALL.len()];
            Command::Supervise { kind, reply_required: tick, reason }
        }
        Action::ReplySupervision => Command::ReplySupervision { text },
        Action::ForceClose => Command::ForceClose { reason },
        Action::Urge => Command::Urge { text },
        // Nobody can ask for a recount: ALL does not have it.
        Action::Note | Action::Recount | Action::Escalate | Action::HandOver => Command::Note { text },
    }
}

fn rule(topic: Topic, action: Action, dice: &Dice) -> Command {
    let granted = action.code().starts_with("grant") || action == Action::PassAppeal;
    let reason = (!dice.text.is_empty()).then(|| dice.text.clone());
    Command::Rule { topic, granted, reason, limit: dice.tick.then_some(limit(dice)) }
}

/// What the exceptions promise: extensions add one limit and only in time, a pause takes nothing away, nothing is decided that
/// nobody asked.
fn exceptions_hold(before: &Case, case: &Case, event: &Event, calendar: &Calendar) -> Held {
    let (now, kind) = (event.at, before.limit.kind);
    let asked = before.standing.asked.map(|asked| asked.what);
    match event.action {
        Action::GrantExtension => {
            let due = before.due_at.unwrap();
            prop_assert!(now <= due, "no extension once overdue");
            prop_assert_eq!(case.due_at, Some(calendar.deadline(due, case.limit).unwrap()));
        }
        Action::GrantSuspension | Action::Object => {
            let in_time = before.due_at.is_some_and(|due| now < due);
            prop_assert_eq!(case.paused_at, in_time.then_some(now), "only time that is left stands still");
        }
        Action::EndSuspension | Action::RefuseObjection => {
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
    prop_assert!(case.standing.suspension_count <= numbers::SUSPENSIONS.value);
    Ok(())
}

/// What holds in every state, however the case came there.
fn coherent(case: &Case) -> Held {
    use State::{
        Checking, Closed, Dispatched, Filed, Handled, Handling, Merged, Reported, Submitted, Suspended, Verifying,
    };
    let before_unit = matches!(case.state, Reported | Verifying | Filed | Merged);
    let with_unit = matches!(case.state, Dispatched | Handling | Suspended | Submitted | Handled | Checking | Closed);
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
    prop_assert!(case.paused_at.is_none() || case.state == Suspended || objected, "a clock stands still for a reason");
    prop_assert_eq!(case.standing.suspension.is_some(), case.state == Suspended);
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
fn one_plea_a_unit(events: &[Event]) -> Held {
    for action in [Action::Object, Action::Appeal] {
        let units: Vec<_> =
            events.iter().filter(|event| event.action == action).map(|event| event.actor.unit).collect();
        let once: std::collections::BTreeSet<_> = units.iter().collect();
        prop_assert_eq!(once.len(), units.len(), "{:?} twice", action);
    }
    Ok(())
}
