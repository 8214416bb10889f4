//! Reading one whistle, and saving a decision: the whistle guarded by the version that was read, its calls, and its one event.

use changxiao_domain::{
    ids::{CaseId, CityId, ConsultationId, UnitId, WhistleId},
    whistles::{Action, Call, Event, Kind, State, StreetRating, Turnout, UnitRating, Whistle},
};

use crate::{
    Db, StoreError, Tx, cases, chains,
    engine::{Params, Row},
    params, sql,
};

sql! {
    INSERT_WHISTLE = "
        INSERT INTO whistles (city_id, whistle_id, number, state, is_open, is_known, kind, street, title, description,
                              place, division, drafted_at, waived, changed_at, version, head_hash)
        VALUES               ($1,      $2,         $3,     $4,    $5,      $6,       $7,   $8,     $9,    $10,
                              $11,   $12,      $13,        0,      $14,        $15,     $16)";
    SAVE_WHISTLE = "
        UPDATE whistles
        SET state = $4, is_open = $5, is_known = $6, kind = $7, title = $8, description = $9, place = $10, division = $11,
            blown_at = $12, near_at = $13, due_at = $14, plan = $15, result = $16, handled_at = $17, waiver_at = $18,
            closed_at = $19, waived = $20, disputed_from = $21, consultation_id = $22, changed_at = $23, version = $24,
            head_hash = $25
        WHERE city_id = $1 AND whistle_id = $2 AND version = $3";
    BY_NUMBER = "
        SELECT city_id, whistle_id, number, state, kind, street, title, description, place, division, drafted_at, blown_at,
               plan, result, handled_at, waiver_at, closed_at, waived, disputed_from, consultation_id, changed_at, version,
               head_hash
        FROM whistles
        WHERE city_id = $1 AND number = $2";
    BY_ID = "
        SELECT city_id, whistle_id, number, state, kind, street, title, description, place, division, drafted_at, blown_at,
               plan, result, handled_at, waiver_at, closed_at, waived, disputed_from, consultation_id, changed_at, version,
               head_hash
        FROM whistles
        WHERE city_id = $1 AND whistle_id = $2";
    CALLS_OF = "
        SELECT unit_id, task, turnout, near_at, due_at, answered_at, reason, bound, response, solution, unit_text, justified,
               street_text
        FROM whistle_units
        WHERE city_id = $1 AND whistle_id = $2
        ORDER BY position";
    CASES_OF = "SELECT case_id FROM whistle_cases WHERE city_id = $1 AND whistle_id = $2 ORDER BY case_id";
    CLEAR_CALLS = "DELETE FROM whistle_units WHERE city_id = $1 AND whistle_id = $2";
    ADD_CALL = "
        INSERT INTO whistle_units (city_id, whistle_id, unit_id, position, task, turnout, near_at, due_at, answered_at, reason,
                                   bound, response, solution, unit_text, justified, street_text)
        VALUES                    ($1,      $2,         $3,      $4,       $5,   $6,         $7,      $8,     $9,          $10,
                                   $11,   $12,      $13,      $14,       $15,       $16)";
    CLEAR_CASES = "DELETE FROM whistle_cases WHERE city_id = $1 AND whistle_id = $2";
    ADD_CASE = "INSERT INTO whistle_cases (city_id, whistle_id, case_id) VALUES ($1, $2, $3)";
    INSERT_EVENT = "
        INSERT INTO whistle_events (city_id, whistle_id, seq, action, from_state, to_state, at, person_id, post_id, unit_id, role,
                                    is_system, particulars, prev_hash, hash)
        VALUES                     ($1,      $2,         $3,  $4,     $5,         $6,       $7, $8,        $9,      $10,     $11,
                                    $12,       $13,         $14,       $15)";
    EVENTS_OF = "
        SELECT city_id, whistle_id, seq, action, from_state, to_state, at, person_id, post_id, unit_id, role, is_system,
               particulars, prev_hash, hash
        FROM whistle_events
        WHERE city_id = $1 AND whistle_id = $2
        ORDER BY seq";
    ALL_IDS = "SELECT whistle_id FROM whistles WHERE city_id = $1 ORDER BY whistle_id";
}

