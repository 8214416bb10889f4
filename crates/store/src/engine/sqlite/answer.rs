//! Asking a connection, and what it answers.

use std::sync::Arc;

use rusqlite::{
    CachedStatement, Connection, ToSql,
    types::{Null, ToSqlOutput, Value as Stored, ValueRef},
};

use super::super::{Params, Value};
use crate::error::EngineError;

/// One row: its values, and the names of the columns that all rows of an answer share.
pub struct SqliteRow {
    columns: Arc<[String]>,
    values: Vec<Stored>,
}

/// A type that a column can be read as. `None` where the column holds something else.
pub trait Read: Sized {
    fn of(value: &Stored) -> Option<Self>;
}

impl Read for i64 {
    fn of(value: &Stored) -> Option<Self> {
        if let Stored::Integer(number) = value { Some(*number) } else { None }
    }
}

impl Read for String {
    fn of(value: &Stored) -> Option<Self> {
        if let Stored::Text(text) = value { Some(text.clone()) } else { None }
    }
}

impl Read for Vec<u8> {
    fn of(value: &Stored) -> Option<Self> {
        if let Stored::Blob(bytes) = value { Some(bytes.clone()) } else { None }
    }
}

impl Read for Value {
    fn of(value: &Stored) -> Option<Self> {
        match value {
            Stored::Null => Some(Value::Int(None)),
            Stored::Integer(number) => Some(Value::Int(Some(*number))),
            Stored::Text(text) => Some(Value::Text(Some(text.clone()))),
            Stored::Blob(bytes) => Some(Value::Blob(Some(bytes.clone()))),
            Stored::Real(_) => None,
        }
    }
}

impl<T: Read> Read for Option<T> {
    fn of(value: &Stored) -> Option<Self> {
        if matches!(value, Stored::Null) { Some(None) } else { T::of(value).map(Some) }
    }
}

impl SqliteRow {
    pub fn get<T: Read>(&self, column: &str) -> Result<T, EngineError> {
        let place = self.columns.iter().position(|name| name == column).ok_or(EngineError::NoSuchColumn)?;
        let value = self.values.get(place).ok_or(EngineError::NoSuchColumn)?;
        T::of(value).ok_or_else(|| EngineError::OtherType(value.data_type()))
    }
}

pub(super) fn rows(connection: &Connection, text: &str, params: &Params) -> rusqlite::Result<Vec<SqliteRow>> {
    let mut statement = bound(connection, text, params)?;
    let columns: Arc<[String]> = statement.column_names().map(str::to_owned).collect();
    let mut answer = statement.raw_query();
    let mut rows = Vec::new();
    while let Some(row) = answer.next()? {
        let values = (0..columns.len()).map(|place| row.get_ref(place).map(stored)).collect::<rusqlite::Result<_>>()?;
        rows.push(SqliteRow { columns: columns.clone(), values });
    }
    Ok(rows)
}

/// A text that is no UTF-8, which only a foreign hand writes, is bytes: the row that holds it can be told from others, and is sealed.
fn stored(value: ValueRef<'_>) -> Stored {
    match value {
        ValueRef::Null => Stored::Null,
        ValueRef::Integer(number) => Stored::Integer(number),
        ValueRef::Real(number) => Stored::Real(number),
        ValueRef::Blob(bytes) => Stored::Blob(bytes.to_vec()),
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Stored::Text(text.to_owned()),
            Err(_) => Stored::Blob(bytes.to_vec()),
        },
    }
}

/// Returns how many rows changed.
pub(super) fn execute(connection: &Connection, text: &str, params: &Params) -> rusqlite::Result<u64> {
    bound(connection, text, params)?.raw_execute().map(|changed| changed as u64)
}

fn bound<'a>(connection: &'a Connection, text: &str, params: &Params) -> rusqlite::Result<CachedStatement<'a>> {
    let mut statement = connection.prepare_cached(text)?;
    let count = statement.parameter_count();
    // To SQLite `$3` is a name; its number says which value is meant. A bare `?` takes the values in their order.
    let is_bare = statement.parameter_name(1).is_none();
    for place in 1..=count {
        let number = match is_bare {
            true => Some(place),
            false => statement.parameter_name(place).and_then(|name| name.get(1..)?.parse().ok()),
        };
        let value = number.and_then(|number: usize| params.0.get(number.checked_sub(1)?));
        let value = value.ok_or(rusqlite::Error::InvalidParameterCount(params.0.len(), count))?;
        statement.raw_bind_parameter(place, value)?;
    }
    Ok(statement)
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Value::Int(Some(number)) => Ok((*number).into()),
            Value::Text(Some(text)) => Ok(text.as_str().into()),
            Value::Blob(Some(bytes)) => Ok(bytes.as_slice().into()),
            Value::Int(None) | Value::Text(None) | Value::Blob(None) => Ok(Null.into()),
        }
    }
}
