//! Whistles with their calls and chained events, the list over them, and what their figures are counted from.

mod facts;
mod list;
mod save;

pub use facts::{CallRow, EndRow, calls_of_period, ends_of_period};
pub use list::{WhistleFilter, WhistleLine, lines, of_case};

use crate::engine::Sql;

/// The fixed statements of the files of this folder.
pub(crate) const STATEMENTS: [&[Sql]; 2] = [save::STATEMENTS, facts::STATEMENTS];
