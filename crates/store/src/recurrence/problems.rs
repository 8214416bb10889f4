//! Reading and saving a chronic problem: guarded by the version that was read, with its one event.

use std::collections::{BTreeMap, BTreeSet};

use changxiao_domain::{
    geo::Position,
    ids::{CaseId, ChronicId, CityId, SiteId, UnitId},
    recurrence::{Action, Event, Look, Plan, Problem, State},
    time::{Day, Instant},
};

use crate::{Db, StoreError, Tx, cases, chains, engine::Row, params, sql};

sql! {
    INSERT_PROBLEM = "
        INSERT INTO chronic_problems (city_id, chronic_id, number, state, is_open, category, division, place, site_id, lon_e6,
                                      lat_e6, unit_id, times, found_at, look_days, recurrences, changed_at, version, head_hash)
        VALUES                       ($1,      $2,         $3,     $4,    1,       $5,       $6,       $7,    $8,      $9,
                                      $10,    $11,     $12,   $13,      '',        0,           $14,        $15,     $16)";
    SAVE_PROBLEM = "
        UPDATE chronic_problems
        SET state = $4, is_open = $5, unit_id = $6, times = $7, confirmed_at = $8, plan_due_at = $9, measures = $10, end_on = $11,
            look_days = $12, approved_at = $13, done_at = $14, ended_at = $15, recurrences = $16, changed_at = $17, version = $18,
            head_hash = $19
        WHERE city_id = $1 AND chronic_id = $2 AND version = $3";
    BY_NUMBER = "
        SELECT city_id, chronic_id, number, state, category, division, place, site_id, lon_e6, lat_e6, unit_id, times, found_at,
               confirmed_at, plan_due_at, measures, end_on, look_days, approved_at, done_at, ended_at, recurrences, changed_at,
               version, head_hash
        FROM chronic_problems
        WHERE city_id = $1 AND number = $2";
    BY_ID = "
        SELECT city_id, chronic_id, number, state, category, division, place, site_id, lon_e6, lat_e6, unit_id, times, found_at,
               confirmed_at, plan_due_at, measures, end_on, look_days, approved_at, done_at, ended_at, recurrences, changed_at,
               version, head_hash
        FROM chronic_problems
        WHERE city_id = $1 AND chronic_id = $2";
    ALL_IDS = "SELECT chronic_id FROM chronic_problems WHERE city_id = $1 ORDER BY chronic_id";
    ADD_MEMBER = "
        INSERT INTO chronic_cases (city_id, case_id, chronic_id, nth, reported_at)
        SELECT c.city_id, c.case_id, $3, 0, c.reported_at
        FROM cases c
        WHERE c.city_id = $1 AND c.case_id = $2";
    SET_NTH = "UPDATE chronic_cases SET nth = $4 WHERE city_id = $1 AND case_id = $2 AND chronic_id = $3 AND nth <> $4";
    HIDE_MEMBERS = "UPDATE chronic_cases SET nth = 0 WHERE city_id = $1 AND chronic_id = $2";
    MEMBER_IDS = "SELECT case_id FROM chronic_cases WHERE city_id = $1 AND chronic_id = $2 ORDER BY case_id";
    MEMBERS = "
        SELECT m.case_id, m.nth, c.number, c.title, c.category, c.place, c.state, c.reported_at, c.closed_at, c.lead_unit
        FROM chronic_cases m
        JOIN cases c ON c.city_id = m.city_id AND c.case_id = m.case_id
        WHERE m.city_id = $1 AND m.chronic_id = $2
        ORDER BY m.reported_at, m.case_id";
    OF_CASE = "
        SELECT p.number, m.nth, p.state
        FROM chronic_cases m
        JOIN chronic_problems p ON p.city_id = m.city_id AND p.chronic_id = m.chronic_id
        WHERE m.city_id = $1 AND m.case_id = $2 AND m.nth > 0";
    LOOKS_OF = "SELECT at, day, clean, said FROM chronic_looks WHERE city_id = $1 AND chronic_id = $2 ORDER BY position";
    CLEAR_LOOKS = "DELETE FROM chronic_looks WHERE city_id = $1 AND chronic_id = $2";
    ADD_LOOK = "
        INSERT INTO chronic_looks (city_id, chronic_id, position, at, day, clean, said)
        VALUES                    ($1,      $2,         $3,       $4, $5,  $6,    $7)";
    INSERT_EVENT = "
        INSERT INTO chronic_events (city_id, chronic_id, seq, action, from_state, to_state, at, person_id, post_id, unit_id, role,
                                    is_system, particulars, prev_hash, hash)
        VALUES                     ($1,      $2,         $3,  $4,     $5,         $6,       $7, $8,        $9,      $10,     $11,
                                    $12,       $13,         $14,       $15)";
    EVENTS_OF = "
        SELECT city_id, chronic_id, seq, action, from_state, to_state, at, person_id, post_id, unit_id, role, is_system,
               particulars, prev_hash, hash
        FROM chronic_events
        WHERE city_id = $1 AND chronic_id = $2
        ORDER BY seq";
}

