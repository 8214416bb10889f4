//! The numbers of case handling: each a share with its numerator and its denominator, a composite for each subject, and three rates
//! of call-backs. Integers only; a subject with nothing due is not rated; subjects are units, areas and functions, never persons.
//!
//! An indicator counts a case by its facts ([`CaseFacts`]). The store says the same to the database, and a test holds both together.

mod composite;
mod counts;
mod facts;
mod indicator;
mod rules;
mod scheme;
mod span;
mod table;

pub use composite::{Outcome, PartScore, Score, score};
pub use counts::{Counted, CountedBy, Counts, Group, Part, Tally};
pub use facts::{Basis, CallFact, CaseFacts, Counting, Decision, Limits, Mark};
pub use indicator::{Cohort, Definition, Indicator};
pub use rules::{Band, GradeStep, LimitRow, Rules, RulesFault};
pub use scheme::{Component, Measure, Scheme, Subject};
pub use span::{NotASpan, Span, SpanKind};
pub use table::indicators_markdown;
