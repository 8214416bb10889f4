//! Places that are inspected (点位).

pub mod export;
pub mod list;
pub mod save;
pub mod view;