/// A case of a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub case: CaseId,
    pub nth: i64,
    pub number: String,
    pub title: String,
    pub category: String,
    pub place: String,
    pub state: changxiao_domain::cases::State,
    pub reported_at: Instant,
    pub closed_at: Option<Instant>,
    pub lead: Option<UnitId>,
}

/// `R261122-0001` from 261122000001.
pub fn number_text(number: i64) -> String {
    format!("R{}", cases::number_text(number))
}

/// 261122000001 from `R261122-0001`; `None` for anything else.
pub fn number_from_text(text: &str) -> Option<i64> {
    cases::number_from_text(text.trim().strip_prefix(['R', 'r'])?)
}

pub async fn by_number(db: &Db, city: CityId, number: &str) -> Result<Option<Problem>, StoreError> {
    let Some(number) = number_from_text(number) else { return Ok(None) };
    let row = db.row(&BY_NUMBER, params![city, number]).await?;
    whole(db, city, row).await
}

pub async fn by_id(db: &Db, city: CityId, id: ChronicId) -> Result<Option<Problem>, StoreError> {
    let row = db.row(&BY_ID, params![city, id]).await?;
    whole(db, city, row).await
}

/// Every problem of the city, for whoever walks over all chains.
pub async fn all_ids(db: &Db, city: CityId) -> Result<Vec<ChronicId>, StoreError> {
    db.rows(&ALL_IDS, params![city]).await?.iter().map(|row| row.id("chronic_id", ChronicId)).collect()
}

async fn whole(db: &Db, city: CityId, row: Option<Row>) -> Result<Option<Problem>, StoreError> {
    let Some(row) = row else { return Ok(None) };
    let id = row.id("chronic_id", ChronicId)?;
    let cases = db.rows(&MEMBER_IDS, params![city, id]).await?;
    let looks = db.rows(&LOOKS_OF, params![city, id]).await?;
    let look = |row: &Row| {
        Ok(Look { at: row.instant("at")?, day: row.day("day")?, clean: row.flag("clean")?, text: row.text("said")? })
    };
    let position = row
        .opt_int("lon_e6")?
        .zip(row.opt_int("lat_e6")?)
        .map(|(lon, lat)| Position::new(lon, lat).map_err(|_| StoreError::content("lon_e6", "a position on earth")))
        .transpose()?;
    Ok(Some(Problem {
        id,
        city,
        number: number_text(row.int("number")?),
        state: row.code("state", State::parse)?,
        category: row.text("category")?,
        division: row.int("division")?,
        place: row.text("place")?,
        site: row.opt_id("site_id", SiteId)?,
        position,
        unit: row.opt_id("unit_id", UnitId)?,
        cases: cases.iter().map(|row| row.id("case_id", CaseId)).collect::<Result<BTreeSet<_>, _>>()?,
        times: row.int("times")?,
        found_at: row.instant("found_at")?,
        confirmed_at: row.opt_instant("confirmed_at")?,
        plan_due_at: row.opt_instant("plan_due_at")?,
        plan: plan(&row)?,
        approved_at: row.opt_instant("approved_at")?,
        done_at: row.opt_instant("done_at")?,
        looks: looks.iter().map(look).collect::<Result<_, StoreError>>()?,
        ended_at: row.opt_instant("ended_at")?,
        recurrences: row.int("recurrences")?,
        version: row.int("version")?,
        head_hash: row.hash("head_hash")?,
        changed_at: row.instant("changed_at")?,
    }))
}

fn plan(row: &Row) -> Result<Option<Plan>, StoreError> {
    let Some((measures, end_on)) = row.opt_text("measures")?.zip(row.opt_day("end_on")?) else { return Ok(None) };
    let days = row.text("look_days")?;
    let looks = days
        .split_whitespace()
        .map(|day| day.parse::<Day>().map_err(|_| StoreError::content("look_days", "days parted by blanks")))
        .collect::<Result<_, _>>()?;
    Ok(Some(Plan { measures, end_on, looks }))
}

