//! Which matter goes on as which in the year after, also over several years.

use std::collections::HashMap;

use changxiao_domain::ids::{CityId, MatterId};

use crate::{Db, StoreError, Tx, narrowed::Narrowed, params, sql};

sql! {
    PUT = "
        INSERT INTO matter_carried (city_id, matter_id, before_id, is_last, year)
        VALUES                     ($1,      $2,        $3,        $4,      $5)";
    EARLIER = "
        INSERT INTO matter_carried (city_id, matter_id, before_id, is_last, year)
        SELECT city_id, $2, before_id, 0, year FROM matter_carried WHERE city_id = $1 AND matter_id = $3";
    MOVE_REPEAT = "UPDATE matter_repeats SET matter_id = $3 WHERE city_id = $1 AND matter_id = $2";
}

/// Puts down that `before` goes on as `next`, and takes along when the next one of what recurs comes.
///
/// Errors: it goes on already ([`StoreError::Exists`]).
pub async fn put(tx: &mut Tx, city: CityId, before: MatterId, next: MatterId, year: i64) -> Result<(), StoreError> {
    tx.execute(&PUT, params![city, next, before, true, year]).await?;
    tx.execute(&EARLIER, params![city, next, before]).await?;
    tx.execute(&MOVE_REPEAT, params![city, before, next]).await?;
    Ok(())
}

/// What each of these was before, by what it was.
pub(super) async fn before(
    db: &Db,
    city: CityId,
    of: &[MatterId],
) -> Result<HashMap<MatterId, MatterId>, StoreError> {
    if of.is_empty() {
        return Ok(HashMap::new());
    }
    let mut narrowed = Narrowed::of("city_id", city);
    narrowed.among("matter_id IN ({})", of.iter().copied());
    let select = "SELECT matter_id, before_id FROM matter_carried";
    let rows = narrowed.all(db, "store::matters::carried_before", select, "matter_id, before_id").await?;
    rows.iter().map(|row| Ok((row.read("before_id")?, row.read("matter_id")?))).collect()
}
