//! The ladder at work: the sweep that lets due cases climb, who is away, and what has climbed.

pub mod absences;
pub mod sweep;
pub mod view;
