//! Questions that `changxiao doctor` asks of the database.

use changxiao_domain::ids::CityId;

use crate::{Db, Engine, StoreError, engine::Built, params, sql};

sql! {
    CASE_PHOTOS = "
        SELECT file_hash FROM case_photos WHERE city_id = $1
        UNION
        SELECT file_hash FROM evidence WHERE city_id = $1
        ORDER BY file_hash";
}

/// A setting of the engine that matters, with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    /// How SQLite keeps its log.
    SqliteJournal(String),
    /// Whether PostgreSQL keeps what it acknowledges.
    PostgresSafety { name: &'static str, value: String },
    /// After so many milliseconds PostgreSQL gives up what nobody waits for.
    PostgresTimeout(String),
}

impl Setting {
    /// Whether the engine keeps what it acknowledges, and gives up what nobody waits for.
    pub fn is_good(&self) -> bool {
        match self {
            Setting::SqliteJournal(value) => value == "wal",
            Setting::PostgresSafety { value, .. } => value != "off",
            Setting::PostgresTimeout(value) => value != "0",
        }
    }
}

/// The settings that matter, as they are.
pub async fn settings(db: &Db) -> Result<Vec<Setting>, StoreError> {
    match db.engine() {
        Engine::Sqlite => {
            let text = "SELECT journal_mode AS answer FROM pragma_journal_mode".to_owned();
            let journal = db.row(Built { name: "store::doctor::journal", text }, params![]).await?;
            let journal = journal.map_or(Ok(String::new()), |row| row.text("answer"))?;
            Ok(vec![Setting::SqliteJournal(journal)])
        }
        Engine::Postgres => {
            let mut findings = Vec::new();
            for setting in ["fsync", "synchronous_commit", "full_page_writes", "statement_timeout"] {
                let text = "SELECT setting FROM pg_settings WHERE name = $1".to_owned();
                let row = db.row(Built { name: "store::doctor::setting", text }, params![setting]).await?;
                let value = row.map_or(Ok(String::new()), |row| row.text("setting"))?;
                findings.push(match setting {
                    "statement_timeout" => Setting::PostgresTimeout(value),
                    name => Setting::PostgresSafety { name, value },
                });
            }
            Ok(findings)
        }
    }
}

/// How large the database is, in bytes; of SQLite without its log.
pub async fn bytes(db: &Db) -> Result<i64, StoreError> {
    let text = match db.engine() {
        Engine::Sqlite => "SELECT p.page_count * s.page_size AS n FROM pragma_page_count AS p, pragma_page_size AS s",
        Engine::Postgres => "SELECT pg_database_size(current_database()) AS n",
    };
    let row = db.row(Built { name: "store::doctor::bytes", text: text.to_owned() }, params![]).await?;
    row.map_or(Ok(0), |row| row.int("n"))
}

/// Hashes of every photo that a case shows, and of every file of the evidence store.
pub async fn photos_of_cases(db: &Db, city: CityId) -> Result<Vec<[u8; 32]>, StoreError> {
    db.rows(&CASE_PHOTOS, params![city]).await?.iter().map(|row| row.hash("file_hash")).collect()
}
