//! What this machine has, and how it gets what it lacks.

pub mod postgres_binaries;
pub mod program;
