//! SQLite with one writer, several readers and a shared wait for the disk.

mod answer;
mod workers;

use std::{borrow::Cow, path::Path, sync::Arc, time::Duration};

use rusqlite::{Connection, OpenFlags, config::DbConfig};
use tokio::sync::{Mutex, OwnedMutexGuard};

pub use answer::SqliteRow;
use answer::{execute, rows};
use workers::Workers;

use super::{Barrier, Disk, Params, PoolSize, barrier};
use crate::error::{EngineError, StoreError};

/// How long a writer waits for its turn before it gives up.
const TURN: Duration = Duration::from_secs(30);
/// How long the engine itself waits for another process that writes.
const BUSY: Duration = Duration::from_secs(20);

/// When a commit waits for the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waits {
    /// The engine at every commit: what the benchmark compares with.
    AtEveryCommit,
    /// The barrier, once for all who wait together.
    AtTheBarrier,
}

#[derive(Clone)]
pub struct SqliteDb {
    pub(super) path: Arc<Path>,
    writer: Workers,
    readers: Workers,
    /// Whose turn it is to write; first come, first served.
    turn: Arc<Mutex<()>>,
    pub(super) barrier: Arc<Barrier>,
}

impl SqliteDb {
    pub(super) fn open(
        path: &Path,
        size: PoolSize,
        disk: Option<Box<dyn Disk>>,
        waits: Waits,
    ) -> Result<Self, StoreError> {
        let failed = |source: EngineError| StoreError::Open { address: path.display().to_string(), source };
        refuse_log_without_file(path)?;
        let writer = open_writer(path, waits).map_err(|problem| failed(problem.into()))?;
        let readers = (0..size.sqlite_readers.max(1))
            .map(|_| open_reader(path))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|problem| failed(problem.into()))?;
        // The log exists now, so the barrier can hold it open.
        let disk = match disk {
            Some(disk) => disk,
            None if waits == Waits::AtEveryCommit => Box::new(barrier::NoDisk),
            None => Box::new(barrier::WalFile::open(path).map_err(StoreError::Durability)?),
        };
        let writer = Workers::start("cx-writer", vec![writer]).map_err(failed)?;
        let rescuer = writer.clone();
        Ok(Self {
            path: path.into(),
            writer,
            readers: Workers::start("cx-reader", readers).map_err(failed)?,
            turn: Arc::default(),
            barrier: Arc::new(Barrier::start(disk, move || rescuer.send(carry_log_into_file))),
        })
    }

    pub(super) async fn rows(&self, text: Cow<'static, str>, params: Params) -> Result<Vec<SqliteRow>, EngineError> {
        self.readers.run(move |connection| rows(connection, &text, &params)).await
    }

    pub(super) async fn prepare(&self, text: Cow<'static, str>) -> Result<(), EngineError> {
        self.readers.run(move |connection| connection.prepare(&text).map(drop)).await
    }

    /// Several statements at once, in no transaction of ours.
    pub(super) async fn batch(&self, text: String) -> Result<(), EngineError> {
        let _turn = self.turn().await?;
        self.writer.run(move |connection| connection.execute_batch(&text)).await
    }

    pub(super) async fn begin(&self) -> Result<SqliteTx, EngineError> {
        let turn = self.turn().await?;
        Ok(SqliteTx { writer: self.writer.clone(), turn: Some(turn), begun: false })
    }

    async fn turn(&self) -> Result<OwnedMutexGuard<()>, EngineError> {
        tokio::time::timeout(TURN, self.turn.clone().lock_owned()).await.map_err(|_| EngineError::NoTurn)
    }

    /// True when nobody writes and nothing is asked.
    pub(super) fn is_quiet(&self) -> bool {
        self.writer.is_idle() && self.readers.is_idle() && self.turn.try_lock().is_ok()
    }

    pub(super) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// A transaction of the one writer. Dropped without `commit`, it is undone before the next one begins.
pub struct SqliteTx {
    writer: Workers,
    turn: Option<OwnedMutexGuard<()>>,
    /// BEGIN goes with the first statement, which saves a journey.
    begun: bool,
}

impl SqliteTx {
    pub async fn execute(&mut self, text: Cow<'static, str>, params: Params) -> Result<u64, EngineError> {
        self.run(move |connection| execute(connection, &text, &params)).await
    }

