//! What was imported, when, by whom.

pub mod left;

use changxiao_domain::{
    ids::{CityId, ImportId, PersonId},
    time::Instant,
};

use crate::{Db, StoreError, Tx, columns, engine::Row, params, sql};

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
    /// When it was taken back; none where it stands.
    pub taken_back_at: Option<Instant>,
    pub taken_back_by: Option<PersonId>,
}

columns! {
    /// The columns of `imports` behind the city.
    IMPORT_COLUMNS, import_values(row: &ImportRow) {
        import_id = row.id,
        kind = &row.kind,
        file_name = &row.file_name,
        file_hash = row.file_hash,
        rows_read = row.rows_read,
        added = row.added,
        changed = row.changed,
        unchanged = row.unchanged,
        person_id = row.person,
        at = row.at,
        taken_back_at = row.taken_back_at,
        taken_back_by = row.taken_back_by,
    }

    /// The columns of `import_drafts` behind the city.
    DRAFT_COLUMNS, draft_values(draft: &DraftRow) {
        draft_id = draft.id,
        person_id = draft.person,
        kind = &draft.kind,
        file_name = &draft.file_name,
        content = draft.content.clone(),
        datum = draft.datum.clone(),
        at = draft.at,
        reading = draft.reading.clone(),
        plan = draft.plan.map(Vec::from),
    }
}

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
    ONE_IMPORT = (IMPORT_COLUMNS "
        SELECT {}
        FROM imports
        WHERE city_id = $1 AND import_id = $2");
    STANDING_IMPORTS = (IMPORT_COLUMNS "
        SELECT {}
        FROM imports i
        WHERE city_id = $1 AND kind = $2 AND taken_back_at IS NULL AND EXISTS (
            SELECT 1
            FROM import_rows r
            WHERE r.city_id = i.city_id AND r.import_id = i.import_id)
        ORDER BY import_id");
    STANDING_KINDS = "
        SELECT kind, MIN(at) AS at
        FROM imports i
        WHERE city_id = $1 AND taken_back_at IS NULL AND EXISTS (
            SELECT 1
            FROM import_rows r
            WHERE r.city_id = i.city_id AND r.import_id = i.import_id)
        GROUP BY kind";
    MARK_TAKEN_BACK = "
        UPDATE imports
        SET taken_back_at = $4, taken_back_by = $3
        WHERE city_id = $1 AND import_id = $2 AND taken_back_at IS NULL";
    KEEP_DRAFT = (DRAFT_COLUMNS "
        INSERT INTO import_drafts (city_id, {})
        VALUES ($1, {$2})");
    FIND_DRAFT = (DRAFT_COLUMNS "
        SELECT {}
        FROM import_drafts
        WHERE city_id = $1 AND draft_id = $2 AND person_id = $3 AND at >= $4");
    REMOVE_OLD_DRAFTS = "DELETE FROM import_drafts WHERE city_id = $1 AND at < $2";
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
    /// How the file is read, as JSON.
    pub reading: Option<String>,
    /// SHA-256 of the plan that was shown.
    pub plan: Option<[u8; 32]>,
}

pub async fn keep_draft(tx: &mut Tx, city: CityId, draft: &DraftRow) -> Result<(), StoreError> {
    let values = params![city].and(draft_values(draft));
    tx.execute(&KEEP_DRAFT, values).await?;
    Ok(())
}

/// The file, if it is this person's and was kept since `since`.
pub async fn draft(
    db: &Db,
    city: CityId,
    id: ImportId,
    person: PersonId,
    since: Instant,
) -> Result<Option<DraftRow>, StoreError> {
    let Some(row) = db.row(&FIND_DRAFT, params![city, id, person, since]).await? else { return Ok(None) };
    Ok(Some(DraftRow {
        id: row.id("draft_id", ImportId)?,
        person: row.id("person_id", PersonId)?,
        kind: row.text("kind")?,
        file_name: row.text("file_name")?,
        content: row.blob("content")?,
        datum: row.opt_text("datum")?,
        at: row.instant("at")?,
        reading: row.opt_text("reading")?,
        plan: row.opt_hash("plan")?,
    }))
}

/// Removes the files of a person, and everybody's from before `older_than`.
pub async fn remove_drafts(tx: &mut Tx, city: CityId, person: PersonId, older_than: Instant) -> Result<(), StoreError> {
    tx.execute(&REMOVE_DRAFTS, params![city, person, older_than]).await?;
    Ok(())
}

/// Removes everybody's files from before `older_than`; how many.
pub async fn remove_old_drafts(tx: &mut Tx, city: CityId, older_than: Instant) -> Result<u64, StoreError> {
    tx.execute(&REMOVE_OLD_DRAFTS, params![city, older_than]).await
}

pub async fn record(tx: &mut Tx, city: CityId, row: &ImportRow) -> Result<(), StoreError> {
    let values = params![city].and(import_values(row));
    tx.execute(&INSERT_IMPORT, values).await?;
    Ok(())
}

pub async fn newest(db: &Db, city: CityId, most: i64) -> Result<Vec<ImportRow>, StoreError> {
    db.rows(&NEWEST_IMPORTS, params![city, most]).await?.iter().map(import).collect()
}

pub async fn one(db: &Db, city: CityId, id: ImportId) -> Result<Option<ImportRow>, StoreError> {
    db.row(&ONE_IMPORT, params![city, id]).await?.as_ref().map(import).transpose()
}

/// The imports of a kind that were not taken back and left something, the oldest first.
pub async fn standing(db: &Db, city: CityId, kind: &str) -> Result<Vec<ImportRow>, StoreError> {
    db.rows(&STANDING_IMPORTS, params![city, kind]).await?.iter().map(import).collect()
}

/// Kinds of which an import stands that left something, each with when the first of them came.
pub async fn standing_kinds(db: &Db, city: CityId) -> Result<Vec<(String, Instant)>, StoreError> {
    let rows = db.rows(&STANDING_KINDS, params![city]).await?;
    rows.iter().map(|row| Ok((row.text("kind")?, row.instant("at")?))).collect()
}

/// Says that an import was taken back. False: somebody did before.
pub async fn mark_taken_back(
    tx: &mut Tx,
    city: CityId,
    id: ImportId,
    person: PersonId,
    at: Instant,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&MARK_TAKEN_BACK, params![city, id, person, at]).await? > 0)
}

fn import(row: &Row) -> Result<ImportRow, StoreError> {
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
        taken_back_at: row.opt_instant("taken_back_at")?,
        taken_back_by: row.opt_id("taken_back_by", PersonId)?,
    })
}
