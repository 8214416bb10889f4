//! Who is signed in, and as which post.

use changxiao_domain::{
    ids::{CityId, PersonId, PostId},
    time::Instant,
};

use crate::{
    Db, StoreError, Tx,
    nodes::{News, tell},
    params, sql,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    pub secret_hash: [u8; 32],
    pub person: PersonId,
    pub post: Option<PostId>,
    pub created_at: Instant,
    pub seen_at: Instant,
    pub expires_at: Instant,
    /// It was begun through the city's directory, and not by a password.
    pub by_directory: bool,
}

sql! {
    INSERT_SESSION = "
        INSERT INTO sessions (city_id, secret_hash, person_id, post_id, created_at, seen_at, expires_at, by_directory)
        VALUES               ($1,      $2,          $3,        $4,      $5,         $5,      $6,         $7)";
    FIND_SESSION = "
        SELECT secret_hash, person_id, post_id, created_at, seen_at, expires_at, by_directory
        FROM sessions
        WHERE city_id = $1 AND secret_hash = $2";
    SEE_SESSION = "UPDATE sessions SET seen_at = $3 WHERE city_id = $1 AND secret_hash = $2 AND seen_at < $3";
    CHOOSE_POST = "UPDATE sessions SET post_id = $3 WHERE city_id = $1 AND secret_hash = $2";
    END_SESSION = "DELETE FROM sessions WHERE city_id = $1 AND secret_hash = $2";
    END_SESSIONS_OF = "DELETE FROM sessions WHERE city_id = $1 AND person_id = $2 AND secret_hash <> $3";
    END_EXPIRED = "DELETE FROM sessions WHERE city_id = $1 AND (expires_at < $2 OR seen_at < $3)";
}

pub async fn insert_session(tx: &mut Tx, city: CityId, session: &SessionRow) -> Result<(), StoreError> {
    let SessionRow { secret_hash, person, post, created_at, expires_at, by_directory, .. } = session;
    let values = params![city, *secret_hash, *person, *post, *created_at, *expires_at, *by_directory];
    tx.execute(&INSERT_SESSION, values).await?;
    Ok(())
}

pub async fn session(db: &Db, city: CityId, secret_hash: &[u8; 32]) -> Result<Option<SessionRow>, StoreError> {
    let Some(row) = db.row(&FIND_SESSION, params![city, secret_hash]).await? else { return Ok(None) };
    Ok(Some(SessionRow {
        secret_hash: row.hash("secret_hash")?,
        person: row.id("person_id", PersonId)?,
        post: row.opt_id("post_id", PostId)?,
        created_at: row.instant("created_at")?,
        seen_at: row.instant("seen_at")?,
        expires_at: row.instant("expires_at")?,
        by_directory: row.flag("by_directory")?,
    }))
}

pub async fn see_session(tx: &mut Tx, city: CityId, secret_hash: &[u8; 32], at: Instant) -> Result<(), StoreError> {
    tx.execute(&SEE_SESSION, params![city, secret_hash, at]).await?;
    Ok(())
}

pub async fn choose_post(tx: &mut Tx, city: CityId, secret_hash: &[u8; 32], post: PostId) -> Result<(), StoreError> {
    tx.execute(&CHOOSE_POST, params![city, secret_hash, post]).await?;
    tell(tx, city, News::Session(*secret_hash));
    Ok(())
}

pub async fn end_session(tx: &mut Tx, city: CityId, secret_hash: &[u8; 32]) -> Result<(), StoreError> {
    tx.execute(&END_SESSION, params![city, secret_hash]).await?;
    tell(tx, city, News::Session(*secret_hash));
    Ok(())
}

/// Ends every session of a person but one, as after a change of password.
pub async fn end_sessions_of(tx: &mut Tx, city: CityId, person: PersonId, but: &[u8; 32]) -> Result<u64, StoreError> {
    let ended = tx.execute(&END_SESSIONS_OF, params![city, person, but]).await?;
    if ended > 0 {
        tell(tx, city, News::Person(person));
    }
    Ok(ended)
}

/// Removes sessions past their end or not seen since `idle_since`.
pub async fn end_expired(tx: &mut Tx, city: CityId, now: Instant, idle_since: Instant) -> Result<u64, StoreError> {
    tx.execute(&END_EXPIRED, params![city, now, idle_since]).await
}
