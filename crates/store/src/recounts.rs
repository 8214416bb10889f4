//! Running deadlines counted anew after a change of the calendar: which run, what moved, and whether it is done.

use std::collections::HashMap;

use changxiao_domain::{
    calendar::{Limit, LimitClock, LimitKind, Pause},
    ids::{CaseId, CityId, PostId, RecountId},
    time::Instant,
};

use crate::{
    Db, StoreError, Tx,
    cases::number_text,
    engine::{Columns, Row},
    params, sql,
};

/// One change of the calendar and what it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recount {
    pub id: RecountId,
    pub cause: String,
    /// The post that changed the calendar.
    pub post: PostId,
    pub begun_at: Instant,
    /// `None`: still under way, or cut off in the middle.
    pub finished_at: Option<Instant>,
    /// Clocks that were running.
    pub running: i64,
    pub earlier: i64,
    pub later: i64,
}

/// The clock of a case that runs, with the moments that are stored for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunningClock {
    pub case: CaseId,
    pub clock: LimitClock,
    pub near_at: Option<Instant>,
    pub due_at: Option<Instant>,
}

/// A case whose deadline moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedCase {
    pub number: String,
    pub title: String,
    pub category: String,
    pub place: String,
    pub due_before: Instant,
    pub due_after: Instant,
}

/// The columns of `recounts` behind the city.
const RECOUNT_COLUMNS: Columns =
    &["recount_id", "cause", "post_id", "begun_at", "finished_at", "running", "earlier", "later"];

