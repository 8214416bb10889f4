//! What a database has taken is what ships: an edited step is refused by name, and a database from before gets its checksums.

use std::sync::Arc;

use changxiao_app::{
    App, Parts,
    chance::SystemChance,
    cities::found::{FoundCity, found_first},
    clock::SystemClock,
    people::hashing::Hashing,
};
use changxiao_domain::ids::CityId;
use changxiao_files::{
    photos::{FilesConfig, PhotoStore},
    seals::SealBook,
};
use changxiao_store::{
    Db, Engine, PoolSize, cities,
    engine::{Built, MIGRATIONS},
    params,
};
use changxiao_testkit::fresh_databases;

use super::catalogue;

fn built(text: &str) -> Built {
    Built { name: "testkit::migrations", text: text.to_owned() }
}

/// Steps whose checksum is not kept.
async fn without_checksum(db: &Db) -> anyhow::Result<usize> {
    Ok(db.rows(built("SELECT step FROM schema_steps WHERE checksum IS NULL"), params![]).await?.len())
}

#[tokio::test]
async fn every_step_keeps_its_checksum_and_a_second_start_takes_nothing() -> anyhow::Result<()> {
    for (engine, fresh) in fresh_databases().await? {
        assert_eq!(fresh.db.migrate().await?.len(), MIGRATIONS.len(), "{engine}");
        assert_eq!(without_checksum(&fresh.db).await?, 0, "{engine}");
        assert!(fresh.db.migrate().await?.is_empty(), "{engine}");
        fresh.remove().await?;
    }
    Ok(())
}

/// The steps in the order in which they came: a database that was kept from the first day on took them so. Those that came since stand behind
/// them.
const AS_THEY_CAME: [i64; 43] = [
    1, 2, 3, 4, 5, 6, 11, 7, 8, 9, 15, 13, 14, 12, 16, 17, 18, 19, 20, 21, 27, 31, 24, 28, 29, 30, 34, 45, 40, 41, 42,
    43, 55, 48, 50, 60, 58, 90, 61, 62, 70, 80, 105,
];

/// This step makes room for checksums. No other needs it or hinders it, and the marks of the test need the room: it is taken at first.
const ROOM: i64 = 20;

/// Takes these steps alone: the others are marked as taken for as long as that lasts.
async fn take_alone(db: &Db, steps: &[i64]) -> anyhow::Result<usize> {
    let rows = db.rows(built("SELECT step FROM schema_steps"), params![]).await?;
    let taken = rows.iter().map(|row| row.int("step")).collect::<Result<Vec<_>, _>>()?;
    let others = MIGRATIONS.iter().filter(|one| !taken.contains(&one.step) && !steps.contains(&one.step));
    let others: Vec<(i64, &str)> = others.map(|one| (one.step, one.name)).collect();
    for (step, name) in &others {
        db.execute(built("INSERT INTO schema_steps (step, name) VALUES ($1, $2)"), params![*step, *name]).await?;
    }
    let now = db.migrate().await?.len();
    for (step, _) in &others {
        db.execute(built("DELETE FROM schema_steps WHERE step = $1"), params![*step]).await?;
    }
    Ok(now)
}

