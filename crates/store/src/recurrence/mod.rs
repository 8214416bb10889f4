//! What comes back: cases as the job took them up, chronic problems with their chained events, counts by day and alarms.

mod list;
pub mod problems;
pub mod seen;
pub mod surge;

pub use list::{ProblemFilter, ProblemLine, lines};
pub use problems::{Member, Numbered, members_of, number_members, of_case};
