//! What the benchmark needs besides the ordinary actions: counting rows.

use changxiao_domain::ids::CityId;

use crate::{Db, StoreError, params, sql};

sql! {
    COUNT_CASES = "SELECT COUNT(*) AS n FROM cases WHERE city_id = $1";
    COUNT_EVENTS = "SELECT COUNT(*) AS n FROM case_events WHERE city_id = $1";
}

pub async fn count_cases(db: &Db, city: CityId) -> Result<i64, StoreError> {
    db.row(&COUNT_CASES, params![city]).await?.map_or(Ok(0), |row| row.int("n"))
}

pub async fn count_events(db: &Db, city: CityId) -> Result<i64, StoreError> {
    db.row(&COUNT_EVENTS, params![city]).await?.map_or(Ok(0), |row| row.int("n"))
}
