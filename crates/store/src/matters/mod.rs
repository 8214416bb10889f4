//! Matters with their parts and copies, the documents that they begin with, and the lists over them.

pub mod carried;
mod contents;
mod drafts;
mod expiring;
mod links;
mod list;
mod looks;
pub mod once;
mod parts;
mod procedures;
pub mod repeats;
mod save;

pub use contents::{MatterContent, contents};
pub use drafts::{DraftRow, draft, drafts, drop_draft, put_draft};
pub use expiring::{documents, open_by};
pub use links::{before, waiting_for};
pub use list::{
    MatterFilter, MatterLine, below, children_of, counts_by_state, counts_of, due_between, lines, near, open_of,
    open_of_unit, open_parts, parts_of, waiting, waiting_behind, waiting_count,
};
pub use looks::{Look, due as looks_due, later as look_later};
pub use parts::{PartContent, part_contents};
pub use procedures::{
    Hands, OpenCount, OwnEdition, ProcedureRow, in_use, keep, open_by_document, own_editions, put_own, retire,
    retire_one, was_used,
};
pub use save::kept;

use crate::engine::Sql;

pub(crate) const STATEMENTS: [&[Sql]; 11] = [
    carried::STATEMENTS,
    drafts::STATEMENTS,
    expiring::STATEMENTS,
    links::STATEMENTS,
    list::STATEMENTS,
    looks::STATEMENTS,
    once::STATEMENTS,
    parts::STATEMENTS,
    procedures::STATEMENTS,
    repeats::STATEMENTS,
    save::STATEMENTS,
];
