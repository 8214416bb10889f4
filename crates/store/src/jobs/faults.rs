//! Rows at which a job failed.

use changxiao_domain::{ids::CityId, jobs::JobKind, time::Instant};

use crate::{Db, StoreError, Tx, params, sql};

/// So much of a reason is kept, in characters.
const REASON: usize = 500;

sql! {
    PUT = "
        INSERT INTO job_faults (city_id, kind, row_key, reason, times, first_at, last_at)
        VALUES                 ($1,      $2,   $3,      $4,     1,     $5,       $5)
        ON CONFLICT (city_id, kind, row_key) DO UPDATE
        SET reason = excluded.reason, times = job_faults.times + 1, last_at = excluded.last_at";
    FORGET_BEFORE = "DELETE FROM job_faults WHERE city_id = $1 AND kind = $2 AND last_at < $3";
    ANY_BEFORE = "SELECT row_key FROM job_faults WHERE city_id = $1 AND kind = $2 AND last_at < $3 LIMIT 1";
    NEWEST = "
        SELECT kind, row_key, reason, times, first_at, last_at
        FROM job_faults
        WHERE city_id = $1
        ORDER BY last_at DESC, kind, row_key
        LIMIT $2";
}

/// A row without which a job goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub kind: JobKind,
    /// How people name the row: the number of a case.
    pub key: String,
    /// In the words of the program that failed.
    pub reason: String,
    /// In how many runs it failed.
    pub times: i64,
    pub first_at: Instant,
    pub last_at: Instant,
}

/// Notes a failure; one that is noted already is counted.
pub async fn put(tx: &mut Tx, city: CityId, fault: &Fault) -> Result<(), StoreError> {
    let reason: String = fault.reason.chars().filter(|sign| *sign != '\0').take(REASON).collect();
    tx.execute(&PUT, params![city, fault.kind.code(), &fault.key, reason, fault.last_at]).await?;
    Ok(())
}

/// Takes away what failed last before this moment. Writes nothing where there is nothing.
pub async fn forget_before(db: &Db, city: CityId, kind: JobKind, moment: Instant) -> Result<(), StoreError> {
    let values = || params![city, kind.code(), moment];
    if db.row(&ANY_BEFORE, values()).await?.is_some() {
        db.execute(&FORGET_BEFORE, values()).await?;
    }
    Ok(())
}

/// What failed last, the newest first.
pub async fn newest(db: &Db, city: CityId, most: i64) -> Result<Vec<Fault>, StoreError> {
    db.rows(&NEWEST, params![city, most])
        .await?
        .iter()
        .map(|row| {
            Ok(Fault {
                kind: row.code("kind", JobKind::parse)?,
                key: row.text("row_key")?,
                reason: row.text("reason")?,
                times: row.int("times")?,
                first_at: row.instant("first_at")?,
                last_at: row.instant("last_at")?,
            })
        })
        .collect()
}
