//! The chains: reading them back, and the nightly digest over their heads.

use std::collections::HashMap;

use changxiao_domain::{
    cases::{Action, ActorStamp, Event, Hash, State, canonical_json},
    ids::{CaseId, CityId, PersonId, PostId, UnitId},
    orgs::Role,
    time::{Day, Instant},
};

use crate::{
    Db, StoreError, Tx,
    engine::{Built, Bulk, Columns, Params, Value},
    params, sql,
};

/// The columns of `case_events`.
const EVENT_COLUMNS: Columns = &[
    "city_id",
    "case_id",
    "seq",
    "action",
    "from_state",
    "to_state",
    "at",
    "person_id",
    "post_id",
    "unit_id",
    "role",
    "is_system",
    "particulars",
    "prev_hash",
    "hash",
];

/// The columns of `digests` behind the city.
const DIGEST_COLUMNS: Columns = &["day", "heads", "digest", "at"];

sql! {
    INSERT_EVENT = (EVENT_COLUMNS "
        INSERT INTO case_events ({})
        VALUES ({$1})");
    EVENTS_OF = (EVENT_COLUMNS "
        SELECT {}
        FROM case_events
        WHERE city_id = $1 AND case_id = $2
        ORDER BY seq");
    CASE_IDS_AFTER = "
        SELECT case_id FROM cases
        WHERE city_id = $1 AND case_id > $2
        ORDER BY case_id
        LIMIT $3";
    HEADS_AFTER = "
        SELECT case_id, head_hash FROM cases
        WHERE city_id = $1 AND case_id > $2
        ORDER BY case_id
        LIMIT $3";
    PUT_DIGEST = (DIGEST_COLUMNS "
        INSERT INTO digests (city_id, {})
        VALUES ($1, {$2})
        ON CONFLICT (city_id, day) DO NOTHING");
    NEWEST_DIGEST = (DIGEST_COLUMNS "SELECT {} FROM digests WHERE city_id = $1 ORDER BY day DESC LIMIT 1");
}

/// Adds an event to its chain.
pub(super) async fn record(tx: &mut Tx, event: &Event) -> Result<(), StoreError> {
    tx.execute(&INSERT_EVENT, event_values(event)).await?;
    Ok(())
}

fn event_values(event: &Event) -> Params {
    params![
        event.city,
        event.case,
        event.seq,
        event.action.code(),
        event.from.map(State::code),
        event.to.code(),
        event.at,
        event.actor.person,
        event.actor.post,
        event.actor.unit,
        event.actor.role.code(),
        event.actor.system,
        canonical_json(&event.particulars),
        event.prev_hash,
        event.hash
    ]
}

/// Many events at once, in the order in which they are given.
pub(crate) async fn put_events(tx: &mut Tx, all: impl Iterator<Item = &Event>) -> Result<(), StoreError> {
    let mut events = Bulk::new("store::cases::put_events", "case_events", EVENT_COLUMNS, "");
    for event in all {
        events.push(tx, event_values(event)).await?;
    }
    events.send(tx).await
}

/// The events of a case, from its report on.
pub async fn events_of(db: &Db, city: CityId, case: CaseId) -> Result<Vec<Event>, StoreError> {
    db.rows(&EVENTS_OF, params![city, case])
        .await?
        .iter()
        .map(|row| {
            Ok(Event {
                city: CityId(row.int("city_id")?),
                case: row.id("case_id", CaseId)?,
                seq: row.int("seq")?,
                action: row.code("action", Action::parse)?,
                from: row
                    .opt_text("from_state")?
                    .map(|code| State::parse(&code).ok_or_else(|| StoreError::content("from_state", "a state")))
                    .transpose()?,
                to: row.code("to_state", State::parse)?,
                at: row.instant("at")?,
                actor: ActorStamp {
                    person: row.id("person_id", PersonId)?,
                    post: row.id("post_id", PostId)?,
                    unit: row.id("unit_id", UnitId)?,
                    role: row.code("role", Role::parse)?,
                    system: row.flag("is_system")?,
                },
                particulars: serde_json::from_str(&row.text("particulars")?)
                    .map_err(|_| StoreError::content("particulars", "JSON"))?,
                prev_hash: row.hash("prev_hash")?,
                hash: row.hash("hash")?,
            })
        })
        .collect()
}

/// Ids in their order, a page at a time, for whoever walks over all cases.
pub async fn all_case_ids(db: &Db, city: CityId, after: Option<CaseId>, most: i64) -> Result<Vec<CaseId>, StoreError> {
    let after = after.map_or(vec![0; 16], |id| id.as_bytes().to_vec());
    db.rows(&CASE_IDS_AFTER, params![city, after, most]).await?.iter().map(|row| row.id("case_id", CaseId)).collect()
}

/// Ids and heads in the order of the ids, a page at a time.
pub async fn heads_after(
    db: &Db,
    city: CityId,
    after: Option<CaseId>,
    most: i64,
) -> Result<Vec<(CaseId, Hash)>, StoreError> {
    let after = after.map_or(vec![0; 16], |id| id.as_bytes().to_vec());
    let rows = db.rows(&HEADS_AFTER, params![city, after, most]).await?;
    rows.iter().map(|row| Ok((row.id("case_id", CaseId)?, row.hash("head_hash")?))).collect()
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
