//! What the documents of the JSON interface are read from and written with.

pub mod body;
pub mod query;
pub mod refused;
pub mod shapes;
