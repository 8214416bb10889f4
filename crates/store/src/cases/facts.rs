//! What scoring and the overview count.

use changxiao_domain::{
    cases::State,
    ids::{CaseId, CityId, UnitId},
    time::Instant,
};

use super::number_text;
use crate::{Db, StoreError, params, sql};

/// A case whose deadline fell into a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFact {
    pub id: CaseId,
    pub number: String,
    pub title: String,
    pub category: String,
    /// Key and edition of the category list under which it was filed.
    pub edition: Option<String>,
    pub division: i64,
    pub lead: Option<UnitId>,
    pub state: State,
    pub due_at: Instant,
    pub handled_at: Option<Instant>,
    pub closed_at: Option<Instant>,
    pub rework_count: i64,
}

sql! {
    DUE_IN_PERIOD = "
        SELECT case_id, number, title, category, filing_edition, state, due_at, handled_at, closed_at, rework_count,
               COALESCE((SELECT h.from_unit FROM handovers h
                         WHERE h.city_id = cases.city_id AND h.subject_id = cases.case_id AND h.from_unit IS NOT NULL
                           AND h.at >= cases.due_at
                         ORDER BY h.at LIMIT 1), lead_unit) AS lead,
               COALESCE((SELECT h.from_division FROM handovers h
                         WHERE h.city_id = cases.city_id AND h.subject_id = cases.case_id AND h.from_division IS NOT NULL
                           AND h.at >= cases.due_at
                         ORDER BY h.at LIMIT 1), division) AS place_then
        FROM cases
        WHERE city_id = $1 AND due_at >= $2 AND due_at < $3 AND state <> 'voided' AND state <> 'merged'
        ORDER BY due_at, case_id";
    TALLY = "
        SELECT state, COUNT(*) AS n
        FROM cases
        WHERE city_id = $1
        GROUP BY state";
    NUMBER_OF = "SELECT number FROM cases WHERE city_id = $1 AND case_id = $2";
}

/// Cases with a deadline in `[from, until)`, void and merged ones apart, in the order of their deadlines.
pub async fn due_in_period(db: &Db, city: CityId, from: Instant, until: Instant) -> Result<Vec<CaseFact>, StoreError> {
    db.rows(&DUE_IN_PERIOD, params![city, from, until])
        .await?
        .iter()
        .map(|row| {
            Ok(CaseFact {
                id: row.id("case_id", CaseId)?,
                number: number_text(row.int("number")?),
                title: row.text("title")?,
                category: row.text("category")?,
                edition: row.opt_text("filing_edition")?,
                division: row.int("place_then")?,
                lead: row.opt_id("lead", UnitId)?,
                state: row.code("state", State::parse)?,
                due_at: row.instant("due_at")?,
                handled_at: row.opt_instant("handled_at")?,
                closed_at: row.opt_instant("closed_at")?,
                rework_count: row.int("rework_count")?,
            })
        })
        .collect()
}

/// The number of a case of which nothing else may be readable; its id where not even that is.
pub async fn name_of(db: &Db, city: CityId, case: CaseId) -> Result<String, StoreError> {
    let row = db.row(&NUMBER_OF, params![city, case]).await?;
    row.map_or_else(|| Ok(case.to_string()), |row| row.int("number").map(number_text))
}

/// How many cases stand in each state; a walk over all of them, for reports and benchmarks, not for pages.
pub async fn tally(db: &Db, city: CityId) -> Result<Vec<(State, i64)>, StoreError> {
    db.rows(&TALLY, params![city])
        .await?
        .iter()
        .map(|row| Ok((row.code("state", State::parse)?, row.int("n")?)))
        .collect()
}
