//! A city's own words, and how its lists are read.

use changxiao_domain::{
    ids::{CityId, PersonId},
    text::look,
    time::Instant,
};

use crate::{Db, StoreError, Tx, columns, params, sql};

/// What one text stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SynonymRow {
    /// `unit`, `division`, `site_type` and so on.
    pub sort: String,
    /// As somebody wrote it.
    pub written: String,
    pub code: String,
    pub person: Option<PersonId>,
    pub at: Instant,
}

/// How lists of a kind are read, under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadingRow {
    pub kind: String,
    pub name: String,
    /// JSON.
    pub document: String,
    pub person: Option<PersonId>,
    pub at: Instant,
}

columns! {
    SYNONYM_COLUMNS, synonym_values(row: &SynonymRow) {
        sort = &row.sort,
        looks = look(&row.written),
        written = &row.written,
        code = &row.code,
        person_id = row.person,
        at = row.at,
    }

    READING_COLUMNS, reading_values(row: &ReadingRow) {
        kind = &row.kind,
        name = &row.name,
        document = &row.document,
        person_id = row.person,
        at = row.at,
    }
}

sql! {
    ALL_SYNONYMS = "
        SELECT sort, written, code, person_id, at
        FROM synonyms
        WHERE city_id = $1
        ORDER BY sort, looks";
    PUT_SYNONYM = (SYNONYM_COLUMNS "
        INSERT INTO synonyms (city_id, {})
        VALUES ($1, {$2})
        ON CONFLICT (city_id, sort, looks) DO UPDATE SET written = excluded.written, code = excluded.code,
            person_id = excluded.person_id, at = excluded.at");
    REMOVE_SYNONYM = "DELETE FROM synonyms WHERE city_id = $1 AND sort = $2 AND looks = $3";
    ALL_READINGS = "
        SELECT kind, name, document, person_id, at
        FROM readings
        WHERE city_id = $1
        ORDER BY kind, name";
    PUT_READING = (READING_COLUMNS "
        INSERT INTO readings (city_id, {})
        VALUES ($1, {$2})
        ON CONFLICT (city_id, kind, name) DO UPDATE SET document = excluded.document, person_id = excluded.person_id,
            at = excluded.at");
    REMOVE_READING = "DELETE FROM readings WHERE city_id = $1 AND kind = $2 AND name = $3";
}

/// Everything that the city has said, by sort.
pub async fn all(db: &Db, city: CityId) -> Result<Vec<SynonymRow>, StoreError> {
    db.rows(&ALL_SYNONYMS, params![city])
        .await?
        .iter()
        .map(|row| {
            Ok(SynonymRow {
                sort: row.text("sort")?,
                written: row.text("written")?,
                code: row.text("code")?,
                person: row.opt_id("person_id", PersonId)?,
                at: row.instant("at")?,
            })
        })
        .collect()
}

/// Keeps what a text stands for; what it stood for before goes.
pub async fn put(tx: &mut Tx, city: CityId, row: &SynonymRow) -> Result<(), StoreError> {
    let values = params![city].and(synonym_values(row));
    tx.execute(&PUT_SYNONYM, values).await?;
    Ok(())
}

/// True when there was such a word.
pub async fn remove(tx: &mut Tx, city: CityId, sort: &str, written: &str) -> Result<bool, StoreError> {
    Ok(tx.execute(&REMOVE_SYNONYM, params![city, sort, look(written)]).await? > 0)
}

/// Every reading of the city, by kind and name.
pub async fn readings(db: &Db, city: CityId) -> Result<Vec<ReadingRow>, StoreError> {
    db.rows(&ALL_READINGS, params![city])
        .await?
        .iter()
        .map(|row| {
            Ok(ReadingRow {
                kind: row.text("kind")?,
                name: row.text("name")?,
                document: row.text("document")?,
                person: row.opt_id("person_id", PersonId)?,
                at: row.instant("at")?,
            })
        })
        .collect()
}

/// Keeps a reading under its name; what was kept under it before goes.
pub async fn put_reading(tx: &mut Tx, city: CityId, row: &ReadingRow) -> Result<(), StoreError> {
    let values = params![city].and(reading_values(row));
    tx.execute(&PUT_READING, values).await?;
    Ok(())
}

/// True when there was such a reading.
pub async fn remove_reading(tx: &mut Tx, city: CityId, kind: &str, name: &str) -> Result<bool, StoreError> {
    Ok(tx.execute(&REMOVE_READING, params![city, kind, name]).await? > 0)
}
