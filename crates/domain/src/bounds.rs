//! Bounds of the numbers that people set. A number is checked here whichever door it comes through: form, JSON, sheet, command line, job.

use std::fmt;

use changxiao_words::{Message, say};

/// The least and the most that a number may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    pub least: i64,
    pub most: i64,
}

/// A number outside its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name} is out of bounds: {bounds}")]
pub struct OutOfBounds {
    /// The setting, as documents and forms call it.
    pub name: &'static str,
    pub bounds: Bounds,
}

/// After how many minutes without a request or a keystroke a session may end. Less than five signs out people who are reading a case;
/// more than two hours leaves a desk open over noon (GB/T 22239-2019, 8.1.4.1 b, which asks for a time-out and names no figure).
pub const IDLE_MINUTES: Bounds = Bounds::new(5, 120);

impl Bounds {
    pub const fn new(least: i64, most: i64) -> Self {
        Self { least, most }
    }

    pub const fn contains(self, value: i64) -> bool {
        self.least <= value && value <= self.most
    }

    /// Gives the number back. Errors: it lies outside.
    pub const fn check(self, name: &'static str, value: i64) -> Result<i64, OutOfBounds> {
        if self.contains(value) { Ok(value) } else { Err(OutOfBounds { name, bounds: self }) }
    }
}

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.least, self.most)
    }
}

impl OutOfBounds {
    /// The sentence for people.
    pub fn message(self) -> Message {
        say!(rules_must_lie_between_least_most, least = self.bounds.least, most = self.bounds.most)
    }
}
