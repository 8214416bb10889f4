//! Reading one whistle, and what a save of it writes.

use changxiao_domain::{
    ids::{CaseId, CityId, ConsultationId, UnitId, WhistleId},
    whistles::{Call, Kind, State, StreetRating, Turnout, UnitRating, Whistle},
};

use crate::{
    Db, StoreError, Tx, columns,
    engine::{Params, Row},
    params, sql,
    workflow::{Stored, Table, kept, number_text, table},
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

columns! {
    /// What no decision changes.
    FIXED, fixed(whistle: &Whistle) {
        street = whistle.street,
        drafted_at = whistle.drafted_at,
    }

    /// What decisions change.
    MOVING, moving(whistle: &Whistle) {
        is_open = !whistle.state.is_end(),
        is_known = whistle.state.is_known_to_units(),
        kind = whistle.kind.code(),
        title = &whistle.title,
        description = &whistle.text,
        place = &whistle.place,
        division = whistle.division,
        blown_at = whistle.blown_at,
        near_at = next(whistle).and_then(|call| call.near_at),
        due_at = next(whistle).and_then(|call| call.due_at),
        plan = whistle.plan.clone(),
        result = whistle.result.clone(),
        handled_at = whistle.handled_at,
        waiver_at = whistle.waiver_at,
        closed_at = whistle.closed_at,
        waived = whistle.waived,
        disputed_from = whistle.disputed_from.map(State::code),
        consultation_id = whistle.consultation,
    }

    CALL_COLUMNS, call_values(whistle: &Whistle, position: i64, call: &Call) {
        city_id = whistle.city,
        whistle_id = whistle.id,
        unit_id = call.unit,
        position = position,
        task = &call.task,
        turnout = call.turnout.code(),
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

const TABLE: Table = table!("whistles", "whistle_events", "whistle_id", FIXED, MOVING);

kept!(Whistle);

impl Stored for Whistle {
    const LETTER: char = 'W';
    const TABLE: &'static Table = &TABLE;

    async fn whole(db: &Db, city: CityId, row: Row) -> Result<Self, StoreError> {
        let id = row.id("whistle_id", WhistleId)?;
        let calls = db.rows(&CALLS_OF, params![city, id]).await?.iter().map(call).collect::<Result<_, _>>()?;
        let cases = db.rows(&CASES_OF, params![city, id]).await?;
        let cases = cases.iter().map(|row| row.id("case_id", CaseId)).collect::<Result<_, _>>()?;
        Ok(Self {
            id,
            city,
            number: number_text::<Self>(row.int("number")?),
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
            disputed_from: row.opt_code("disputed_from", State::parse)?,
            consultation: row.opt_id("consultation_id", ConsultationId)?,
            version: row.int("version")?,
            head_hash: row.hash("head_hash")?,
            changed_at: row.instant("changed_at")?,
        })
    }

    fn fixed(&self) -> Params {
        fixed(self)
    }

    fn moving(&self) -> Params {
        moving(self)
    }

    async fn put_parts(&self, tx: &mut Tx, before: Option<&Self>) -> Result<(), StoreError> {
        if before.is_some_and(|before| before.calls == self.calls && before.cases == self.cases) {
            return Ok(());
        }
        if before.is_some() {
            tx.execute(&CLEAR_CALLS, params![self.city, self.id]).await?;
            tx.execute(&CLEAR_CASES, params![self.city, self.id]).await?;
        }
        for (position, call) in (0_i64..).zip(&self.calls) {
            tx.execute(&ADD_CALL, call_values(self, position, call)).await?;
        }
        for case in &self.cases {
            tx.execute(&ADD_CASE, params![self.city, self.id, *case]).await?;
        }
        Ok(())
    }
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

/// The call whose lamp the list shows.
fn next(whistle: &Whistle) -> Option<&Call> {
    let runs = |call: &&Call| call.turnout == Turnout::Waiting && call.due_at.is_some();
    whistle.calls.iter().filter(runs).min_by_key(|call| call.due_at)
}
