//! One row of an answer, read by column name.

use sqlx::postgres::PgRow;
use uuid::Uuid;

use super::{Value, sqlite::SqliteRow};
use crate::error::{EngineError, StoreError};
use changxiao_domain::{
    ids,
    time::{Day, Instant},
};

pub enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

macro_rules! get {
    ($($(#[$doc:meta])* $name:ident -> $type:ty;)*) => {$(
        $(#[$doc])*
        pub fn $name(&self, column: &str) -> Result<$type, StoreError> {
            use sqlx::Row as _;
            match self {
                Row::Sqlite(row) => row.get(column),
                Row::Postgres(row) => row.try_get(column).map_err(EngineError::from),
            }
            .map_err(|source| StoreError::Column { column: column.to_owned(), source })
        }
    )*};
}

/// Errors: [`StoreError::Column`] for a column that the answer does not have or that is of another kind; [`StoreError::Content`] for what a
/// column of this meaning does not hold.
impl Row {
    get! {
        int -> i64;
        opt_int -> Option<i64>;
        text -> String;
        opt_text -> Option<String>;
        blob -> Vec<u8>;
        opt_blob -> Option<Vec<u8>>;
    }

    /// A column as the type that it is read into: `title: row.read("title")?`.
    pub fn read<T: Column>(&self, column: &str) -> Result<T, StoreError> {
        T::read(self, column)
    }

    /// Whatever the column holds. A missing value is a missing integer.
    pub fn value(&self, column: &str) -> Result<Value, StoreError> {
        use sqlx::{Column as _, Row as _, TypeInfo as _};
        match self {
            Row::Sqlite(row) => {
                row.get(column).map_err(|source| StoreError::Column { column: column.to_owned(), source })
            }
            Row::Postgres(row) => {
                let of_kind = row.try_column(column).map(|found| found.type_info().name().to_owned());
                match of_kind.as_deref() {
                    Ok("TEXT") => self.opt_text(column).map(Value::Text),
                    Ok("BYTEA") => self.opt_blob(column).map(Value::Blob),
                    _ => self.opt_int(column).map(Value::Int),
                }
            }
        }
    }

    pub fn flag(&self, column: &str) -> Result<bool, StoreError> {
        Ok(self.int(column)? != 0)
    }

    pub fn instant(&self, column: &str) -> Result<Instant, StoreError> {
        self.int(column).map(Instant)
    }

    pub fn opt_instant(&self, column: &str) -> Result<Option<Instant>, StoreError> {
        Ok(self.opt_int(column)?.map(Instant))
    }

    /// A column of 16 bytes as any of our ids: `row.id("case_id", CaseId)`.
    pub fn id<T>(&self, column: &str, make: fn(Uuid) -> T) -> Result<T, StoreError> {
        Uuid::from_slice(&self.blob(column)?)
            .map(make)
            .map_err(|_| StoreError::content(column, "sixteen bytes of an id"))
    }

    pub fn opt_id<T>(&self, column: &str, make: fn(Uuid) -> T) -> Result<Option<T>, StoreError> {
        match self.opt_blob(column)? {
            None => Ok(None),
            Some(bytes) => Uuid::from_slice(&bytes)
                .map(|id| Some(make(id)))
                .map_err(|_| StoreError::content(column, "sixteen bytes of an id")),
        }
    }

    /// A column of 32 bytes: a content hash or a link of an event chain.
    pub fn hash(&self, column: &str) -> Result<[u8; 32], StoreError> {
        self.blob(column)?.try_into().map_err(|_| StoreError::content(column, "thirty-two bytes of a hash"))
    }

    pub fn opt_hash(&self, column: &str) -> Result<Option<[u8; 32]>, StoreError> {
        self.opt_blob(column)?
            .map(|bytes| bytes.try_into().map_err(|_| StoreError::content(column, "thirty-two bytes of a hash")))
            .transpose()
    }

    /// A date written as 2026-06-11.
    pub fn day(&self, column: &str) -> Result<Day, StoreError> {
        self.text(column)?.parse().map_err(|_| StoreError::content(column, "a date such as 2026-06-11"))
    }

    pub fn opt_day(&self, column: &str) -> Result<Option<Day>, StoreError> {
        self.opt_text(column)?
            .map(|text| text.parse().map_err(|_| StoreError::content(column, "a date such as 2026-06-11")))
            .transpose()
    }

    /// A column with a code that `parse` knows.
    ///
    /// Errors: another code; column and row are named.
    pub fn code<T>(&self, column: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, StoreError> {
        let text = self.text(column)?;
        parse(&text).ok_or_else(|| StoreError::Content {
            column: column.to_owned(),
            of_row: self.named(),
            expected: format!("a known code instead of “{text}”"),
        })
    }

    /// The same for a column that may be empty.
    pub fn opt_code<T>(&self, column: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, StoreError> {
        self.opt_text(column)?.map(|_| self.code(column, parse)).transpose()
    }

    /// What a column holds as people can write it down, for the name of a row that cannot be read.
    pub(crate) fn name(&self, column: &str) -> String {
        let of_bytes = || self.blob(column).ok().map(|bytes| bytes.iter().map(|byte| format!("{byte:02x}")).collect());
        self.shown(column).or_else(of_bytes).unwrap_or_else(|| "?".to_owned())
    }

    /// ` of the row case_id 0192…, seq 4`: by what is there of the columns that name rows.
    fn named(&self) -> String {
        const NAMING: [&str; 11] = [
            "case_id",
            "system_id",
            "unit_id",
            "person_id",
            "post_id",
            "entry_id",
            "number",
            "seq",
            "key",
            "edition",
            "node_code",
        ];
        let named = NAMING.iter().filter_map(|column| Some(format!("{column} {}", self.shown(column)?)));
        match named.collect::<Vec<_>>().join(", ") {
            nothing if nothing.is_empty() => nothing,
            named => format!(" of the row {named}"),
        }
    }

    fn shown(&self, column: &str) -> Option<String> {
        let id = || Some(Uuid::from_slice(&self.blob(column).ok()?).ok()?.to_string());
        self.int(column).map(|number| number.to_string()).or_else(|_| self.text(column)).ok().or_else(id)
    }
}

/// What a column holds.
pub trait Column: Sized {
    fn read(row: &Row, column: &str) -> Result<Self, StoreError>;
}

/// How a type is read, and how where the column may be empty.
macro_rules! held {
    ($($type:ty: $read:expr, $read_optional:expr;)*) => {$(
        impl $crate::engine::Column for $type {
            fn read(row: &$crate::engine::Row, column: &str) -> Result<Self, $crate::StoreError> {
                ($read)(row, column)
            }
        }

        impl $crate::engine::Column for Option<$type> {
            fn read(row: &$crate::engine::Row, column: &str) -> Result<Self, $crate::StoreError> {
                ($read_optional)(row, column)
            }
        }
    )*};
}
pub(crate) use held;

held! {
    i64: Row::int, Row::opt_int;
    String: Row::text, Row::opt_text;
    Instant: Row::instant, Row::opt_instant;
    Day: Row::day, Row::opt_day;
    [u8; 32]: Row::hash, Row::opt_hash;
}

macro_rules! held_ids {
    ($($(#[$doc:meta])* $id:ident)*) => {
        held! { $(ids::$id: |row: &Row, column| row.id(column, ids::$id), |row: &Row, column| row.opt_id(column, ids::$id);)* }
    };
}

changxiao_domain::every_id!(held_ids);

/// Lets columns hold the codes of these enums: `codes!(Kind, State)`.
macro_rules! codes {
    ($($code:ty),*) => {$(
        $crate::engine::held! {
            $code: |row: &$crate::engine::Row, column| row.code(column, <$code>::parse),
                |row: &$crate::engine::Row, column| row.opt_code(column, <$code>::parse);
        }

        impl From<$code> for $crate::engine::Value {
            fn from(value: $code) -> Self {
                value.code().into()
            }
        }

        impl From<Option<$code>> for $crate::engine::Value {
            fn from(value: Option<$code>) -> Self {
                value.map(<$code>::code).into()
            }
        }
    )*};
}
pub(crate) use codes;