/// `W261121-0041` from 261121000041.
pub fn number_text(number: i64) -> String {
    format!("W{}", cases::number_text(number))
}

/// 261121000041 from `W261121-0041`; `None` for anything else.
pub fn number_from_text(text: &str) -> Option<i64> {
    cases::number_from_text(text.trim().strip_prefix(['W', 'w'])?)
}

pub async fn by_number(db: &Db, city: CityId, number: &str) -> Result<Option<Whistle>, StoreError> {
    let Some(number) = number_from_text(number) else { return Ok(None) };
    let row = db.row(&BY_NUMBER, params![city, number]).await?;
    whole(db, city, row).await
}

pub async fn by_id(db: &Db, city: CityId, id: WhistleId) -> Result<Option<Whistle>, StoreError> {
    let row = db.row(&BY_ID, params![city, id]).await?;
    whole(db, city, row).await
}

async fn whole(db: &Db, city: CityId, row: Option<Row>) -> Result<Option<Whistle>, StoreError> {
    let Some(row) = row else { return Ok(None) };
    let id = row.id("whistle_id", WhistleId)?;
    let calls = db.rows(&CALLS_OF, params![city, id]).await?.iter().map(call).collect::<Result<_, _>>()?;
    let cases = db.rows(&CASES_OF, params![city, id]).await?;
    let cases = cases.iter().map(|row| row.id("case_id", CaseId)).collect::<Result<_, _>>()?;
    let disputed_from = row.opt_text("disputed_from")?;
    Ok(Some(Whistle {
        id,
        city,
        number: number_text(row.int("number")?),
        state: row.code("state", State::parse)?,
        kind: row.code("kind", Kind::parse)?,
        street: row.id("street", UnitId)?,
        title: row.text("title")?,
        text: row.text("description")?,
        place: row.text("place")?,
        division: row.int("division")?,
        calls,
        cases,
        drafted_at: row.instant("drafted_at")?,
        blown_at: row.opt_instant("blown_at")?,
        plan: row.opt_text("plan")?,
        result: row.opt_text("result")?,
        handled_at: row.opt_instant("handled_at")?,
        waiver_at: row.opt_instant("waiver_at")?,
        closed_at: row.opt_instant("closed_at")?,
        waived: row.int("waived")?,
        disputed_from: disputed_from
            .map(|code| State::parse(&code).ok_or_else(|| StoreError::content("disputed_from", "a state")))
            .transpose()?,
        consultation: row.opt_id("consultation_id", ConsultationId)?,
        version: row.int("version")?,
        head_hash: row.hash("head_hash")?,
        changed_at: row.instant("changed_at")?,
    }))
}

fn call(row: &Row) -> Result<Call, StoreError> {
    let stars = row.opt_int("response")?.zip(row.opt_int("solution")?);
    let unit_text = row.opt_text("unit_text")?.unwrap_or_default();
    let street_text = row.opt_text("street_text")?.unwrap_or_default();
    Ok(Call {
        unit: row.id("unit_id", UnitId)?,
        task: row.text("task")?,
        turnout: row.code("turnout", Turnout::parse)?,
        near_at: row.opt_instant("near_at")?,
        due_at: row.opt_instant("due_at")?,
        answered_at: row.opt_instant("answered_at")?,
        reason: row.opt_text("reason")?,
        bound: row.flag("bound")?,
        by_street: stars.map(|(response, solution)| UnitRating { response, solution, text: unit_text }),
        by_unit: row.opt_int("justified")?.map(|yes| StreetRating { justified: yes != 0, text: street_text }),
    })
}

