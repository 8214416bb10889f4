//! The period that figures are for: a day as hotlines report it (noon to noon), a week, a month, a quarter, a year, or from one day
//! to another.

use changxiao_words::coded;
use std::{fmt, str::FromStr};

use jiff::civil::{ISOWeekDate, Weekday};

use crate::{
    scoring::Period,
    time::{Day, HOUR},
};

/// Written 2026-06-16, 2026-W25, 2026-06, 2026-Q2, 2026 or 2026-06-01..2026-06-15.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// From noon of the day before to noon of this day.
    Noon(Day),
    /// The week that begins on this Monday.
    Week(Day),
    Period(Period),
    /// Both days are in it.
    Days(Day, Day),
}

coded! {
    pub enum SpanKind {
        Noon = "noon", indicators_kind_noon;
        Week = "week", indicators_kind_week;
        Month = "month", indicators_kind_month;
        Quarter = "quarter", indicators_kind_quarter;
        Year = "year", indicators_kind_year;
        Days = "days", indicators_kind_days;
    }
}

/// A text that names no period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is no period: a day (2026-06-16), a week (2026-W25), a month (2026-06), a quarter (2026-Q2), a year (2026) or days \
     (2026-06-01..2026-06-15, a year at most) are expected"
)]
pub struct NotASpan(pub String);

/// The longest stretch of days.
const MOST_DAYS: i32 = 366;

impl Span {
    /// The span of a kind around a day.
    pub fn around(kind: SpanKind, day: Day) -> Self {
        let quarter = (day.month() - 1) / 3 * 3 + 1;
        let named = |text: String| text.parse().map_or(Span::Days(day, day), Span::Period);
        match kind {
            SpanKind::Noon => Span::Noon(day),
            SpanKind::Week => Span::Week(monday(day)),
            SpanKind::Month => Span::Period(Period::month_of(day)),
            SpanKind::Quarter => named(format!("{:04}-Q{}", day.year(), (quarter + 2) / 3)),
            SpanKind::Year => named(format!("{:04}", day.year())),
            SpanKind::Days => Span::Days(day, day),
        }
    }

    pub fn kind(self) -> SpanKind {
        match self {
            Span::Noon(_) => SpanKind::Noon,
            Span::Week(_) => SpanKind::Week,
            Span::Period(period) => match period.to_string().len() {
                4 => SpanKind::Year,
                7 if period.to_string().contains('Q') => SpanKind::Quarter,
                _ => SpanKind::Month,
            },
            Span::Days(..) => SpanKind::Days,
        }
    }

    /// The first day, the first day after it, and by how many microseconds both moments lie behind midnight.
    pub fn bounds(self) -> (Day, Day, i64) {
        match self {
            Span::Noon(day) => (day.yesterday().unwrap_or(day), day, 12 * HOUR),
            Span::Week(monday) => (monday, after(monday, 7), 0),
            Span::Period(period) => (period.first_day(), period.end_day(), 0),
            Span::Days(first, last) => (first, after(last, 1), 0),
        }
    }

    /// The period of the same kind before this one.
    pub fn previous(self) -> Self {
        match self {
            Span::Noon(day) => Span::Noon(after(day, -1)),
            Span::Week(monday) => Span::Week(after(monday, -7)),
            Span::Period(period) => Span::Period(period.previous()),
            Span::Days(first, last) => {
                let long = days(first, last) + 1;
                Span::Days(after(first, -long), after(last, -long))
            }
        }
    }

    /// The period of the same kind after this one.
    pub fn next(self) -> Self {
        match self {
            Span::Noon(day) => Span::Noon(after(day, 1)),
            Span::Week(monday) => Span::Week(after(monday, 7)),
            Span::Period(period) => Span::Period(period.next()),
            Span::Days(first, last) => {
                let long = days(first, last) + 1;
                Span::Days(after(first, long), after(last, long))
            }
        }
    }
}

fn monday(day: Day) -> Day {
    after(day, -i32::from(day.weekday().since(Weekday::Monday)))
}

fn after(day: Day, days: i32) -> Day {
    day.saturating_add(jiff::Span::new().days(days))
}

fn days(first: Day, last: Day) -> i32 {
    first.until(last).map_or(0, |span| span.get_days())
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Span::Noon(day) => write!(f, "{day}"),
            Span::Week(monday) => {
                let week = monday.iso_week_date();
                write!(f, "{:04}-W{:02}", week.year(), week.week())
            }
            Span::Period(period) => write!(f, "{period}"),
            Span::Days(first, last) => write!(f, "{first}..{last}"),
        }
    }
}

impl FromStr for Span {
    type Err = NotASpan;
    fn from_str(text: &str) -> Result<Self, NotASpan> {
        let refused = || NotASpan(text.chars().take(60).collect());
        let text = text.trim();
        let day = |text: &str| {
            let plain = text.len() == 10 && text.is_ascii();
            plain.then(|| text.parse::<Day>().ok()).flatten().filter(|day| (2000..2200).contains(&day.year()))
        };
        if let Some((first, last)) = text.split_once("..") {
            let (first, last) = day(first).zip(day(last)).ok_or_else(refused)?;
            return if first <= last && days(first, last) < MOST_DAYS {
                Ok(Span::Days(first, last))
            } else {
                Err(refused())
            };
        }
        if let Some((year, week)) = text.split_once("-W") {
            let year: i16 = year.parse().ok().filter(|year| (2000..2200).contains(year)).ok_or_else(refused)?;
            let week = week.parse().map_err(|_| refused())?;
            let date = ISOWeekDate::new(year, week, Weekday::Monday).map_err(|_| refused())?;
            return Ok(Span::Week(date.date()));
        }
        if let Some(day) = day(text) {
            return Ok(Span::Noon(day));
        }
        text.parse().map(Span::Period).map_err(|_| refused())
    }
}
