//! Two engines behind one door. Everything above this folder speaks SQL in the subset that SQLite and PostgreSQL share
//! and three kinds of value: integer, text, bytes.

mod barrier;
mod bulk;
mod migrate;
mod row;
mod sql;
mod tx;
mod value;

use std::{path::PathBuf, sync::Arc, time::Duration};

use futures::TryStreamExt;
use sqlx::{
    PgPool, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::error::StoreError;

pub use barrier::{Barrier, Disk, WalFile};
pub use bulk::Bulk;
pub use migrate::{MIGRATIONS, Migration};
pub use row::Row;
pub use sql::{Built, Sql, SqlText, contains};
pub use tx::Tx;
pub use value::{Params, Value};

/// Where the data lie: `sqlite:PATH` or `postgres://…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    Sqlite(PathBuf),
    Postgres(String),
}

impl std::str::FromStr for Address {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            return Ok(Address::Sqlite(PathBuf::from(path.trim_start_matches("//"))));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Address::Postgres(text.to_owned()));
        }
        Err(StoreError::Address(text.to_owned()))
    }
}

/// Which engine answers; statements that differ are chosen by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// How many connections to hold.
#[derive(Clone, Copy, Debug)]
pub struct PoolSize {
    pub sqlite_readers: u32,
    pub postgres: u32,
}

impl Default for PoolSize {
    fn default() -> Self {
        Self { sqlite_readers: 3, postgres: 12 }
    }
}

/// The database. Cloning it is cheap and shares the connections.
#[derive(Clone)]
pub enum Db {
    Sqlite(SqliteDb),
    Postgres(PgPool),
}

/// SQLite with one writer, several readers and a shared wait for the disk.
#[derive(Clone)]
pub struct SqliteDb {
    writer: SqlitePool,
    readers: SqlitePool,
    barrier: Arc<Barrier>,
}

impl Db {
    /// Opens the database, creating the file of an SQLite one where it is missing. Migrations are a step of their own.
    pub async fn open(address: &Address, size: PoolSize) -> Result<Self, StoreError> {
        match address {
            Address::Sqlite(path) => Self::open_sqlite(path, size, None).await,
            Address::Postgres(url) => {
                let options: PgConnectOptions =
                    url.parse().map_err(|source| StoreError::Open { address: hide_password(url), source })?;
                let pool = PgPoolOptions::new()
                    .max_connections(size.postgres)
                    .acquire_timeout(Duration::from_secs(20))
                    .connect_with(options.options([("application_name", "changxiao")]))
                    .await
                    .map_err(|source| StoreError::Open { address: hide_password(url), source })?;
                Ok(Db::Postgres(pool))
            }
        }
    }

    /// For benchmarks: the engine with its own waiting for the disk at every commit, without the shared barrier.
    pub async fn open_for_ceiling(address: &Address, size: PoolSize) -> Result<Self, StoreError> {
        match address {
            Address::Sqlite(path) => {
                Self::open_sqlite_waiting(path, size, Some(Box::new(barrier::NoDisk)), SqliteSynchronous::Full).await
            }
            Address::Postgres(_) => Self::open(address, size).await,
        }
    }

    /// As `open`, with another disk behind the barrier: tests hold it back to see that no reply overtakes it.
    pub async fn open_sqlite(
        path: &std::path::Path,
        size: PoolSize,
        disk: Option<Box<dyn Disk>>,
    ) -> Result<Self, StoreError> {
        // The commit itself does not wait for the disk; the barrier does, once for all who wait together.
        Self::open_sqlite_waiting(path, size, disk, SqliteSynchronous::Normal).await
    }

    async fn open_sqlite_waiting(
        path: &std::path::Path,
        size: PoolSize,
        disk: Option<Box<dyn Disk>>,
        synchronous: SqliteSynchronous,
    ) -> Result<Self, StoreError> {
        let opened = |source| StoreError::Open { address: path.display().to_string(), source };
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(synchronous)
            .page_size(8192)
            .busy_timeout(Duration::from_secs(20))
            .pragma("cache_size", "-4096")
            .pragma("wal_autocheckpoint", "2000")
            .pragma("journal_size_limit", "67108864")
            .statement_cache_capacity(200);
        let writer = SqlitePoolOptions::new()
            .min_connections(1)
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .acquire_timeout(Duration::from_secs(30))
            .connect_with(options.clone().thread_name(|_| "cx-writer".to_owned()))
            .await
            .map_err(opened)?;
        // The log must exist before the barrier can hold it open.
        sqlx::query(
            "CREATE TABLE IF NOT EXISTS schema_steps (step INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL) STRICT",
        )
        .execute(&writer)
        .await
        .map_err(opened)?;
        let readers = SqlitePoolOptions::new()
            .max_connections(size.sqlite_readers)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .acquire_timeout(Duration::from_secs(30))
            .connect_with(options.read_only(true).create_if_missing(false).thread_name(|_| "cx-reader".to_owned()))
            .await
            .map_err(opened)?;
        let disk = match disk {
            Some(disk) => disk,
            None => Box::new(WalFile::open(path).map_err(StoreError::Durability)?),
        };
        Ok(Db::Sqlite(SqliteDb { writer, readers, barrier: Arc::new(Barrier::start(disk)) }))
    }

