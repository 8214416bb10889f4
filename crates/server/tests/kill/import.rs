//! `kill -9` in the middle of an import: the version is there whole, with its record and its trace, or not at all.

use std::{path::Path, process::Command, thread::sleep, time::Duration};

use anyhow::ensure;
use changxiao_domain::{categories::CategorySet, time::Clock};
use changxiao_store::{Db, PoolSize, imports, standards};
use changxiao_testkit::{CITY, Fresh, World, fresh_databases};

use super::{changxiao, my_turn};

const ROWS: usize = 1_000;
/// Milliseconds after the start at which the process is killed; a whole import takes about a second.
const MOMENTS: [u64; 10] = [60, 120, 180, 240, 320, 400, 500, 650, 850, 1_200];

fn sheet(round: usize) -> String {
    let mut text = "大类代码,大类名称,小类代码,小类名称,立案条件,结案条件,处置时限,处置单位,主管部门\n".to_owned();
    for n in 0..ROWS {
        let (major, minor) = (n / 200 + 1, n / 4 % 50 + 1);
        text.push_str(&format!("{major:02},大类{major},{minor:02},小类{minor},条件{n},第{round}次,2天,CG,OFFICE\n"));
    }
    text
}

fn command(fresh: &Fresh, file: &Path) -> Command {
    changxiao(fresh, &["import", "filing-standard", &file.to_string_lossy()])
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_killed_leaves_all_of_it_or_nothing() -> anyhow::Result<()> {
    let _turn = my_turn().await;
    for (engine, fresh) in fresh_databases().await? {
        let world = World::start(fresh).await?;
        world.clock.set(changxiao_app::clock::SystemClock.now());
        let fresh = world.leave().await?;
        let file = fresh.folder.path().join("部件.csv");
        let mut killed = 0;
        for (round, moment) in MOMENTS.into_iter().enumerate() {
            std::fs::write(&file, sheet(round))?;
            let mut process = command(&fresh, &file).stdout(std::process::Stdio::null()).spawn()?;
            sleep(Duration::from_millis(moment));
            process.kill()?;
            killed += usize::from(!process.wait()?.success());
            look(&fresh, engine).await?;
        }
        ensure!(killed > 0, "on {engine} no import was caught in the middle");
        // And one that nobody disturbs.
        std::fs::write(&file, sheet(MOMENTS.len()))?;
        let done = command(&fresh, &file).output()?;
        ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        ensure!(look(&fresh, engine).await? >= 1, "on {engine} the whole import left nothing");
        fresh.remove().await?;
    }
    Ok(())
}

/// As many versions as records of imports, each with all of its rows. Gives how many.
async fn look(fresh: &Fresh, engine: &str) -> anyhow::Result<usize> {
    let db = Db::open(&fresh.address, PoolSize { sqlite_readers: 1, postgres: 2, postgres_readers: 1 }).await?;
    let sets = standards::category_sets(&db, CITY).await?;
    let records = imports::newest(&db, CITY, 100).await?;
    db.close().await;
    let own: Vec<_> = sets.iter().filter(|set| set.key == "filing-standard").collect();
    ensure!(own.len() == records.len(), "on {engine}: {} versions, {} records", own.len(), records.len());
    for set in &own {
        let parsed = CategorySet::parse(&set.document)?;
        let rows: usize = parsed
            .categories
            .iter()
            .filter(|category| category.code.to_string().starts_with('C'))
            .map(|category| category.standards.len())
            .sum();
        ensure!(rows == ROWS, "on {engine} version {} has {rows} rows", set.edition);
    }
    Ok(own.len())
}
