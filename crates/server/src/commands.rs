//! One command, one file.

pub mod bench;
pub mod deadline;
pub mod demo;
pub mod doctor;
pub mod import;
pub mod migrate;
pub mod score;
pub mod serve;
pub mod verify_audit;
