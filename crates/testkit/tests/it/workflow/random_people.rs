//! Whatever people try, no case is closed without a passed check or a recorded reason, chains hold, versions are contiguous.

use changxiao_app::{
    App, AppError,
    cases::{
        self, Target,
        dispatch::Dispatch,
        report::{ReportCase, report},
    },
    sealing,
};
use changxiao_domain::{
    calendar::{Limit, LimitKind},
    cases::{Action, Case, Command, Event, ObjectionKind, State, SupervisionKind, SuspensionKind, Topic, verify_case},
    orgs::Actor,
    time::MINUTE,
};
use changxiao_store::cases as store;
use changxiao_testkit::{CITY, World, on_both_engines};
use rand::{RngExt, SeedableRng, rngs::StdRng};

const LOGINS: [&str; 8] = ["office", "dispatcher", "handler", "head", "street1", "checker", "leader", "auditor"];
const SEQUENCES: u64 = 18;
const STEPS: u64 = 24;

/// One thing that somebody tries; `text` may be empty, which a rule may refuse.
struct Attempt {
    action: Action,
    text: String,
    tick: bool,
    /// The version that the person saw: mostly the newest one.
    version: i64,
    /// The number of another case, for merging.
    other: String,
}

async fn carry_out(app: &App, actor: &Actor, number: &str, attempt: Attempt) -> Result<Case, AppError> {
    let target = Target { number: number.to_owned(), version: Some(attempt.version) };
    let Attempt { action, text, tick, other, .. } = attempt;
    let some = (!text.is_empty()).then(|| text.clone());
    match action {
        Action::File | Action::Report => cases::file::file(app, actor, &target, None, None).await,
        Action::Dispatch => cases::dispatch::dispatch(app, actor, &target, Dispatch::default()).await,
        Action::Accept => cases::carry_out(app, actor, &target, Command::Accept { handler: None }, &[]).await,
        Action::Submit => {
            cases::carry_out(
                app,
                actor,
                &target,
                Command::Submit { text, after_photos: Vec::new(), without_photo: some.filter(|_| tick) },
                &[],
            )
            .await
        }
        Action::SubmitToUnit => {
            cases::carry_out(
                app,
                actor,
                &target,
                Command::SubmitToUnit { text, after_photos: Vec::new(), without_photo: some.filter(|_| tick) },
                &[],
            )
            .await
        }
        Action::Confirm => cases::carry_out(app, actor, &target, Command::Confirm { note: some }, &[]).await,
        Action::RequestCheck => cases::carry_out(app, actor, &target, Command::RequestCheck { note: some }, &[]).await,
        Action::CheckPass => {
            cases::carry_out(app, actor, &target, Command::CheckPass { text, photos: Vec::new() }, &[]).await
        }
        Action::CheckFail => {
            cases::carry_out(app, actor, &target, Command::CheckFail { text, photos: Vec::new() }, &[]).await
        }
        Action::Close => {
            cases::carry_out(app, actor, &target, Command::Close { conditions_met: tick, reason: some }, &[]).await
        }
        Action::Rework => cases::carry_out(app, actor, &target, Command::Rework { reason: text }, &[]).await,
        Action::SendBack => cases::carry_out(app, actor, &target, Command::SendBack { reason: text }, &[]).await,
        Action::Withdraw => cases::carry_out(app, actor, &target, Command::Withdraw { reason: text }, &[]).await,
        Action::ReturnByUnit => {
            cases::carry_out(app, actor, &target, Command::ReturnByUnit { reason: text }, &[]).await
        }
        Action::ReturnToAcceptor => {
            cases::carry_out(app, actor, &target, Command::ReturnToAcceptor { reason: text }, &[]).await
        }
        Action::Merge => cases::merge::merge(app, actor, &target, &other).await,
        Action::Void => cases::carry_out(app, actor, &target, Command::Void { reason: text }, &[]).await,
        Action::Reopen => cases::carry_out(app, actor, &target, Command::Reopen { reason: text }, &[]).await,
        Action::Urge => cases::carry_out(app, actor, &target, Command::Urge { text }, &[]).await,
        Action::Note => cases::carry_out(app, actor, &target, Command::Note { text }, &[]).await,
        Action::SelfHandle | Action::RequestVerify => {
            cases::carry_out(app, actor, &target, Command::RequestVerify { note: some }, &[]).await
        }
        Action::ReportVerify => {
            cases::carry_out(app, actor, &target, Command::ReportVerify { found: tick, text, photos: Vec::new() }, &[])
                .await
        }
        Action::AuditPass | Action::AuditFail => {
            cases::carry_out(app, actor, &target, Command::Audit { passed: tick, reason: some }, &[]).await
        }
        Action::AskExtension => {
            cases::carry_out(app, actor, &target, Command::AskExtension { reason: text, photos: Vec::new() }, &[]).await
        }
        Action::GrantExtension => {
            cases::carry_out(
                app,
                actor,
                &target,
                Command::Rule { topic: Topic::Extension, granted: true, reason: some, limit: None },
                &[],
            )
            .await
        }
        Action::RefuseExtension => {
            cases::carry_out(
                app,
                actor,
                &target,
                Command::Rule { topic: Topic::Extension, granted: false, reason: some, limit: None },
                &[],
            )
            .await
        }
        Action::AskSuspension => {
            let until = changxiao_domain::time::Day::constant(2026, 6, 22);
            cases::suspension::ask(app, actor, &target, SuspensionKind::Season, until, text, &[]).await
        }
        Action::GrantSuspension => {
            cases::carry_out(
                app,
                actor,
                &target,
                Command::Rule { topic: Topic::Suspension, granted: true, reason: some, limit: None },
                &[],
            )
            .await
        }
        Action::RefuseSuspension => {
            cases::carry_out(
                app,
                actor,
                &target,
                Command::Rule { topic: Topic::Suspension, granted: false, reason: some, limit: None },
                &[],
            )
            .await
        }
        Action::EndSuspension => {
            cases::carry_out(app, actor, &target, Command::EndSuspension { reason: some }, &[]).await
        }
        Action::Object => {
            let kind = if tick { ObjectionKind::Limit } else { ObjectionKind::Duty };
            cases::carry_out(app, actor, &target, Command::Object { kind, reason: text, photos: Vec::new() }, &[]).await
        }
        Action::GrantObjection | Action::RefuseObjection => {
            let limit = Some(Limit::new(LimitKind::WorkingDay, 2));
            cases::carry_out(
                app,
                actor,
                &target,
                Command::Rule {
                    topic: Topic::Objection,
                    granted: action == Action::GrantObjection,
                    reason: some,
                    limit,
                },
                &[],
            )
            .await
        }
        Action::Appeal => {
            cases::carry_out(app, actor, &target, Command::Appeal { reason: text, photos: Vec::new() }, &[]).await
        }
        Action::PassAppeal | Action::GrantAppeal => cases::appeal::decide(app, actor, &target, true, some).await,
        Action::RefuseAppeal => cases::appeal::decide(app, actor, &target, false, some).await,
        Action::AskVoid => cases::carry_out(app, actor, &target, Command::AskVoid { reason: text }, &[]).await,
        Action::GrantVoid => {
            cases::carry_out(
                app,
                actor,
                &target,
                Command::Rule { topic: Topic::Void, granted: true, reason: some, limit: None },
                &[],
            )
            .await
        }
        Action::RefuseVoid => {
            cases::carry_out(
                app,
                actor,
                &target,
                Command::Rule { topic: Topic::Void, granted: false, reason: some, limit: None },
                &[],
            )
            .await
        }
        Action::ForceClose => cases::carry_out(app, actor, &target, Command::ForceClose { reason: text }, &[]).await,
        Action::Supervise => {
            cases::carry_out(
                app,
                actor,
                &target,
                Command::Supervise { kind: SupervisionKind::Key, reply_required: tick, reason: text },
                &[],
            )
            .await
        }
        Action::ReplySupervision => {
            cases::carry_out(app, actor, &target, Command::ReplySupervision { text }, &[]).await
        }
        // Nobody can ask for these.
        Action::Recount | Action::Escalate | Action::HandOver => Err(AppError::NotFound("action")),
    }
}

