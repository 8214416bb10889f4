//! 10,000 due cases in under ten seconds while intake runs. By name, because it is a measurement:
//! `cargo nextest run -p changxiao-testkit --run-ignored only ten_thousand`

use std::{
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::{Duration, Instant as Stopwatch},
};

use changxiao_app::{
    cases::report::{ReportCase, report},
    escalation::sweep::sweep,
};
use changxiao_domain::{
    calendar::Limit,
    cases::{ActorStamp, Case, Command, Decided, NewCase, Source},
    ids::CaseId,
    orgs::Actor,
};
use changxiao_store::cases::{self, CaseRow};
use changxiao_testkit::{CITY, World, on_both_engines};

use super::{DAY, at, rows_by_level};

const CASES: i64 = 10_000;
const REPORTERS: usize = 4;
/// What is promised, and what a build without optimisation has to keep.
const LIMIT: Duration = Duration::from_secs(if cfg!(debug_assertions) { 30 } else { 10 });

fn stamp(actor: &Actor) -> ActorStamp {
    ActorStamp {
        person: actor.person,
        post: actor.post,
        unit: actor.unit,
        role: actor.role,
        system: false,
        program: None,
    }
}

/// Cases that were reported, filed and dispatched by the gate, saved as actions save them, many in a transaction.
async fn fill(world: &World, limit: Limit) -> anyhow::Result<()> {
    let dispatcher = stamp(&world.actor("dispatcher").await?);
    let model = world.app.model(CITY).await?;
    let now = world.app.now();
    for block in 0..CASES / 500 {
        let mut tx = world.app.db().begin().await?;
        for place in 0..500 {
            let new = NewCase {
                id: world.app.new_id(CaseId),
                city: CITY,
                number: format!("260616-{:06}", 100_000 + block * 500 + place),
                category: "E0301".to_owned(),
                limit,
                filed_under: None,
                photo_required: false,
                division: 350602003000,
                site: None,
                visit: None,
                item: None,
                title: "垃圾满溢".to_owned(),
                text: String::new(),
                position: None,
                source: Source::Hand,
                photos: Vec::new(),
            };
            let Decided { case, event } = Case::report(new, &dispatcher, now)?;
            let row =
                CaseRow {
                    case: case.clone(), place: "延安北路".to_owned(), reporter_unit: None, reporter_post: None
                };
            cases::insert(&mut tx, &row, &event).await?;
            let file = Command::File { category: None, limit: None, filed_under: None };
            let filed = case.decide(file, &dispatcher, now, &model.calendar)?;
            cases::save(&mut tx, &case, &filed.case, &filed.event).await?;
            let send = Command::Dispatch { lead: world.city.department, co: Vec::new(), limit, designated: false };
            let sent = filed.case.decide(send, &dispatcher, now, &model.calendar)?;
            cases::save(&mut tx, &filed.case, &sent.case, &sent.event).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement, run by name"]
#[allow(clippy::print_stdout, reason = "the figure is the answer")]
async fn ten_thousand_due_cases_are_swept_in_ten_seconds_while_intake_runs() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        fill(world, DAY).await?;
        // All of them are due for their first level, none for the second.
        world.clock.set(at(17, 9, 0));
        let (over, taken) = (AtomicBool::new(false), AtomicU64::new(0));
        let inspector = world.actor("inspector").await?;
        let intake = async || {
            while !over.load(Ordering::SeqCst) {
                let new = ReportCase { category: "E0301".to_owned(), site: Some(1), ..ReportCase::default() };
                report(&world.app, &inspector, new, &[]).await?;
                taken.fetch_add(1, Ordering::SeqCst);
            }
            anyhow::Ok(())
        };
        let began = Stopwatch::now();
        let sweeping = async {
            let swept = sweep(&world.app, CITY).await;
            let took = began.elapsed();
            over.store(true, Ordering::SeqCst);
            anyhow::Ok((swept?, took))
        };
        let reporting = futures::future::try_join_all((0..REPORTERS).map(|_| intake()));
        let ((swept, took), _) = tokio::try_join!(sweeping, reporting)?;
        let taken = taken.load(Ordering::SeqCst);
        println!(
            "{:?}: {} cases swept in {took:?} while {taken} reports were taken in",
            world.app.db().engine(),
            swept.looked
        );
        assert_eq!((swept.due, swept.looked, swept.levels, swept.left), (CASES, CASES, CASES, 0));
        assert_eq!(rows_by_level(world).await?, [(1, CASES)].into());
        assert!(taken > 50, "intake stood still: {taken}");
        assert!(took < LIMIT, "{took:?}");
        Ok(())
    })
    .await
}
