//! What can go wrong between us and the data.

use std::io;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("“{0}” names no database: write sqlite:PATH or postgres://user:password@host/name")]
    Address(String),
    #[error("the database {address} could not be opened")]
    Open { address: String, source: sqlx::Error },
    /// Somebody saved in between: the version that was read is no longer the newest.
    #[error("someone else changed this in the meantime")]
    Conflict,
    /// A unique index refused: the thing is there already.
    #[error("{statement}: this is there already")]
    Exists { statement: &'static str, source: sqlx::Error },
    #[error("{statement} failed")]
    Statement { statement: &'static str, source: sqlx::Error },
    #[error("column {column} could not be read")]
    Column { column: String, source: sqlx::Error },
    #[error("column {column} holds something other than {expected}")]
    Content { column: String, expected: String },
    #[error("what was written may not be on the disk")]
    Durability(#[source] io::Error),
}

impl StoreError {
    pub(crate) fn statement(statement: &'static str, source: sqlx::Error) -> Self {
        let exists = source.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation);
        if exists { Self::Exists { statement, source } } else { Self::Statement { statement, source } }
    }

    pub(crate) fn content(column: &str, expected: &str) -> Self {
        Self::Content { column: column.to_owned(), expected: expected.to_owned() }
    }
}
