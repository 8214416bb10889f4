//! A whole installation in a folder, taken while it runs, and put back into an empty one: the database as it stood at one moment, and every
//! photo that it knows.
//!
//! The folder holds `database/`, `photos/` and, written last, `backup.json`, which says what is there. A folder without it is no backup.
//! Keys and configuration are not in it: whoever finds a backup must not be able to seal events or to sign in with it.

mod create;
mod restore;

use std::{io, path::Path};

use changxiao_files::photos::PhotoError;
use changxiao_store::{
    StoreError,
    engine::backup::{BackupError, DatabaseCopy},
};
use serde::{Deserialize, Serialize};

pub use create::create;
pub use restore::{Restored, restore};

use crate::AppError;

const FORMAT: &str = "changxiao-backup/1";
const MANIFEST: &str = "backup.json";
const DATABASE: &str = "database";
const PHOTOS: &str = "photos";

/// What a folder holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    format: String,
    /// The version of the program that wrote it.
    pub program: String,
    /// UTC, such as 2026-11-30T04:41:00.000001Z. Everything that was acknowledged before it is in the backup.
    pub began_at: String,
    pub ended_at: String,
    pub database: DatabaseCopy,
    pub photos: Photos,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Photos {
    pub count: u64,
    pub bytes: u64,
    /// Hashes of photos that the database knows and the shelf had not, or not as they were.
    pub missing: Vec<String>,
}

/// How far the work is: of what, so many of so many.
pub type Progress<'a> = &'a (dyn Fn(&str, u64, u64) + Sync);

#[derive(Debug, thiserror::Error)]
pub enum BackupFailed {
    #[error(transparent)]
    Database(#[from] BackupError),
    #[error(transparent)]
    Photo(#[from] PhotoError),
    #[error(transparent)]
    App(#[from] AppError),
    #[error("{0} is not empty. A backup goes into a new folder, so that an earlier one is never half overwritten")]
    FolderNotEmpty(String),
    #[error("{path} holds no whole backup: {why}. A backup that was cut off has no backup.json; take another one")]
    NoBackup { path: String, why: String },
    #[error("{path} could not be written or read")]
    File { path: String, source: io::Error },
}

impl From<StoreError> for BackupFailed {
    fn from(source: StoreError) -> Self {
        Self::Database(source.into())
    }
}

fn file_failed(path: &Path) -> impl Fn(io::Error) -> BackupFailed + use<> {
    let path = path.display().to_string();
    move |source| BackupFailed::File { path: path.clone(), source }
}

impl Manifest {
    /// Errors: the folder holds no whole backup, or one in a form of a later release.
    pub fn read(folder: &Path) -> Result<Self, BackupFailed> {
        let path = folder.join(MANIFEST);
        let no_backup = |why: String| BackupFailed::NoBackup { path: folder.display().to_string(), why };
        let text = std::fs::read_to_string(&path).map_err(|problem| no_backup(format!("{MANIFEST}: {problem}")))?;
        let manifest: Self =
            serde_json::from_str(&text).map_err(|problem| no_backup(format!("{MANIFEST}: {problem}")))?;
        if manifest.format != FORMAT {
            return Err(no_backup(format!("its form is “{}”, and this program reads “{FORMAT}”", manifest.format)));
        }
        Ok(manifest)
    }
}
