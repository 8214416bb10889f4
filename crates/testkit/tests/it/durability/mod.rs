//! No reply leaves before its commit is on disk; clients that vanish leave nothing half-made.

mod backup;
mod disk;
mod moved;
pub mod reports;
mod vanished;