/// Read from the stored events alone: since the work last began, a check has passed, or the closing carries a reason.
fn closing_is_justified(events: &[Event]) -> bool {
    let closing = events.iter().rposition(|event| event.to == State::Closed && event.from != Some(State::Closed));
    let Some(closing) = closing else { return false };
    let begun = events[..closing].iter().rposition(|event| event.to == State::Dispatched).unwrap_or(0);
    let checked = events[begun..closing].iter().any(|event| event.action == Action::CheckPass);
    let particulars = &events[closing].particulars;
    let reasoned = particulars["reason"].as_str().is_some_and(|reason| !reason.trim().is_empty());
    (checked && particulars["conditions_met"] == true) || reasoned
}

async fn stored(world: &World, number: &str) -> anyhow::Result<(Case, Vec<Event>)> {
    let row = store::by_number(&world.fresh.db, CITY, number).await?.ok_or_else(|| anyhow::anyhow!("no {number}"))?;
    let events = store::events_of(&world.fresh.db, CITY, row.case.id).await?;
    Ok((row.case, events))
}

/// A step that somebody is likely to get through with, or anything at all.
fn attempt(chance: &mut StdRng, case: &Case, actors: &[Actor], other: &str) -> (usize, Attempt) {
    let forward = [
        (State::Reported, 1, Action::File),
        (State::Filed, 1, Action::Dispatch),
        (State::Dispatched, 2, Action::Accept),
        (State::Handling, 2, Action::Submit),
        (State::Handled, 1, Action::RequestCheck),
        (State::Checking, 5, if case.check_passed_at.is_some() { Action::Close } else { Action::CheckPass }),
    ];
    let usual = forward.into_iter().find(|(state, ..)| *state == case.state).filter(|_| chance.random_bool(0.6));
    let (mut person, action) = match usual {
        Some((_, person, action)) => (person, action),
        None => {
            let asked: Vec<Action> = Action::asked().collect();
            (chance.random_range(0..actors.len()), asked[chance.random_range(0..asked.len())])
        }
    };
    if usual.is_some() && action == Action::Close {
        person = chance.random_range(0..2);
    }
    let text = ["", " \u{3000}", "写明", "写明", "写明"][chance.random_range(0..5)].to_owned();
    let version = if chance.random_bool(0.9) { case.version } else { case.version - 1 };
    (person, Attempt { action, text, tick: chance.random_bool(0.7), version, other: other.to_owned() })
}

