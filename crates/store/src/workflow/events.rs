//! Sealed events: written in the transaction of the save, read back as they were written.

use changxiao_domain::{
    ids::{CityId, PersonId, PostId, UnitId},
    orgs::Role,
    sealing::{ActorStamp, Entry, Hash, Verb, Word, canonical_json},
    workflow::EventOf,
};
use uuid::Uuid;

use super::Kept;
use crate::{
    Db, StoreError, Tx,
    engine::{Params, Row},
    params,
};

/// Writes an event beside the save that it belongs to.
pub(crate) async fn record<P: Kept>(tx: &mut Tx, event: &EventOf<P>) -> Result<(), StoreError> {
    tx.execute(P::CHAIN.insert_event(), values(event)).await?;
    Ok(())
}

/// The events of one, from the first on.
pub async fn events_of<P: Kept>(db: &Db, city: CityId, id: Uuid) -> Result<Vec<EventOf<P>>, StoreError> {
    let rows = db.rows(P::CHAIN.events_of(), params![city, id.as_bytes().to_vec()]).await?;
    rows.iter().map(|row| read(row, P::CHAIN.1)).collect()
}

/// Ids and heads in the order of the ids, a page at a time, for whoever walks over all of them.
pub async fn heads_after<P: Kept>(
    db: &Db,
    city: CityId,
    after: Option<Uuid>,
    most: i64,
) -> Result<Vec<(Uuid, Hash)>, StoreError> {
    let after = after.unwrap_or(Uuid::nil()).as_bytes().to_vec();
    let rows = db.rows(P::CHAIN.heads_after(), params![city, after, most]).await?;
    rows.iter().map(|row| Ok((row.id(P::CHAIN.1, |id| id)?, row.hash("head_hash")?))).collect()
}

/// An event as it was written; `subject` is the column of the id that it belongs to.
fn read<A: Verb, S: Word>(row: &Row, subject: &str) -> Result<Entry<A, S>, StoreError> {
    let from = row.opt_text("from_state")?;
    Ok(Entry {
        city: CityId(row.int("city_id")?),
        subject: row.id(subject, |id| id)?,
        seq: row.int("seq")?,
        action: row.code("action", A::parse)?,
        from: from
            .map(|code| S::parse(&code).ok_or_else(|| StoreError::content("from_state", "a state")))
            .transpose()?,
        to: row.code("to_state", S::parse)?,
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
}

/// City, subject, number, action, states, moment, actor, particulars and hashes, in the order of the tables' columns.
pub(crate) fn values<A: Verb, S: Word>(event: &Entry<A, S>) -> Params {
    params![
        event.city,
        event.subject.as_bytes().to_vec(),
        event.seq,
        event.action.code(),
        event.from_code(),
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
