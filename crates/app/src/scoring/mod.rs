//! Scores of a period, computed from visits and cases, each with its why.

mod cache;

pub use cache::ScoreCache;
