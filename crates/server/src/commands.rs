//! One command, one file.

pub mod bench;
pub mod doctor;
pub mod migrate;
pub mod serve;
pub mod verify_audit;
