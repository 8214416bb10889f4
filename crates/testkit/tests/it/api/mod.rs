//! The JSON interface, as a program uses it: with tokens of posts, on both engines.

mod case;
mod document;
mod field;
mod paging;
mod problems;
pub mod program;
