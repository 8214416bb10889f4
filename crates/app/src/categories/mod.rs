//! The category list with its filing standard: as a page shows it, as a file that a city keeps, and how another list takes over.

pub mod export;
pub mod leading;
pub mod tree;
