//! So many met of so many due.

use std::{iter::Sum, ops};

use serde::{Deserialize, Serialize};

use crate::scoring::Milli;

/// A share, kept as its two counts: shares of different sizes can be added, percentages cannot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rate {
    pub met: i64,
    pub due: i64,
}

impl Rate {
    pub const fn new(met: i64, due: i64) -> Self {
        Self { met, due }
    }

    pub const fn of(met: i64, not_met: i64) -> Self {
        Self { met, due: met + not_met }
    }

    pub const fn not_met(self) -> i64 {
        self.due - self.met
    }

    /// Thousandths of a per cent point, halves up; `None` where nothing was due, which is neither 0 nor 100.
    pub fn percent(self) -> Option<Milli> {
        (self.due > 0).then(|| Milli(rounded_share(Milli::FULL.0, self.met, self.due)))
    }
}

/// `total` × `part` / `whole`, halves up. All three at least 0, `whole` above 0.
pub(super) fn rounded_share(total: i64, part: i64, whole: i64) -> i64 {
    let (total, part, whole) = (i128::from(total), i128::from(part), i128::from(whole));
    // At most `total` where part ≤ whole, so the way back cannot fail for a rate.
    i64::try_from((2 * total * part + whole) / (2 * whole)).unwrap_or(i64::MAX)
}

impl ops::Add for Rate {
    type Output = Rate;
    fn add(self, other: Rate) -> Rate {
        Rate { met: self.met + other.met, due: self.due + other.due }
    }
}

impl ops::AddAssign for Rate {
    fn add_assign(&mut self, other: Rate) {
        *self = *self + other;
    }
}

impl Sum for Rate {
    fn sum<I: Iterator<Item = Rate>>(all: I) -> Rate {
        all.fold(Rate::default(), ops::Add::add)
    }
}
