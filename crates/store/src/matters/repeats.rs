//! What comes again by the calendar, and when.

use changxiao_domain::{
    ids::{CityId, MatterId},
    matters::recurring::Counted,
    time::Instant,
};

use crate::{Db, StoreError, Tx, engine::Row, params, sql};

sql! {
    PUT = "
        INSERT INTO matter_repeats (city_id, matter_id, next_at, anchor, counted)
        VALUES                     ($1,      $2,        $3,      $4,     $5)
        ON CONFLICT (city_id, matter_id) DO UPDATE SET next_at = $3, anchor = $4, counted = $5";
    CLEAR = "DELETE FROM matter_repeats WHERE city_id = $1 AND matter_id = $2";
    TAKE = "DELETE FROM matter_repeats WHERE city_id = $1 AND matter_id = $2 AND next_at = $3";
    DUE = "
        SELECT matter_id, next_at, anchor, counted
        FROM matter_repeats
        WHERE city_id = $1 AND next_at <= $2 AND (next_at, matter_id) > ($3, $4)
        ORDER BY next_at, matter_id
        LIMIT $5";
}

/// The next one after a matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeat {
    pub matter: MatterId,
    pub at: Instant,
    /// Where the row stands at that matter.
    pub counted: Counted,
}

pub async fn put(tx: &mut Tx, city: CityId, repeat: Repeat) -> Result<(), StoreError> {
    let Repeat { matter, at, counted } = repeat;
    tx.execute(&PUT, params![city, matter, at, counted.anchor, counted.count]).await?;
    Ok(())
}

/// None comes after it any more.
pub async fn clear(tx: &mut Tx, city: CityId, matter: MatterId) -> Result<(), StoreError> {
    tx.execute(&CLEAR, params![city, matter]).await?;
    Ok(())
}

/// Takes this one out; `false`: somebody was faster.
pub async fn take(tx: &mut Tx, city: CityId, repeat: Repeat) -> Result<bool, StoreError> {
    Ok(tx.execute(&TAKE, params![city, repeat.matter, repeat.at]).await? > 0)
}

/// What is due, behind the last one, at most `most`.
pub async fn due(
    db: &Db,
    city: CityId,
    now: Instant,
    behind: Option<(Instant, MatterId)>,
    most: i64,
) -> Result<Vec<Repeat>, StoreError> {
    let (at, id) = behind.map_or((i64::MIN, Vec::new()), |(at, id)| (at.micros(), id.as_bytes().to_vec()));
    db.rows(&DUE, params![city, now, at, id, most]).await?.iter().map(repeat).collect()
}

fn repeat(row: &Row) -> Result<Repeat, StoreError> {
    Ok(Repeat {
        matter: row.read("matter_id")?,
        at: row.instant("next_at")?,
        counted: Counted { anchor: row.day("anchor")?, count: row.int("counted")? },
    })
}
