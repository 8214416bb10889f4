//! Reading one procedure, and saving a decision: guarded by the version that was read, with its one event.

use changxiao_domain::{ids::CityId, workflow::EventOf};
use uuid::Uuid;

use super::{Found, Kept, record};
use crate::{
    Db, StoreError, Tx,
    engine::{Params, Row, Sql},
    numbers, params,
};

/// A statement with its values.
pub type Change = (&'static Sql, Params);

/// A procedure with a row of its own.
pub trait Stored: Kept {
    /// The first letter of the number: `W` of W261121-0041.
    const LETTER: char;
    const FOUND: &'static Found;

    /// From its row and what lies in other tables.
    fn whole(db: &Db, city: CityId, row: Row) -> impl Future<Output = Result<Self, StoreError>> + Send;

    /// Inserts the row under this number.
    fn insertion(&self, number: i64) -> Change;

    /// Updates the row, naming the version of `before` so that nothing is changed where somebody else was faster.
    fn update(&self, before: &Self) -> Change;

    /// Saves what lies in other tables and differs from `before`.
    fn put_parts(&self, tx: &mut Tx, before: Option<&Self>) -> impl Future<Output = Result<(), StoreError>> + Send;
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
    one(db, city, &P::FOUND.0[0], params![city, number]).await
}

pub async fn by_id<P: Stored>(db: &Db, city: CityId, id: Uuid) -> Result<Option<P>, StoreError> {
    one(db, city, &P::FOUND.0[1], params![city, id.as_bytes().to_vec()]).await
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
    let (sql, values) = new.insertion(number);
    tx.execute(sql, values).await?;
    new.put_parts(tx, None).await?;
    record::<P>(tx, event).await
}

/// Saves a decision over the version that it was taken on. [`StoreError::Conflict`] when somebody else was faster.
pub async fn save<P: Stored>(tx: &mut Tx, before: &P, after: &P, event: &EventOf<P>) -> Result<(), StoreError> {
    let (sql, values) = after.update(before);
    if tx.execute(sql, values).await? == 0 {
        return Err(StoreError::Conflict);
    }
    after.put_parts(tx, Some(before)).await?;
    record::<P>(tx, event).await
}
