//! What is said of a thing in a word, under a label.

use changxiao_domain::{ids::UnitId, time::Instant};

/// A page writes `{{ fact|fact }}`.
#[derive(Clone, Debug)]
pub enum Fact {
    Unit(UnitId),
    At(Instant),
    Text(String),
}
