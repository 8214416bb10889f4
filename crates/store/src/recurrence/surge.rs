//! Reports by day, and the alarms about more of them than usual.

use changxiao_domain::{
    ids::{AlarmId, CityId, UnitId},
    recurrence::surge::{Counts, Subject},
    time::{Day, Instant},
};

use crate::{
    Db, StoreError, Tx, columns,
    engine::{Bulk, Row},
    legible::Legible,
    params, sql,
};

columns! {
    ALARM_COLUMNS, alarm_values(alarm: &Alarm) {
        alarm_id = alarm.id,
        kind = alarm.kind.code(),
        subject = &alarm.subject,
        last = alarm.counts.last,
        earlier = alarm.counts.before,
        weeks = alarm.counts.weeks,
        line = alarm.line,
        raised_at = alarm.raised_at,
    }
}

sql! {
    COUNTS = "
        SELECT kind, subject,
               CAST(SUM(CASE WHEN day >= $3 THEN n ELSE 0 END) AS BIGINT) AS last,
               CAST(SUM(CASE WHEN day < $3 THEN n ELSE 0 END) AS BIGINT) AS earlier
        FROM surge_days
        WHERE city_id = $1 AND day >= $2 AND day <= $4
        GROUP BY kind, subject
        ORDER BY kind, subject";
    FIRST_DAYS = "SELECT DISTINCT day FROM surge_days WHERE city_id = $1 ORDER BY day LIMIT 50";
    RAISED = "
        SELECT alarm_id, kind, subject, last, earlier, weeks, line, raised_at, over_at, answer, answered_at, unit_id
        FROM surge_alarms
        WHERE city_id = $1 AND over_at IS NULL
        ORDER BY kind, subject";
    NEWEST = "
        SELECT alarm_id, kind, subject, last, earlier, weeks, line, raised_at, over_at, answer, answered_at, unit_id
        FROM surge_alarms
        WHERE city_id = $1 AND alarm_id < $2
        ORDER BY alarm_id DESC
        LIMIT $3";
    ONE = "
        SELECT alarm_id, kind, subject, last, earlier, weeks, line, raised_at, over_at, answer, answered_at, unit_id
        FROM surge_alarms
        WHERE city_id = $1 AND alarm_id = $2";
    UNANSWERED = "SELECT COUNT(*) AS n FROM surge_alarms WHERE city_id = $1 AND answered_at IS NULL";
    RAISE = (ALARM_COLUMNS "
        INSERT INTO surge_alarms (city_id, {})
        VALUES ($1, {$2})
        ON CONFLICT (city_id, kind, subject) WHERE over_at IS NULL DO NOTHING");
    REARM = "UPDATE surge_alarms SET over_at = $3 WHERE city_id = $1 AND alarm_id = $2 AND over_at IS NULL";
    ANSWER = "
        UPDATE surge_alarms SET answer = $3, answered_at = $4, unit_id = $5
        WHERE city_id = $1 AND alarm_id = $2 AND answered_at IS NULL";
}

/// An alarm with the counts that raised it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    pub id: AlarmId,
    pub kind: Subject,
    /// Padded code of a town or street, or the code of a category.
    pub subject: String,
    pub counts: Counts,
    /// The count from which it surges.
    pub line: i64,
    pub raised_at: Instant,
    pub over_at: Option<Instant>,
    pub answer: Option<String>,
    pub answered_at: Option<Instant>,
    /// Who answered.
    pub unit: Option<UnitId>,
}

impl Alarm {
    /// The padded code of the town or street, of an alarm about one.
    pub fn division(&self) -> Option<i64> {
        (self.kind == Subject::Place).then(|| self.subject.parse().unwrap_or_default())
    }
}

/// Reports to be added to the counts of a day.
pub type Added = (Subject, String, Day, i64);

