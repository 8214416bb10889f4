//! One command, one file.

pub mod bench;
pub mod deadline;
pub mod demo;
pub mod doctor;
pub mod import;
mod import_orders;
pub mod migrate;
pub mod score;
pub mod serve;
pub mod verify_audit;
