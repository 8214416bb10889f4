//! Documents of procedures while they are being written: one for each key.

use changxiao_domain::{
    ids::{CityId, PersonId},
    matters::Code,
    sealing::Hash,
    time::Instant,
};

use super::procedures::{people, written};
use crate::{Db, StoreError, Tx, columns, engine::Row, params, sql};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRow {
    pub key: Code,
    /// As a document is written; it may have faults.
    pub document: String,
    /// The edition that shipped when it was begun.
    pub based_on: Option<Hash>,
    pub is_proposed: bool,
    /// Everybody who changed it.
    pub written_by: Vec<PersonId>,
    pub changed_at: Instant,
    /// Of what was read; 0 of a new one.
    pub version: i64,
}

columns! {
    DRAFT_COLUMNS, draft_values(draft: &DraftRow) {
        procedure_key = draft.key.as_str(),
        document = &draft.document,
        based_hash = draft.based_on,
        is_proposed = i64::from(draft.is_proposed),
        written_by = written(&draft.written_by),
        changed_at = draft.changed_at,
    }
}

sql! {
    DRAFTS = (DRAFT_COLUMNS "
        SELECT {}, version
        FROM procedure_drafts
        WHERE city_id = $1
        ORDER BY procedure_key");
    DRAFT = (DRAFT_COLUMNS "
        SELECT {}, version
        FROM procedure_drafts
        WHERE city_id = $1 AND procedure_key = $2");
    INSERT = (DRAFT_COLUMNS "
        INSERT INTO procedure_drafts (city_id, {}, version)
        VALUES ($1, {$2}, 1)
        ON CONFLICT (city_id, procedure_key) DO NOTHING");
    UPDATE = "
        UPDATE procedure_drafts
        SET document = $4, is_proposed = $5, written_by = $6, changed_at = $7, version = version + 1
        WHERE city_id = $1 AND procedure_key = $2 AND version = $3";
    DELETE = "
        DELETE FROM procedure_drafts
        WHERE city_id = $1 AND procedure_key = $2 AND version = $3";
}

pub async fn drafts(db: &Db, city: CityId) -> Result<Vec<DraftRow>, StoreError> {
    db.rows(&DRAFTS, params![city]).await?.iter().map(read).collect()
}

pub async fn draft(db: &Db, city: CityId, key: Code) -> Result<Option<DraftRow>, StoreError> {
    db.row(&DRAFT, params![city, key.as_str()]).await?.as_ref().map(read).transpose()
}

/// Saves what is written of a draft in the version that was read.
///
/// Errors: [`StoreError::Conflict`] where another one was saved since, or one is there already.
pub async fn put_draft(tx: &mut Tx, city: CityId, draft: &DraftRow) -> Result<(), StoreError> {
    let saved = match draft.version {
        0 => tx.execute(&INSERT, params![city].and(draft_values(draft))).await?,
        version => {
            let values = params![
                city,
                draft.key.as_str(),
                version,
                &draft.document,
                i64::from(draft.is_proposed),
                written(&draft.written_by),
                draft.changed_at,
            ];
            tx.execute(&UPDATE, values).await?
        }
    };
    if saved == 0 { Err(StoreError::Conflict) } else { Ok(()) }
}

/// Errors: [`StoreError::Conflict`] where it was changed since it was read.
pub async fn drop_draft(tx: &mut Tx, city: CityId, draft: &DraftRow) -> Result<(), StoreError> {
    let gone = tx.execute(&DELETE, params![city, draft.key.as_str(), draft.version]).await?;
    if gone == 0 { Err(StoreError::Conflict) } else { Ok(()) }
}

fn read(row: &Row) -> Result<DraftRow, StoreError> {
    Ok(DraftRow {
        key: row.code("procedure_key", Code::parse)?,
        document: row.text("document")?,
        based_on: row.opt_hash("based_hash")?,
        is_proposed: row.flag("is_proposed")?,
        written_by: people(&row.text("written_by")?)?,
        changed_at: row.instant("changed_at")?,
        version: row.int("version")?,
    })
}