    pub async fn rows(&mut self, text: Cow<'static, str>, params: Params) -> Result<Vec<SqliteRow>, EngineError> {
        self.run(move |connection| rows(connection, &text, &params)).await
    }

    /// Several statements at once, without parameters.
    pub async fn batch(&mut self, text: String) -> Result<(), EngineError> {
        self.run(move |connection| connection.execute_batch(&text)).await
    }

    pub async fn commit(mut self) -> Result<(), EngineError> {
        if self.begun {
            self.writer.run(|connection| connection.execute_batch("COMMIT")).await?;
            self.begun = false;
        }
        Ok(())
    }

    async fn run<T: Send + 'static>(
        &mut self,
        job: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, EngineError> {
        let begin = !std::mem::replace(&mut self.begun, true);
        self.writer
            .run(move |connection| {
                if begin {
                    // IMMEDIATE takes the write lock at once, so that a transaction never fails half-way for want of it.
                    connection.execute_batch("BEGIN IMMEDIATE")?;
                }
                job(connection)
            })
            .await
    }
}

impl Drop for SqliteTx {
    fn drop(&mut self) {
        let turn = self.turn.take();
        if !self.begun {
            return;
        }
        self.writer.send(move |connection| {
            // What failed at BEGIN, or what the engine has undone by itself, leaves nothing to undo.
            if !connection.is_autocommit()
                && let Err(problem) = connection.execute_batch("ROLLBACK")
            {
                tracing::error!(%problem, "a transaction could not be undone");
            }
            // The next writer's turn comes after the undoing.
            drop(turn);
        });
    }
}

/// A log with content beside a database that is missing or empty belongs to a file that was moved away. To open it would begin a new
/// database and remove the log, with what was acknowledged and stands in the log alone.
fn refuse_log_without_file(path: &Path) -> Result<(), StoreError> {
    let length = |path: &Path| std::fs::metadata(path).map_or(0, |facts| facts.len());
    let log = barrier::log_of(path);
    if length(path) == 0 && length(&log) > 0 {
        return Err(StoreError::LogWithoutFile { file: path.display().to_string(), log: log.display().to_string() });
    }
    Ok(())
}

/// What was acknowledged stands in the log, and the file was moved away without it. The connection still holds both, wherever they lie
/// now, so that the file is whole by itself when somebody puts it back.
fn carry_log_into_file(connection: &mut Connection) {
    // At its end a connection would remove the log by its name, which may be another server's by then.
    if let Err(problem) = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true) {
        tracing::error!(%problem, "the log could not be set aside");
    }
    let carried = connection.query_row("PRAGMA wal_checkpoint(FULL)", [], |row| row.get::<_, i64>(0));
    match carried {
        Ok(0) => tracing::warn!(
            "what was acknowledged was carried from the log into the database file, wherever that lies now"
        ),
        Ok(_) => tracing::error!("the log is still read; what was acknowledged stands in file and log together"),
        Err(problem) => tracing::error!(%problem, "the log could not be carried into the database file"),
    }
}

fn open_writer(path: &Path, waits: Waits) -> rusqlite::Result<Connection> {
    create_privately(path);
    let connection = Connection::open(path)?;
    // Takes effect for a new file only.
    connection.pragma_update(None, "page_size", 8192)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    settle(&connection)?;
    let synchronous = match waits {
        Waits::AtEveryCommit => "full",
        Waits::AtTheBarrier => "normal",
    };
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.pragma_update(None, "wal_autocheckpoint", 2000)?;
    connection.pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)?;
    // A first write makes the log, which the barrier holds open and the readers need.
    connection.execute_batch(
        "CREATE TABLE IF NOT EXISTS schema_steps (step INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL) STRICT",
    )?;
    Ok(connection)
}

/// Only the owner of the process may open a new database; the engine gives its log and index the same rights. What cannot be made here
/// the engine itself says.
fn create_privately(path: &Path) {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    drop(options.open(path));
}

pub(super) fn open_reader(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    settle(&connection)?;
    Ok(connection)
}

fn settle(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // Kibibytes where negative.
    connection.pragma_update(None, "cache_size", -4096)
}
