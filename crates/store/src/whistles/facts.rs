//! What the figures of a period are counted from.

use changxiao_domain::{
    ids::{CityId, UnitId},
    time::Instant,
    whistles::{CallFact, State, Turnout},
};

use crate::{Db, StoreError, params, sql};

/// One call of a whistle that was blown in the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallRow {
    pub street: UnitId,
    pub division: i64,
    pub fact: CallFact,
    /// The unit's rating of the call.
    pub justified: Option<bool>,
}

/// A whistle that was blown in the period, or refused in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndRow {
    pub street: UnitId,
    pub division: i64,
    pub state: State,
    pub blown: bool,
}

sql! {
    CALLS_OF_PERIOD = "
        SELECT w.division, u.turnout, u.due_at, u.response, u.solution, u.justified,
               COALESCE((SELECT h.from_unit FROM handovers h
                         WHERE h.city_id = w.city_id AND h.subject_id = w.whistle_id AND h.to_unit = w.street AND h.at >= $3
                         ORDER BY h.at LIMIT 1), w.street) AS street,
               COALESCE((SELECT h.from_unit FROM handovers h
                         WHERE h.city_id = w.city_id AND h.subject_id = w.whistle_id AND h.to_unit = u.unit_id
                           AND (h.earned = 1 OR h.at >= $3)
                         ORDER BY h.at LIMIT 1), u.unit_id) AS unit_id
        FROM whistles w
        JOIN whistle_units u ON u.city_id = w.city_id AND u.whistle_id = w.whistle_id
        WHERE w.city_id = $1 AND w.blown_at >= $2 AND w.blown_at < $3";
    ENDS_OF_PERIOD = "
        SELECT division, state, blown_at,
               COALESCE((SELECT h.from_unit FROM handovers h
                         WHERE h.city_id = whistles.city_id AND h.subject_id = whistles.whistle_id AND h.to_unit = whistles.street
                           AND h.at >= $3
                         ORDER BY h.at LIMIT 1), street) AS street
        FROM whistles
        WHERE city_id = $1 AND ((blown_at >= $2 AND blown_at < $3) OR (state = 'refused' AND closed_at >= $2 AND closed_at < $3))";
}

/// The calls of whistles that were blown in `[from, until)`.
pub async fn calls_of_period(db: &Db, city: CityId, from: Instant, until: Instant) -> Result<Vec<CallRow>, StoreError> {
    db.rows(&CALLS_OF_PERIOD, params![city, from, until])
        .await?
        .iter()
        .map(|row| {
            let fact = CallFact {
                unit: row.id("unit_id", UnitId)?,
                turnout: row.code("turnout", Turnout::parse)?,
                due_at: row.opt_instant("due_at")?,
                rating: row.opt_int("response")?.zip(row.opt_int("solution")?),
            };
            let justified = row.opt_int("justified")?.map(|yes| yes != 0);
            Ok(CallRow { street: row.id("street", UnitId)?, division: row.int("division")?, fact, justified })
        })
        .collect()
}

/// Whistles that were blown in `[from, until)`, and those that their street's head refused in it.
pub async fn ends_of_period(db: &Db, city: CityId, from: Instant, until: Instant) -> Result<Vec<EndRow>, StoreError> {
    db.rows(&ENDS_OF_PERIOD, params![city, from, until])
        .await?
        .iter()
        .map(|row| {
            Ok(EndRow {
                street: row.id("street", UnitId)?,
                division: row.int("division")?,
                state: row.code("state", State::parse)?,
                blown: row.opt_int("blown_at")?.is_some(),
            })
        })
        .collect()
}
