//! What this machine has, and how it gets what it lacks.

pub mod cargo_tools;
pub mod chromium;
pub mod fonts;
pub mod needs;
pub mod package_manager;
pub mod postgres_binaries;
pub mod program;
pub mod toolchain;
