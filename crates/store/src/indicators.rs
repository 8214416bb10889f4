//! The indicators, counted by the database: one statement for a table, and the condition that opens one of its figures.
//!
//! Both are put together from the same words ([`words`]), so that a figure is the number of the cases that it opens to.

mod count;
mod then;
mod words;

pub use count::{CountQuery, Grouping, count};
pub(crate) use then::lead_then;
pub(crate) use words::narrow;
