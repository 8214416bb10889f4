//! Chains of sealed events: written in the transaction of the save, read back as they were written.

use std::collections::HashMap;

use changxiao_domain::{
    ids::{CityId, PersonId, PostId, TokenId, UnitId},
    orgs::Role,
    sealing::{ActorStamp, Chained, Entry, EventOf, NotTold, Retold, Verb, Word, canonical_json},
};
use uuid::Uuid;

use crate::{
    Db, StoreError, Tx, columns,
    engine::{Bulk, Columns, Params, Row, Sql, Value},
    params,
    seals::tables::Sealed,
};

/// The statements over the events of one kind and the heads of its chains, and the column of the id in both tables.
pub struct Chain {
    pub id: &'static str,
    /// The table of the events.
    pub events: &'static str,
    /// An event is inserted, the events of one are read, those of many: in the order of [`chain!`].
    pub statements: [Sql; 3],
}

/// What is kept with a chain of sealed events.
pub trait HasChain: Chained + Sized + Send + Sync {
    const CHAIN: &'static Chain;

    fn find(db: &Db, city: CityId, id: Uuid) -> impl Future<Output = Result<Option<Self>, StoreError>> + Send;
}

/// What its events decide of its row, so that both can be compared.
pub trait Verifiable: HasChain + Retold {
    const SEALED: &'static Sealed;

    /// Those of these that there are, in no order, in a few statements.
    ///
    /// Errors: one of them cannot be read.
    fn find_many(db: &Db, city: CityId, ids: &[Uuid]) -> impl Future<Output = Result<Vec<Self>, StoreError>> + Send;

    /// Columns of its row with the values that they should have.
    fn told(&self) -> Vec<(&'static str, Value)>;

    /// The same of the rows that belong to it.
    ///
    /// Errors: an event that does not keep them.
    fn told_parts(&self, _: &[EventOf<Self>]) -> Result<Vec<ToldPart>, NotTold> {
        Ok(Vec::new())
    }
}

/// Rows of another table that there should be: all of them, in these columns.
pub struct ToldPart {
    pub name: &'static str,
    pub columns: Columns,
    pub rows: Vec<Params>,
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
        program_id = event.actor.program,
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
            events: $events,
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
                    concat!("store::", $subjects, "::events_between"),
                    $crate::sealing::EVENT_COLUMNS,
                    concat!(
                        "SELECT ",
                        $id,
                        ", {} FROM ",
                        $events,
                        " WHERE city_id = $1 AND ",
                        $id,
                        " >= $2 AND ",
                        $id,
                        " <= $3 ORDER BY ",
                        $id,
                        ", seq"
                    )
                ),
            ],
        }
    };
}
pub(crate) use chain;

/// Writes an event beside the save that it belongs to.
pub(crate) async fn record<P: HasChain>(tx: &mut Tx, event: &EventOf<P>) -> Result<(), StoreError> {
    let key = params![event.city, event.subject.as_bytes().to_vec()];
    tx.execute(&P::CHAIN.statements[0], key.and(event_values(event))).await?;
    Ok(())
}

/// Writes many of them in the order in which they are given, in few statements.
pub(crate) async fn record_many<P: HasChain>(tx: &mut Tx, all: &[&EventOf<P>]) -> Result<(), StoreError> {
    let columns = [&["city_id", P::CHAIN.id][..], EVENT_COLUMNS].concat();
    let mut events = Bulk::new("store::sealing::record_many", P::CHAIN.events, &columns, "");
    for event in all {
        let key = params![event.city, event.subject.as_bytes().to_vec()];
        events.push(tx, key.and(event_values(event))).await?;
    }
    events.send(tx).await
}

/// The events of one, from the first on.
pub async fn events_of<P: HasChain>(db: &Db, city: CityId, id: Uuid) -> Result<Vec<EventOf<P>>, StoreError> {
    let rows = db.rows(&P::CHAIN.statements[1], params![city, id.as_bytes().to_vec()]).await?;
    rows.iter().map(|row| read(row, city, P::CHAIN.id)).collect()
}

/// The events of all from one id to another, both included, each one's from the first on. What is no event any more, because somebody
/// wrote into it what no release writes, stands as its fault in the place of the events.
pub async fn events_between<P: HasChain>(
    db: &Db,
    city: CityId,
    (first, last): (Uuid, Uuid),
) -> Result<HashMap<Uuid, Result<Vec<EventOf<P>>, StoreError>>, StoreError> {
    let range = params![city, first.as_bytes().to_vec(), last.as_bytes().to_vec()];
    let mut of: HashMap<Uuid, Result<Vec<EventOf<P>>, StoreError>> = HashMap::new();
    for row in db.rows(&P::CHAIN.statements[2], range).await? {
        let all = of.entry(row.id(P::CHAIN.id, |id| id)?).or_insert_with(|| Ok(Vec::new()));
        let Ok(events) = all else { continue };
        match read(&row, city, P::CHAIN.id) {
            Ok(event) => events.push(event),
            Err(fault) => *all = Err(fault),
        }
    }
    Ok(of)
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
            program: row.opt_id("program_id", TokenId)?,
        },
        particulars: serde_json::from_str(&row.text("particulars")?)
            .map_err(|_| StoreError::content("particulars", "JSON"))?,
        prev_hash: row.hash("prev_hash")?,
        hash: row.hash("hash")?,
    })
}
