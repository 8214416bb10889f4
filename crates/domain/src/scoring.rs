//! Scores of units: integers only, every figure with its “why”, the same on any machine and any day.
//!
//! A score is the full mark less what was lost. What was lost is split over components, site types, items and visits (or categories
//! and cases) so that every level adds up exactly to the one above.

mod facts;
mod interval;
mod milli;
mod period;
mod rank;
mod rate;
mod roll_up;
mod scheme;
mod score;
mod simulate;
mod split;
mod trace;

pub use facts::{CaseFact, ClosedWell, Facts, ItemFact, Timeliness, VisitFact};
pub use interval::{DRAWS, Interval, SplitMix64, pass_rate_interval, score_interval};
pub use milli::{Milli, NotMilli};
pub use period::{NotAPeriod, Period};
pub use rank::{GroupKey, Ranked, Standing, like_groups, rank, rank_scores};
pub use rate::Rate;
pub use roll_up::{PassRow, RollUp, roll_up, roll_up_by_division, roll_up_by_subtree};
pub use scheme::{Component, ComponentKind, Grouping, Scheme, SchemeError};
pub use score::score_unit;
pub use simulate::{Improvement, Simulation, gains, simulate};
pub use split::split;
pub use trace::{ComponentTrace, LeftOut, NotRated, Outcome, Part, PartKey, ScoreTrace};
