//! When the sweep looks at which case, and the levels that cases have reached.

use std::collections::HashSet;

use changxiao_domain::{
    cases::{Case, Event},
    escalation::{Rung, Step},
    ids::{AbsenceId, CaseId, CityId, PersonId, UnitId},
    time::{Day, Instant},
};

use crate::{
    Db, Engine, StoreError, Tx,
    cases::number_text,
    columns,
    engine::{Built, Bulk, Params, Row, Value},
    legible::Legible,
    params,
    sealing::record_many,
    sql,
};

/// A case at which the sweep has to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueStep {
    pub case: CaseId,
    pub look_at: Instant,
    pub clock_from: Instant,
    pub reached: i64,
    pub version: i64,
}

/// A level that a case reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escalation {
    pub number: String,
    pub title: String,
    pub category: String,
    pub place: String,
    pub division: i64,
    pub level: i64,
    pub rung: Rung,
    pub unit: UnitId,
    pub reached_at: Instant,
    pub at: Instant,
}

/// When to look at a case again (`None`: never), how many levels are reached by then and at which version of the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Later {
    pub step: DueStep,
    pub look_at: Option<Instant>,
    pub reached: i64,
    pub version: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AbsenceRow {
    pub id: AbsenceId,
    pub person: PersonId,
    pub first_day: Day,
    pub last_day: Day,
}

columns! {
    REACHED_COLUMNS, reached_values(step: &Step, event: &Event, clock_from: Instant, unit: UnitId) {
        city_id = event.city,
        case_id = event.subject.as_bytes().to_vec(),
        clock_from = clock_from,
        level = i64::try_from(step.level).unwrap_or(i64::MAX),
        rung = step.rung.code(),
        unit_id = unit,
        reached_at = step.due_at,
        at = event.at,
        seq = event.seq,
    }
}

sql! {
    CLOCK_MOVED = "
        INSERT INTO due_steps (city_id, case_id, look_at, clock_from, reached, unit_id, climbed, version)
        VALUES                ($1,      $2,      $3,      $4,         0,       $6,      0,       $5)
        ON CONFLICT (city_id, case_id) DO UPDATE
        SET look_at = excluded.look_at,
            reached = CASE WHEN due_steps.clock_from = excluded.clock_from THEN due_steps.reached ELSE 0 END,
            climbed = CASE WHEN due_steps.clock_from = excluded.clock_from THEN due_steps.reached ELSE 0 END,
            unit_id = excluded.unit_id,
            clock_from = excluded.clock_from,
            version = excluded.version";
    CLOCK_STOPPED = "UPDATE due_steps SET look_at = NULL, climbed = 0, version = $3 WHERE city_id = $1 AND case_id = $2";
    DUE = "
        SELECT case_id, look_at, clock_from, reached, version
        FROM due_steps
        WHERE city_id = $1 AND look_at IS NOT NULL AND look_at <= $2
        ORDER BY look_at, case_id
        LIMIT $3";
    HOW_MANY_DUE = "
        SELECT COUNT(*) AS due, MIN(look_at) AS oldest
        FROM due_steps
        WHERE city_id = $1 AND look_at IS NOT NULL AND look_at <= $2";
    NEWEST = "
        SELECT c.number, c.title, c.category, c.place, c.division, e.level, e.rung, e.unit_id, e.reached_at, e.at
        FROM escalations AS e
        JOIN cases AS c ON c.city_id = e.city_id AND c.case_id = e.case_id
        WHERE e.city_id = $1
        ORDER BY e.at DESC
        LIMIT $2";
    REACHED_BY = "
        SELECT reached FROM due_steps WHERE city_id = $1 AND case_id = $2";
    LAMPS_OF_UNITS = "
        SELECT lead_unit,
               SUM(CASE WHEN due_at < $2 THEN 0 ELSE 1 END) AS near,
               SUM(CASE WHEN due_at < $2 THEN 1 ELSE 0 END) AS late
        FROM cases
        WHERE city_id = $1 AND is_open = 1 AND state IN ('dispatched', 'handling') AND paused_at IS NULL AND near_at <= $2
          AND lead_unit IS NOT NULL
        GROUP BY lead_unit
        ORDER BY lead_unit";
    ABSENT_ON = "SELECT person_id FROM absences WHERE city_id = $1 AND first_day <= $2 AND last_day >= $2";
    ABSENCES_OF = "
        SELECT absence_id, person_id, first_day, last_day
        FROM absences
        WHERE city_id = $1 AND person_id = $2 AND last_day >= $3
        ORDER BY first_day, absence_id";
    PUT_ABSENCE = "
        INSERT INTO absences (city_id, absence_id, person_id, first_day, last_day, made_at)
        VALUES               ($1,      $2,         $3,        $4,        $5,       $6)";
    END_ABSENCE = "DELETE FROM absences WHERE city_id = $1 AND absence_id = $2 AND person_id = $3";
}

