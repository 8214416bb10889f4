//! The server's own work: a restart in the middle of every kind, a clock that jumps, a mail server and a webhook that cannot be
//! reached; nothing lost, nothing twice beyond what is said, all of it on a page.

mod channels;
mod clock;
mod faults;
mod orders;
mod outside;
mod restart;
mod unreadable;

use changxiao_app::{
    cases::{
        Target, carry_out,
        dispatch::{Dispatch, dispatch},
        file,
        report::{ReportCase, report},
    },
    jobs::Worker,
    notices::preferences,
};
use changxiao_domain::{
    calendar::Calendar,
    cases::Command,
    ids::JobId,
    jobs::{JobKind, JobState, Lane},
    notices::{NoticeKind, Preferences},
    time::{Day, Instant},
};
use changxiao_store::jobs::{self, Job};
use changxiao_testkit::{CITY, World};

const SECOND: i64 = 1_000_000;

fn at(day: i8, hour: i8, minute: i8) -> Instant {
    Instant::from_civil(Day::constant(2026, 6, day).at(hour, minute, 0, 0), Calendar::plain().zone())
}

fn worker(world: &World) -> Worker {
    Worker::new(world.app.clone(), CITY)
}

/// All lanes once; returns how many tries that were.
async fn look(worker: &Worker) -> anyhow::Result<usize> {
    let mut tries = 0;
    for lane in Lane::ALL {
        tries += worker.look(lane).await?;
    }
    Ok(tries)
}

/// All lanes until nothing is due any more.
async fn work(world: &World, worker: &Worker) -> anyhow::Result<()> {
    while look(worker).await? > 0 {
        // Recurring work comes again after its period only.
        if all_jobs(world).await?.iter().all(|job| job.run_at > world.app.now() || job.state == JobState::Dead) {
            break;
        }
    }
    Ok(())
}

async fn all_jobs(world: &World) -> anyhow::Result<Vec<Job>> {
    let mut all = Vec::new();
    for state in JobState::ALL {
        all.extend(jobs::in_state(&world.fresh.db, CITY, state, 1_000).await?);
    }
    Ok(all)
}

async fn of_kind(world: &World, kind: JobKind) -> anyhow::Result<Vec<Job>> {
    Ok(all_jobs(world).await?.into_iter().filter(|job| job.kind == kind).collect())
}

async fn put(world: &World, kind: JobKind, key: &str) -> anyhow::Result<()> {
    let mut tx = world.app.db().begin().await?;
    jobs::put(&mut tx, CITY, world.app.new_id(JobId), (kind, key), world.app.now(), 0).await?;
    tx.commit().await?;
    Ok(())
}

/// A case of the department, dispatched now under the limit of its standard.
async fn dispatched(world: &World) -> anyhow::Result<Target> {
    let (inspector, dispatcher) = (world.actor("inspector").await?, world.actor("dispatcher").await?);
    let new = ReportCase { category: "E0301".to_owned(), site: Some(1), ..ReportCase::default() };
    let target = Target { number: report(&world.app, &inspector, new, &[]).await?.number, version: None };
    file::file(&world.app, &dispatcher, &target, None, None).await?;
    let to = Dispatch { lead: Some(world.city.department), ..Dispatch::default() };
    dispatch(&world.app, &dispatcher, &target, to).await?;
    Ok(target)
}

/// An urgent notice for handler and head of the department.
async fn urged(world: &World, target: &Target) -> anyhow::Result<()> {
    carry_out(
        &world.app,
        &world.actor("dispatcher").await?,
        target,
        Command::Urge { text: "尽快处置".to_owned() },
        &[],
    )
    .await?;
    Ok(())
}

/// The person wants mail of these kinds.
async fn wants_mail(world: &World, login: &str, kinds: &[NoticeKind]) -> anyhow::Result<()> {
    let chosen = Preferences {
        address: format!("{login}@example.gov.cn"),
        mailed: kinds.iter().copied().collect(),
        ..Preferences::default()
    };
    preferences::choose(&world.app, &world.actor(login).await?, chosen).await?;
    Ok(())
}
