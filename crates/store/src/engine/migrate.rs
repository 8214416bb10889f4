//! Numbered steps of the schema, the same numbers and the same text on both engines.
//!
//! A step is written in PostgreSQL's words. For SQLite, `BIGINT` reads INTEGER, `BYTEA` reads BLOB, and the marks
//! `/*rows*/` and `/*clustered*/` after a table's closing bracket become STRICT and STRICT, WITHOUT ROWID. For PostgreSQL,
//! `TEXT` is ordered and compared by bytes, as SQLite does, whatever language the server was set up for. A line that begins
//! with `--sqlite ` or `--postgres ` is for that engine alone. A step that has
//! shipped is never edited; old code must survive a new step (add before you use, stop using before you drop).

use sqlx::{AssertSqlSafe, Executor};

use super::{Db, Engine};
use crate::{error::StoreError, params};

pub struct Migration {
    pub step: i64,
    pub name: &'static str,
    pub text: &'static str,
}

macro_rules! migrations {
    ($($step:literal $name:literal)*) => {
        &[$(Migration { step: $step, name: $name, text: include_str!(concat!("../../migrations/", $name, ".sql")) }),*]
    };
}

/// Every step, in order.
pub const MIGRATIONS: &[Migration] = migrations! {
    1 "0001_reference"
    2 "0002_people"
    3 "0003_loop"
    4 "0004_recounts"
    5 "0005_filing"
    6 "0006_open_lists"
    7 "0007_case_engine"
    8 "0008_whistle"
    9 "0009_jobs_notices"
    11 "0011_case_search"
    12 "0012_exchange"
    13 "0013_indicators"
    14 "0014_recurrence"
    15 "0015_worklists"
    16 "0016_town_lists"
    17 "0017_case_statistics"
    18 "0018_case_search_towns"
    19 "0019_one_index_by_end"
};

pub(super) async fn run(db: &Db) -> Result<Vec<&'static str>, StoreError> {
    let failed = |name| move |source: sqlx::Error| StoreError::statement(name, source);
    let mut taken = Vec::new();
    match db {
        Db::Sqlite(sqlite) => {
            for migration in MIGRATIONS {
                let mut tx = sqlite.begin().await.map_err(|source| StoreError::statement(migration.name, source))?;
                let failed = |source| StoreError::statement(migration.name, source);
                let step = params![migration.step];
                let taken_before =
                    tx.rows("SELECT step FROM schema_steps WHERE step = $1".into(), step).await.map_err(failed)?;
                if !taken_before.is_empty() {
                    continue;
                }
                tx.batch(for_engine(migration.text, Engine::Sqlite)).await.map_err(failed)?;
                let row = params![migration.step, migration.name];
                tx.execute("INSERT INTO schema_steps (step, name) VALUES ($1, $2)".into(), row)
                    .await
                    .map_err(failed)?;
                tx.commit().await.map_err(failed)?;
                taken.push(migration.name);
            }
            if !taken.is_empty() {
                sqlite.barrier.wait().await?;
            }
        }
        Db::Postgres(db) => {
            let mut tx = db.pool.begin().await.map_err(failed("migrate"))?;
            // Two servers that start at once take turns.
            tx.execute("SELECT pg_advisory_xact_lock(743025)").await.map_err(failed("migrate"))?;
            tx.execute(
                "CREATE TABLE IF NOT EXISTS schema_steps (step BIGINT NOT NULL PRIMARY KEY, name TEXT COLLATE \"C\" NOT NULL)",
            )
            .await
            .map_err(failed("migrate"))?;
            for migration in MIGRATIONS {
                let done: Option<(i64,)> = sqlx::query_as("SELECT step FROM schema_steps WHERE step = $1")
                    .bind(migration.step)
                    .fetch_optional(&mut *tx)
                    .await
                    .map_err(failed(migration.name))?;
                if done.is_some() {
                    continue;
                }
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
            tx.commit().await.map_err(failed("migrate"))?;
        }
    }
    Ok(taken)
}

fn for_engine(text: &str, engine: Engine) -> String {
    match engine {
        Engine::Postgres => text.replace("TEXT", "TEXT COLLATE \"C\"").replace("--postgres ", ""),
        Engine::Sqlite => text
            .replace("BIGINT", "INTEGER")
            .replace("BYTEA", "BLOB")
            .replace("/*rows*/", "STRICT")
            .replace("/*clustered*/", "STRICT, WITHOUT ROWID")
            .replace("--sqlite ", ""),
    }
}
