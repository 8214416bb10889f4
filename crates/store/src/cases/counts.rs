//! Counts beside a list: one statement, whatever the filters.

use changxiao_domain::{calendar::DueStatus, cases::State, ids::CityId, time::Instant};

use super::{condition::Query, filter::CaseFilter, query::Branch, search};
use crate::{
    Db, StoreError,
    engine::{Anew, Built, Params, Row},
    params, sql,
};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DueCounts {
    pub ok: i64,
    pub near: i64,
    pub late: i64,
    /// No clock runs: not dispatched yet, paused, or handled and waiting for the check.
    pub idle: i64,
}

impl DueCounts {
    pub const fn of(&self, status: DueStatus) -> i64 {
        match status {
            DueStatus::Ok => self.ok,
            DueStatus::Near => self.near,
            DueStatus::Late => self.late,
            DueStatus::Idle => self.idle,
        }
    }

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
pub async fn count_by_lamp(db: &Db, city: CityId, filter: &CaseFilter, now: Instant) -> Result<DueCounts, StoreError> {
    let base = CaseFilter { lamp: None, open: Some(true), ..filter.clone() };
    let (_, lamps) = count_parts(db, city, &base, &[], &CaseFilter::default(), now).await?;
    Ok(lamps)
}

/// Open cases within `base`, counted in one walk: for each part how many of them it holds, and the lamps of the part `shown`.
///
/// `base` and the parts must not sort or page; only their conditions are taken, and the scope of `base`. A part that also holds closed cases whose
/// appeal waits for a decision (`or_asked`, `asked`) has these counted besides.
pub async fn count_parts(
    db: &Db,
    city: CityId,
    base: &CaseFilter,
    parts: &[CaseFilter],
    shown: &CaseFilter,
    now: Instant,
) -> Result<(Vec<i64>, DueCounts), StoreError> {
    let whole = CaseFilter { lamp: None, open: Some(true), ..base.clone() };
    let whole = search::with_unindexed(db, city, &whole).await?;
    let (mut query, walks) = Query::walks(db.engine(), city, &whole, now);
    let mut columns = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        columns.push((query.beside(part, now), format!("part_{place}")));
    }
    let lamps =
        [(DueStatus::Late, "late"), (DueStatus::Near, "near"), (DueStatus::Ok, "ok"), (DueStatus::Idle, "idle")];
    for (lamp, name) in lamps {
        columns.push((query.beside(&CaseFilter { lamp: Some(lamp), ..shown.clone() }, now), name.to_owned()));
    }
    let each: Vec<String> = columns.iter().map(|(condition, name)| format!("{} AS {name}", sum(condition))).collect();
    let all: Vec<String> =
        columns.iter().map(|(_, name)| format!("CAST(COALESCE(SUM({name}), 0) AS BIGINT) AS {name}")).collect();
    let text = format!("SELECT {} FROM ({}) AS walks", all.join(", "), together(&walks, &each.join(", ")));
    let Some(row) = ask(db, &whole, Built { name: "store::cases::count_parts", text }, query).await?.into_iter().next()
    else {
        return Ok((vec![0; parts.len()], DueCounts::default()));
    };
    let mut counts: Vec<i64> =
        (0..parts.len()).map(|place| row.int(&format!("part_{place}"))).collect::<Result<_, _>>()?;
    for (count, part) in counts.iter_mut().zip(parts) {
        let mut topics = if part.states.is_empty() { part.asked.clone() } else { part.or_asked.clone() };
        topics.retain(|topic| base.asked.is_empty() || base.asked.contains(topic));
        if part.open.is_none() && !topics.is_empty() {
            let lead = part.lead.or(base.lead);
            let closed = CaseFilter { lamp: None, open: Some(false), asked: topics, lead, ..base.clone() };
            *count += self::count(db, city, &closed, now).await?;
        }
    }
    Ok((
        counts,
        DueCounts { ok: row.int("ok")?, near: row.int("near")?, late: row.int("late")?, idle: row.int("idle")? },
    ))
}

/// Open cases of the filter by town or street: the first nine digits of the padded code, and how many.
pub async fn count_by_township(
    db: &Db,
    city: CityId,
    filter: &CaseFilter,
    now: Instant,
) -> Result<Vec<(i64, i64)>, StoreError> {
    let filter = &*search::with_unindexed(db, city, filter).await?;
    let (query, walks) = Query::walks(db.engine(), city, &CaseFilter { open: Some(true), ..filter.clone() }, now);
    let text = format!(
        "SELECT township, CAST(COUNT(*) AS BIGINT) AS n FROM ({}) AS walks GROUP BY township",
        together(&walks, "division / 1000 AS township")
    );
    let rows = ask(db, filter, Built { name: "store::cases::count_by_township", text }, query).await?;
    rows.iter().map(|row| Ok((row.int("township")?, row.int("n")?))).collect()
}

/// How many rows the filter has, of any state.
pub async fn count(db: &Db, city: CityId, filter: &CaseFilter, now: Instant) -> Result<i64, StoreError> {
    let filter = &*search::with_unindexed(db, city, filter).await?;
    let (query, branches) = Query::branches(db.engine(), city, filter, now);
    let text = format!(
        "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) AS n FROM ({}) AS branches",
        together(&branches, "COUNT(*) AS n")
    );
    let rows = ask(db, filter, Built { name: "store::cases::count", text }, query).await?;
    rows.first().map_or(Ok(0), |row| row.int("n"))
}

/// Open cases of the whole city by state: one walk over the small index of open cases.
pub async fn count_by_state(db: &Db, city: CityId) -> Result<Vec<(State, i64)>, StoreError> {
    db.rows(&COUNT_OPEN_BY_STATE, params![city])
        .await?
        .iter()
        .map(|row| Ok((row.code("state", State::parse)?, row.int("n")?)))
        .collect()
}

/// A search is planned for its words: how many cases hold them decides by which index they are found.
async fn ask(db: &Db, filter: &CaseFilter, built: Built, query: Query) -> Result<Vec<Row>, StoreError> {
    match search::asks_for_words(filter) {
        true => db.rows(Anew(built), Params(query.values)).await,
        false => db.rows(built, Params(query.values)).await,
    }
}

fn sum(condition: &str) -> String {
    format!("SUM(CASE WHEN {condition} THEN 1 ELSE 0 END)")
}

/// What each alternative gives for these columns, one under the other.
pub(super) fn together(branches: &[Branch], columns: &str) -> String {
    let asks = branches.iter().map(|branch| format!("SELECT {columns} FROM {} WHERE {}", branch.from, branch.text));
    asks.collect::<Vec<_>>().join(" UNION ALL ")
}
