//! A database file that is moved away under a running server: nothing more is acknowledged, and what was acknowledged is lost neither by
//! the server's end nor by whoever starts something over the place that is empty now.

use std::{path::PathBuf, time::Duration};

use changxiao_store::{Address, Db, PoolSize, StoreError};
use changxiao_testkit::{CITY, World, fresh_databases};

use super::reports;

/// SQLite only: PostgreSQL keeps its files itself.
async fn world() -> anyhow::Result<(World, PathBuf)> {
    let (_, fresh) = fresh_databases().await?.swap_remove(0);
    let Address::Sqlite(path) = fresh.address.clone() else { anyhow::bail!("the first engine is SQLite") };
    // Another handle would hold the log as well.
    fresh.db.close().await;
    let db = Db::open(&fresh.address, PoolSize::default()).await?;
    Ok((World::start_with(fresh, db).await?, path))
}

async fn cases(db: &Db) -> anyhow::Result<i64> {
    Ok(changxiao_store::cases::tally(db, CITY).await?.iter().map(|(_, n)| n).sum())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moved_file_ends_acknowledging_and_loses_nothing() -> anyhow::Result<()> {
    let (world, path) = world().await?;
    let browser = world.sign_in("inspector").await?;
    for n in 0..20 {
        reports::by_page(&browser, n).await?.expect(303)?;
    }
    let away = path.with_extension("away");
    std::fs::rename(&path, &away)?;
    let mut acknowledged = 20;
    let mut refused = 0;
    for n in 20..40 {
        match reports::by_page(&browser, n).await?.status {
            303 => acknowledged += 1,
            status => {
                assert!(status >= 500, "{status}");
                refused += 1;
            }
        }
    }
    assert_eq!((acknowledged, refused), (20, 20), "nothing is acknowledged from the first report on");
    // People still see where they stand.
    browser.get("/cases").await?.expect(200)?;

    // The next command begins no new database over the log, while the server runs and when it has ended.
    let refused = Db::open(&world.fresh.address, PoolSize::default()).await;
    let Err(problem @ StoreError::LogWithoutFile { .. }) = refused else { anyhow::bail!("a new database was begun") };
    assert!(problem.to_string().contains("Put it back"), "{problem}");
    let fresh = world.leave().await?;
    if PathBuf::from(format!("{}-wal", path.display())).exists() {
        assert!(Db::open(&fresh.address, PoolSize::default()).await.is_err(), "a new database was begun");
    }

    // The file by itself holds everything that was acknowledged, and so does the place when it is put back.
    let alone = fresh.folder.path().join("alone.db");
    std::fs::copy(&away, &alone)?;
    let found = Db::open(&Address::Sqlite(alone), PoolSize::default()).await?;
    assert!(cases(&found).await? >= acknowledged);
    found.close().await;
    std::fs::rename(&away, &path)?;
    let again = Db::open(&fresh.address, PoolSize::default()).await?;
    assert!(cases(&again).await? >= acknowledged);
    again.close().await;
    fresh.remove().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_replaced_is_seen_within_a_second_or_two() -> anyhow::Result<()> {
    let (world, path) = world().await?;
    let browser = world.sign_in("inspector").await?;
    reports::by_page(&browser, 1).await?.expect(303)?;
    let other = path.with_extension("other");
    std::fs::copy(&path, &other)?;
    std::fs::rename(&other, &path)?;
    // Nobody writes; the barrier looks by itself, so that the first report afterwards is refused before it is written.
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    assert!(reports::by_page(&browser, 2).await?.status >= 500);
    world.end().await
}