    pub fn engine(&self) -> Engine {
        match self {
            Db::Sqlite(_) => Engine::Sqlite,
            Db::Postgres(_) => Engine::Postgres,
        }
    }

    /// All rows of a question. Reads go beside the writer and never wait for it.
    pub async fn rows(&self, sql: impl SqlText, params: Params) -> Result<Vec<Row>, StoreError> {
        let name = sql.name();
        let text = sql.text(self.engine());
        let run = async {
            match self {
                Db::Sqlite(db) => {
                    sqlx::query_with(text, params.sqlite()?).fetch(&db.readers).map_ok(Row::Sqlite).try_collect().await
                }
                Db::Postgres(pool) => {
                    sqlx::query_with(text, params.postgres()?).fetch(pool).map_ok(Row::Postgres).try_collect().await
                }
            }
        };
        run.await.map_err(|source| StoreError::statement(name, source))
    }

    /// The one row of a question, or none.
    pub async fn row(&self, sql: impl SqlText, params: Params) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(sql, params).await?.into_iter().next())
    }

    /// A transaction that writes. It is undone unless `commit` is called.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        Tx::begin(self).await
    }

    /// A statement in a transaction of its own, on disk when it returns.
    pub async fn execute(&self, sql: impl SqlText, params: Params) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        let changed = tx.execute(sql, params).await?;
        tx.commit().await?;
        Ok(changed)
    }

    /// Runs a statement that no transaction may hold, such as CREATE DATABASE, for whoever looks after the server.
    pub async fn outside_transaction(&self, text: &str) -> Result<(), StoreError> {
        let failed = |source| StoreError::statement("outside_transaction", source);
        let text = sqlx::AssertSqlSafe(text.to_owned());
        match self {
            Db::Sqlite(db) => sqlx::raw_sql(text).execute(&db.writer).await.map(drop).map_err(failed),
            Db::Postgres(pool) => sqlx::raw_sql(text).execute(pool).await.map(drop).map_err(failed),
        }
    }

    /// Tells the planner how much there is now; after a large import.
    pub async fn refresh_statistics(&self) -> Result<(), StoreError> {
        self.outside_transaction("ANALYZE").await
    }

    /// Brings the schema to the newest step; returns the steps that were taken.
    pub async fn migrate(&self) -> Result<Vec<&'static str>, StoreError> {
        migrate::run(self).await
    }

    /// Asks the engine to understand a statement without running it.
    pub async fn prepare(&self, sql: impl SqlText) -> Result<(), StoreError> {
        use sqlx::Executor;
        let name = sql.name();
        let text = sql.text(self.engine());
        let done = match self {
            Db::Sqlite(db) => db.readers.prepare(text).await.map(drop),
            Db::Postgres(pool) => pool.prepare(text).await.map(drop),
        };
        done.map_err(|source| StoreError::statement(name, source))
    }

    /// True when no transaction is open and no connection is lent out, apart from this very question.
    pub fn is_quiet(&self) -> bool {
        match self {
            Db::Sqlite(db) => {
                db.writer.num_idle() == db.writer.size() as usize && db.readers.num_idle() == db.readers.size() as usize
            }
            Db::Postgres(pool) => pool.num_idle() == pool.size() as usize,
        }
    }

    pub async fn close(&self) {
        match self {
            Db::Sqlite(db) => {
                db.readers.close().await;
                db.writer.close().await;
            }
            Db::Postgres(pool) => pool.close().await,
        }
    }
}

fn hide_password(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if scheme + 3 < at => format!("{}://…@{}", &url[..scheme], &url[at + 1..]),
        _ => url.to_owned(),
    }
}
