//! The period that a score is for: a month, a quarter or a year.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::time::Day;

/// A period of the city's calendar, written 2026-10, 2026-Q4 or 2026.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    year: i16,
    first_month: i8,
    months: i8,
}

/// A text that is no period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a period: a month (2026-10), a quarter (2026-Q4) or a year (2026) is expected")]
pub struct NotAPeriod(pub String);

impl Period {
    /// The month that a day lies in.
    pub fn month_of(day: Day) -> Self {
        Self { year: day.year(), first_month: day.month(), months: 1 }
    }

    /// The first day of the period.
    pub fn first_day(self) -> Day {
        jiff::civil::date(self.year, self.first_month, 1)
    }

    /// The first day after the period.
    pub fn end_day(self) -> Day {
        self.shifted(1).first_day()
    }

    pub fn contains(self, day: Day) -> bool {
        (self.first_day()..self.end_day()).contains(&day)
    }

    /// The period of the same length before this one.
    pub fn previous(self) -> Self {
        self.shifted(-1)
    }

    /// The period of the same length after this one.
    pub fn next(self) -> Self {
        self.shifted(1)
    }

    fn shifted(self, periods: i32) -> Self {
        let months = i32::from(self.year) * 12 + i32::from(self.first_month) - 1 + periods * i32::from(self.months);
        // Years are checked to be 2000 to 2199 where a period is read, so both fit with room to spare.
        Self { year: months.div_euclid(12) as i16, first_month: (months.rem_euclid(12) + 1) as i8, months: self.months }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.months {
            12 => write!(f, "{:04}", self.year),
            3 => write!(f, "{:04}-Q{}", self.year, (self.first_month - 1) / 3 + 1),
            _ => write!(f, "{:04}-{:02}", self.year, self.first_month),
        }
    }
}

impl FromStr for Period {
    type Err = NotAPeriod;
    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        let refused = || NotAPeriod(text.chars().take(60).collect());
        let digits = |part: &str, length: usize| {
            let plain = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| part.parse::<i16>().ok()).flatten().ok_or_else(refused)
        };
        let (year, rest) = text.split_once('-').map_or((text, None), |(year, rest)| (year, Some(rest)));
        let year = digits(year, 4)?;
        let (first_month, months) = match rest {
            None => (1, 12),
            Some(rest) => match rest.strip_prefix(['Q', 'q']) {
                Some(quarter) => (digits(quarter, 1)? * 3 - 2, 3),
                None => (digits(rest, 2)?, 1),
            },
        };
        if !(2000..2200).contains(&year) || !(1..=12).contains(&first_month) {
            return Err(refused());
        }
        Ok(Self { year, first_month: first_month as i8, months })
    }
}

impl TryFrom<String> for Period {
    type Error = NotAPeriod;
    fn try_from(text: String) -> Result<Self, NotAPeriod> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> String {
        period.to_string()
    }
}