/// Adds reports to the counts. Called in the transaction that takes the cases up, so that each is counted once.
pub async fn add(tx: &mut Tx, city: CityId, added: &[Added]) -> Result<(), StoreError> {
    let columns = ["city_id", "kind", "subject", "day", "n"];
    let tail = "ON CONFLICT (city_id, kind, subject, day) DO UPDATE SET n = surge_days.n + excluded.n";
    let mut rows = Bulk::new("store::recurrence::add", "surge_days", &columns, tail);
    for (kind, subject, day, n) in added {
        rows.push(tx, params![city, kind.code(), subject, *day, *n]).await?;
    }
    rows.send(tx).await
}

/// Counts of every subject with reports from `from` to `today`; those from `recent` on are the last ones.
pub async fn counts(
    db: &Db,
    city: CityId,
    (from, recent, today): (Day, Day, Day),
    weeks: i64,
) -> Result<Legible<(Subject, String, Counts)>, StoreError> {
    let rows = db.rows(&COUNTS, params![city, from, recent, today]).await?;
    Legible::of(
        &rows,
        |row| row.name("subject"),
        |row| {
            let counts = Counts { last: row.int("last")?, before: row.int("earlier")?, weeks };
            Ok((row.code("kind", Subject::parse)?, row.text("subject")?, counts))
        },
    )
}

/// The first days with a report.
pub async fn first_days(db: &Db, city: CityId) -> Result<Legible<Day>, StoreError> {
    Legible::of(&db.rows(&FIRST_DAYS, params![city]).await?, |row| row.name("day"), |row| row.day("day"))
}

/// Alarms whose rise is not over.
pub async fn raised(db: &Db, city: CityId) -> Result<Legible<Alarm>, StoreError> {
    Legible::of(&db.rows(&RAISED, params![city]).await?, |row| row.name("alarm_id"), alarm)
}

/// A page of alarms, newest first, from the one before `before` on.
pub async fn newest(db: &Db, city: CityId, before: Option<AlarmId>, most: i64) -> Result<Vec<Alarm>, StoreError> {
    let before = before.unwrap_or(AlarmId(uuid::Uuid::from_bytes([0xFF; 16])));
    db.rows(&NEWEST, params![city, before, most]).await?.iter().map(alarm).collect()
}

pub async fn one(db: &Db, city: CityId, id: AlarmId) -> Result<Option<Alarm>, StoreError> {
    db.row(&ONE, params![city, id]).await?.as_ref().map(alarm).transpose()
}

/// How many alarms nobody has answered.
pub async fn unanswered(db: &Db, city: CityId) -> Result<i64, StoreError> {
    db.row(&UNANSWERED, params![city]).await?.map_or(Ok(0), |row| row.int("n"))
}

/// `false`: an alarm of this rise is out.
pub async fn raise(tx: &mut Tx, city: CityId, alarm: &Alarm) -> Result<bool, StoreError> {
    let values = params![city].and(alarm_values(alarm));
    Ok(tx.execute(&RAISE, values).await? > 0)
}

/// Notes that a rise is over, so that the next one is alarmed again.
pub async fn rearm(tx: &mut Tx, city: CityId, id: AlarmId, at: Instant) -> Result<bool, StoreError> {
    Ok(tx.execute(&REARM, params![city, id, at]).await? > 0)
}

/// `false`: it was answered before.
pub async fn answer(
    tx: &mut Tx,
    city: CityId,
    id: AlarmId,
    text: &str,
    unit: UnitId,
    at: Instant,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&ANSWER, params![city, id, text, at, unit]).await? > 0)
}

fn alarm(row: &Row) -> Result<Alarm, StoreError> {
    Ok(Alarm {
        id: row.id("alarm_id", AlarmId)?,
        kind: row.code("kind", Subject::parse)?,
        subject: row.text("subject")?,
        counts: Counts { last: row.int("last")?, before: row.int("earlier")?, weeks: row.int("weeks")? },
        line: row.int("line")?,
        raised_at: row.instant("raised_at")?,
        over_at: row.opt_instant("over_at")?,
        answer: row.opt_text("answer")?,
        answered_at: row.opt_instant("answered_at")?,
        unit: row.opt_id("unit_id", UnitId)?,
    })
}
