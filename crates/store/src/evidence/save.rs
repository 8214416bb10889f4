//! One item: found, kept, changed, taken out.

use changxiao_domain::{
    ids::{CityId, EvidenceId},
    search::index_words,
};

use super::row::{CHANGED, COLUMNS, EvidenceRow, INDEX, changed, evidence, selected, values};
use crate::{Db, StoreError, Tx, engine::Built, narrowed::Narrowed, params, search, sql};

sql! {
    INSERT = (COLUMNS "
        INSERT INTO evidence (city_id, {})
        VALUES ($1, {$2})");
    SAVE = (CHANGED "
        UPDATE evidence
        SET {=$4}, version = version + 1
        WHERE city_id = $1 AND evidence_id = $2 AND version = $3");
    TAKE_TAGS = "DELETE FROM evidence_tags WHERE city_id = $1 AND evidence_id = $2";
    PUT_TAG = "INSERT INTO evidence_tags (city_id, evidence_id, tag) VALUES ($1, $2, $3)";
    TAGS_OF = "SELECT tag FROM evidence_tags WHERE city_id = $1 AND evidence_id = $2 ORDER BY tag";
    PUT_TEXT = "
        INSERT INTO evidence_texts (city_id, evidence_id, text) VALUES ($1, $2, $3)
        ON CONFLICT (city_id, evidence_id) DO UPDATE SET text = excluded.text";
    TEXT_OF = "SELECT text FROM evidence_texts WHERE city_id = $1 AND evidence_id = $2";
}

/// The item of a number, with its campaigns; one that was taken out, too.
pub async fn by_number(db: &Db, city: CityId, number: i64) -> Result<Option<EvidenceRow>, StoreError> {
    let text = format!("{} WHERE e.city_id = $1 AND e.number = $2", selected());
    let found = db.row(Built { name: "store::evidence::by_number", text }, params![city, number]).await?;
    with_tags(db, city, found.as_ref().map(evidence).transpose()?).await
}

/// Those of these numbers that stand in the store, in the order of their numbers, without their campaigns: one statement.
pub async fn by_numbers(db: &Db, city: CityId, numbers: &[i64]) -> Result<Vec<EvidenceRow>, StoreError> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let mut narrowed = Narrowed::of("e.city_id", city);
    narrowed.and("e.removed_at IS NULL", []);
    narrowed.among("e.number IN ({})", numbers.iter().copied());
    let most = i64::try_from(numbers.len()).unwrap_or(i64::MAX);
    let rows = narrowed.first(db, "store::evidence::by_numbers", &selected(), "e.number", most).await?;
    rows.iter().map(evidence).collect()
}

/// The item that holds this content; one that was taken out, too.
pub async fn by_file(db: &Db, city: CityId, hash: &[u8; 32]) -> Result<Option<EvidenceRow>, StoreError> {
    let text = format!("{} WHERE e.city_id = $1 AND e.file_hash = $2", selected());
    let found = db.row(Built { name: "store::evidence::by_file", text }, params![city, hash]).await?;
    with_tags(db, city, found.as_ref().map(evidence).transpose()?).await
}

async fn with_tags(db: &Db, city: CityId, row: Option<EvidenceRow>) -> Result<Option<EvidenceRow>, StoreError> {
    let Some(mut row) = row else { return Ok(None) };
    let tags = db.rows(&TAGS_OF, params![city, row.id]).await?;
    row.item.tags = tags.iter().map(|tag| tag.text("tag")).collect::<Result<_, _>>()?;
    Ok(Some(row))
}

/// The text of its document; empty where it has none.
pub async fn text_of(db: &Db, city: CityId, id: EvidenceId) -> Result<String, StoreError> {
    db.row(&TEXT_OF, params![city, id]).await?.map_or(Ok(String::new()), |row| row.text("text"))
}

/// Keeps a new item with the text of its document, and puts the words of `searched` into the index.
///
/// Errors: [`StoreError::Exists`] where the number or the content is taken.
pub async fn insert(
    tx: &mut Tx,
    city: CityId,
    row: &EvidenceRow,
    text: &str,
    searched: &[String],
) -> Result<(), StoreError> {
    tx.execute(&INSERT, params![city].and(values(row))).await?;
    if !text.is_empty() {
        tx.execute(&PUT_TEXT, params![city, row.id, text]).await?;
    }
    put_words(tx, city, row, searched).await
}

/// Saves what is told of an item over the version that `row` carries, and puts its words into the index anew.
///
/// Errors: [`StoreError::Conflict`] where it does not stand in that version any more.
pub async fn save(tx: &mut Tx, city: CityId, row: &EvidenceRow, searched: &[String]) -> Result<(), StoreError> {
    if tx.execute(&SAVE, params![city, row.id, row.version].and(changed(row))).await? == 0 {
        return Err(StoreError::Conflict);
    }
    put_words(tx, city, row, searched).await
}

/// Takes an item out of the store, which `row` says, and out of the index.
///
/// Errors: as of [`save`].
pub async fn put_out(tx: &mut Tx, city: CityId, row: &EvidenceRow) -> Result<(), StoreError> {
    if tx.execute(&SAVE, params![city, row.id, row.version].and(changed(row))).await? == 0 {
        return Err(StoreError::Conflict);
    }
    search::take_out(tx, INDEX, city, row.number).await
}

async fn put_words(tx: &mut Tx, city: CityId, row: &EvidenceRow, searched: &[String]) -> Result<(), StoreError> {
    tx.execute(&TAKE_TAGS, params![city, row.id]).await?;
    for tag in &row.item.tags {
        tx.execute(&PUT_TAG, params![city, row.id, tag]).await?;
    }
    let texts: Vec<&str> = searched.iter().map(String::as_str).collect();
    search::put(tx, INDEX, city, row.number, &index_words(&texts)).await
}