/// Saves a new whistle and its first event.
pub async fn insert(tx: &mut Tx, whistle: &Whistle, event: &Event) -> Result<(), StoreError> {
    let number = number_from_text(&whistle.number).ok_or_else(|| StoreError::content("number", "Wyymmdd-nnnn"))?;
    let values = params![
        whistle.city,
        whistle.id,
        number,
        whistle.state.code(),
        !whistle.state.is_end(),
        whistle.state.is_known_to_units(),
        whistle.kind.code(),
        whistle.street,
        &whistle.title,
        &whistle.text,
        &whistle.place,
        whistle.division,
        whistle.drafted_at,
        whistle.changed_at,
        whistle.version,
        whistle.head_hash
    ];
    tx.execute(&INSERT_WHISTLE, values).await?;
    put_parts(tx, whistle).await?;
    record(tx, event).await
}

/// Saves a decision over the version that it was taken on. [`StoreError::Conflict`] when somebody else was faster.
pub async fn save(tx: &mut Tx, before: &Whistle, after: &Whistle, event: &Event) -> Result<(), StoreError> {
    let values = params![
        after.city,
        after.id,
        before.version,
        after.state.code(),
        !after.state.is_end(),
        after.state.is_known_to_units(),
        after.kind.code(),
        &after.title,
        &after.text,
        &after.place,
        after.division,
        after.blown_at,
        next(after).and_then(|call| call.near_at),
        next(after).and_then(|call| call.due_at),
        after.plan.clone(),
        after.result.clone(),
        after.handled_at,
        after.waiver_at,
        after.closed_at,
        after.waived,
        after.disputed_from.map(State::code),
        after.consultation,
        after.changed_at,
        after.version,
        after.head_hash
    ];
    if tx.execute(&SAVE_WHISTLE, values).await? == 0 {
        return Err(StoreError::Conflict);
    }
    if before.calls != after.calls || before.cases != after.cases {
        tx.execute(&CLEAR_CALLS, params![after.city, after.id]).await?;
        tx.execute(&CLEAR_CASES, params![after.city, after.id]).await?;
        put_parts(tx, after).await?;
    }
    record(tx, event).await
}

/// The call whose lamp the list shows.
fn next(whistle: &Whistle) -> Option<&Call> {
    let runs = |call: &&Call| call.turnout == Turnout::Waiting && call.due_at.is_some();
    whistle.calls.iter().filter(runs).min_by_key(|call| call.due_at)
}

async fn put_parts(tx: &mut Tx, whistle: &Whistle) -> Result<(), StoreError> {
    for (position, call) in (0_i64..).zip(&whistle.calls) {
        tx.execute(&ADD_CALL, call_values(whistle, position, call)).await?;
    }
    for case in &whistle.cases {
        tx.execute(&ADD_CASE, params![whistle.city, whistle.id, *case]).await?;
    }
    Ok(())
}

fn call_values(whistle: &Whistle, position: i64, call: &Call) -> Params {
    params![
        whistle.city,
        whistle.id,
        call.unit,
        position,
        &call.task,
        call.turnout.code(),
        call.near_at,
        call.due_at,
        call.answered_at,
        call.reason.clone(),
        call.bound,
        call.by_street.as_ref().map(|rating| rating.response),
        call.by_street.as_ref().map(|rating| rating.solution),
        call.by_street.as_ref().map(|rating| rating.text.clone()),
        call.by_unit.as_ref().map(|rating| i64::from(rating.justified)),
        call.by_unit.as_ref().map(|rating| rating.text.clone())
    ]
}

async fn record(tx: &mut Tx, event: &Event) -> Result<(), StoreError> {
    tx.execute(&INSERT_EVENT, chains::values(event)).await?;
    Ok(())
}

/// The events of a whistle, from its draft on.
pub async fn events_of(db: &Db, city: CityId, whistle: WhistleId) -> Result<Vec<Event>, StoreError> {
    let rows = db.rows(&EVENTS_OF, params![city, whistle]).await?;
    rows.iter().map(|row| chains::read(row, "whistle_id", Action::parse, State::parse)).collect()
}

/// Every whistle of the city, for whoever walks over all chains: a city has some thousand a year.
pub async fn all_ids(db: &Db, city: CityId) -> Result<Vec<WhistleId>, StoreError> {
    db.rows(&ALL_IDS, params![city]).await?.iter().map(|row| row.id("whistle_id", WhistleId)).collect()
}
