//! What a database has taken is what ships: an edited step is refused by name, and a database from before gets its checksums.

use changxiao_store::{
    Db,
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
