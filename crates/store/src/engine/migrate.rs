//! Numbered steps of the schema, the same numbers and the same text on both engines.
//!
//! A step is written in PostgreSQL's words. For SQLite, `BIGINT` reads INTEGER, `BYTEA` reads BLOB, and the marks
//! `/*rows*/` and `/*clustered*/` after a table's closing bracket become STRICT and STRICT, WITHOUT ROWID. For PostgreSQL,
//! `TEXT` is ordered and compared by bytes, as SQLite does, whatever language the server was set up for. A line that begins
//! with `--sqlite ` or `--postgres ` is for that engine alone. A step that has shipped is never edited, and the checksums that
//! a database keeps see to it; old code must survive a new step (add before you use, stop using before you drop).

mod checksum;
mod postgres;
mod sqlite;

use super::{Db, Engine};
use crate::error::StoreError;

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
    20 "0020_step_checksums"
    21 "0021_chain_digests"
};

/// Takes the steps that the database has not; gives their names.
///
/// Errors: a step that it has taken is another today; the engine refuses one.
pub(super) async fn run(db: &Db) -> Result<Vec<&'static str>, StoreError> {
    match db {
        Db::Sqlite(db) => sqlite::run(db).await,
        Db::Postgres(db) => postgres::run(db).await,
    }
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
