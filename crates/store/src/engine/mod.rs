//! Two engines behind one door. Everything above this folder speaks SQL in the subset that SQLite and PostgreSQL share
//! and three kinds of value: integer, text, bytes.

pub mod backup;
mod barrier;
mod bulk;
pub(crate) mod columns;
pub mod commits;
mod migrate;
mod postgres;
mod row;
mod sql;
mod sqlite;
mod tx;
mod value;

use std::{borrow::Cow, path::PathBuf, sync::Arc};

use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

use crate::error::{EngineError, StoreError};

pub use barrier::{Barrier, Disk, WalFile};
pub use bulk::Bulk;
pub(crate) use columns::Columns;
pub use migrate::{MIGRATIONS, Migration};
use postgres::PostgresDb;
pub use row::{Column, Row};
pub(crate) use row::{codes, held};
pub use sql::{Anew, Built, Sql, SqlText, contains};
use sqlite::{SqliteDb, Waits};
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
    /// For transactions.
    pub postgres: u32,
    pub postgres_readers: u32,
}

impl Default for PoolSize {
    /// More readers than twice the processors only wait for each other; fewer than four would let two long questions hold up
    /// everybody.
    fn default() -> Self {
        let processors = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let postgres_readers = u32::try_from(2 * processors).unwrap_or(16).clamp(4, 16);
        Self { sqlite_readers: 3, postgres: 8, postgres_readers }
    }
}

/// The database. Cloning it is cheap and shares the connections.
#[derive(Clone)]
pub enum Db {
    Sqlite(SqliteDb),
    Postgres(Arc<PostgresDb>),
}

impl Db {
    /// Opens the database, creating the file of an SQLite one where it is missing. Migrations are a step of their own.
    pub async fn open(address: &Address, size: PoolSize) -> Result<Self, StoreError> {
        match address {
            Address::Sqlite(path) => Self::open_sqlite(path, size, None).await,
            Address::Postgres(url) => {
                let opened = PostgresDb::open(url, size).await;
                opened.map(Arc::new).map(Db::Postgres).map_err(|source| refused(url, source))
            }
        }
    }

    /// For benchmarks: the engine with its own waiting for the disk at every commit, without the shared barrier.
    pub async fn open_for_ceiling(address: &Address, size: PoolSize) -> Result<Self, StoreError> {
        match address {
            Address::Sqlite(path) => SqliteDb::open(path, size, None, Waits::AtEveryCommit).map(Db::Sqlite),
            Address::Postgres(_) => Self::open(address, size).await,
        }
    }

    /// As `open`, with another disk behind the barrier: tests hold it back to see that no reply overtakes it.
    pub async fn open_sqlite(
        path: &std::path::Path,
        size: PoolSize,
        disk: Option<Box<dyn Disk>>,
    ) -> Result<Self, StoreError> {
        SqliteDb::open(path, size, disk, Waits::AtTheBarrier).map(Db::Sqlite)
    }

    pub fn engine(&self) -> Engine {
        match self {
            Db::Sqlite(_) => Engine::Sqlite,
            Db::Postgres(_) => Engine::Postgres,
        }
    }

    /// All rows of a question. Reads go beside the writer and never wait for it.
    ///
    /// Errors: [`StoreError`] with the name of the statement.
    pub async fn rows(&self, sql: impl SqlText, params: Params) -> Result<Vec<Row>, StoreError> {
        let (name, anew) = (sql.name(), sql.is_planned_anew());
        refuse_zero(name, &params)?;
        let text = sql.text(self.engine());
        let answer = match self {
            Db::Sqlite(db) => db.rows(text, params).await.map(|rows| rows.into_iter().map(Row::Sqlite).collect()),
            Db::Postgres(db) => {
                db.readers.rows(text, params, anew).await.map(|rows| rows.into_iter().map(Row::Postgres).collect())
            }
        };
        answer.map_err(|source| StoreError::statement(name, source))
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
        let done = match self {
            Db::Sqlite(db) => db.batch(text.to_owned()).await,
            Db::Postgres(db) => sqlx::raw_sql(AssertSqlSafe(text.to_owned()))
                .execute(&db.pool)
                .await
                .map(drop)
                .map_err(EngineError::from),
        };
        done.map_err(|source| StoreError::statement("outside_transaction", source))
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
            Db::Sqlite(db) => db.prepare(text).await,
            Db::Postgres(db) => db.pool.prepare(postgres_text(text)).await.map(drop).map_err(EngineError::from),
        };
        done.map_err(|source| StoreError::statement(name, source))
    }

    /// True when no transaction is open and no connection is lent out, apart from this very question.
    pub fn is_quiet(&self) -> bool {
        match self {
            Db::Sqlite(db) => db.is_quiet(),
            Db::Postgres(db) => db.is_quiet(),
        }
    }

    pub async fn close(&self) {
        match self {
            Db::Sqlite(db) => db.close().await,
            Db::Postgres(db) => db.close().await,
        }
    }
}

fn refuse_zero(statement: &'static str, params: &Params) -> Result<(), StoreError> {
    if params.hold_zero() { Err(StoreError::HiddenSign { statement }) } else { Ok(()) }
}

/// Audited: every piece of a statement comes from a constant of this crate, every value is a numbered parameter.
fn postgres_text(text: Cow<'static, str>) -> SqlStr {
    match text {
        Cow::Borrowed(text) => text.into_sql_str(),
        Cow::Owned(text) => AssertSqlSafe(text).into_sql_str(),
    }
}

fn refused(url: &str, source: sqlx::Error) -> StoreError {
    StoreError::Open { address: hide_password(url), source: source.into() }
}

fn hide_password(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if scheme + 3 < at => format!("{}://…@{}", &url[..scheme], &url[at + 1..]),
        _ => url.to_owned(),
    }
}
