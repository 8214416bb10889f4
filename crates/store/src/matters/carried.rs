//! Which matter goes on as which in the year after, also over several years.

use std::collections::HashMap;

use changxiao_domain::{
    ids::{CityId, MatterId},
    matters::Matter,
    time::Instant,
};

use crate::{Db, StoreError, Tx, narrowed::Narrowed, params, sql};

sql! {
    PUT = "
        INSERT INTO matter_carried (city_id, matter_id, before_id, is_last, year)
        VALUES                     ($1,      $2,        $3,        $4,      $5)";
    EARLIER = "
        INSERT INTO matter_carried (city_id, matter_id, before_id, is_last, year)
        SELECT city_id, $2, before_id, 0, year FROM matter_carried WHERE city_id = $1 AND matter_id = $3";
    LOOK_WHEN_DUE = "UPDATE matter_looks SET look_at = $4 WHERE city_id = $1 AND matter_id = $2 AND look_at <= $3";
    LOOK_NO_MORE = "DELETE FROM matter_looks WHERE city_id = $1 AND matter_id = $2 AND look_at <= $3";
    MOVE_REPEAT = "UPDATE matter_repeats SET matter_id = $3 WHERE city_id = $1 AND matter_id = $2";
}

/// Puts down that `before` goes on as `next`, and takes along when the next one of what recurs comes. What whoever has it was told by `now`,
/// that it is near or late, nobody is told again.
///
/// Errors: it goes on already ([`StoreError::Exists`]).
pub async fn put(tx: &mut Tx, before: MatterId, next: &Matter, year: i64, now: Instant) -> Result<(), StoreError> {
    let (city, id) = (next.city, next.id);
    tx.execute(&PUT, params![city, id, before, true, year]).await?;
    tx.execute(&EARLIER, params![city, id, before]).await?;
    tx.execute(&MOVE_REPEAT, params![city, before, id]).await?;
    match next.due_at.filter(|due| *due > now) {
        Some(due) => tx.execute(&LOOK_WHEN_DUE, params![city, id, now, due]).await?,
        None => tx.execute(&LOOK_NO_MORE, params![city, id, now]).await?,
    };
    Ok(())
}

/// What each of these was before, by what it was.
pub(super) async fn before(db: &Db, city: CityId, of: &[MatterId]) -> Result<HashMap<MatterId, MatterId>, StoreError> {
    if of.is_empty() {
        return Ok(HashMap::new());
    }
    let mut narrowed = Narrowed::of("city_id", city);
    narrowed.among("matter_id IN ({})", of.iter().copied());
    let select = "SELECT matter_id, before_id FROM matter_carried";
    let rows = narrowed.all(db, "store::matters::carried_before", select, "matter_id, before_id").await?;
    rows.iter().map(|row| Ok((row.read("before_id")?, row.read("matter_id")?))).collect()
}