/// Called by every save of a case. Where the clock was moved, the sweep looks at the case again when its lamp turns yellow, which
/// is before or at the first level of any ladder; where it stands still, the sweep does not look. Whoever takes a case over takes its
/// clock over.
pub(crate) async fn follow_clock(tx: &mut Tx, before: &Case, after: &Case) -> Result<(), StoreError> {
    let clock = |case: &Case| (case.clock_runs(), case.clock_from, case.near_at, case.due_at, case.lead_unit);
    if clock(before) == clock(after) {
        return Ok(());
    }
    match (after.clock_from, after.near_at) {
        (Some(from), Some(near)) if after.clock_runs() => {
            tx.execute(&CLOCK_MOVED, params![after.city, after.id, near, from, after.version, after.lead_unit]).await?;
        }
        _ => {
            tx.execute(&CLOCK_STOPPED, params![after.city, after.id, after.version]).await?;
        }
    }
    Ok(())
}

/// The first `most` cases to look at, the longest due first.
pub async fn due(db: &Db, city: CityId, now: Instant, most: i64) -> Result<Legible<DueStep>, StoreError> {
    let rows = db.rows(&DUE, params![city, now, most]).await?;
    Legible::of(
        &rows,
        |row| row.name("case_id"),
        |row| {
            Ok(DueStep {
                case: row.id("case_id", CaseId)?,
                look_at: row.instant("look_at")?,
                clock_from: row.instant("clock_from")?,
                reached: row.int("reached")?,
                version: row.int("version")?,
            })
        },
    )
}

/// How many wait, and since when the longest.
pub async fn how_many_due(db: &Db, city: CityId, now: Instant) -> Result<(i64, Option<Instant>), StoreError> {
    match db.row(&HOW_MANY_DUE, params![city, now]).await? {
        None => Ok((0, None)),
        Some(row) => Ok((row.int("due")?, row.opt_instant("oldest")?)),
    }
}

/// Holds cases against other transactions, in the order in which every transaction that changes many cases does. SQLite has one
/// writer and needs nothing.
pub async fn hold(tx: &mut Tx, city: CityId, cases: &[CaseId]) -> Result<(), StoreError> {
    if tx.engine() == Engine::Sqlite || cases.is_empty() {
        return Ok(());
    }
    let mut values: Vec<Value> = vec![city.into()];
    let list = values_list(&mut values, cases.iter().map(|case| params![*case]));
    let text = format!(
        "SELECT case_id FROM cases WHERE city_id = $1 AND case_id IN (VALUES {list}) ORDER BY case_id FOR NO KEY UPDATE"
    );
    tx.rows(Built { name: "store::escalations::hold", text }, Params(values)).await?;
    Ok(())
}

/// Moves cases (before and after) along to the events of their escalations; nothing else of them changes. Those that moved: of the
/// others somebody else has made another version.
pub async fn move_cases(tx: &mut Tx, city: CityId, moves: &[(&Case, &Case)]) -> Result<HashSet<CaseId>, StoreError> {
    if moves.is_empty() {
        return Ok(HashSet::new());
    }
    let mut values: Vec<Value> = vec![city.into()];
    let row = |(before, after): &(&Case, &Case)| {
        params![after.id, before.version, after.version, after.head_hash, after.changed_at]
    };
    let list = values_list(&mut values, moves.iter().map(row));
    let text = format!(
        "UPDATE cases SET version = v.column3, head_hash = v.column4, changed_at = v.column5 FROM (VALUES {list}) AS v \
         WHERE cases.city_id = $1 AND cases.case_id = v.column1 AND cases.version = v.column2 RETURNING case_id"
    );
    ids(&tx.rows(Built { name: "store::escalations::move_cases", text }, Params(values)).await?)
}

/// Notes when to look again. Those that were noted: the row of another is not what it was when it was read, because the clock moved
/// or another sweep was here.
pub async fn look_later(tx: &mut Tx, city: CityId, all: &[Later]) -> Result<HashSet<CaseId>, StoreError> {
    if all.is_empty() {
        return Ok(HashSet::new());
    }
    let mut values: Vec<Value> = vec![city.into()];
    let row = |Later { step, look_at, reached, version }: &Later| {
        params![step.case, step.clock_from, step.version, step.reached, *look_at, *version, *reached]
    };
    let list = values_list(&mut values, all.iter().map(row));
    let text = format!(
        "UPDATE due_steps SET look_at = v.column5, version = v.column6, reached = v.column7, climbed = v.column7 \
         FROM (VALUES {list}) AS v \
         WHERE due_steps.city_id = $1 AND due_steps.case_id = v.column1 AND due_steps.clock_from = v.column2 \
         AND due_steps.version = v.column3 AND due_steps.reached = v.column4 RETURNING case_id"
    );
    ids(&tx.rows(Built { name: "store::escalations::look_later", text }, Params(values)).await?)
}