/// Steps with lower numbers came after others with higher ones: they are taken by which of them a database lacks, and in whatever order
/// releases brought them, the schema is the same in the end.
#[tokio::test]
async fn a_kept_database_takes_steps_as_they_came_and_ends_with_the_same_schema() -> anyhow::Result<()> {
    let since = MIGRATIONS.iter().map(|one| one.step).filter(|step| !AS_THEY_CAME.contains(step));
    let came: Vec<i64> = AS_THEY_CAME.into_iter().chain(since).collect();
    assert_eq!(came.len(), MIGRATIONS.len(), "every step is one of today's");
    // One release after the other: each brought what came while the numbers rose.
    let mut releases: Vec<Vec<i64>> = vec![vec![ROOM]];
    for step in came.into_iter().filter(|step| *step != ROOM) {
        match releases.last_mut() {
            Some(release) if release.last().is_some_and(|last| *last < step || *last == ROOM) => release.push(step),
            _ => releases.push(vec![step]),
        }
    }
    assert!(releases.len() > 8, "{releases:?}");
    let fresh = fresh_databases().await?;
    for ((engine, kept), (_, new)) in fresh.into_iter().zip(fresh_databases().await?) {
        if kept.db.engine() == Engine::Postgres {
            // SQLite makes this table when the file is opened.
            let table =
                "CREATE TABLE schema_steps (step BIGINT NOT NULL PRIMARY KEY, name TEXT COLLATE \"C\" NOT NULL)";
            kept.db.execute(built(table), params![]).await?;
        }
        for release in &releases {
            assert_eq!(take_alone(&kept.db, release).await?, release.len(), "{engine}: {release:?}");
        }
        assert!(kept.db.migrate().await?.is_empty(), "{engine}");
        assert_eq!(without_checksum(&kept.db).await?, 0, "{engine}");
        new.db.migrate().await?;
        let (mut of_kept, mut of_new) = (catalogue::read(&kept.db).await?, catalogue::read(&new.db).await?);
        // Columns stand in the order in which they came, and every statement names its columns.
        for table in of_kept.values_mut().chain(of_new.values_mut()) {
            table.columns.sort();
        }
        assert_eq!(of_kept, of_new, "{engine}");
        kept.remove().await?;
        new.remove().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_database_from_before_gets_its_checksums() -> anyhow::Result<()> {
    for (engine, fresh) in fresh_databases().await? {
        let db = &fresh.db;
        db.migrate().await?;
        db.execute(built("DELETE FROM schema_steps WHERE name = '0020_step_checksums'"), params![]).await?;
        db.execute(built("ALTER TABLE schema_steps DROP COLUMN checksum"), params![]).await?;
        assert_eq!(db.migrate().await?, ["0020_step_checksums"], "{engine}");
        assert_eq!(without_checksum(db).await?, 0, "{engine}");
        fresh.remove().await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_edited_step_is_refused_by_name() -> anyhow::Result<()> {
    for (engine, fresh) in fresh_databases().await? {
        let db = &fresh.db;
        db.migrate().await?;
        let edit = "UPDATE schema_steps SET checksum = $1 WHERE name = '0005_filing'";
        db.execute(built(edit), params![[7_u8; 32]]).await?;
        let refused = db.migrate().await.err().map(|problem| problem.to_string()).unwrap_or_default();
        assert!(refused.contains("step 0005_filing of the schema"), "{engine}: {refused}");
        assert!(refused.contains("bring that file back"), "{engine}: {refused}");
        fresh.remove().await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_older_program_stops_at_a_newer_schema_with_words() -> anyhow::Result<()> {
    for (engine, fresh) in fresh_databases().await? {
        let db = &fresh.db;
        db.migrate().await?;
        db.execute(built("INSERT INTO schema_steps (step, name) VALUES (9999, '9999_later')"), params![]).await?;
        let refused = db.migrate().await.err().map(|problem| problem.to_string()).unwrap_or_default();
        assert!(refused.contains("9999_later") && refused.contains("Start that release"), "{engine}: {refused}");
        fresh.remove().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_that_start_at_once_over_an_empty_database_agree() -> anyhow::Result<()> {
    for (engine, fresh) in fresh_databases().await? {
        let start = async || {
            let db = Db::open(&fresh.address, PoolSize { postgres: 2, ..PoolSize::default() }).await?;
            let steps = db.migrate().await?.len();
            let photos = PhotoStore::open(FilesConfig { folder: fresh.folder.path().join("photos"), s3: None }).await?;
            let app = App::new(Parts {
                db,
                photos,
                seals: SealBook::in_folder(fresh.folder.path()),
                clock: Arc::new(SystemClock),
                chance: Arc::new(SystemChance),
                hashing: Hashing::cheap(),
            });
            let city =
                FoundCity {
                    id: CityId(3506), name: "漳州市".to_owned(), name_en: String::new(), demonstration: false
                };
            let founded = found_first(&app, city).await?.is_some();
            app.db().close().await;
            anyhow::Ok((steps, founded))
        };
        let (one, two) = futures::future::join(start(), start()).await;
        let (one, two) = (one?, two?);
        assert_eq!(one.0 + two.0, MIGRATIONS.len(), "{engine}: each step was taken once");
        assert!(one.1 != two.1, "{engine}: one has founded the city, the other has found it");
        assert_eq!(cities::all(&fresh.db).await?.len(), 1, "{engine}");
        fresh.remove().await?;
    }
    Ok(())
}
