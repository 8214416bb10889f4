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
