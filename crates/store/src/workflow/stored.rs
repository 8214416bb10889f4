//! Reading one procedure, and saving a decision: guarded by the version that was read, with its one event.

use changxiao_domain::{
    ids::CityId,
    sealing::{Chained, Course, EventOf, Word as _},
};
use uuid::Uuid;

use crate::{
    Db, StoreError, Tx,
    engine::{Columns, Params, Row, Sql},
    numbers, params,
    sealing::{Chain, HasChain, record},
};

/// The tables of one kind of procedure.
pub struct Table {
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

    /// From its row and what lies in other tables.
    fn whole(db: &Db, city: CityId, row: Row) -> impl Future<Output = Result<Self, StoreError>> + Send;

    /// What no decision changes.
    fn fixed(&self) -> Params;

    /// What decisions change, and what is only written.
    fn moving(&self) -> Params;

    /// Saves what lies in other tables and differs from `before`.
    fn put_parts(&self, _: &mut Tx, _before: Option<&Self>) -> impl Future<Output = Result<(), StoreError>> + Send {
        async { Ok(()) }
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
        Some(row) => P::whole(db, city, row).await.map(Some),
        None => Ok(None),
    }
}

/// Saves a new one and its first event. [`StoreError::Exists`]: something of it is there by now.
pub async fn insert<P: Stored>(tx: &mut Tx, new: &P, event: &EventOf<P>) -> Result<(), StoreError> {
    let number = number_from_text::<P>(new.number())
        .ok_or_else(|| StoreError::content("number", &format!("{}yymmdd-nnnn", P::LETTER)))?;
    tx.execute(&P::TABLE.statements[2], key_and_course(new, number).and(new.fixed()).and(new.moving())).await?;
    new.put_parts(tx, None).await?;
    record::<P>(tx, event).await
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
