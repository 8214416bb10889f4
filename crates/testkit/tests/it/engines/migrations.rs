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
    Db, PoolSize, cities,
    engine::{Built, MIGRATIONS},
    params,
};
use changxiao_testkit::fresh_databases;

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
