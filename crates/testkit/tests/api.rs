//! The JSON interface, as a program uses it: with tokens of posts, on both engines.

#[path = "api/case.rs"]
mod case;
#[path = "api/document.rs"]
mod document;
#[path = "api/field.rs"]
mod field;
#[path = "api/paging.rs"]
mod paging;
#[path = "api/problems.rs"]
mod problems;
#[path = "api/program.rs"]
mod program;
