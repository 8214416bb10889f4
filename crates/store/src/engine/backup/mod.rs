//! A copy of the whole database as it stood at one moment, taken while it is written to, and put back into an empty one.
//!
//! SQLite gives a copy of its file through its own backup interface, read within one transaction, so that the copy is of one moment and
//! holds the log as well; `cp` of a running database's file does neither. PostgreSQL gives every table in the text form of COPY within one
//! repeatable-read transaction, so that nothing but this program is needed.
//!
//! [`DatabaseCopy`] says what lies there: the steps of the schema that the database had taken, and each file with its rows and its SHA-256.

mod copied;
mod postgres;
mod sqlite;

use std::{io, path::Path};

use serde::{Deserialize, Serialize};

use super::{Address, Db, migrate::MIGRATIONS};
use crate::error::StoreError;

pub use copied::{Copied, write_durably};

/// What a copy of a database holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseCopy {
    /// `sqlite` or `postgres`: a copy goes back into the engine that it came from.
    pub engine: String,
    /// The steps of the schema, in their order.
    pub steps: Vec<Step>,
    /// Tables in the order in which they can be filled; none that belongs to the engine.
    pub tables: Vec<CopiedTable>,
    /// The files of the database: one of SQLite, one a table of PostgreSQL.
    pub files: Vec<Copied>,
}

/// A step of the schema that the database has taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub step: i64,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CopiedTable {
    pub name: String,
    pub columns: Vec<String>,
    pub rows: u64,
}

/// How far a copy is: of so many parts so many are done.
pub type Progress<'a> = &'a (dyn Fn(&str, u64, u64) + Sync);

#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("{path} could not be written or read")]
    File { path: String, source: io::Error },
    #[error("{path} is not what was backed up: its content has changed since. Use another backup")]
    Altered { path: String },
    #[error("{path} holds {found} rows where {kept} were backed up")]
    Rows { path: String, kept: u64, found: u64 },
    #[error(
        "there is a database at {0} already, and nothing is put over it. Name an empty place with --data or --database, or move what is \
         there away"
    )]
    NotEmpty(String),
    #[error(
        "the backup is one of {kept}, and the database named is one of {wanted}; a backup goes back into the engine that it came from"
    )]
    OtherEngine { kept: String, wanted: &'static str },
    #[error("the copy of the database is damaged: {0}")]
    Damaged(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl BackupError {
    pub fn file(path: &Path) -> impl Fn(io::Error) -> Self + use<> {
        let path = path.display().to_string();
        move |source| Self::File { path: path.clone(), source }
    }
}

/// Copies the database into this folder, as it stands at one moment after the call. Everything that was acknowledged before the call is in
/// it.
pub async fn copy(db: &Db, to: &Path, progress: Progress<'_>) -> Result<DatabaseCopy, BackupError> {
    match db {
        Db::Sqlite(db) => sqlite::copy(db, to, progress).await,
        Db::Postgres(db) => postgres::copy(db, to, progress).await,
    }
}

/// Puts a copy back into an empty place; the schema is that of the copy then, and [`Db::migrate`] takes the steps that are missing.
///
/// Errors: the place is not empty, and nothing was changed; the copy is of another engine, of a later release, or not what it was.
pub async fn put_back(
    address: &Address,
    from: &Path,
    kept: &DatabaseCopy,
    progress: Progress<'_>,
) -> Result<(), BackupError> {
    let wanted = match address {
        Address::Sqlite(_) => sqlite::ENGINE,
        Address::Postgres(_) => postgres::ENGINE,
    };
    if kept.engine != wanted {
        return Err(BackupError::OtherEngine { kept: kept.engine.clone(), wanted });
    }
    let known = |step: &Step| MIGRATIONS.iter().any(|migration| migration.step == step.step);
    if let Some(step) = kept.steps.iter().find(|step| !known(step)) {
        return Err(StoreError::NewerSchema { step: step.name.clone() }.into());
    }
    for file in &kept.files {
        file.check(from).await?;
    }
    match address {
        Address::Sqlite(path) => sqlite::put_back(path, from, kept).await,
        Address::Postgres(url) => postgres::put_back(url, from, kept, progress).await,
    }
}

/// Whether there is nothing at this place that a copy would be put over.
///
/// Errors: [`BackupError::NotEmpty`].
pub async fn refuse_what_is_there(address: &Address) -> Result<(), BackupError> {
    match address {
        Address::Sqlite(path) => sqlite::refuse_what_is_there(path),
        Address::Postgres(url) => postgres::refuse_what_is_there(url).await,
    }
}
