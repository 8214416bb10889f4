//! Matters with their parts and copies, the documents that they begin with, and the lists over them.

mod contents;
mod list;
mod looks;
mod parts;
mod procedures;
mod save;

pub use contents::{MatterContent, contents};
pub use list::{MatterFilter, MatterLine, QueuePage, counts_of, lines, near, open_parts, parts_of, waiting};
pub use looks::{due as looks_due, later as look_later};
pub use parts::{PartContent, part_contents};
pub use procedures::{ProcedureRow, in_use, keep, put_own, retire};
pub use save::kept;

use crate::engine::Sql;

pub(crate) const STATEMENTS: [&[Sql]; 5] =
    [list::STATEMENTS, looks::STATEMENTS, parts::STATEMENTS, procedures::STATEMENTS, save::STATEMENTS];
