//! What the tables of sealed events have in common: reading a row, and the values of one.

use changxiao_domain::{
    ids::{CityId, PersonId, PostId, UnitId},
    orgs::Role,
    sealing::{ActorStamp, Entry, Verb, Word, canonical_json},
};

use crate::{
    StoreError,
    engine::{Params, Row},
    params,
};

/// An event as it was written; `subject` is the column of the id that it belongs to.
pub fn read<A: Verb, S: Word>(
    row: &Row,
    subject: &str,
    action: fn(&str) -> Option<A>,
    state: fn(&str) -> Option<S>,
) -> Result<Entry<A, S>, StoreError> {
    Ok(Entry {
        city: CityId(row.int("city_id")?),
        subject: row.id(subject, |id| id)?,
        seq: row.int("seq")?,
        action: row.code("action", action)?,
        from: row
            .opt_text("from_state")?
            .map(|code| state(&code).ok_or_else(|| StoreError::content("from_state", "a state")))
            .transpose()?,
        to: row.code("to_state", state)?,
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
pub fn values<A: Verb, S: Word>(event: &Entry<A, S>) -> Params {
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
