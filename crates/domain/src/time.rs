//! Moments and days. An `Instant` is integer microseconds UTC; a `Day` is a date of the city's own calendar.

use std::fmt;

use jiff::{Timestamp, civil, tz::TimeZone};
use serde::{Deserialize, Serialize};

pub use jiff::civil::Date as Day;

/// A moment: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(pub i64);

/// Microseconds in a minute, the smallest step that limits are counted in.
pub const MINUTE: i64 = 60_000_000;
/// Microseconds in an hour.
pub const HOUR: i64 = 60 * MINUTE;

impl Instant {
    pub const fn micros(self) -> i64 {
        self.0
    }

    pub const fn from_millis(millis: i64) -> Self {
        Self(millis * 1000)
    }

    /// This moment moved by `micros` (negative: earlier).
    pub const fn plus_micros(self, micros: i64) -> Self {
        Self(self.0.saturating_add(micros))
    }

    /// Microseconds from `earlier` to this moment; negative when `earlier` is later.
    pub const fn since(self, earlier: Instant) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// The date and time that a clock on the city hall shows.
    pub fn in_zone(self, zone: &TimeZone) -> civil::DateTime {
        self.timestamp().to_zoned(zone.clone()).datetime()
    }

    /// The moment at which a clock on the city hall shows this. A time that a change of clocks skips moves forward.
    pub fn from_civil(at: civil::DateTime, zone: &TimeZone) -> Self {
        zone.to_timestamp(at).map_or(Self(0), |moment| Self(moment.as_microsecond()))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.timestamp().fmt(f)
    }
}

/// The same day of the year before; 28 February before a 29th.
pub fn year_before(day: Day) -> Day {
    in_years(day, -1)
}

/// The same day so many years later; of 29 February the last of the month.
pub fn in_years(day: Day, years: i16) -> Day {
    day.checked_add(jiff::ToSpan::years(i64::from(years))).unwrap_or(day)
}

/// Where the time comes from. The binary passes the system's clock, tests and the demonstration pass one that they move.
pub trait Clock: Send + Sync {
    fn now(&self) -> Instant;
}

/// Every built-in city lies in one zone; another city names its own in its configuration.
pub const DEFAULT_ZONE: &str = "Asia/Shanghai";