sql! {
    BEGIN_RECOUNT = "
        INSERT INTO recounts (city_id, recount_id, cause, post_id, begun_at, running, earlier, later)
        VALUES               ($1,      $2,         $3,    $4,      $5,       0,       0,       0)";
    FINISH_RECOUNT = "
        UPDATE recounts
        SET finished_at = $3,
            running = $4,
            earlier = (SELECT COUNT(*) FROM recount_cases AS moved
                       WHERE moved.city_id = $1 AND moved.recount_id = $2 AND moved.due_after < moved.due_before),
            later = (SELECT COUNT(*) FROM recount_cases AS moved
                     WHERE moved.city_id = $1 AND moved.recount_id = $2 AND moved.due_after > moved.due_before)
        WHERE city_id = $1 AND recount_id = $2 AND finished_at IS NULL";
    ONE = (RECOUNT_COLUMNS "
        SELECT {}
        FROM recounts
        WHERE city_id = $1 AND recount_id = $2");
    NEWEST = (RECOUNT_COLUMNS "
        SELECT {}
        FROM recounts
        WHERE city_id = $1
        ORDER BY recount_id DESC
        LIMIT $2");
    UNFINISHED = (RECOUNT_COLUMNS "
        SELECT {}
        FROM recounts
        WHERE city_id = $1 AND finished_at IS NULL
        ORDER BY begun_at, recount_id");
    RUNNING_CLOCKS = "
        SELECT case_id, limit_kind, limit_amount, clock_from, extended, near_at, due_at
        FROM cases
        WHERE city_id = $1 AND is_open = 1 AND state IN ('dispatched', 'handling', 'hung', 'submitted') AND clock_from IS NOT NULL
          AND paused_at IS NULL
        ORDER BY case_id";
    PAUSES_OF_RUNNING = "
        SELECT p.case_id, p.from_at, p.until_at
        FROM case_pauses AS p
        JOIN cases AS c ON c.city_id = p.city_id AND c.case_id = p.case_id
        WHERE p.city_id = $1 AND c.is_open = 1 AND c.paused_at IS NULL
        ORDER BY p.case_id, p.from_at";
    PUT_MOVED = "
        INSERT INTO recount_cases (city_id, recount_id, case_id, due_before, due_after)
        VALUES                    ($1,      $2,         $3,      $4,         $5)
        ON CONFLICT (city_id, recount_id, case_id) DO UPDATE SET due_after = excluded.due_after";
    MOVED = "
        SELECT c.number, c.title, c.category, c.place, moved.due_before, moved.due_after
        FROM recount_cases AS moved
        JOIN cases AS c ON c.city_id = moved.city_id AND c.case_id = moved.case_id
        WHERE moved.city_id = $1 AND moved.recount_id = $2
        ORDER BY moved.due_after, c.number
        LIMIT $3";
}

/// Says that a recount is owed, in the transaction of the change itself, so that none is forgotten when the process ends.
pub async fn begin(
    tx: &mut Tx,
    city: CityId,
    id: RecountId,
    cause: &str,
    post: PostId,
    at: Instant,
) -> Result<(), StoreError> {
    tx.execute(&BEGIN_RECOUNT, params![city, id, cause, post, at]).await?;
    Ok(())
}

/// Sums up what moved. False when somebody else has finished it.
pub async fn finish(tx: &mut Tx, city: CityId, id: RecountId, running: i64, at: Instant) -> Result<bool, StoreError> {
    Ok(tx.execute(&FINISH_RECOUNT, params![city, id, at, running]).await? > 0)
}

pub async fn one(db: &Db, city: CityId, id: RecountId) -> Result<Option<Recount>, StoreError> {
    db.row(&ONE, params![city, id]).await?.as_ref().map(recount).transpose()
}

/// As it stands in this transaction.
pub async fn one_in(tx: &mut Tx, city: CityId, id: RecountId) -> Result<Option<Recount>, StoreError> {
    tx.row(&ONE, params![city, id]).await?.as_ref().map(recount).transpose()
}

/// Newest first.
pub async fn newest(db: &Db, city: CityId, most: i64) -> Result<Vec<Recount>, StoreError> {
    db.rows(&NEWEST, params![city, most]).await?.iter().map(recount).collect()
}

/// Oldest first.
pub async fn unfinished(db: &Db, city: CityId) -> Result<Vec<Recount>, StoreError> {
    db.rows(&UNFINISHED, params![city]).await?.iter().map(recount).collect()
}

/// Every clock that runs, in the order of the cases' ids: the order in which a recount locks their rows.
pub async fn running_clocks(db: &Db, city: CityId) -> Result<Vec<RunningClock>, StoreError> {
    let mut pauses: HashMap<CaseId, Vec<Pause>> = HashMap::new();
    for row in db.rows(&PAUSES_OF_RUNNING, params![city]).await? {
        let pause = Pause { from: row.instant("from_at")?, until: Some(row.instant("until_at")?) };
        pauses.entry(row.id("case_id", CaseId)?).or_default().push(pause);
    }
    db.rows(&RUNNING_CLOCKS, params![city])
        .await?
        .iter()
        .map(|row| {
            let case = row.id("case_id", CaseId)?;
            let limit = Limit { kind: row.code("limit_kind", LimitKind::parse)?, amount: row.int("limit_amount")? };
            let pauses = pauses.remove(&case).unwrap_or_default();
            Ok(RunningClock {
                case,
                clock: LimitClock::granted(limit, row.instant("clock_from")?, pauses, row.int("extended")?),
                near_at: row.opt_instant("near_at")?,
                due_at: row.opt_instant("due_at")?,
            })
        })
        .collect()
}

/// Notes that a deadline moved. One that moves twice in the same recount keeps where it came from.
pub async fn note_moved(
    tx: &mut Tx,
    city: CityId,
    id: RecountId,
    case: CaseId,
    (before, after): (Instant, Instant),
) -> Result<(), StoreError> {
    tx.execute(&PUT_MOVED, params![city, id, case, before, after]).await?;
    Ok(())
}

/// The first cases that moved, what is due first in front.
pub async fn moved(db: &Db, city: CityId, id: RecountId, most: i64) -> Result<Vec<MovedCase>, StoreError> {
    db.rows(&MOVED, params![city, id, most])
        .await?
        .iter()
        .map(|row| {
            Ok(MovedCase {
                number: number_text(row.int("number")?),
                title: row.text("title")?,
                category: row.text("category")?,
                place: row.text("place")?,
                due_before: row.instant("due_before")?,
                due_after: row.instant("due_after")?,
            })
        })
        .collect()
}

fn recount(row: &Row) -> Result<Recount, StoreError> {
    Ok(Recount {
        id: row.id("recount_id", RecountId)?,
        cause: row.text("cause")?,
        post: row.id("post_id", PostId)?,
        begun_at: row.instant("begun_at")?,
        finished_at: row.opt_instant("finished_at")?,
        running: row.int("running")?,
        earlier: row.int("earlier")?,
        later: row.int("later")?,
    })
}
