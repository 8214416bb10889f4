//! More reports than a place or a category is used to, with integers only.
//!
//! Of one subject `last` is the number of reports of the last seven days and `before` that of the `weeks` whole weeks before them, so
//! that the baseline is m = before / weeks. It surges when last > m + f·√m and last is at least the least number. Without
//! fractions and roots: weeks·last − before > 0 and (weeks·last − before)² > f²·weeks·before.
//!
//! An alarm is raised once a rise. It is armed again only when the seven days are back at the baseline or at half of the least
//! number, so that a count that hovers about the line raises no second one.

use super::RecurrenceRules;
use changxiao_words::coded;

coded! {
    /// What is watched.
    pub enum Subject {
        /// A town or street.
        Place = "place";
        /// A minor category, city-wide.
        Category = "category";
    }
}

/// The counts of one subject.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Reports of the last seven days.
    pub last: i64,
    /// Reports of the whole weeks before them.
    pub before: i64,
    /// How many weeks these were.
    pub weeks: i64,
}

/// What becomes of the alarm of a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Raise,
    /// The rise is over; the next one is alarmed again.
    Rearm,
    Stay,
}

impl Counts {
    /// Whether the last seven days lie above the line.
    pub fn surges(self, rules: &RecurrenceRules) -> bool {
        if self.weeks < rules.surge_known_weeks || self.last < rules.surge_least {
            return false;
        }
        let (weeks, last, before) = (i128::from(self.weeks), i128::from(self.last), i128::from(self.before));
        let above = weeks * last - before;
        let factor = i128::from(rules.surge_factor);
        above > 0 && above * above > factor * factor * weeks * before
    }

    /// Whether the rise is over.
    pub fn is_over(self, rules: &RecurrenceRules) -> bool {
        let (weeks, last, before) = (i128::from(self.weeks.max(1)), i128::from(self.last), i128::from(self.before));
        weeks * last <= before || 2 * last <= i128::from(rules.surge_least)
    }

    /// The smallest number of reports within seven days that surges.
    pub fn line(self, rules: &RecurrenceRules) -> i64 {
        let least = rules.surge_least;
        // Above 1 the line lies below f + 2 times the baseline, so the walk is short.
        let weeks = self.weeks.max(rules.surge_known_weeks);
        (least..).find(|last| Counts { last: *last, weeks, ..self }.surges(rules)).unwrap_or(least)
    }

    /// The baseline in tenths of a report a week.
    pub fn usual_tenths(self) -> i64 {
        if self.weeks < 1 { 0 } else { (10 * self.before + self.weeks / 2) / self.weeks }
    }

    /// `raised`: an alarm of this rise is out.
    pub fn step(self, raised: bool, rules: &RecurrenceRules) -> Step {
        match raised {
            false if self.surges(rules) => Step::Raise,
            true if self.is_over(rules) => Step::Rearm,
            _ => Step::Stay,
        }
    }
}
