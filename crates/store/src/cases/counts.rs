//! Counts beside a list: one statement, whatever the filters.

use changxiao_domain::{calendar::Lamp, cases::State, ids::CityId, time::Instant};

use super::filter::{CaseFilter, Query, RUNS};
use crate::{
    Db, StoreError,
    engine::{Built, Params},
    params, sql,
};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LampCounts {
    pub ok: i64,
    pub near: i64,
    pub late: i64,
    /// No clock runs: not dispatched yet, paused, or handled and waiting for the check.
    pub idle: i64,
}

impl LampCounts {
    pub fn total(&self) -> i64 {
        self.ok + self.near + self.late + self.idle
    }
}

sql! {
    COUNT_OPEN_BY_STATE = "
        SELECT state, COUNT(*) AS n
        FROM cases
        WHERE city_id = $1 AND is_open = 1
        GROUP BY state";
}

/// Open cases of the filter by lamp. The filter's own lamp is not applied, so that the counts beside it stay.
pub async fn count_by_lamp(db: &Db, city: CityId, filter: &CaseFilter, now: Instant) -> Result<LampCounts, StoreError> {
    let filter = CaseFilter { lamp: None, open: Some(true), ..filter.clone() };
    let mut query = Query::over(db, city, &filter, now).await?;
    query.values.push(now.into());
    let at = query.values.len();
    let runs = RUNS;
    let text = format!(
        "SELECT {}, {}, {}, COUNT(*) AS n FROM cases WHERE {}",
        sum(&format!("{runs} AND due_at < ${at}"), "late"),
        sum(&format!("{runs} AND due_at >= ${at} AND near_at <= ${at}"), "near"),
        sum(&format!("{runs} AND due_at >= ${at} AND near_at > ${at}"), "ok"),
        query.text
    );
    let Some(row) = db.row(Built { name: "store::cases::count_by_lamp", text }, Params(query.values)).await? else {
        return Ok(LampCounts::default());
    };
    let (late, near, ok, all) = (row.int("late")?, row.int("near")?, row.int("ok")?, row.int("n")?);
    Ok(LampCounts { ok, near, late, idle: all - late - near - ok })
}

/// Open cases within `base`, counted in one walk: for each part how many of them it holds, and the lamps of the part `shown`.
///
/// `base` and the parts must not sort or page; only their conditions are taken, and the scope of `base`.
pub async fn count_parts(
    db: &Db,
    city: CityId,
    base: &CaseFilter,
    parts: &[CaseFilter],
    shown: &CaseFilter,
    now: Instant,
) -> Result<(Vec<i64>, LampCounts), StoreError> {
    let mut query = Query::over(db, city, &CaseFilter { lamp: None, open: Some(true), ..base.clone() }, now).await?;
    let mut columns = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        columns.push(sum(&query.beside(part, now), &format!("part_{place}")));
    }
    let lamps = [(Lamp::Late, "late"), (Lamp::Near, "near"), (Lamp::Ok, "ok"), (Lamp::Idle, "idle")];
    for (lamp, name) in lamps {
        columns.push(sum(&query.beside(&CaseFilter { lamp: Some(lamp), ..shown.clone() }, now), name));
    }
    let text = format!("SELECT {} FROM cases WHERE {}", columns.join(", "), query.text);
    let Some(row) = db.row(Built { name: "store::cases::count_parts", text }, Params(query.values)).await? else {
        return Ok((vec![0; parts.len()], LampCounts::default()));
    };
    let counts = (0..parts.len()).map(|place| row.int(&format!("part_{place}"))).collect::<Result<_, _>>()?;
    Ok((
        counts,
        LampCounts { ok: row.int("ok")?, near: row.int("near")?, late: row.int("late")?, idle: row.int("idle")? },
    ))
}

/// Open cases of the filter by town or street: the first nine digits of the padded code, and how many.
pub async fn count_by_township(
    db: &Db,
    city: CityId,
    filter: &CaseFilter,
    now: Instant,
) -> Result<Vec<(i64, i64)>, StoreError> {
    let query = Query::over(db, city, &CaseFilter { open: Some(true), ..filter.clone() }, now).await?;
    let text = format!(
        "SELECT division / 1000 AS township, COUNT(*) AS n FROM cases WHERE {} GROUP BY division / 1000",
        query.text
    );
    let rows = db.rows(Built { name: "store::cases::count_by_township", text }, Params(query.values)).await?;
    rows.iter().map(|row| Ok((row.int("township")?, row.int("n")?))).collect()
}

/// How many rows the filter has, of any state.
pub async fn count(db: &Db, city: CityId, filter: &CaseFilter, now: Instant) -> Result<i64, StoreError> {
    let query = Query::over(db, city, filter, now).await?;
    let text = format!("SELECT COUNT(*) AS n FROM cases WHERE {}", query.text);
    db.row(Built { name: "store::cases::count", text }, Params(query.values)).await?.map_or(Ok(0), |row| row.int("n"))
}

/// Open cases of the whole city by state: one walk over the small index of open cases.
pub async fn count_by_state(db: &Db, city: CityId) -> Result<Vec<(State, i64)>, StoreError> {
    db.rows(&COUNT_OPEN_BY_STATE, params![city])
        .await?
        .iter()
        .map(|row| Ok((row.code("state", State::parse)?, row.int("n")?)))
        .collect()
}

fn sum(condition: &str, name: &str) -> String {
    format!("CAST(COALESCE(SUM(CASE WHEN {condition} THEN 1 ELSE 0 END), 0) AS BIGINT) AS {name}")
}
