//! What becomes of the codes of a category list when another one takes over.

use changxiao_domain::{
    ids::{CityId, PostId},
    time::{Day, Instant},
};

use crate::{Db, StoreError, Tx, columns, params, sql};

/// One list that takes over, or waits to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadsRow {
    /// Key and edition of the list.
    pub edition: String,
    /// JSON of `changxiao_domain::categories::Leads`.
    pub document: String,
    pub saved_at: Instant,
    /// Who decided it; none: it is not decided.
    pub post: Option<PostId>,
    /// From which day on.
    pub day: Option<Day>,
    pub done_at: Option<Instant>,
    pub version: i64,
}

columns! {
    LEADS_COLUMNS, leads_values(row: &LeadsRow) {
        document = &row.document,
        saved_at = row.saved_at,
        post_id = row.post,
        on_day = row.day,
        done_at = row.done_at,
    }
}

sql! {
    ALL_LEADS = "
        SELECT edition, document, saved_at, post_id, on_day, done_at, version
        FROM category_leads
        WHERE city_id = $1
        ORDER BY done_at, edition";
    INSERT_LEADS = (LEADS_COLUMNS "
        INSERT INTO category_leads (city_id, edition, {}, version)
        VALUES ($1, $2, {$3}, 1)");
    SAVE_LEADS = (LEADS_COLUMNS "
        UPDATE category_leads
        SET {=$4}, version = version + 1
        WHERE city_id = $1 AND edition = $2 AND version = $3");
}

/// All of a city; those that are done in the order in which they were.
pub async fn all(db: &Db, city: CityId) -> Result<Vec<LeadsRow>, StoreError> {
    db.rows(&ALL_LEADS, params![city])
        .await?
        .iter()
        .map(|row| {
            Ok(LeadsRow {
                edition: row.text("edition")?,
                document: row.text("document")?,
                saved_at: row.instant("saved_at")?,
                post: row.opt_id("post_id", PostId)?,
                day: row.opt_day("on_day")?,
                done_at: row.opt_instant("done_at")?,
                version: row.int("version")?,
            })
        })
        .collect()
}

pub async fn insert(tx: &mut Tx, city: CityId, row: &LeadsRow) -> Result<(), StoreError> {
    let values = params![city, &row.edition].and(leads_values(row));
    tx.execute(&INSERT_LEADS, values).await?;
    Ok(())
}

/// Saves over the version that `row` carries.
///
/// Errors: [`StoreError::Conflict`] where it does not stand in that version any more.
pub async fn save(tx: &mut Tx, city: CityId, row: &LeadsRow) -> Result<(), StoreError> {
    let values = params![city, &row.edition, row.version].and(leads_values(row));
    match tx.execute(&SAVE_LEADS, values).await? {
        0 => Err(StoreError::Conflict),
        _ => Ok(()),
    }
}
