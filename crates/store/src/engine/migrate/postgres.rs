//! Steps on PostgreSQL, all in one transaction.

use sqlx::{AssertSqlSafe, Executor, PgConnection};

use super::{
    MIGRATIONS, Migration,
    checksum::{KEEP, KEPT, checksum, has_room, refuse_unknown, without},
    for_engine,
};
use crate::{
    engine::{Engine, postgres::PostgresDb},
    error::StoreError,
};

pub async fn run(db: &PostgresDb) -> Result<Vec<&'static str>, StoreError> {
    let failed = |name| move |source: sqlx::Error| StoreError::statement(name, source);
    let mut tx = db.pool.begin().await.map_err(failed("migrate"))?;
    lock_for_steps(&mut tx).await.map_err(failed("migrate"))?;
    make_room(&mut tx).await.map_err(failed("migrate"))?;
    let names: Vec<(i64, String)> =
        sqlx::query_as("SELECT step, name FROM schema_steps").fetch_all(&mut *tx).await.map_err(failed("migrate"))?;
    refuse_unknown(names)?;
    compare(&mut tx).await?;
    let before = steps(&mut tx).await?;
    let mut taken = Vec::new();
    for migration in MIGRATIONS.iter().filter(|migration| !before.contains(&migration.step)) {
        take(&mut tx, migration).await?;
        taken.push(migration.name);
    }
    compare(&mut tx).await?;
    tx.commit().await.map_err(failed("migrate"))?;
    Ok(taken)
}

/// Two servers that start at once take turns.
pub async fn lock_for_steps(tx: &mut PgConnection) -> Result<(), sqlx::Error> {
    tx.execute("SELECT pg_advisory_xact_lock(743025)").await.map(drop)
}

async fn make_room(tx: &mut PgConnection) -> Result<(), sqlx::Error> {
    tx.execute(
        "CREATE TABLE IF NOT EXISTS schema_steps (step BIGINT NOT NULL PRIMARY KEY, name TEXT COLLATE \"C\" NOT NULL)",
    )
    .await
    .map(drop)
}

/// Takes just these steps in an empty database, for a backup that has taken no others.
pub async fn take_these(tx: &mut PgConnection, steps: &[i64]) -> Result<(), StoreError> {
    make_room(tx).await.map_err(|source| StoreError::statement("migrate", source))?;
    for migration in MIGRATIONS.iter().filter(|migration| steps.contains(&migration.step)) {
        take(tx, migration).await?;
    }
    compare(tx).await
}

async fn take(tx: &mut PgConnection, migration: &Migration) -> Result<(), StoreError> {
    let failed = |source: sqlx::Error| StoreError::statement(migration.name, source);
    let text = for_engine(migration.text, Engine::Postgres);
    tx.execute(sqlx::raw_sql(AssertSqlSafe(text))).await.map_err(failed)?;
    sqlx::query("INSERT INTO schema_steps (step, name) VALUES ($1, $2)")
        .bind(migration.step)
        .bind(migration.name)
        .execute(tx)
        .await
        .map_err(failed)?;
    Ok(())
}

/// Compares the checksums of what was taken, and keeps those that are not kept yet.
async fn compare(tx: &mut PgConnection) -> Result<(), StoreError> {
    let failed = |source: sqlx::Error| StoreError::statement("migrate", source);
    if !has_room(&steps(tx).await?) {
        return Ok(());
    }
    let kept: Vec<(i64, Option<Vec<u8>>)> = sqlx::query_as(KEPT).fetch_all(&mut *tx).await.map_err(failed)?;
    for migration in without(&kept)? {
        let checksum = checksum(migration.text);
        sqlx::query(KEEP).bind(migration.step).bind(&checksum[..]).execute(&mut *tx).await.map_err(failed)?;
    }
    Ok(())
}

async fn steps(tx: &mut PgConnection) -> Result<Vec<i64>, StoreError> {
    let failed = |source: sqlx::Error| StoreError::statement("migrate", source);
    let steps: Vec<(i64,)> = sqlx::query_as("SELECT step FROM schema_steps").fetch_all(tx).await.map_err(failed)?;
    Ok(steps.into_iter().map(|(step,)| step).collect())
}
