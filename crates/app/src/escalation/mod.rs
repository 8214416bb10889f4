//! The ladder at work: the sweep that lets due cases climb, who is away, and what has climbed.

pub mod absences;
pub mod sweep;
pub mod view;

/// The ladder that a city starts with.
pub const BUILT_IN_LADDER: &str = include_str!("../../../../data/escalation/default.json");
