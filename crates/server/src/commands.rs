//! One command, one file.

pub mod doctor;
pub mod migrate;
pub mod serve;
pub mod verify_audit;
