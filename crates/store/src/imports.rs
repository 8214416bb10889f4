//! What was imported, when, by whom.

use changxiao_domain::{
    ids::{CityId, ImportId, PersonId},
    time::Instant,
};

use crate::{Db, StoreError, Tx, params, sql};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRow {
    pub id: ImportId,
    pub kind: String,
    pub file_name: String,
    pub file_hash: [u8; 32],
    pub rows_read: i64,
    pub added: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub person: Option<PersonId>,
    pub at: Instant,
}

sql! {
    INSERT_IMPORT = "
        INSERT INTO imports (city_id, import_id, kind, file_name, file_hash, rows_read, added, changed, unchanged, person_id, at)
        VALUES              ($1,      $2,        $3,   $4,        $5,        $6,        $7,    $8,      $9,        $10,       $11)";
    NEWEST_IMPORTS = "
        SELECT import_id, kind, file_name, file_hash, rows_read, added, changed, unchanged, person_id, at
        FROM imports
        WHERE city_id = $1
        ORDER BY import_id DESC
        LIMIT $2";
}

pub async fn record(tx: &mut Tx, city: CityId, row: &ImportRow) -> Result<(), StoreError> {
    let values = params![
        city,
        row.id,
        &row.kind,
        &row.file_name,
        row.file_hash,
        row.rows_read,
        row.added,
        row.changed,
        row.unchanged,
        row.person,
        row.at
    ];
    tx.execute(&INSERT_IMPORT, values).await?;
    Ok(())
}

pub async fn newest(db: &Db, city: CityId, most: i64) -> Result<Vec<ImportRow>, StoreError> {
    db.rows(&NEWEST_IMPORTS, params![city, most])
        .await?
        .iter()
        .map(|row| {
            Ok(ImportRow {
                id: row.id("import_id", ImportId)?,
                kind: row.text("kind")?,
                file_name: row.text("file_name")?,
                file_hash: row.hash("file_hash")?,
                rows_read: row.int("rows_read")?,
                added: row.int("added")?,
                changed: row.int("changed")?,
                unchanged: row.int("unchanged")?,
                person: row.opt_id("person_id", PersonId)?,
                at: row.instant("at")?,
            })
        })
        .collect()
}
