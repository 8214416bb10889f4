//! Days off and make-up workdays of a city.

use changxiao_domain::{ids::CityId, time::Day};

use crate::{Db, StoreError, Tx, engine::Columns, params, sql};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarDay {
    pub day: Day,
    /// `off` or `work`.
    pub kind: String,
    pub name: String,
    pub source: String,
}

/// The columns of `calendar_days` behind the city.
const DAY_COLUMNS: Columns = &["day", "kind", "name", "source"];

sql! {
    ALL_DAYS = (DAY_COLUMNS "SELECT {} FROM calendar_days WHERE city_id = $1 ORDER BY day");
    PUT_DAY = (DAY_COLUMNS "
        INSERT INTO calendar_days (city_id, {})
        VALUES ($1, {$2})
        ON CONFLICT (city_id, day) DO UPDATE SET kind = excluded.kind, name = excluded.name, source = excluded.source");
    REMOVE_DAY = "DELETE FROM calendar_days WHERE city_id = $1 AND day = $2";
}

pub async fn all(db: &Db, city: CityId) -> Result<Vec<CalendarDay>, StoreError> {
    db.rows(&ALL_DAYS, params![city])
        .await?
        .iter()
        .map(|row| {
            Ok(CalendarDay {
                day: row.day("day")?,
                kind: row.text("kind")?,
                name: row.text("name")?,
                source: row.text("source")?,
            })
        })
        .collect()
}

pub async fn put(tx: &mut Tx, city: CityId, day: &CalendarDay) -> Result<(), StoreError> {
    tx.execute(&PUT_DAY, params![city, day.day, &day.kind, &day.name, &day.source]).await?;
    Ok(())
}

/// True when there was such a day.
pub async fn remove(tx: &mut Tx, city: CityId, day: Day) -> Result<bool, StoreError> {
    Ok(tx.execute(&REMOVE_DAY, params![city, day]).await? > 0)
}
