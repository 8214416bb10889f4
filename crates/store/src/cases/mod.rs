//! Cases, their chained events, their photos, and the lists over them.

pub(crate) mod condition;
mod counts;
mod events;
mod facts;
mod filter;
mod grid;
mod list;
mod marks;
mod paths;
mod photos;
mod query;
mod row;
mod save;
pub mod search;
mod standing;
mod told;

pub use crate::numbers::{number_from_text, number_text};
pub use counts::{DueCounts, count, count_by_lamp, count_by_state, count_by_township, count_parts};
pub(crate) use events::CHAIN;
pub use events::{events_of, results_of};
pub use facts::{CaseFact, due_in_period, name_of, tally};
pub use filter::{CaseFilter, ScopeFilter, Sort};
pub use grid::{Cell, grid};
pub use list::{Beside, CaseLine, Place, line_of, list, list_beside, map_points};
pub use photos::{Pairs, PhotoRow, add_photos, pairs_of, photos_of, used_elsewhere};
pub use row::CaseRow;
pub use save::{by_id, by_ids, by_number, find_id, insert, put_many, save};
pub use standing::suspensions_due;

use crate::engine::Sql;

/// The fixed statements of the files of this folder.
pub(crate) const STATEMENTS: [&[Sql]; 6] = [
    counts::STATEMENTS,
    facts::STATEMENTS,
    photos::STATEMENTS,
    save::STATEMENTS,
    search::STATEMENTS,
    standing::STATEMENTS,
];