#[tokio::test(flavor = "multi_thread")]
async fn no_way_to_closed_without_a_check_or_a_reason() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let mut actors = Vec::new();
        for login in LOGINS {
            actors.push(world.actor(login).await?);
        }
        let inspector = world.actor("inspector").await?;
        let (mut closed, mut refused, mut conflicts, mut done) = (0, 0, 0, 0);
        let mut numbers: Vec<String> = Vec::new();
        for seed in 0..SEQUENCES {
            let mut chance = StdRng::seed_from_u64(seed);
            let new = ReportCase { category: "E0301".to_owned(), site: Some(1), ..ReportCase::default() };
            let number = report(&world.app, &inspector, new, &[]).await?.number;
            let other = numbers.last().cloned().unwrap_or_else(|| number.clone());
            numbers.push(number.clone());
            for _ in 0..STEPS {
                world.clock.advance(chance.random_range(0..90) * MINUTE);
                let (before, events_before) = stored(world, &number).await?;
                let (person, attempt) = attempt(&mut chance, &before, &actors, &other);
                let action = attempt.action;
                let outcome = carry_out(&world.app, &actors[person], &number, attempt).await;
                let (after, events) = stored(world, &number).await?;
                match outcome {
                    Ok(case) => {
                        done += 1;
                        assert_eq!(case, after, "what was answered is what is stored");
                        assert_eq!(after.version, before.version + 1, "{action:?}");
                        assert_eq!(events[..events_before.len()], events_before[..], "the past was changed");
                        if after.state == State::Closed {
                            closed += usize::from(before.state != State::Closed);
                            assert!(closing_is_justified(&events), "{number}: {action:?} by {}", LOGINS[person]);
                        }
                    }
                    Err(problem) => {
                        assert!(problem.status() < 500, "{action:?} by {}: {problem}", LOGINS[person]);
                        conflicts += usize::from(matches!(problem, AppError::Conflict));
                        refused += 1;
                        assert_eq!((&after, &events), (&before, &events_before), "a refusal changed something");
                    }
                }
                let seqs: Vec<_> = events.iter().map(|event| event.seq).collect();
                assert_eq!(seqs, (1..=after.version).collect::<Vec<_>>(), "versions are contiguous");
                verify_case(&after, &events)?;
            }
        }
        // The property says nothing unless the sequences get to the interesting places.
        assert!(closed >= 5 && refused >= 30 && conflicts >= 5 && done >= 100, "{closed} {refused} {conflicts} {done}");
        let audit = sealing::verify_audit(&world.app, CITY, sealing::AuditScope::default(), |_, _| {}).await?;
        assert!(audit.broken.is_empty() && audit.cases == SEQUENCES);
        Ok(())
    })
    .await
}
