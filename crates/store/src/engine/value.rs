//! Parameters: integers, texts and bytes, each of which may be missing.

use sqlx::{Arguments, postgres::PgArguments};

/// One parameter. A missing value still knows its kind, because PostgreSQL asks for it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Int(Option<i64>),
    Text(Option<String>),
    Blob(Option<Vec<u8>>),
}

/// The parameters of a statement, in the order of their numbers.
#[derive(Clone, Debug, Default)]
pub struct Params(pub Vec<Value>);

impl Params {
    /// These and then those.
    #[must_use]
    pub fn and(mut self, those: Self) -> Self {
        self.0.extend(those.0);
        self
    }

    /// Whether a text holds U+0000, which PostgreSQL keeps in no text and SQLite does. Doors take it out; what comes past them is
    /// refused on both engines alike.
    pub(super) fn hold_zero(&self) -> bool {
        self.0.iter().any(|value| matches!(value, Value::Text(Some(text)) if text.as_bytes().contains(&0)))
    }

    pub(super) fn postgres(self) -> Result<PgArguments, sqlx::Error> {
        let mut arguments = PgArguments::default();
        for value in self.0 {
            match value {
                Value::Int(value) => arguments.add(value),
                Value::Text(value) => arguments.add(value),
                Value::Blob(value) => arguments.add(value),
            }
            .map_err(sqlx::Error::Encode)?;
        }
        Ok(arguments)
    }
}

/// The values of one column of many rows.
enum List {
    Int(Vec<Option<i64>>),
    Text(Vec<Option<String>>),
    Blob(Vec<Option<Vec<u8>>>),
}

/// Many rows of PostgreSQL, a list a column.
pub(super) struct Lists(Vec<List>);

impl Lists {
    /// Rows of so many values each, one behind the other. `None`: a column holds values of two kinds.
    pub fn of(values: Vec<Value>, width: usize) -> Option<Self> {
        let rows = values.len() / width.max(1);
        let mut lists: Vec<List> = Vec::with_capacity(width);
        for (at, value) in values.into_iter().enumerate() {
            if at < width {
                lists.push(match &value {
                    Value::Int(_) => List::Int(Vec::with_capacity(rows)),
                    Value::Text(_) => List::Text(Vec::with_capacity(rows)),
                    Value::Blob(_) => List::Blob(Vec::with_capacity(rows)),
                });
            }
            match (&mut lists[at % width], value) {
                (List::Int(list), Value::Int(value)) => list.push(value),
                (List::Text(list), Value::Text(value)) => list.push(value),
                (List::Blob(list), Value::Blob(value)) => list.push(value),
                _ => return None,
            }
        }
        Some(Self(lists))
    }

    /// What PostgreSQL calls the kind of each.
    pub fn types(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|list| match list {
            List::Int(_) => "BIGINT[]",
            List::Text(_) => "TEXT[]",
            List::Blob(_) => "BYTEA[]",
        })
    }

    pub fn hold_zero(&self) -> bool {
        let holds = |text: &Option<String>| text.as_ref().is_some_and(|text| text.as_bytes().contains(&0));
        self.0.iter().any(|list| matches!(list, List::Text(texts) if texts.iter().any(holds)))
    }

    pub fn postgres(self) -> Result<PgArguments, sqlx::Error> {
        let mut arguments = PgArguments::default();
        for list in self.0 {
            match list {
                List::Int(list) => arguments.add(list),
                List::Text(list) => arguments.add(list),
                List::Blob(list) => arguments.add(list),
            }
            .map_err(sqlx::Error::Encode)?;
        }
        Ok(arguments)
    }
}

/// The parameters of a statement: `params![city, number, title]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { $crate::engine::Params(vec![$($crate::engine::Value::from($value)),*]) };
}

macro_rules! from {
    ($kind:ident: $($type:ty => |$value:ident| $into:expr),* $(,)?) => {$(
        impl From<$type> for Value {
            fn from($value: $type) -> Self {
                Value::$kind(Some($into))
            }
        }

        impl From<Option<$type>> for Value {
            fn from(value: Option<$type>) -> Self {
                Value::$kind(value.map(|$value| $into))
            }
        }
    )*};
}

use changxiao_domain::{ids, time};

from! { Int:
    i64 => |value| value,
    i32 => |value| value.into(),
    u32 => |value| value.into(),
    bool => |value| value.into(),
    ids::CityId => |value| value.0,
    time::Instant => |value| value.micros(),
}

from! { Text:
    &str => |value| value.to_owned(),
    &String => |value| value.clone(),
    String => |value| value,
    time::Day => |value| value.to_string(),
}

from! { Blob:
    Vec<u8> => |value| value,
    &[u8] => |value| value.to_vec(),
    [u8; 32] => |value| value.to_vec(),
    &[u8; 32] => |value| value.to_vec(),
}

macro_rules! from_ids {
    ($($(#[$doc:meta])* $id:ident)*) => {
        from! { Blob: $(ids::$id => |value| value.as_bytes().to_vec(),)* }
    };
}

changxiao_domain::every_id!(from_ids);
