//! Reading one whistle, and what a save of it writes.

use changxiao_domain::{
    ids::{CaseId, CityId, WhistleId},
    whistles::{Call, Kind, State, StreetRating, Turnout, UnitRating, Whistle},
};

use crate::{
    Db, StoreError, Tx, columns,
    declare::stored,
    engine::{Params, Row, codes},
    params,
    sealing::ToldPart,
    seals::tables::WHISTLES,
    sql,
};

sql! {
    CALLS_OF = "
        SELECT unit_id, task, turnout, near_at, due_at, answered_at, reason, bound, response, solution, unit_text, justified,
               street_text
        FROM whistle_units
        WHERE city_id = $1 AND whistle_id = $2
        ORDER BY position";
    CASES_OF = "SELECT case_id FROM whistle_cases WHERE city_id = $1 AND whistle_id = $2 ORDER BY case_id";
    CLEAR_CALLS = "DELETE FROM whistle_units WHERE city_id = $1 AND whistle_id = $2";
    ADD_CALL = (CALL_COLUMNS "INSERT INTO whistle_units ({}) VALUES ({$1})");
    CLEAR_CASES = "DELETE FROM whistle_cases WHERE city_id = $1 AND whistle_id = $2";
    ADD_CASE = "INSERT INTO whistle_cases (city_id, whistle_id, case_id) VALUES ($1, $2, $3)";
}

codes!(Kind, State, Turnout);

columns! {
    CALL_COLUMNS, call_values(whistle: &Whistle, position: i64, call: &Call) {
        city_id = whistle.city,
        whistle_id = whistle.id,
        unit_id = call.unit,
        position = position,
        task = &call.task,
        turnout = call.turnout,
        near_at = call.near_at,
        due_at = call.due_at,
        answered_at = call.answered_at,
        reason = call.reason.clone(),
        bound = call.bound,
        response = call.by_street.as_ref().map(|rating| rating.response),
        solution = call.by_street.as_ref().map(|rating| rating.solution),
        unit_text = call.by_street.as_ref().map(|rating| rating.text.clone()),
        justified = call.by_unit.as_ref().map(|rating| i64::from(rating.justified)),
        street_text = call.by_unit.as_ref().map(|rating| rating.text.clone()),
    }
}

stored! {
    Whistle 'W' in "whistles", "whistle_events", "whistle_id";
    fixed { drafted_at, }
    moving {
        street, kind, title, text = "description", place, division, blown_at, plan, result, handled_at, waiver_at, closed_at, waived,
        disputed_from, consultation = "consultation_id",
    }
    written |whistle| {
        is_open = !whistle.state.is_end(),
        is_known = whistle.state.is_known_to_units(),
        near_at = next(whistle).and_then(|call| call.near_at),
        due_at = next(whistle).and_then(|call| call.due_at),
    }
    read |db, city, id, _row| {
        calls: calls_of(db, city, id).await?,
        cases: cases_of(db, city, id).await?,
    }
    parts put_parts, told_parts
    sealed WHISTLES
}

async fn calls_of(db: &Db, city: CityId, id: WhistleId) -> Result<Vec<Call>, StoreError> {
    db.rows(&CALLS_OF, params![city, id]).await?.iter().map(call).collect()
}

async fn cases_of(db: &Db, city: CityId, id: WhistleId) -> Result<Vec<CaseId>, StoreError> {
    db.rows(&CASES_OF, params![city, id]).await?.iter().map(|row| row.read("case_id")).collect()
}

async fn put_parts(one: &Whistle, tx: &mut Tx, before: Option<&Whistle>) -> Result<(), StoreError> {
    if before.is_some_and(|before| before.calls == one.calls && before.cases == one.cases) {
        return Ok(());
    }
    if before.is_some() {
        tx.execute(&CLEAR_CALLS, params![one.city, one.id]).await?;
        tx.execute(&CLEAR_CASES, params![one.city, one.id]).await?;
    }
    for (position, call) in (0_i64..).zip(&one.calls) {
        tx.execute(&ADD_CALL, call_values(one, position, call)).await?;
    }
    for case in &one.cases {
        tx.execute(&ADD_CASE, params![one.city, one.id, *case]).await?;
    }
    Ok(())
}

/// City and whistle stand before what is a call's own.
const KEY: usize = 2;

fn told_parts(one: &Whistle) -> Vec<ToldPart> {
    let call = |(position, call)| Params(call_values(one, position, call).0.split_off(KEY));
    vec![
        ToldPart {
            name: "whistle_units",
            columns: CALL_COLUMNS.split_at(KEY).1,
            rows: (0..).zip(&one.calls).map(call).collect(),
        },
        ToldPart {
            name: "whistle_cases",
            columns: &["case_id"],
            rows: one.cases.iter().map(|case| params![*case]).collect(),
        },
    ]
}

fn call(row: &Row) -> Result<Call, StoreError> {
    let stars = row.opt_int("response")?.zip(row.opt_int("solution")?);
    let unit_text = row.opt_text("unit_text")?.unwrap_or_default();
    let street_text = row.opt_text("street_text")?.unwrap_or_default();
    Ok(Call {
        unit: row.read("unit_id")?,
        task: row.read("task")?,
        turnout: row.read("turnout")?,
        near_at: row.read("near_at")?,
        due_at: row.read("due_at")?,
        answered_at: row.read("answered_at")?,
        reason: row.read("reason")?,
        bound: row.flag("bound")?,
        by_street: stars.map(|(response, solution)| UnitRating { response, solution, text: unit_text }),
        by_unit: row.opt_int("justified")?.map(|yes| StreetRating { justified: yes != 0, text: street_text }),
    })
}

/// The call whose lamp the list shows.
fn next(whistle: &Whistle) -> Option<&Call> {
    let runs = |call: &&Call| call.turnout == Turnout::Waiting && call.due_at.is_some();
    whistle.calls.iter().filter(runs).min_by_key(|call| call.due_at)
}
