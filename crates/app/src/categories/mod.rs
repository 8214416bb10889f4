//! The category list with its filing standard: as a page shows it, and as a file that a city keeps.

pub mod export;
pub mod tree;
