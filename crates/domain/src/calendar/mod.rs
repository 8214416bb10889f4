//! The city's working calendar: which days are worked, which minutes of them count, and when a limit runs out.
//!
//! Limits of the filing standards are counted in four ways (GB/T 30428.8 family; the working hours 08:00–12:00 and
//! 14:00–18:00, the eight hours of a working day and the lamps at 80 and 100 per cent are the practice of cities that
//! publish their standards, and are dated defaults that a city may change). Holidays and make-up workdays come from the
//! yearly notices of the State Council; a year for which no table was imported falls back to plain weekends, and
//! [`Calendar::covers`] says so.

mod city_time;
mod clock;
mod deadline;
mod lamp;
mod limit;
mod steps;

use std::collections::BTreeMap;

use changxiao_words::coded;
use jiff::{civil::Weekday, tz::TimeZone};
use serde::{Deserialize, Serialize};

pub use clock::{LimitClock, Pause};
pub use lamp::{DueStatus, NEAR_PERCENT, lamp};
pub use limit::{Limit, LimitKind, LimitOutOfBounds, NotALimit, halfwidth_digit};
pub use steps::{DayReason, DeadlineStep};

use crate::time::{DEFAULT_ZONE, Day, HOUR, MINUTE};

coded! {
    /// What a holiday table says of a day.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum DayKind {
        /// A day off that would else be worked, or a weekend day inside a holiday.
        Off = "off", calendar_day_kind_off;
        /// A make-up workday (调休上班) on a weekend.
        Work = "work", calendar_day_kind_work;
    }
}

/// A named exception to the plain week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holiday {
    pub kind: DayKind,
    /// The holiday that the day belongs to, such as 春节; a make-up workday carries the name of the holiday it makes up for.
    pub name: String,
}

/// A stretch of the day that counts, in minutes after midnight; the end does not belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkSpan {
    pub from: u16,
    pub to: u16,
}

/// 08:00–12:00 and 14:00–18:00, the default of cities that publish their working hours.
pub const DEFAULT_SPANS: [WorkSpan; 2] = [WorkSpan { from: 480, to: 720 }, WorkSpan { from: 840, to: 1080 }];

/// One working day of a limit is eight working hours.
pub const DEFAULT_WORKING_DAY_MINUTES: i64 = 8 * 60;

/// Why a calendar cannot be made, or a deadline cannot be computed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    #[error("the working hours of a day are empty; at least one span is needed, such as 08:00–12:00")]
    NoSpans,
    #[error(
        "the working span {from}–{to} (minutes after midnight) is empty, ends after midnight or overlaps the one before it"
    )]
    BadSpan { from: u16, to: u16 },
    #[error("a working day of {0} minutes cannot be counted; it must be between 1 and 1440")]
    BadWorkingDay(i64),
    #[error("the day {0} stands in the holiday table twice with different meanings")]
    DayTwice(Day),
    #[error("a limit of {0} cannot be counted; the amount must be 1 or more")]
    AmountNotPositive(i64),
    #[error("the limit ends more than ten years after it starts; check its amount")]
    TooFar,
    #[error("a limit of {limit} cannot be lengthened by {extension}: one counts working time only, the other runs on")]
    CountedOtherwise { limit: Limit, extension: Limit },
    #[error("“{0}” is not the name of a time zone")]
    UnknownZone(String),
}

/// The calendar that deadlines are counted on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    zone: TimeZone,
    spans: Vec<WorkSpan>,
    working_day_minutes: i64,
    holidays: BTreeMap<Day, Holiday>,
}

/// From this year on there are thirteen days off for everybody, before there were eleven (全国年节及纪念日放假办法, article 2, as amended by
/// State Council order 795, in force since 1 January 2025).
const FIRST_YEAR_OF_THIRTEEN: i16 = 2025;
/// From this month on next year's holidays are looked for.
const FIRST_MONTH_OF_NEXT_YEARS_HOLIDAYS: i8 = 11;

impl Calendar {
    /// A calendar with the default working hours. `rows` are the days of the holiday tables, in any order.
    ///
    /// Errors: [`CalendarError::DayTwice`] when two rows disagree about a day.
    pub fn new(zone: TimeZone, rows: impl IntoIterator<Item = (Day, DayKind, String)>) -> Result<Self, CalendarError> {
        Self::with_hours(zone, DEFAULT_SPANS.to_vec(), DEFAULT_WORKING_DAY_MINUTES, rows)
    }

