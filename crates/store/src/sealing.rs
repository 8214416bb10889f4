//! Chains of sealed events: written in the transaction of the save, read back as they were written.

use changxiao_domain::{
    ids::{CityId, PersonId, PostId, UnitId},
    orgs::Role,
    sealing::{ActorStamp, Chained, Entry, EventOf, Hash, Verb, Word, canonical_json},
};
use uuid::Uuid;

use crate::{
    Db, StoreError, Tx, columns,
    engine::{Row, Sql},
    params,
};

/// The statements over the events of one kind and the heads of its chains, and the column of the id in both tables.
pub struct Chain {
    pub id: &'static str,
    /// An event is inserted, the events of one are read, heads are read: in the order of [`chain!`].
    pub statements: [Sql; 3],
}

/// What is kept with a chain of sealed events.
pub trait Kept: Chained + Sized + Send + Sync {
    const CHAIN: &'static Chain;

    fn find(db: &Db, city: CityId, id: Uuid) -> impl Future<Output = Result<Option<Self>, StoreError>> + Send;
}

columns! {
    /// All event tables have these behind the city and the id of what the event belongs to.
    pub(crate) EVENT_COLUMNS, event_values<A: Verb, S: Word>(event: &Entry<A, S>) {
        seq = event.seq,
        action = event.action.code(),
        from_state = event.from_code(),
        to_state = event.to.code(),
        at = event.at,
        person_id = event.actor.person,
        post_id = event.actor.post,
        unit_id = event.actor.unit,
        role = event.actor.role.code(),
        is_system = event.actor.system,
        particulars = canonical_json(&event.particulars),
        prev_hash = event.prev_hash,
        hash = event.hash,
    }
}

/// Declares a chain by the names of its two tables and of the id: `chain!("whistles", "whistle_events", "whistle_id")`.
macro_rules! chain {
    ($subjects:literal, $events:literal, $id:literal) => {
        $crate::sealing::Chain {
            id: $id,
            statements: [
                $crate::with_columns!(
                    concat!("store::", $subjects, "::insert_event"),
                    $crate::sealing::EVENT_COLUMNS,
                    concat!("INSERT INTO ", $events, " (city_id, ", $id, ", {}) VALUES ($1, $2, {$3})")
                ),
                $crate::with_columns!(
                    concat!("store::", $subjects, "::events_of"),
                    $crate::sealing::EVENT_COLUMNS,
                    concat!(
                        "SELECT ",
                        $id,
                        ", {} FROM ",
                        $events,
                        " WHERE city_id = $1 AND ",
                        $id,
                        " = $2 ORDER BY seq"
                    )
                ),
                $crate::with_columns!(
                    concat!("store::", $subjects, "::heads_after"),
                    &[$id, "head_hash"],
                    concat!(
                        "SELECT {} FROM ",
                        $subjects,
                        " WHERE city_id = $1 AND ",
                        $id,
                        " > $2 ORDER BY ",
                        $id,
                        " LIMIT $3"
                    )
                ),
            ],
        }
    };
}
pub(crate) use chain;

/// Writes an event beside the save that it belongs to.
pub(crate) async fn record<P: Kept>(tx: &mut Tx, event: &EventOf<P>) -> Result<(), StoreError> {
    let key = params![event.city, event.subject.as_bytes().to_vec()];
    tx.execute(&P::CHAIN.statements[0], key.and(event_values(event))).await?;
    Ok(())
}

/// The events of one, from the first on.
pub async fn events_of<P: Kept>(db: &Db, city: CityId, id: Uuid) -> Result<Vec<EventOf<P>>, StoreError> {
    let rows = db.rows(&P::CHAIN.statements[1], params![city, id.as_bytes().to_vec()]).await?;
    rows.iter().map(|row| read(row, city, P::CHAIN.id)).collect()
}

/// Ids and heads in the order of the ids, a page at a time, for whoever walks over all of them.
pub async fn heads_after<P: Kept>(
    db: &Db,
    city: CityId,
    after: Option<Uuid>,
    most: i64,
) -> Result<Vec<(Uuid, Hash)>, StoreError> {
    let after = after.unwrap_or(Uuid::nil()).as_bytes().to_vec();
    let rows = db.rows(&P::CHAIN.statements[2], params![city, after, most]).await?;
    rows.iter().map(|row| Ok((row.id(P::CHAIN.id, |id| id)?, row.hash("head_hash")?))).collect()
}

/// An event as it was written; `subject` is the column of the id that it belongs to.
fn read<A: Verb, S: Word>(row: &Row, city: CityId, subject: &str) -> Result<Entry<A, S>, StoreError> {
    Ok(Entry {
        city,
        subject: row.id(subject, |id| id)?,
        seq: row.int("seq")?,
        action: row.code("action", A::parse)?,
        from: row.opt_code("from_state", S::parse)?,
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
