//! `kill -9` in the middle of an import of orders: every order of the file has its case, its event, its words in the search and its
//! row, with one record of the import, or there is nothing of it at all. The same file again then brings in what is missing and
//! nothing twice.

use std::{path::Path, process::Command, thread::sleep, time::Duration};

use anyhow::ensure;
use changxiao_domain::time::Clock;
use changxiao_store::{Db, PoolSize, bench, cases, exchange, imports};
use changxiao_testkit::{CITY, Fresh, World, fresh_databases, orders_csv};

use super::{changxiao, my_turn};

const ROWS: usize = 3_000;
/// Milliseconds after the start at which the process is killed.
const MOMENTS: [u64; 10] = [100, 250, 400, 600, 800, 1_000, 1_300, 1_600, 2_000, 2_600];

fn command(fresh: &Fresh, file: &Path) -> Command {
    changxiao(fresh, &["import", "orders", &file.to_string_lossy(), "--mapping", "12345"])
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_of_a_killed_import_are_all_there_or_none() -> anyhow::Result<()> {
    let _turn = my_turn().await;
    for (engine, fresh) in fresh_databases().await? {
        let world = World::start(fresh).await?;
        world.clock.set(changxiao_app::clock::SystemClock.now());
        let fresh = world.leave().await?;
        let file = fresh.folder.path().join("工单.csv");
        let (mut killed, mut lost) = (0, 0);
        for (round, moment) in MOMENTS.into_iter().enumerate() {
            std::fs::write(&file, orders_csv(ROWS, round))?;
            let before = look(&fresh, engine).await?;
            let mut process = command(&fresh, &file).stdout(std::process::Stdio::null()).spawn()?;
            sleep(Duration::from_millis(moment));
            process.kill()?;
            killed += usize::from(!process.wait()?.success());
            lost += usize::from(look(&fresh, engine).await? == before);
        }
        ensure!(killed > 0 && lost > 0, "on {engine} no import was caught in the middle");
        // The last file once more, undisturbed, and again: whole, and then nothing new.
        let before = look(&fresh, engine).await?;
        for _ in 0..2 {
            let done = command(&fresh, &file).output()?;
            ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        }
        let after = look(&fresh, engine).await?;
        ensure!(after - before <= 1 && after >= 1, "on {engine}: {before} files before, {after} after");
        fresh.remove().await?;
    }
    Ok(())
}

/// How many whole files are there; anything but whole files is an error.
async fn look(fresh: &Fresh, engine: &str) -> anyhow::Result<usize> {
    let db = Db::open(&fresh.address, PoolSize { sqlite_readers: 1, postgres: 2, postgres_readers: 1 }).await?;
    let cases = usize::try_from(bench::count_cases(&db, CITY).await?)?;
    let events = usize::try_from(bench::count_events(&db, CITY).await?)?;
    let orders: i64 = exchange::counts(&db, CITY).await?.iter().map(|(_, orders, _)| *orders).sum();
    let records = imports::newest(&db, CITY, 100).await?;
    let brought = usize::try_from(records.iter().map(|record| record.added).sum::<i64>())?;
    let backlog = cases::search::backlog(&db, CITY).await?;
    db.close().await;
    let orders = usize::try_from(orders)?;
    ensure!(cases % ROWS == 0 && backlog == 0, "on {engine}: {cases} cases, {backlog} without words");
    ensure!(
        (cases, cases, cases) == (events, orders, brought),
        "on {engine}: {cases} cases, {events} events, {orders} orders, {brought} in the records"
    );
    Ok(cases / ROWS)
}
