//! No reply leaves before its commit is on disk; clients that vanish leave nothing half-made.

mod disk;
mod reports;
mod vanished;
