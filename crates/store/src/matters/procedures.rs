//! Documents by the hash of their content: those of the city, and those that ship, kept since they were first used.

use changxiao_domain::{ids::CityId, matters::LoadedDocument, sealing::Hash, time::Instant};

use crate::{Db, StoreError, Tx, params, sql};

sql! {
    IN_USE = "
        SELECT document_hash, document, is_own, version
        FROM procedures
        WHERE city_id = $1 AND in_use = 1
        ORDER BY procedure_key, document_hash";
    KEEP = "
        INSERT INTO procedures (city_id, document_hash, procedure_key, edition, document, is_own, in_use, changed_at, version)
        VALUES                 ($1,      $2,            $3,            $4,      $5,       0,      0,      $6,         1)
        ON CONFLICT (city_id, document_hash) DO NOTHING";
    RETIRE = "
        UPDATE procedures SET in_use = 0, changed_at = $3, version = version + 1
        WHERE city_id = $1 AND procedure_key = $2 AND in_use = 1";
    PUT_OWN = "
        INSERT INTO procedures (city_id, document_hash, procedure_key, edition, document, is_own, in_use, changed_at, version)
        VALUES                 ($1,      $2,            $3,            $4,      $5,       1,      1,      $6,         1)
        ON CONFLICT (city_id, document_hash) DO UPDATE
        SET is_own = 1, in_use = 1, changed_at = $6, version = procedures.version + 1";
}

/// A document of the city.
pub struct ProcedureRow {
    pub hash: Hash,
    pub document: String,
    pub version: i64,
}

/// The documents that the city made its own, one for each key.
pub async fn in_use(db: &Db, city: CityId) -> Result<Vec<ProcedureRow>, StoreError> {
    let row = |row: &crate::engine::Row| {
        Ok(ProcedureRow {
            hash: row.hash("document_hash")?,
            document: row.text("document")?,
            version: row.int("version")?,
        })
    };
    db.rows(&IN_USE, params![city]).await?.iter().map(row).collect()
}

/// Keeps a document that is used, once.
pub async fn keep(tx: &mut Tx, city: CityId, kept: &LoadedDocument, at: Instant) -> Result<(), StoreError> {
    let document = &kept.document;
    let values = params![city, kept.hash, document.key.as_str(), &document.edition, document.written(), at];
    tx.execute(&KEEP, values).await?;
    Ok(())
}

/// What ships stands under this key again; what was begun by the city's own goes on by it.
pub async fn retire(tx: &mut Tx, city: CityId, key: &str, at: Instant) -> Result<u64, StoreError> {
    tx.execute(&RETIRE, params![city, key, at]).await
}

/// Puts the city's own document in the place of whatever stood under its key.
pub async fn put_own(tx: &mut Tx, city: CityId, kept: &LoadedDocument, at: Instant) -> Result<(), StoreError> {
    let document = &kept.document;
    retire(tx, city, document.key.as_str(), at).await?;
    let values = params![city, kept.hash, document.key.as_str(), &document.edition, document.written(), at];
    tx.execute(&PUT_OWN, values).await?;
    Ok(())
}
