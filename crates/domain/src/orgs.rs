//! Units, people's posts, roles and who may see and do what.

mod role;

pub use role::{Role, UnknownRole};
