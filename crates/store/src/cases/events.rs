//! The chains: reading them back, and the nightly digest over their heads.

use std::collections::HashMap;

use crate::{
    Db, StoreError, Tx,
    engine::{Built, Bulk, Columns, Params, Value},
    params,
    sealing::{self, Chain, EVENT_COLUMNS, chain, event_values},
    sql,
};
use changxiao_domain::{
    cases::{Case, Event, Hash},
    ids::{CaseId, CityId},
    time::{Day, Instant},
};

/// The columns of `digests` behind the city.
const DIGEST_COLUMNS: Columns = &["day", "heads", "digest", "at"];

sql! {
    PUT_DIGEST = (DIGEST_COLUMNS "
        INSERT INTO digests (city_id, {})
        VALUES ($1, {$2})
        ON CONFLICT (city_id, day) DO NOTHING");
    NEWEST_DIGEST = (DIGEST_COLUMNS "SELECT {} FROM digests WHERE city_id = $1 ORDER BY day DESC LIMIT 1");
}

/// Many events at once, in the order in which they are given.
pub(crate) async fn put_events(tx: &mut Tx, all: impl Iterator<Item = &Event>) -> Result<(), StoreError> {
    let columns = [&["city_id", "case_id"][..], EVENT_COLUMNS].concat();
    let mut events = Bulk::new("store::cases::put_events", "case_events", &columns, "");
    for event in all {
        let case = params![event.city, event.subject.as_bytes().to_vec()];
        events.push(tx, case.and(event_values(event))).await?;
    }
    events.send(tx).await
}

pub(crate) const CHAIN: Chain = chain!("cases", "case_events", "case_id");

/// The events of a case, from its report on.
pub async fn events_of(db: &Db, city: CityId, case: CaseId) -> Result<Vec<Event>, StoreError> {
    sealing::events_of::<Case>(db, city, case.0).await
}

/// Keeps the digest of a day; the first one of a day stays.
pub async fn put_digest(
    tx: &mut Tx,
    city: CityId,
    day: Day,
    heads: i64,
    digest: Hash,
    at: Instant,
) -> Result<(), StoreError> {
    tx.execute(&PUT_DIGEST, params![city, day, heads, digest, at]).await?;
    Ok(())
}

/// Day, number of heads, digest and moment of the newest digest.
pub async fn newest_digest(db: &Db, city: CityId) -> Result<Option<(Day, i64, Hash, Instant)>, StoreError> {
    let Some(row) = db.row(&NEWEST_DIGEST, params![city]).await? else { return Ok(None) };
    Ok(Some((row.day("day")?, row.int("heads")?, row.hash("digest")?, row.instant("at")?)))
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
