//! The chains of cases, read back.

use std::collections::HashMap;

use crate::{
    Db, StoreError,
    engine::{Built, Params, Value},
    sealing::{self, Chain, chain},
};
use changxiao_domain::{
    cases::{Case, Event},
    ids::{CaseId, CityId},
};

pub(crate) const CHAIN: Chain = chain!("cases", "case_events", "case_id");

/// The events of a case, from its report on.
pub async fn events_of(db: &Db, city: CityId, case: CaseId) -> Result<Vec<Event>, StoreError> {
    sealing::events_of::<Case>(db, city, case.0).await
}

/// What was written when each case was last handed in as done; one statement for many cases.
///
/// Errors: [`StoreError::Content`] for an event whose particulars are no JSON.
pub async fn results_of(db: &Db, city: CityId, cases: &[CaseId]) -> Result<HashMap<CaseId, String>, StoreError> {
    if cases.is_empty() {
        return Ok(HashMap::new());
    }
    let mut values: Vec<Value> = vec![city.into()];
    values.extend(cases.iter().map(|case| (*case).into()));
    let places: Vec<String> = (2..=values.len()).map(|place| format!("${place}")).collect();
    let text = format!(
        "SELECT case_id, particulars FROM case_events WHERE city_id = $1 AND case_id IN ({}) \
         AND action IN ('submit', 'submit_to_unit') ORDER BY case_id, seq",
        places.join(", ")
    );
    let mut results = HashMap::new();
    for row in db.rows(Built { name: "store::cases::results_of", text }, Params(values)).await? {
        let kept: serde_json::Value =
            serde_json::from_str(&row.text("particulars")?).map_err(|_| StoreError::content("particulars", "JSON"))?;
        if let Some(said) = kept["text"].as_str() {
            results.insert(row.id("case_id", CaseId)?, said.to_owned());
        }
    }
    Ok(results)
}
