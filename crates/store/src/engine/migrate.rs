//! Numbered steps of the schema, the same numbers and the same text on both engines.
//!
//! A step is written in PostgreSQL's words. For SQLite, `BIGINT` reads INTEGER, `BYTEA` reads BLOB, and the marks
//! `/*rows*/` and `/*clustered*/` after a table's closing bracket become STRICT and STRICT, WITHOUT ROWID. For PostgreSQL,
//! `TEXT` is ordered and compared by bytes, as SQLite does, whatever language the server was set up for. A line that begins
//! with `--sqlite ` or `--postgres ` is for that engine alone; one that begins with `--events ` is the table of a procedure's sealed
//! events ([`events`]). A step that has shipped is never edited, and the checksums that
//! a database keeps see to it; old code must survive a new step (add before you use, stop using before you drop).

mod checksum;
mod events;
mod postgres;
mod sqlite;

pub(super) use postgres::{lock_for_steps, take_these};

use super::{Db, Engine};
use crate::error::StoreError;

pub struct Migration {
    pub step: i64,
    pub name: &'static str,
    pub text: &'static str,
}

/// Every step, in order: the files of the folder `migrations`.
pub const MIGRATIONS: &[Migration] = include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

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
    let text = events::written_out(text);
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