/// Saves a new problem with its cases and its first event. [`StoreError::Exists`]: a case belongs to another problem by now.
pub async fn insert(tx: &mut Tx, problem: &Problem, event: &Event, numbered: &Numbered) -> Result<(), StoreError> {
    let number = number_from_text(&problem.number).ok_or_else(|| StoreError::content("number", "Ryymmdd-nnnn"))?;
    let values = params![
        problem.city,
        problem.id,
        number,
        problem.state.code(),
        &problem.category,
        problem.division,
        &problem.place,
        problem.site,
        problem.position.map(|position| position.lon_e6),
        problem.position.map(|position| position.lat_e6),
        problem.unit,
        problem.times,
        problem.found_at,
        problem.changed_at,
        problem.version,
        problem.head_hash
    ];
    tx.execute(&INSERT_PROBLEM, values).await?;
    add_members(tx, problem, problem.cases.iter().copied(), numbered).await?;
    record(tx, event).await
}

/// Saves a decision over the version that it was taken on; `numbered` where cases came to it. [`StoreError::Conflict`] when somebody
/// else was faster.
pub async fn save(
    tx: &mut Tx,
    before: &Problem,
    after: &Problem,
    event: &Event,
    numbered: &Numbered,
) -> Result<(), StoreError> {
    let days = |plan: &Plan| plan.looks.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let values = params![
        after.city,
        after.id,
        before.version,
        after.state.code(),
        after.state.is_open(),
        after.unit,
        after.times,
        after.confirmed_at,
        after.plan_due_at,
        after.plan.as_ref().map(|plan| plan.measures.clone()),
        after.plan.as_ref().map(|plan| plan.end_on),
        after.plan.as_ref().map(days).unwrap_or_default(),
        after.approved_at,
        after.done_at,
        after.ended_at,
        after.recurrences,
        after.changed_at,
        after.version,
        after.head_hash
    ];
    if tx.execute(&SAVE_PROBLEM, values).await? == 0 {
        return Err(StoreError::Conflict);
    }
    if before.cases != after.cases {
        add_members(tx, after, after.cases.difference(&before.cases).copied(), numbered).await?;
    }
    if after.state == State::Dismissed {
        tx.execute(&HIDE_MEMBERS, params![after.city, after.id]).await?;
    }
    if before.looks != after.looks {
        tx.execute(&CLEAR_LOOKS, params![after.city, after.id]).await?;
        for (position, look) in (0_i64..).zip(&after.looks) {
            let values = params![after.city, after.id, position, look.at, look.day, look.clean, &look.text];
            tx.execute(&ADD_LOOK, values).await?;
        }
    }
    record(tx, event).await
}

/// Which time each case is.
pub type Numbered = BTreeMap<CaseId, i64>;

/// Adds cases and keeps which time each one is.
async fn add_members(
    tx: &mut Tx,
    problem: &Problem,
    cases: impl Iterator<Item = CaseId>,
    numbered: &Numbered,
) -> Result<(), StoreError> {
    for case in cases {
        tx.execute(&ADD_MEMBER, params![problem.city, case, problem.id]).await?;
    }
    for (case, nth) in numbered {
        tx.execute(&SET_NTH, params![problem.city, *case, problem.id, *nth]).await?;
    }
    Ok(())
}

async fn record(tx: &mut Tx, event: &Event) -> Result<(), StoreError> {
    tx.execute(&INSERT_EVENT, chains::values(event)).await?;
    Ok(())
}

/// The events of a problem, from its finding on.
pub async fn events_of(db: &Db, city: CityId, id: ChronicId) -> Result<Vec<Event>, StoreError> {
    let rows = db.rows(&EVENTS_OF, params![city, id]).await?;
    rows.iter().map(|row| chains::read(row, "chronic_id", Action::parse, State::parse)).collect()
}

/// Its cases, the oldest first.
pub async fn members_of(db: &Db, city: CityId, id: ChronicId) -> Result<Vec<Member>, StoreError> {
    db.rows(&MEMBERS, params![city, id])
        .await?
        .iter()
        .map(|row| {
            Ok(Member {
                case: row.id("case_id", CaseId)?,
                nth: row.int("nth")?,
                number: cases::number_text(row.int("number")?),
                title: row.text("title")?,
                category: row.text("category")?,
                place: row.text("place")?,
                state: row.code("state", changxiao_domain::cases::State::parse)?,
                reported_at: row.instant("reported_at")?,
                closed_at: row.opt_instant("closed_at")?,
                lead: row.opt_id("lead_unit", UnitId)?,
            })
        })
        .collect()
}

/// The problem that a case belongs to, which time it is there, and where the problem stands.
pub async fn of_case(db: &Db, city: CityId, case: CaseId) -> Result<Option<(String, i64, State)>, StoreError> {
    let Some(row) = db.row(&OF_CASE, params![city, case]).await? else { return Ok(None) };
    Ok(Some((number_text(row.int("number")?), row.int("nth")?, row.code("state", State::parse)?)))
}
