//! A request that carries a key is carried out once. The key is claimed in the transaction of the work itself, so a
//! resend either finds the first answer or, when the first attempt never committed, does the work.

use changxiao_domain::{ids::CityId, time::Instant};

use crate::{Db, StoreError, Tx, params, sql};

sql! {
    ANSWER = "SELECT action, answer FROM requests WHERE city_id = $1 AND request_key = $2";
    CLAIM = "
        INSERT INTO requests (city_id, request_key, action, answer, at)
        VALUES               ($1,      $2,          $3,     $4,     $5)";
    FORGET = "DELETE FROM requests WHERE city_id = $1 AND at < $2";
}

/// The answer that this key was given before, if it was for the same action.
pub async fn answer(db: &Db, city: CityId, key: &str, action: &str) -> Result<Option<String>, StoreError> {
    match db.row(&ANSWER, params![city, key]).await? {
        Some(row) if row.text("action")? == action => Ok(Some(row.text("answer")?)),
        _ => Ok(None),
    }
}

/// Claims the key; [`StoreError::Exists`] says that someone else has just done so.
pub async fn claim(
    tx: &mut Tx,
    city: CityId,
    key: &str,
    action: &str,
    answer: &str,
    at: Instant,
) -> Result<(), StoreError> {
    tx.execute(&CLAIM, params![city, key, action, answer, at]).await?;
    Ok(())
}

/// Forgets keys older than `before`; a phone resends within days, not months.
pub async fn forget(tx: &mut Tx, city: CityId, before: Instant) -> Result<u64, StoreError> {
    tx.execute(&FORGET, params![city, before]).await
}
