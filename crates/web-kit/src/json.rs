//! What the documents of the JSON interface are read from and written with.

pub mod actions;
pub mod body;
pub mod case_item;
pub mod query;
pub mod reading;
pub mod refused;
pub mod shapes;

/// What a token needs among its scopes, besides the permission of its post.
pub const READ: &str = "read";
pub const REPORT: &str = "report";
pub const HANDLE: &str = "handle";
pub const INSPECT: &str = "inspect";
