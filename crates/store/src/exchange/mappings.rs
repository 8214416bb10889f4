//! The mappings that a city has saved, in all their versions.

use changxiao_domain::{
    ids::{CityId, PersonId},
    time::Instant,
};

use crate::{Db, StoreError, Tx, engine::Columns, params, sql};

/// One version of a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingRow {
    pub name: String,
    /// 1 for the first.
    pub version: i64,
    /// JSON.
    pub document: String,
    pub person: Option<PersonId>,
    pub saved_at: Instant,
}

/// The columns of `order_mappings` behind the city.
const MAPPING_COLUMNS: Columns = &["name", "version", "document", "person_id", "saved_at"];

sql! {
    NEWEST_MAPPINGS = (MAPPING_COLUMNS "
        SELECT {m.}
        FROM order_mappings m
        WHERE m.city_id = $1
          AND m.version = (SELECT MAX(n.version) FROM order_mappings n WHERE n.city_id = m.city_id AND n.name = m.name)
        ORDER BY m.name");
    PUT_MAPPING = (MAPPING_COLUMNS "
        INSERT INTO order_mappings (city_id, {})
        VALUES ($1, {$2})");
}

/// The newest version of each, by name.
pub async fn newest(db: &Db, city: CityId) -> Result<Vec<MappingRow>, StoreError> {
    db.rows(&NEWEST_MAPPINGS, params![city])
        .await?
        .iter()
        .map(|row| {
            Ok(MappingRow {
                name: row.text("name")?,
                version: row.int("version")?,
                document: row.text("document")?,
                person: row.opt_id("person_id", PersonId)?,
                saved_at: row.instant("saved_at")?,
            })
        })
        .collect()
}

/// Saves a version. [`StoreError::Exists`]: somebody has just saved this one.
pub async fn put(tx: &mut Tx, city: CityId, row: &MappingRow) -> Result<(), StoreError> {
    tx.execute(&PUT_MAPPING, params![city, &row.name, row.version, &row.document, row.person, row.saved_at]).await?;
    Ok(())
}