    /// The same with a city's own working hours and its own length of a working day in minutes.
    ///
    /// Errors: empty, overlapping or unsorted spans; a working day outside 1 to 1440 minutes; two rows that disagree.
    pub fn with_hours(
        zone: TimeZone,
        spans: Vec<WorkSpan>,
        working_day_minutes: i64,
        rows: impl IntoIterator<Item = (Day, DayKind, String)>,
    ) -> Result<Self, CalendarError> {
        if spans.is_empty() {
            return Err(CalendarError::NoSpans);
        }
        let mut free_from = 0;
        for span in &spans {
            if span.from < free_from || span.to <= span.from || span.to > 1440 {
                return Err(CalendarError::BadSpan { from: span.from, to: span.to });
            }
            free_from = span.to;
        }
        if !(1..=1440).contains(&working_day_minutes) {
            return Err(CalendarError::BadWorkingDay(working_day_minutes));
        }
        let mut holidays = BTreeMap::new();
        for (day, kind, name) in rows {
            if let Some(before) = holidays.insert(day, Holiday { kind, name })
                && before.kind != kind
            {
                return Err(CalendarError::DayTwice(day));
            }
        }
        Ok(Self { zone, spans, working_day_minutes, holidays })
    }

    /// Plain weekends and the default hours in the zone of the built-in cities: what a city has before its first import.
    pub fn plain() -> Self {
        // The zone's table is compiled in; fixed UTC+8 says the same for China since 1992.
        let zone = TimeZone::get(DEFAULT_ZONE).unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(8)));
        Self {
            zone,
            spans: DEFAULT_SPANS.to_vec(),
            working_day_minutes: DEFAULT_WORKING_DAY_MINUTES,
            holidays: BTreeMap::new(),
        }
    }

    /// The zone that a configuration names. Errors: [`CalendarError::UnknownZone`].
    pub fn zone_named(name: &str) -> Result<TimeZone, CalendarError> {
        TimeZone::get(name).map_err(|_| CalendarError::UnknownZone(name.to_owned()))
    }

    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Sorted, without overlap, never empty.
    pub fn spans(&self) -> &[WorkSpan] {
        &self.spans
    }

    pub fn working_day_minutes(&self) -> i64 {
        self.working_day_minutes
    }

    pub fn holidays(&self) -> &BTreeMap<Day, Holiday> {
        &self.holidays
    }

    /// What the holiday tables say of this day; `None` for an ordinary day of the week.
    pub fn holiday(&self, day: Day) -> Option<&Holiday> {
        self.holidays.get(&day)
    }

    /// Monday to Friday, less the days off, plus the make-up workdays.
    pub fn is_workday(&self, day: Day) -> bool {
        match self.holidays.get(&day) {
            Some(holiday) => holiday.kind == DayKind::Work,
            None => !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday),
        }
    }

    /// Whether the holiday table of this year is there, whole: at least the days off that the law gives every year. Without it deadlines
    /// know weekends only, and some of its days help nobody.
    pub fn covers(&self, year: i16) -> bool {
        let first = Day::constant(year.clamp(-9999, 9999), 1, 1);
        let last = Day::constant(year.clamp(-9999, 9999), 12, 31);
        let off = self.holidays.range(first..=last).filter(|(_, day)| day.kind == DayKind::Off).count();
        off >= if year < FIRST_YEAR_OF_THIRTEEN { 11 } else { 13 }
    }

    /// The years whose holiday tables a city should have on this day and has not: this year's, and from November on the next year's, when
    /// the General Office of the State Council has published it or is about to (for 2025 on 12 November 2024, for 2026 on 4 November 2025)
    /// and limits begin to reach into it.
    pub fn missing_years(&self, today: Day) -> Vec<i16> {
        let next = (today.month() >= FIRST_MONTH_OF_NEXT_YEARS_HOLIDAYS).then(|| today.year().saturating_add(1));
        let wanted = [Some(today.year()), next];
        wanted.into_iter().flatten().filter(|year| !self.covers(*year)).collect()
    }

    /// The whole of a limit in microseconds of counted time.
    pub fn total(&self, limit: Limit) -> i64 {
        let one = match limit.kind {
            LimitKind::UrgentHour | LimitKind::WorkingHour => HOUR,
            LimitKind::WorkingDay => self.working_day_minutes * MINUTE,
            LimitKind::NaturalDay => 24 * HOUR,
        };
        limit.amount.saturating_mul(one)
    }
}
