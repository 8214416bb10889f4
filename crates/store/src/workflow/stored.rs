//! Reading one procedure, and saving a decision: guarded by the version that was read, with its one event.

use changxiao_domain::{
    ids::CityId,
    sealing::{Chained, Course, EventOf, Word as _},
};
use uuid::Uuid;

use crate::{
    Db, StoreError, Tx,
    engine::{Bulk, Columns, Params, Row, Sql},
    narrowed::Narrowed,
    numbers, params,
    sealing::{Chain, HasChain, record, record_many},
};

/// The columns of where it stands, which all have.
pub(crate) const COURSE: Columns = &["number", "state", "changed_at", "version", "head_hash"];

/// The tables of one kind of procedure.
pub struct Table {
    pub name: &'static str,
    pub chain: Chain,
    /// Its own columns: those that no decision changes, then the others.
    pub own: Columns,
    /// By number, by id, insert, save: in the order of [`crate::declare`].
    pub statements: [Sql; 4],
}

/// A procedure with a row of its own; [`crate::declare`] says how.
pub trait Stored: Chained + Sized + Send + Sync {
    /// The first letter of the number: `W` of W261121-0041.
    const LETTER: char;
    const TABLE: &'static Table;

    /// From their rows and what lies in other tables, in the order of the rows.
    fn wholes(db: &Db, city: CityId, rows: Vec<Row>) -> impl Future<Output = Result<Vec<Self>, StoreError>> + Send;

    /// What no decision changes.
    fn fixed(&self) -> Params;

    /// What decisions change, and what is only written.
    fn moving(&self) -> Params;

    /// Saves what lies in other tables and differs from `before`.
    fn put_parts(&self, _: &mut Tx, _before: Option<&Self>) -> impl Future<Output = Result<(), StoreError>> + Send {
        async { Ok(()) }
    }

    /// The same for many new ones.
    fn put_new_parts(tx: &mut Tx, new: &[&Self]) -> impl Future<Output = Result<(), StoreError>> + Send {
        async move {
            for one in new {
                one.put_parts(tx, None).await?;
            }
            Ok(())
        }
    }
}

impl<P: Stored> HasChain for P {
    const CHAIN: &'static Chain = &P::TABLE.chain;

    async fn find(db: &Db, city: CityId, id: Uuid) -> Result<Option<Self>, StoreError> {
        by_id(db, city, id).await
    }
}

/// `W261121-0041` from 261121000041.
pub fn number_text<P: Stored>(number: i64) -> String {
    format!("{}{}", P::LETTER, numbers::number_text(number))
}

/// 261121000041 from `W261121-0041`; `None` for anything else.
pub fn number_from_text<P: Stored>(text: &str) -> Option<i64> {
    numbers::number_from_text(text.trim().strip_prefix([P::LETTER, P::LETTER.to_ascii_lowercase()])?)
}

pub async fn by_number<P: Stored>(db: &Db, city: CityId, number: &str) -> Result<Option<P>, StoreError> {
    let Some(number) = number_from_text::<P>(number) else { return Ok(None) };
    one(db, city, &P::TABLE.statements[0], params![city, number]).await
}

pub async fn by_id<P: Stored>(db: &Db, city: CityId, id: Uuid) -> Result<Option<P>, StoreError> {
    one(db, city, &P::TABLE.statements[1], params![city, id.as_bytes().to_vec()]).await
}

async fn one<P: Stored>(db: &Db, city: CityId, sql: &Sql, values: Params) -> Result<Option<P>, StoreError> {
    match db.row(sql, values).await? {
        Some(row) => Ok(P::wholes(db, city, vec![row]).await?.pop()),
        None => Ok(None),
    }
}

/// Those of these that there are, in the order of their ids.
///
/// Errors: one of them cannot be read.
pub async fn by_ids<P: Stored>(db: &Db, city: CityId, ids: &[Uuid]) -> Result<Vec<P>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let (id, table) = (P::TABLE.chain.id, P::TABLE.name);
    let columns = [&[id][..], COURSE, P::TABLE.own].concat().join(", ");
    let mut narrowed = Narrowed::of("city_id", city);
    narrowed.among(&format!("{id} IN ({{}})"), ids.iter().map(|id| id.as_bytes().to_vec()));
    let rows = narrowed.all(db, "store::workflow::by_ids", &format!("SELECT {columns} FROM {table}"), id).await?;
    P::wholes(db, city, rows).await
}

/// Saves a new one and its first event. [`StoreError::Exists`]: something of it is there by now.
pub async fn insert<P: Stored>(tx: &mut Tx, new: &P, event: &EventOf<P>) -> Result<(), StoreError> {
    tx.execute(&P::TABLE.statements[2], row_of(new)?).await?;
    new.put_parts(tx, None).await?;
    record::<P>(tx, event).await
}

/// Saves many new ones with all their events, each one's in their order, in few statements; the rows are those of [`insert`] and [`save`].
///
/// Errors: those of [`insert`].
pub async fn insert_many<P: Stored>(tx: &mut Tx, new: &[&P], events: &[&EventOf<P>]) -> Result<(), StoreError> {
    let columns = [&["city_id", P::TABLE.chain.id][..], COURSE, P::TABLE.own].concat();
    let mut rows = Bulk::new("store::workflow::insert_many", P::TABLE.name, &columns, "");
    for one in new {
        rows.push(tx, row_of(*one)?).await?;
    }
    rows.send(tx).await?;
    P::put_new_parts(tx, new).await?;
    record_many::<P>(tx, events).await
}

/// City, id and number, where it stands, and its own columns.
fn row_of<P: Stored>(new: &P) -> Result<Params, StoreError> {
    let number = number_from_text::<P>(new.number())
        .ok_or_else(|| StoreError::content("number", &format!("{}yymmdd-nnnn", P::LETTER)))?;
    Ok(key_and_course(new, number).and(new.fixed()).and(new.moving()))
}

/// Saves a decision over the version that it was taken on. [`StoreError::Conflict`] when somebody else was faster.
pub async fn save<P: Stored>(tx: &mut Tx, before: &P, after: &P, event: &EventOf<P>) -> Result<(), StoreError> {
    let values = key_and_course(after, before.course().version).and(after.moving());
    if tx.execute(&P::TABLE.statements[3], values).await? == 0 {
        return Err(StoreError::Conflict);
    }
    after.put_parts(tx, Some(before)).await?;
    record::<P>(tx, event).await
}

/// City and id; the number of a new one, or the version before a decision; where it stands.
fn key_and_course<P: Stored>(subject: &P, third: i64) -> Params {
    let Course { city, subject, state, version, head, at } = subject.course();
    params![city, subject.as_bytes().to_vec(), third, state.code(), at, version, head]
}
