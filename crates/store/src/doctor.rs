//! Questions that `changxiao doctor` asks of the database.

use changxiao_domain::ids::CityId;

use crate::{Db, Engine, StoreError, engine::Built, params, sql};

sql! {
    CASE_PHOTOS = "SELECT DISTINCT file_hash FROM case_photos WHERE city_id = $1 ORDER BY file_hash";
}

/// Whether the engine keeps what it acknowledges, and gives up what nobody waits for: true and a sentence for each setting that
/// matters.
pub async fn settings(db: &Db) -> Result<Vec<(bool, String)>, StoreError> {
    match db.engine() {
        Engine::Sqlite => {
            let text = "SELECT journal_mode AS answer FROM pragma_journal_mode".to_owned();
            let journal = db.row(Built { name: "store::doctor::journal", text }, params![]).await?;
            let journal = journal.map_or(Ok(String::new()), |row| row.text("answer"))?;
            Ok(vec![(
                journal == "wal",
                format!("SQLite journal is {journal}; a reply waits for the log to be on disk"),
            )])
        }
        Engine::Postgres => {
            let mut findings = Vec::new();
            for setting in ["fsync", "synchronous_commit", "full_page_writes", "statement_timeout"] {
                let text = "SELECT setting FROM pg_settings WHERE name = $1".to_owned();
                let row = db.row(Built { name: "store::doctor::setting", text }, params![setting]).await?;
                let value = row.map_or(Ok(String::new()), |row| row.text("setting"))?;
                findings.push(match setting {
                    "statement_timeout" => (value != "0", format!("PostgreSQL gives a question up after {value} ms")),
                    _ => (value != "off", format!("PostgreSQL {setting} is {value}")),
                });
            }
            Ok(findings)
        }
    }
}

/// Hashes of every photo that a case shows.
pub async fn photos_of_cases(db: &Db, city: CityId) -> Result<Vec<[u8; 32]>, StoreError> {
    db.rows(&CASE_PHOTOS, params![city]).await?.iter().map(|row| row.hash("file_hash")).collect()
}