/// `($2, $3), ($4, $5)`: rows whose parameters follow those that are there.
fn values_list(values: &mut Vec<Value>, rows: impl Iterator<Item = Params>) -> String {
    let mut place = |value| {
        values.push(value);
        format!("${}", values.len())
    };
    let rows: Vec<String> =
        rows.map(|row| format!("({})", row.0.into_iter().map(&mut place).collect::<Vec<_>>().join(", "))).collect();
    rows.join(", ")
}

fn ids(rows: &[Row]) -> Result<HashSet<CaseId>, StoreError> {
    rows.iter().map(|row| row.id("case_id", CaseId)).collect()
}

/// Keeps what was reached: the events, and a row for each level, whose key refuses a second one.
pub async fn put(tx: &mut Tx, reached: &[(Step, Event, Instant, UnitId)]) -> Result<(), StoreError> {
    let events: Vec<&Event> = reached.iter().map(|(_, event, ..)| event).collect();
    record_many::<Case>(tx, &events).await?;
    let mut rows = Bulk::new("store::escalations::put", "escalations", REACHED_COLUMNS, "");
    for (step, event, clock_from, unit) in reached {
        rows.push(tx, reached_values(step, event, *clock_from, *unit)).await?;
    }
    rows.send(tx).await
}

/// Newest first.
pub async fn newest(db: &Db, city: CityId, most: i64) -> Result<Vec<Escalation>, StoreError> {
    db.rows(&NEWEST, params![city, most]).await?.iter().map(escalation).collect()
}

/// How many levels the running clock of a case has reached.
pub async fn reached(db: &Db, city: CityId, case: CaseId) -> Result<i64, StoreError> {
    db.row(&REACHED_BY, params![city, case]).await?.map_or(Ok(0), |row| row.int("reached"))
}

/// Units with cases that are near their limit or late: how many of either.
pub async fn lamps_of_units(db: &Db, city: CityId, now: Instant) -> Result<Legible<(UnitId, i64, i64)>, StoreError> {
    let rows = db.rows(&LAMPS_OF_UNITS, params![city, now]).await?;
    Legible::of(
        &rows,
        |row| row.name("lead_unit"),
        |row| Ok((row.id("lead_unit", UnitId)?, row.int("near")?, row.int("late")?)),
    )
}

/// Who is away on this day.
pub async fn absent_on(db: &Db, city: CityId, day: Day) -> Result<Legible<PersonId>, StoreError> {
    let rows = db.rows(&ABSENT_ON, params![city, day]).await?;
    Legible::of(&rows, |row| row.name("person_id"), |row| row.id("person_id", PersonId))
}

/// A person's absences that are not over on `from`, the earliest first.
pub async fn absences_of(db: &Db, city: CityId, person: PersonId, from: Day) -> Result<Vec<AbsenceRow>, StoreError> {
    db.rows(&ABSENCES_OF, params![city, person, from])
        .await?
        .iter()
        .map(|row| {
            Ok(AbsenceRow {
                id: row.id("absence_id", AbsenceId)?,
                person: row.id("person_id", PersonId)?,
                first_day: row.day("first_day")?,
                last_day: row.day("last_day")?,
            })
        })
        .collect()
}

pub async fn put_absence(tx: &mut Tx, city: CityId, row: &AbsenceRow, at: Instant) -> Result<(), StoreError> {
    tx.execute(&PUT_ABSENCE, params![city, row.id, row.person, row.first_day, row.last_day, at]).await?;
    Ok(())
}

/// `false`: there is none, or it is somebody else's.
pub async fn end_absence(tx: &mut Tx, city: CityId, id: AbsenceId, person: PersonId) -> Result<bool, StoreError> {
    Ok(tx.execute(&END_ABSENCE, params![city, id, person]).await? > 0)
}

fn escalation(row: &Row) -> Result<Escalation, StoreError> {
    Ok(Escalation {
        number: number_text(row.int("number")?),
        title: row.text("title")?,
        category: row.text("category")?,
        place: row.text("place")?,
        division: row.int("division")?,
        level: row.int("level")?,
        rung: row.code("rung", Rung::parse)?,
        unit: row.id("unit_id", UnitId)?,
        reached_at: row.instant("reached_at")?,
        at: row.instant("at")?,
    })
}
