//! When the sweep looks at a matter next.

use changxiao_domain::{
    ids::{CityId, MatterId},
    matters::Matter,
    time::Instant,
};

use crate::{Db, StoreError, Tx, engine::Bulk, params, sql};

sql! {
    PUT = "
        INSERT INTO matter_looks (city_id, matter_id, look_at)
        VALUES                   ($1,      $2,        $3)
        ON CONFLICT (city_id, matter_id) DO UPDATE SET look_at = $3, reached = 0";
    CLEAR = "DELETE FROM matter_looks WHERE city_id = $1 AND matter_id = $2";
    LATER = "
        UPDATE matter_looks SET look_at = $4, reached = $5
        WHERE city_id = $1 AND matter_id = $2 AND look_at = $3";
    DONE = "DELETE FROM matter_looks WHERE city_id = $1 AND matter_id = $2 AND look_at = $3";
    DUE = "
        SELECT matter_id, look_at, reached
        FROM matter_looks
        WHERE city_id = $1 AND look_at <= $2 AND (look_at, matter_id) > ($3, $4)
        ORDER BY look_at, matter_id
        LIMIT $5";
}

/// With a save: when its clock is another one, or it is over, the sweep looks at another time or never.
pub(super) async fn put(tx: &mut Tx, after: &Matter, before: Option<&Matter>) -> Result<(), StoreError> {
    let clock = |one: &Matter| (one.near_at, one.due_at, one.is_open());
    if before.is_some_and(|before| clock(before) == clock(after)) {
        return Ok(());
    }
    match next(after) {
        Some(at) => drop(tx.execute(&PUT, params![after.city, after.id, at]).await?),
        None if before.is_some() => drop(tx.execute(&CLEAR, params![after.city, after.id]).await?),
        None => {}
    }
    Ok(())
}

/// With many new ones.
pub(super) async fn put_new(tx: &mut Tx, new: &[&Matter]) -> Result<(), StoreError> {
    let mut looks = Bulk::in_city("store::matters::put_new_looks", "matter_looks", &["matter_id", "look_at"], "");
    for one in new {
        if let Some(at) = next(one) {
            looks.push(tx, params![one.city, one.id, at]).await?;
        }
    }
    looks.send(tx).await
}

/// A look that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    pub matter: MatterId,
    pub at: Instant,
    /// How often it was told of since it is overdue: at the deadline, then at each level of the ladder.
    pub reached: i64,
}

/// When the sweep looks at it first.
fn next(one: &Matter) -> Option<Instant> {
    one.near_at.or(one.due_at).filter(|_| one.is_open())
}

/// What the sweep looks at now, behind the last one, at most `most`.
pub async fn due(
    db: &Db,
    city: CityId,
    now: Instant,
    behind: Option<(Instant, MatterId)>,
    most: i64,
) -> Result<Vec<Look>, StoreError> {
    let (at, id) = behind.map_or((i64::MIN, Vec::new()), |(at, id)| (at.micros(), id.as_bytes().to_vec()));
    let rows = db.rows(&DUE, params![city, now, at, id, most]).await?;
    let look = |row: &crate::engine::Row| {
        Ok(Look { matter: row.read("matter_id")?, at: row.instant("look_at")?, reached: row.int("reached")? })
    };
    rows.iter().map(look).collect()
}

/// Looks again at `next`, having reached so much, or never; `false`: somebody was faster.
pub async fn later(tx: &mut Tx, city: CityId, look: Look, next: Option<(Instant, i64)>) -> Result<bool, StoreError> {
    let changed = match next {
        Some((next, reached)) => tx.execute(&LATER, params![city, look.matter, look.at, next, reached]).await?,
        None => tx.execute(&DONE, params![city, look.matter, look.at]).await?,
    };
    Ok(changed > 0)
}
