//! What the tables of all procedures have in common: a row whose course the kernel keeps, saved with its sealed event and guarded by the
//! version that was read. Each procedure declares its own columns ([`crate::declare`]).

mod stored;

pub(crate) use stored::COURSE;
pub use stored::{Stored, Table, by_id, by_ids, by_number, insert, insert_many, number_from_text, number_text, save};
