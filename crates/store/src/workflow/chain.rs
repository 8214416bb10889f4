//! The tables of one kind of procedure, as data.

use changxiao_domain::{ids::CityId, workflow::Chained};
use uuid::Uuid;

use crate::{Db, StoreError, engine::Sql};

/// The statements over the events of one kind and the heads of its chains, in the order of [`chain!`], and the column of the id in
/// both tables. All event tables have the same columns.
pub struct Chain(pub [Sql; 3], pub &'static str);

impl Chain {
    pub(super) const fn insert_event(&self) -> &Sql {
        &self.0[0]
    }

    pub(super) const fn events_of(&self) -> &Sql {
        &self.0[1]
    }

    pub(super) const fn heads_after(&self) -> &Sql {
        &self.0[2]
    }
}

/// The questions for the row of one: by city and number, by city and id.
pub struct Found(pub [Sql; 2]);

/// What is kept with a chain of sealed events.
pub trait Kept: Chained + Sized + Send + Sync {
    const CHAIN: &'static Chain;

    /// As people see it.
    fn number(&self) -> &str;

    fn find(db: &Db, city: CityId, id: Uuid) -> impl Future<Output = Result<Option<Self>, StoreError>> + Send;
}

/// Declares a chain by the names of its two tables and of the id: `chain!("whistles", "whistle_events", "whistle_id")`.
macro_rules! chain {
    ($subjects:literal, $events:literal, $id:literal) => {
        $crate::workflow::chain!(@sql $id, [
            concat!("store::", $subjects, "::insert_event") => concat!(
                "INSERT INTO ", $events, " (city_id, ", $id, ", seq, action, from_state, to_state, at, person_id, post_id, unit_id,
                                            role, is_system, particulars, prev_hash, hash)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
            ),
            concat!("store::", $subjects, "::events_of") => concat!(
                "SELECT city_id, ", $id, ", seq, action, from_state, to_state, at, person_id, post_id, unit_id, role, is_system,
                        particulars, prev_hash, hash
                 FROM ", $events, "
                 WHERE city_id = $1 AND ", $id, " = $2
                 ORDER BY seq"
            ),
            concat!("store::", $subjects, "::heads_after") => concat!(
                "SELECT ", $id, ", head_hash FROM ", $subjects, "
                 WHERE city_id = $1 AND ", $id, " > $2
                 ORDER BY ", $id, "
                 LIMIT $3"
            ),
        ])
    };
    (@sql $id:literal, [$($name:expr => $text:expr,)*]) => {
        $crate::workflow::Chain([$($crate::engine::Sql { name: $name, sqlite: $text, postgres: $text }),*], $id)
    };
}

/// Declares how a row is found, by table, id and the columns that are its own.
macro_rules! found {
    ($subjects:literal, $id:literal, $columns:literal) => {
        $crate::workflow::Found([
            $crate::workflow::found!(@sql "by_number", $subjects, $id, "number", $columns),
            $crate::workflow::found!(@sql "by_id", $subjects, $id, $id, $columns),
        ])
    };
    (@sql $name:literal, $subjects:literal, $id:literal, $by:literal, $columns:literal) => {{
        const TEXT: &str = concat!(
            "SELECT city_id, ", $id, ", number, state, changed_at, version, head_hash, ", $columns, "
             FROM ", $subjects, "
             WHERE city_id = $1 AND ", $by, " = $2"
        );
        $crate::engine::Sql { name: concat!("store::", $subjects, "::", $name), sqlite: TEXT, postgres: TEXT }
    }};
}
pub(crate) use {chain, found};
