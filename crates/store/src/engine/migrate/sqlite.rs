//! Steps on SQLite, each in a transaction of its own.

use super::{
    MIGRATIONS, Migration,
    checksum::{KEEP, KEPT, checksum, has_room, refuse_unknown, without},
    for_engine,
};
use crate::{
    engine::{
        Engine,
        sqlite::{SqliteDb, SqliteTx},
    },
    error::{EngineError, StoreError},
    params,
};

pub async fn run(db: &SqliteDb) -> Result<Vec<&'static str>, StoreError> {
    refuse_later(db).await?;
    compare(db).await?;
    let mut taken = Vec::new();
    for migration in MIGRATIONS {
        if take(db, migration).await.map_err(|source| StoreError::statement(migration.name, source))? {
            taken.push(migration.name);
        }
    }
    compare(db).await?;
    if !taken.is_empty() {
        db.barrier.wait().await?;
    }
    Ok(taken)
}

async fn refuse_later(db: &SqliteDb) -> Result<(), StoreError> {
    let failed = |source| StoreError::statement("migrate", source);
    let rows = db.rows("SELECT step, name FROM schema_steps".into(), params![]).await.map_err(failed)?;
    let names = rows.iter().map(|row| Ok((row.get("step")?, row.get("name")?)));
    refuse_unknown(names.collect::<Result<Vec<_>, EngineError>>().map_err(failed)?)
}

/// `false`: it was taken before.
async fn take(db: &SqliteDb, migration: &Migration) -> Result<bool, EngineError> {
    let mut tx = db.begin().await?;
    if steps(&mut tx).await?.contains(&migration.step) {
        return Ok(false);
    }
    tx.batch(for_engine(migration.text, Engine::Sqlite)).await?;
    let row = params![migration.step, migration.name];
    tx.execute("INSERT INTO schema_steps (step, name) VALUES ($1, $2)".into(), row).await?;
    tx.commit().await?;
    Ok(true)
}

/// Compares the checksums of what was taken, and keeps those that are not kept yet.
async fn compare(db: &SqliteDb) -> Result<(), StoreError> {
    let failed = |source| StoreError::statement("migrate", source);
    let mut tx = db.begin().await.map_err(failed)?;
    if !has_room(&steps(&mut tx).await.map_err(failed)?) {
        return Ok(());
    }
    let rows = tx.rows(KEPT.into(), params![]).await.map_err(failed)?;
    let kept = rows.iter().map(|row| Ok((row.get("step")?, row.get("checksum")?)));
    let kept: Vec<(i64, Option<Vec<u8>>)> = kept.collect::<Result<_, EngineError>>().map_err(failed)?;
    for migration in without(&kept)? {
        let row = params![migration.step, checksum(migration.text)];
        tx.execute(KEEP.into(), row).await.map_err(failed)?;
    }
    tx.commit().await.map_err(failed)
}

async fn steps(tx: &mut SqliteTx) -> Result<Vec<i64>, EngineError> {
    let rows = tx.rows("SELECT step FROM schema_steps".into(), params![]).await?;
    rows.iter().map(|row| row.get("step")).collect()
}
