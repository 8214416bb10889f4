//! Steps on PostgreSQL, all in one transaction.

use sqlx::{AssertSqlSafe, Executor, PgConnection};

use super::{
    MIGRATIONS,
    checksum::{KEEP, KEPT, checksum, has_room, without},
    for_engine,
};
use crate::{
    engine::{Engine, postgres::PostgresDb},
    error::StoreError,
};

pub async fn run(db: &PostgresDb) -> Result<Vec<&'static str>, StoreError> {
    let failed = |name| move |source: sqlx::Error| StoreError::statement(name, source);
    let mut tx = db.pool.begin().await.map_err(failed("migrate"))?;
    // Two servers that start at once take turns.
    tx.execute("SELECT pg_advisory_xact_lock(743025)").await.map_err(failed("migrate"))?;
    tx.execute(
        "CREATE TABLE IF NOT EXISTS schema_steps (step BIGINT NOT NULL PRIMARY KEY, name TEXT COLLATE \"C\" NOT NULL)",
    )
    .await
    .map_err(failed("migrate"))?;
    compare(&mut tx).await?;
    let before = steps(&mut tx).await?;
    let mut taken = Vec::new();
    for migration in MIGRATIONS.iter().filter(|migration| !before.contains(&migration.step)) {
        tx.execute(sqlx::raw_sql(AssertSqlSafe(for_engine(migration.text, Engine::Postgres))))
            .await
            .map_err(failed(migration.name))?;
        sqlx::query("INSERT INTO schema_steps (step, name) VALUES ($1, $2)")
            .bind(migration.step)
            .bind(migration.name)
            .execute(&mut *tx)
            .await
            .map_err(failed(migration.name))?;
        taken.push(migration.name);
    }
    compare(&mut tx).await?;
    tx.commit().await.map_err(failed("migrate"))?;
    Ok(taken)
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
