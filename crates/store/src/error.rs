//! What can go wrong between us and the data.

use std::io;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("“{0}” names no database: write sqlite:PATH or postgres://user:password@host/name")]
    Address(String),
    #[error("the database {address} could not be opened")]
    Open { address: String, source: EngineError },
    /// Somebody saved in between: the version that was read is no longer the newest.
    #[error("someone else changed this in the meantime")]
    Conflict,
    /// A unique index refused: the thing is there already.
    #[error("{statement}: this is there already")]
    Exists { statement: &'static str, source: EngineError },
    #[error("{statement} failed")]
    Statement { statement: &'static str, source: EngineError },
    /// The file was moved away and its log was left.
    #[error(
        "the database file {file} is not there or empty, but its log {log} holds changes: the file was moved away. Put it back beside \
         its log and start again. To begin with an empty database all the same, move the log away as well"
    )]
    LogWithoutFile { file: String, log: String },
    /// The database has taken steps that this program does not know.
    #[error(
        "the database has taken step {step} of the schema, which is of a later release than this program. Start that release or a \
         later one; an older program would write what the newer one does not expect"
    )]
    NewerSchema { step: String },
    /// A step of the schema has another text than when this database took it.
    #[error(
        "step {step} of the schema is not what this database has taken: its file was edited. Start a release that ships \
         crates/store/migrations/{step}.sql as it was, or bring that file back; what is to change is a new step"
    )]
    StepChanged { step: &'static str },
    #[error("column {column} could not be read")]
    Column { column: String, source: EngineError },
    /// `of_row` names the row, as far as what was read of it does.
    #[error("column {column}{of_row} holds something other than {expected}")]
    Content { column: String, of_row: String, expected: String },
    /// What came past the doors that take it out.
    #[error("{statement}: a text holds U+0000, which is kept nowhere")]
    HiddenSign { statement: &'static str },
    #[error("what was written may not be on the disk")]
    Durability(#[source] io::Error),
}

/// What an engine says when it refuses.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    #[error(transparent)]
    Postgres(#[from] sqlx::Error),
    #[error("the database was closed")]
    Closed,
    #[error("another writer has held the database for half a minute")]
    NoTurn,
    #[error("a thread for the database could not start")]
    Thread(#[source] io::Error),
    #[error("the answer has no such column")]
    NoSuchColumn,
    #[error("the column holds a value of the type {0}")]
    OtherType(rusqlite::types::Type),
}

/// What keeps a database from working at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It cannot be reached, or has gone in the middle.
    Away,
    /// There is no room left on its disk.
    Full,
    /// It has no turn or no connection to give at the moment.
    Busy,
}

impl EngineError {
    fn trouble(&self) -> Option<Trouble> {
        match self {
            EngineError::Sqlite(rusqlite::Error::SqliteFailure(problem, _)) => of_sqlite(problem.code),
            EngineError::Postgres(problem) => of_postgres(problem),
            EngineError::Closed => Some(Trouble::Away),
            EngineError::NoTurn => Some(Trouble::Busy),
            _ => None,
        }
    }

    fn is_unique_violation(&self) -> bool {
        use rusqlite::ffi::{SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID, SQLITE_CONSTRAINT_UNIQUE};
        match self {
            EngineError::Sqlite(rusqlite::Error::SqliteFailure(problem, _)) => {
                [SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID, SQLITE_CONSTRAINT_UNIQUE]
                    .contains(&problem.extended_code)
            }
            EngineError::Postgres(problem) => {
                problem.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
            }
            _ => false,
        }
    }
}

impl EngineError {
    /// Whether the engine refuses what was said and would take something else: a value out of its range, a key that is missing, a row
    /// too large for an index. Everything else, such as a connection that is gone, refuses the next row as well.
    fn is_of_a_row(&self) -> bool {
        use rusqlite::ErrorCode::{ConstraintViolation, TooBig, TypeMismatch};
        match self {
            EngineError::Sqlite(rusqlite::Error::SqliteFailure(problem, _)) => {
                [ConstraintViolation, TooBig, TypeMismatch].contains(&problem.code)
            }
            // Data exceptions, integrity constraints, limits of the program.
            EngineError::Postgres(sqlx::Error::Database(problem)) => {
                problem.code().is_some_and(|code| ["22", "23", "54"].iter().any(|class| code.starts_with(class)))
            }
            EngineError::OtherType(_) => true,
            _ => false,
        }
    }
}

fn of_sqlite(code: rusqlite::ErrorCode) -> Option<Trouble> {
    use rusqlite::ErrorCode;
    match code {
        ErrorCode::DiskFull => Some(Trouble::Full),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Some(Trouble::Busy),
        ErrorCode::CannotOpen | ErrorCode::SystemIoFailure | ErrorCode::ReadOnly => Some(Trouble::Away),
        _ => None,
    }
}

/// By the classes of PostgreSQL's error codes (its documentation, appendix A): 08 connection, 53 resources, 57P the keeper's hand;
/// 25006 is a server that only follows another one, 3D000 a database that is not there.
fn of_postgres(problem: &sqlx::Error) -> Option<Trouble> {
    use sqlx::Error;
    match problem {
        Error::Io(_) | Error::Tls(_) | Error::Protocol(_) | Error::PoolClosed | Error::WorkerCrashed => {
            Some(Trouble::Away)
        }
        // No connection in all that time: the server is away, or everybody is at work.
        Error::PoolTimedOut => Some(Trouble::Away),
        Error::Database(answer) => match answer.code()?.as_ref() {
            "53100" => Some(Trouble::Full),
            "25006" | "3D000" => Some(Trouble::Away),
            code if code.starts_with("08") || code.starts_with("57P") => Some(Trouble::Away),
            code if code.starts_with("53") => Some(Trouble::Busy),
            _ => None,
        },
        _ => None,
    }
}

impl StoreError {
    /// Whether it is the row that stands in the way, so that work on other rows may go on.
    pub fn is_of_a_row(&self) -> bool {
        match self {
            Self::Conflict | Self::Exists { .. } | Self::Content { .. } | Self::HiddenSign { .. } => true,
            Self::Statement { source, .. } | Self::Column { source, .. } => source.is_of_a_row(),
            Self::Address(_) | Self::Open { .. } | Self::StepChanged { .. } | Self::Durability(_) => false,
            Self::LogWithoutFile { .. } | Self::NewerSchema { .. } => false,
        }
    }

    pub(crate) fn statement(statement: &'static str, source: impl Into<EngineError>) -> Self {
        let source = source.into();
        if source.is_unique_violation() {
            Self::Exists { statement, source }
        } else {
            Self::Statement { statement, source }
        }
    }

    /// What keeps the database from working at all, where the error is about that.
    pub fn trouble(&self) -> Option<Trouble> {
        match self {
            Self::Open { .. } => Some(Trouble::Away),
            Self::Statement { source, .. } => source.trouble(),
            _ => None,
        }
    }

    pub(crate) fn content(column: &str, expected: &str) -> Self {
        Self::Content { column: column.to_owned(), of_row: String::new(), expected: expected.to_owned() }
    }
}
