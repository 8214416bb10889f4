//! Filters of the list that a post has kept under a name.

use changxiao_domain::{
    ids::{CityId, PostId, ViewId},
    time::Instant,
};

use crate::{Db, StoreError, Tx, params, sql};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    pub id: ViewId,
    pub name: String,
    /// The query of the address, without the question mark.
    pub query: String,
}

sql! {
    VIEWS_OF = "
        SELECT view_id, name, query
        FROM saved_views
        WHERE city_id = $1 AND post_id = $2 AND list = 'cases'
        ORDER BY created_at, view_id";
    ADD_VIEW = "
        INSERT INTO saved_views (city_id, view_id, post_id, list, name, query, created_at)
        VALUES                  ($1,      $2,      $3,      'cases', $4, $5,   $6)";
    DELETE_VIEW = "DELETE FROM saved_views WHERE city_id = $1 AND post_id = $2 AND view_id = $3";
}

/// Oldest first.
pub async fn views_of(db: &Db, city: CityId, post: PostId) -> Result<Vec<SavedView>, StoreError> {
    db.rows(&VIEWS_OF, params![city, post])
        .await?
        .iter()
        .map(|row| Ok(SavedView { id: row.id("view_id", ViewId)?, name: row.text("name")?, query: row.text("query")? }))
        .collect()
}

pub async fn add_view(
    tx: &mut Tx,
    city: CityId,
    post: PostId,
    view: &SavedView,
    at: Instant,
) -> Result<(), StoreError> {
    tx.execute(&ADD_VIEW, params![city, view.id, post, &view.name, &view.query, at]).await?;
    Ok(())
}

/// True when the post had it.
pub async fn delete_view(tx: &mut Tx, city: CityId, post: PostId, view: ViewId) -> Result<bool, StoreError> {
    Ok(tx.execute(&DELETE_VIEW, params![city, post, view]).await? > 0)
}
