//! Reading one whistle, and what a save of it writes.

use changxiao_domain::{
    ids::{CaseId, CityId, ConsultationId, UnitId, WhistleId},
    whistles::{Call, Kind, State, StreetRating, Turnout, UnitRating, Whistle},
};
use uuid::Uuid;

use crate::{
    Db, StoreError, Tx,
    engine::{Params, Row},
    params, sql,
    workflow::{Chain, Change, Found, Kept, Stored, by_id, chain, found, number_text},
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
}

pub(crate) const CHAIN: Chain = chain!("whistles", "whistle_events", "whistle_id");
pub(crate) const FOUND: Found = found!(
    "whistles",
    "whistle_id",
    "kind, street, title, description, place, division, drafted_at, blown_at, plan, result, handled_at, waiver_at, closed_at, waived,
     disputed_from, consultation_id"
);

impl Kept for Whistle {
    const CHAIN: &'static Chain = &CHAIN;

    fn number(&self) -> &str {
        &self.number
    }

    async fn find(db: &Db, city: CityId, id: Uuid) -> Result<Option<Self>, StoreError> {
        by_id(db, city, id).await
    }
}

impl Stored for Whistle {
    const LETTER: char = 'W';
    const FOUND: &'static Found = &FOUND;

    async fn whole(db: &Db, city: CityId, row: Row) -> Result<Self, StoreError> {
        let id = row.id("whistle_id", WhistleId)?;
        let calls = db.rows(&CALLS_OF, params![city, id]).await?.iter().map(call).collect::<Result<_, _>>()?;
        let cases = db.rows(&CASES_OF, params![city, id]).await?;
        let cases = cases.iter().map(|row| row.id("case_id", CaseId)).collect::<Result<_, _>>()?;
        let disputed_from = row.opt_text("disputed_from")?;
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
            disputed_from: disputed_from
                .map(|code| State::parse(&code).ok_or_else(|| StoreError::content("disputed_from", "a state")))
                .transpose()?,
            consultation: row.opt_id("consultation_id", ConsultationId)?,
            version: row.int("version")?,
            head_hash: row.hash("head_hash")?,
            changed_at: row.instant("changed_at")?,
        })
    }

    fn insertion(&self, number: i64) -> Change {
        let values = params![
            self.city,
            self.id,
            number,
            self.state.code(),
            !self.state.is_end(),
            self.state.is_known_to_units(),
            self.kind.code(),
            self.street,
            &self.title,
            &self.text,
            &self.place,
            self.division,
            self.drafted_at,
            self.changed_at,
            self.version,
            self.head_hash
        ];
        (&INSERT_WHISTLE, values)
    }

    fn update(&self, before: &Self) -> Change {
        let values = params![
            self.city,
            self.id,
            before.version,
            self.state.code(),
            !self.state.is_end(),
            self.state.is_known_to_units(),
            self.kind.code(),
            &self.title,
            &self.text,
            &self.place,
            self.division,
            self.blown_at,
            next(self).and_then(|call| call.near_at),
            next(self).and_then(|call| call.due_at),
            self.plan.clone(),
            self.result.clone(),
            self.handled_at,
            self.waiver_at,
            self.closed_at,
            self.waived,
            self.disputed_from.map(State::code),
            self.consultation,
            self.changed_at,
            self.version,
            self.head_hash
        ];
        (&SAVE_WHISTLE, values)
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
