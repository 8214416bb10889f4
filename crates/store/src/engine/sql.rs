//! A statement has a name, so that an error can say which one failed, and a text per engine, mostly the same.

use std::borrow::Cow;

use super::Engine;

/// A fixed statement. Declare it with [`sql!`](crate::sql) so that the test that prepares every statement finds it.
#[derive(Clone, Copy, Debug)]
pub struct Sql {
    pub name: &'static str,
    pub sqlite: &'static str,
    pub postgres: &'static str,
}

/// A statement that was put together from fixed pieces (filters of a list); values never enter its text.
#[derive(Clone, Debug)]
pub struct Built {
    pub name: &'static str,
    pub text: String,
}

/// Anything that can be run.
pub trait SqlText {
    fn name(&self) -> &'static str;
    fn text(self, engine: Engine) -> Cow<'static, str>;

    /// PostgreSQL makes a plan for the values at hand instead of one that it keeps.
    fn is_planned_anew(&self) -> bool {
        false
    }
}

/// A statement whose good plan depends on its values, because one unit has a third of all rows and another has none. Planning costs
/// PostgreSQL about a millisecond each time; SQLite makes the same plan as ever.
#[derive(Clone, Debug)]
pub struct Anew(pub Built);

impl SqlText for Anew {
    fn name(&self) -> &'static str {
        self.0.name
    }

    fn text(self, engine: Engine) -> Cow<'static, str> {
        self.0.text(engine)
    }

    fn is_planned_anew(&self) -> bool {
        true
    }
}

impl SqlText for &Sql {
    fn name(&self) -> &'static str {
        self.name
    }

    fn text(self, engine: Engine) -> Cow<'static, str> {
        match engine {
            Engine::Sqlite => self.sqlite,
            Engine::Postgres => self.postgres,
        }
        .into()
    }
}

impl SqlText for Built {
    fn name(&self) -> &'static str {
        self.name
    }

    fn text(self, _: Engine) -> Cow<'static, str> {
        self.text.into()
    }
}

/// The pattern for `LOWER(column) LIKE $1 ESCAPE '!'`: the column contains these words as they stand, with the letters A to
/// Z in either case. LIKE alone heeds case on PostgreSQL and not on SQLite; LOWER knows these letters and no others on both.
pub fn contains(words: &str) -> String {
    format!("%{}%", words.to_ascii_lowercase().replace('!', "!!").replace('%', "!%").replace('_', "!_"))
}

/// Declares the statements of a module and lists them in `STATEMENTS`.
///
/// `NAME = "text"` is the same on both engines; `NAME = { sqlite: "…", postgres: "…" }` is one of the few that differ;
/// `NAME = (COLUMNS "text")` is the same on both and takes its columns from a table's declaration ([`super::columns`]).
#[macro_export]
macro_rules! sql {
    ($($(#[$doc:meta])* $name:ident = $body:tt;)*) => {
        $($(#[$doc])* pub(crate) const $name: $crate::engine::Sql = $crate::sql!(@one $name $body);)*
        /// Every statement of this module, for the test that prepares them all on both engines.
        pub(crate) const STATEMENTS: &[$crate::engine::Sql] = &[$($name),*];
    };
    (@one $name:ident { sqlite: $sqlite:literal, postgres: $postgres:literal }) => {
        $crate::engine::Sql { name: concat!(module_path!(), "::", stringify!($name)), sqlite: $sqlite, postgres: $postgres }
    };
    (@one $name:ident ($columns:ident $text:literal)) => {
        $crate::with_columns!(concat!(module_path!(), "::", stringify!($name)), $columns, $text)
    };
    (@one $name:ident $text:literal) => {
        $crate::engine::Sql { name: concat!(module_path!(), "::", stringify!($name)), sqlite: $text, postgres: $text }
    };
}

/// The statement of this name whose text takes these columns, put together when it is compiled ([`super::columns`]).
#[macro_export]
macro_rules! with_columns {
    ($name:expr, $columns:expr, $text:expr) => {{
        const BYTES: [u8; $crate::engine::columns::length($text, $columns)] =
            $crate::engine::columns::put_in($text, $columns);
        const TEXT: &str = match std::str::from_utf8(&BYTES) {
            Ok(text) => text,
            Err(_) => panic!("columns were put between the bytes of a character"),
        };
        $crate::engine::Sql { name: $name, sqlite: TEXT, postgres: TEXT }
    }};
}
