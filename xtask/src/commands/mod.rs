//! One command, one file.

pub mod postgres;
