//! The dated posts of people.

use changxiao_domain::{
    ids::{CityId, PersonId, PostId, UnitId},
    time::Day,
};

use crate::{Db, StoreError, Tx, columns, params, sql};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostRow {
    pub id: PostId,
    pub person: PersonId,
    pub unit: UnitId,
    /// Code of `changxiao_domain::orgs::Role`.
    pub role: String,
    pub title: String,
    pub deputy_of: Option<PostId>,
    pub valid_from: Day,
    pub valid_until: Option<Day>,
    pub version: i64,
}

columns! {
    NEW_POST_COLUMNS, new_post_values(post: &PostRow) {
        post_id = post.id,
        person_id = post.person,
        unit_id = post.unit,
        role = &post.role,
        title = &post.title,
        deputy_of = post.deputy_of,
        valid_from = post.valid_from,
        valid_until = post.valid_until,
    }
}

sql! {
    ALL_POSTS = "
        SELECT post_id, person_id, unit_id, role, title, deputy_of, valid_from, valid_until, version
        FROM posts
        WHERE city_id = $1
        ORDER BY post_id";
    INSERT_POST = (NEW_POST_COLUMNS "
        INSERT INTO posts (city_id, {}, version)
        VALUES ($1, {$2}, 1)");
    TITLE_POST = "
        UPDATE posts SET title = $4, version = version + 1
        WHERE city_id = $1 AND post_id = $2 AND version = $3";
    END_POST = "
        UPDATE posts SET valid_until = $4, version = version + 1
        WHERE city_id = $1 AND post_id = $2 AND version = $3";
}

pub async fn posts(db: &Db, city: CityId) -> Result<Vec<PostRow>, StoreError> {
    db.rows(&ALL_POSTS, params![city])
        .await?
        .iter()
        .map(|row| {
            Ok(PostRow {
                id: row.id("post_id", PostId)?,
                person: row.id("person_id", PersonId)?,
                unit: row.id("unit_id", UnitId)?,
                role: row.text("role")?,
                title: row.text("title")?,
                deputy_of: row.opt_id("deputy_of", PostId)?,
                valid_from: row.day("valid_from")?,
                valid_until: row.opt_day("valid_until")?,
                version: row.int("version")?,
            })
        })
        .collect()
}

pub async fn insert_post(tx: &mut Tx, city: CityId, post: &PostRow) -> Result<(), StoreError> {
    let values = params![city].and(new_post_values(post));
    tx.execute(&INSERT_POST, values).await?;
    Ok(())
}

/// Calls a post otherwise. Errors: [`StoreError::Conflict`] when it is another version than `version`.
pub async fn title_post(tx: &mut Tx, city: CityId, post: PostId, version: i64, title: &str) -> Result<(), StoreError> {
    match tx.execute(&TITLE_POST, params![city, post, version, title]).await? {
        1 => Ok(()),
        _ => Err(StoreError::Conflict),
    }
}

/// Ends a post with a day; decisions taken in it keep showing it.
///
/// Errors: [`StoreError::Conflict`] where the post does not stand in this version any more.
pub async fn end_post(tx: &mut Tx, city: CityId, post: PostId, version: i64, until: Day) -> Result<(), StoreError> {
    match tx.execute(&END_POST, params![city, post, version, until]).await? {
        0 => Err(StoreError::Conflict),
        _ => Ok(()),
    }
}
