//! What the benchmark needs besides the ordinary actions: counting rows, and beginning again.

use changxiao_domain::{ids::CityId, matters::Level, time::Instant};

use crate::{Db, Engine, StoreError, cases::search, params, sql};

sql! {
    COUNT_CASES = "SELECT COUNT(*) AS n FROM cases WHERE city_id = $1";
    FORGET_RECOUNTS = "DELETE FROM recount_cases WHERE city_id = $1";
    FORGET_UNITS = "DELETE FROM case_units WHERE city_id = $1";
    FORGET_PHOTOS = "DELETE FROM case_photos WHERE city_id = $1";
    FORGET_EVENTS = "DELETE FROM case_events WHERE city_id = $1";
    FORGET_ORDERS = "DELETE FROM orders WHERE city_id = $1";
    FORGET_STEPS = "DELETE FROM due_steps WHERE city_id = $1";
    FORGET_LEVELS = "DELETE FROM escalations WHERE city_id = $1";
    FORGET_LOOKS = "DELETE FROM recurrence_cases WHERE city_id = $1";
    FORGET_CHRONIC = "DELETE FROM chronic_cases WHERE city_id = $1";
    FORGET_CASES = "DELETE FROM cases WHERE city_id = $1";
    COUNT_MATTERS = "SELECT COUNT(*) AS n FROM matters WHERE city_id = $1 AND level = $2 AND state = $3";
    COUNT_EVENTS = "SELECT COUNT(*) AS n FROM case_events WHERE city_id = $1";
    MAKE_DUE = "
        INSERT INTO due_steps (city_id, case_id, look_at, clock_from, reached, unit_id, climbed, version)
        SELECT city_id, case_id, $2, clock_from, 0, lead_unit, 0, version
        FROM cases
        WHERE city_id = $1 AND is_open = 1 AND state IN ('dispatched', 'handling') AND paused_at IS NULL AND near_at <= $2
          AND NOT EXISTS (SELECT 1 FROM due_steps AS d WHERE d.city_id = cases.city_id AND d.case_id = cases.case_id)
        LIMIT $3";
}

pub async fn count_cases(db: &Db, city: CityId) -> Result<i64, StoreError> {
    db.row(&COUNT_CASES, params![city]).await?.map_or(Ok(0), |row| row.int("n"))
}

pub async fn count_events(db: &Db, city: CityId) -> Result<i64, StoreError> {
    db.row(&COUNT_EVENTS, params![city]).await?.map_or(Ok(0), |row| row.int("n"))
}

/// How many matters of a level stand in a state.
pub async fn count_matters(db: &Db, city: CityId, level: Level, state: &str) -> Result<i64, StoreError> {
    let row = db.row(&COUNT_MATTERS, params![city, level.code(), state]).await?;
    row.map_or(Ok(0), |row| row.int("n"))
}

/// Lets the sweep look now at the first `most` cases that are near their limit or late and wait in no queue yet, and says how
/// many these are.
pub async fn make_due(db: &Db, city: CityId, now: Instant, most: i64) -> Result<i64, StoreError> {
    let mut tx = db.begin().await?;
    let made = tx.execute(&MAKE_DUE, params![city, now, most]).await?;
    tx.commit().await?;
    Ok(i64::try_from(made).unwrap_or(i64::MAX))
}

/// Brings the database to rest after many rows came at once, as a database is that they came to over years: what the engine
/// would otherwise do for it in the middle of a measurement is done now.
pub async fn settle(db: &Db) -> Result<(), StoreError> {
    db.refresh_statistics().await?;
    db.outside_transaction(match db.engine() {
        Engine::Sqlite => "PRAGMA wal_checkpoint(TRUNCATE)",
        Engine::Postgres => "VACUUM",
    })
    .await
}

/// Takes every case away, so that the next measurement begins with exactly as many as it says.
pub async fn forget_cases(db: &Db, city: CityId) -> Result<(), StoreError> {
    let mut tx = db.begin().await?;
    search::forget(&mut tx, city).await?;
    let all = [
        &FORGET_RECOUNTS,
        &FORGET_UNITS,
        &FORGET_PHOTOS,
        &FORGET_EVENTS,
        &FORGET_ORDERS,
        &FORGET_STEPS,
        &FORGET_LEVELS,
        &FORGET_LOOKS,
        &FORGET_CHRONIC,
        &FORGET_CASES,
    ];
    for statement in all {
        tx.execute(statement, params![city]).await?;
    }
    tx.commit().await?;
    db.outside_transaction("VACUUM").await
}
