//! What is open although nobody asks for it any more.

use changxiao_domain::{
    ids::{CityId, MatterId},
    matters::LoadedDocument,
    sealing::Hash,
};

use super::save::kept;
use crate::{Db, StoreError, params, sql};

sql! {
    DOCUMENTS = "SELECT document_hash FROM procedures WHERE city_id = $1 ORDER BY document_hash";
    OPEN = "
        SELECT matter_id
        FROM matters
        WHERE city_id = $1 AND document_hash = $2 AND is_open = 1 AND level = $3 AND matter_id > $4
        ORDER BY matter_id
        LIMIT $5";
}

/// Every document by which something was ever begun.
pub async fn documents(db: &Db, city: CityId) -> Result<Vec<&'static LoadedDocument>, StoreError> {
    let mut documents = Vec::new();
    for row in db.rows(&DOCUMENTS, params![city]).await? {
        let hash: Hash = row.hash("document_hash")?;
        documents.push(kept(db, city, &hash).await?);
    }
    Ok(documents)
}

/// What is open of those of whom something is asked by this document: its parts, or where it has none the wholes. Behind this one, at most `most`.
pub async fn open_by(
    db: &Db,
    city: CityId,
    document: &LoadedDocument,
    behind: Option<MatterId>,
    most: i64,
) -> Result<Vec<MatterId>, StoreError> {
    let level = if document.document.part.is_some() { "part" } else { "whole" };
    let behind = behind.map_or_else(Vec::new, |id| id.as_bytes().to_vec());
    let rows = db.rows(&OPEN, params![city, document.hash, level, behind, most]).await?;
    rows.iter().map(|row| row.read("matter_id")).collect()
}
