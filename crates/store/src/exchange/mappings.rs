//! The mappings that a city has saved, in all their versions.

use changxiao_domain::{
    ids::{CityId, PersonId},
    time::Instant,
};

use crate::{Db, StoreError, Tx, params, sql};

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

sql! {
    NEWEST_MAPPINGS = "
        SELECT m.name, m.version, m.document, m.person_id, m.saved_at
        FROM order_mappings m
        WHERE m.city_id = $1
          AND m.version = (SELECT MAX(n.version) FROM order_mappings n WHERE n.city_id = m.city_id AND n.name = m.name)
        ORDER BY m.name";
    PUT_MAPPING = "
        INSERT INTO order_mappings (city_id, name, version, document, person_id, saved_at)
        VALUES                     ($1,      $2,   $3,      $4,       $5,        $6)";
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
