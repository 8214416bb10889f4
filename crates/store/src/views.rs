//! Filters of a list that a post has kept under a name, and those that others share with it.

use changxiao_domain::{
    ids::{CityId, PostId, UnitId, ViewId},
    time::Instant,
};
use changxiao_words::coded;

use crate::{
    Db, StoreError, Tx,
    engine::{Columns, Row},
    params, sql,
};

coded! {
    /// Who sees a view besides the post that made it.
    pub enum SharedWith {
        /// Every post of the maker's unit.
        Unit = "unit";
        City = "city";
    }
}

coded! {
    /// Which list it filters.
    pub enum Viewed {
        Cases = "cases";
        Matters = "matters";
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    pub id: ViewId,
    /// Who made it.
    pub post: PostId,
    pub name: String,
    /// The query of the address, without the question mark.
    pub query: String,
    pub shared: Option<SharedWith>,
}

/// The columns of `saved_views` behind the city.
const VIEW_COLUMNS: Columns = &["view_id", "post_id", "name", "query", "shared_with"];

sql! {
    VIEWS_OF = (VIEW_COLUMNS "
        SELECT {}
        FROM saved_views
        WHERE city_id = $1 AND post_id = $2 AND list = $3
        ORDER BY created_at, view_id");
    VIEWS_SHARED = (VIEW_COLUMNS "
        SELECT {}
        FROM saved_views
        WHERE city_id = $1 AND list = $4 AND shared_with IS NOT NULL AND post_id <> $2
          AND (shared_with = 'city' OR (shared_with = 'unit' AND unit_id = $3))
        ORDER BY created_at, view_id
        LIMIT 100");
    VIEW_BY_ID = (VIEW_COLUMNS "
        SELECT {}
        FROM saved_views
        WHERE city_id = $1 AND view_id = $2 AND list = $3");
    ADD_VIEW = "
        INSERT INTO saved_views (city_id, view_id, post_id, list, name, query, created_at, shared_with, unit_id)
        VALUES                  ($1,      $2,      $3,      $9,   $4,   $5,    $6,         $7,          $8)";
    ALL_VIEWS = (VIEW_COLUMNS "
        SELECT {}
        FROM saved_views
        WHERE city_id = $1 AND list = $2
        ORDER BY view_id");
    CHANGE_QUERY = "UPDATE saved_views SET query = $4 WHERE city_id = $1 AND view_id = $2 AND query = $3";
    DELETE_VIEW = "DELETE FROM saved_views WHERE city_id = $1 AND view_id = $2";
}

/// The post's own, oldest first.
pub async fn views_of(db: &Db, city: CityId, list: Viewed, post: PostId) -> Result<Vec<SavedView>, StoreError> {
    db.rows(&VIEWS_OF, params![city, post, list.code()]).await?.iter().map(view).collect()
}

/// What other posts share with this one, oldest first, a hundred at most.
pub async fn views_shared(
    db: &Db,
    city: CityId,
    list: Viewed,
    post: PostId,
    unit: UnitId,
) -> Result<Vec<SavedView>, StoreError> {
    db.rows(&VIEWS_SHARED, params![city, post, unit, list.code()]).await?.iter().map(view).collect()
}

pub async fn view_by_id(db: &Db, city: CityId, list: Viewed, view_id: ViewId) -> Result<Option<SavedView>, StoreError> {
    db.row(&VIEW_BY_ID, params![city, view_id, list.code()]).await?.as_ref().map(view).transpose()
}

/// Every view of a list in the city.
pub async fn all_views(db: &Db, city: CityId, list: Viewed) -> Result<Vec<SavedView>, StoreError> {
    db.rows(&ALL_VIEWS, params![city, list.code()]).await?.iter().map(view).collect()
}

/// Gives a view another query. False: it is gone, or has another one by now.
pub async fn change_query(tx: &mut Tx, city: CityId, view: &SavedView, query: &str) -> Result<bool, StoreError> {
    Ok(tx.execute(&CHANGE_QUERY, params![city, view.id, &view.query, query]).await? > 0)
}

/// `unit` is that of the post, with whose posts it may be shared.
pub async fn add_view(
    tx: &mut Tx,
    city: CityId,
    (list, unit): (Viewed, UnitId),
    view: &SavedView,
    at: Instant,
) -> Result<(), StoreError> {
    let shared = view.shared.map(SharedWith::code);
    let values = params![city, view.id, view.post, &view.name, &view.query, at, shared, unit, list.code()];
    tx.execute(&ADD_VIEW, values).await?;
    Ok(())
}

/// True when there was one.
pub async fn delete_view(tx: &mut Tx, city: CityId, view: ViewId) -> Result<bool, StoreError> {
    Ok(tx.execute(&DELETE_VIEW, params![city, view]).await? > 0)
}

fn view(row: &Row) -> Result<SavedView, StoreError> {
    Ok(SavedView {
        id: row.id("view_id", ViewId)?,
        post: row.id("post_id", PostId)?,
        name: row.text("name")?,
        query: row.text("query")?,
        shared: row.opt_text("shared_with")?.and_then(|code| SharedWith::parse(&code)),
    })
}
