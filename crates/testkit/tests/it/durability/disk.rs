//! A disk that a test holds back, behind the whole application.

use std::{
    io,
    path::Path,
    sync::{Arc, Condvar, Mutex, PoisonError},
    time::Duration,
};

use changxiao_store::{
    Address, Db, PoolSize,
    engine::{Disk, WalFile},
};
use changxiao_testkit::{CITY, World, fresh_databases};

use super::reports;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gate {
    Open,
    Shut,
    Broken,
}

struct Inner {
    gate: Gate,
    syncs: u64,
}

/// The handle of the test.
#[derive(Clone)]
struct Held {
    inner: Arc<(Mutex<Inner>, Condvar)>,
}

/// What the barrier waits for: the real log, behind the gate.
struct HeldDisk {
    held: Held,
    log: WalFile,
}

impl Held {
    fn new() -> Self {
        Self { inner: Arc::new((Mutex::new(Inner { gate: Gate::Open, syncs: 0 }), Condvar::new())) }
    }

    fn set(&self, gate: Gate) {
        let (inner, turned) = &*self.inner;
        inner.lock().unwrap_or_else(PoisonError::into_inner).gate = gate;
        turned.notify_all();
    }

    fn syncs(&self) -> u64 {
        self.inner.0.lock().unwrap_or_else(PoisonError::into_inner).syncs
    }

    fn disk(&self, database: &Path) -> io::Result<Box<dyn Disk>> {
        Ok(Box::new(HeldDisk { held: self.clone(), log: WalFile::open(database)? }))
    }
}

impl Disk for HeldDisk {
    fn sync(&mut self) -> io::Result<()> {
        let (inner, turned) = &*self.held.inner;
        let mut inner = inner.lock().unwrap_or_else(PoisonError::into_inner);
        while inner.gate == Gate::Shut {
            inner = turned.wait(inner).unwrap_or_else(PoisonError::into_inner);
        }
        inner.syncs += 1;
        match inner.gate {
            Gate::Broken => Err(io::Error::other("the test's disk keeps nothing")),
            _ => self.log.sync(),
        }
    }
}

/// The whole application over an SQLite file whose disk the test holds.
async fn held_world() -> anyhow::Result<(World, Held)> {
    let (_, fresh) = fresh_databases().await?.swap_remove(0);
    let Address::Sqlite(path) = &fresh.address else { anyhow::bail!("the first engine is SQLite") };
    let held = Held::new();
    let db = Db::open_sqlite(path, PoolSize::default(), Some(held.disk(path)?)).await?;
    let world = World::start_with(fresh, db).await?;
    Ok((world, held))
}

async fn rows(world: &World) -> anyhow::Result<i64> {
    Ok(world.fresh.row_counts(&[]).await?["cases"])
}

/// Waits until so many cases are committed.
async fn committed(world: &World, wanted: i64) -> anyhow::Result<()> {
    for _ in 0..500 {
        if rows(world).await? == wanted {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    anyhow::bail!("{} cases were committed, {wanted} were expected", rows(world).await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_overtakes_the_disk() -> anyhow::Result<()> {
    let (world, held) = held_world().await?;
    let browser = Arc::new(world.sign_in("inspector").await?);
    let token = reports::token(&world, "inspector").await?;
    // Numbers are taken in blocks of 1, 2, 4, 8 and 16, each in a transaction of its own; after these sixteen reports there
    // are fifteen numbers left in memory.
    reports::by_program(&browser, &token, 100).await?.expect(201)?;
    for n in 0..15 {
        reports::by_page(&browser, n).await?.expect(303)?;
    }

    for (way, before) in [("page", 16_i64), ("program", 17)] {
        held.set(Gate::Shut);
        let sender = browser.clone();
        let token = token.clone();
        let request = tokio::spawn(async move {
            match way {
                "page" => reports::by_page(&sender, 1).await,
                _ => reports::by_program(&sender, &token, 1).await,
            }
        });
        committed(&world, before + 1).await?;
        // The row is there for every reader, and still nobody is told.
        tokio::time::sleep(Duration::from_millis(400)).await;
        assert!(!request.is_finished(), "the {way} got its answer before the disk had the commit");
        held.set(Gate::Open);
        let answer = tokio::time::timeout(Duration::from_secs(10), request).await???;
        assert!([201, 303].contains(&answer.status), "{way}: {}", answer.text());
    }

    // Reading waits for no disk.
    held.set(Gate::Shut);
    let page = tokio::time::timeout(Duration::from_secs(10), browser.get("/cases")).await??;
    assert_eq!(page.status, 200);

    // Those who wait together are served together.
    let before = held.syncs();
    let waiting: Vec<_> = (0..8)
        .map(|n| {
            let (sender, token) = (browser.clone(), token.clone());
            tokio::spawn(async move { reports::by_program(&sender, &token, 10 + n).await })
        })
        .collect();
    committed(&world, 26).await?;
    assert!(waiting.iter().all(|request| !request.is_finished()), "somebody was told too early");
    held.set(Gate::Open);
    for request in waiting {
        tokio::time::timeout(Duration::from_secs(10), request).await???.expect(201)?;
    }
    let syncs = held.syncs() - before;
    assert!((1..=4).contains(&syncs), "eight who waited together cost {syncs} waits for the disk");
    world.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_failed_wait_for_the_disk_nothing_is_acknowledged() -> anyhow::Result<()> {
    let (world, held) = held_world().await?;
    let browser = world.sign_in("inspector").await?;
    let token = reports::token(&world, "inspector").await?;
    reports::by_page(&browser, 0).await?.expect(303)?;

    held.set(Gate::Broken);
    let page = reports::by_page(&browser, 1).await?;
    assert_eq!(page.status, 500, "{}", page.text());
    let program = reports::by_program(&browser, &token, 2).await?;
    assert_eq!(program.status, 500, "{}", program.text());
    assert_eq!(program.json()?["number"], "E-1903");

    // That the disk seems to work again proves nothing about what was written before.
    held.set(Gate::Open);
    for n in 3..6 {
        assert_eq!(reports::by_page(&browser, n).await?.status, 500);
        assert_eq!(reports::by_program(&browser, &token, n).await?.status, 500);
    }
    // Reading goes on, so that people see where they stand.
    browser.get("/health").await?.expect(200)?;
    browser.get("/cases").await?.expect(200)?;
    // A connection comes back to its pool a moment after its answer has left.
    for _ in 0..100 {
        if world.app.db().is_quiet() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(world.app.db().is_quiet(), "a transaction stays open");

    // A new start over the same file tells what is there.
    let again = Db::open(&world.fresh.address, PoolSize::default()).await?;
    let kept = changxiao_store::cases::tally(&again, CITY).await?;
    assert!(!kept.is_empty());
    again.close().await;
    world.end().await
}
