//! What was imported, when, by whom.

use changxiao_domain::{
    ids::{CityId, ImportId, PersonId},
    time::Instant,
};

use crate::{Db, StoreError, Tx, engine::Columns, params, sql};

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

/// The columns of `imports` behind the city.
const IMPORT_COLUMNS: Columns =
    &["import_id", "kind", "file_name", "file_hash", "rows_read", "added", "changed", "unchanged", "person_id", "at"];

/// The columns of `import_drafts` behind the city.
const DRAFT_COLUMNS: Columns = &["draft_id", "person_id", "kind", "file_name", "content", "datum", "at"];

sql! {
    INSERT_IMPORT = (IMPORT_COLUMNS "
        INSERT INTO imports (city_id, {})
        VALUES ($1, {$2})");
    NEWEST_IMPORTS = (IMPORT_COLUMNS "
        SELECT {}
        FROM imports
        WHERE city_id = $1
        ORDER BY import_id DESC
        LIMIT $2");
    KEEP_DRAFT = (DRAFT_COLUMNS "
        INSERT INTO import_drafts (city_id, {})
        VALUES ($1, {$2})");
    FIND_DRAFT = (DRAFT_COLUMNS "
        SELECT {}
        FROM import_drafts
        WHERE city_id = $1 AND draft_id = $2 AND person_id = $3");
    REMOVE_DRAFTS = "DELETE FROM import_drafts WHERE city_id = $1 AND (person_id = $2 OR at < $3)";
}

/// A file between the look at it and its import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRow {
    pub id: ImportId,
    pub person: PersonId,
    pub kind: String,
    pub file_name: String,
    pub content: Vec<u8>,
    /// Code of the coordinate system that was chosen.
    pub datum: Option<String>,
    pub at: Instant,
}

pub async fn keep_draft(tx: &mut Tx, city: CityId, draft: &DraftRow) -> Result<(), StoreError> {
    let values = params![
        city,
        draft.id,
        draft.person,
        &draft.kind,
        &draft.file_name,
        draft.content.clone(),
        draft.datum.clone(),
        draft.at
    ];
    tx.execute(&KEEP_DRAFT, values).await?;
    Ok(())
}

/// The file, if it is this person's.
pub async fn draft(db: &Db, city: CityId, id: ImportId, person: PersonId) -> Result<Option<DraftRow>, StoreError> {
    let Some(row) = db.row(&FIND_DRAFT, params![city, id, person]).await? else { return Ok(None) };
    Ok(Some(DraftRow {
        id: row.id("draft_id", ImportId)?,
        person: row.id("person_id", PersonId)?,
        kind: row.text("kind")?,
        file_name: row.text("file_name")?,
        content: row.blob("content")?,
        datum: row.opt_text("datum")?,
        at: row.instant("at")?,
    }))
}

/// Removes the files of a person, and everybody's from before `older_than`.
pub async fn remove_drafts(tx: &mut Tx, city: CityId, person: PersonId, older_than: Instant) -> Result<(), StoreError> {
    tx.execute(&REMOVE_DRAFTS, params![city, person, older_than]).await?;
    Ok(())
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
