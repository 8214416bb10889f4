//! Times as exports write them.

use jiff::{Timestamp, tz::TimeZone};

use super::DateForm;
use crate::{
    time::Instant,
    written::{Written, civil_of, compact, groups, read_civil, tidy, without_half},
};

/// A time in the form of the mapping, on the city's clock. What names its own offset (2026-06-16T10:00:00+08:00) is taken at its
/// word in every form, and so is a number of thirteen digits: it can only be milliseconds since 1970. `None` for anything else and for
/// years before 1970 or after 2199.
pub fn read_moment(text: &str, form: DateForm, zone: &TimeZone) -> Option<Instant> {
    read(text, form, zone).map(|(at, _)| at)
}

/// The end of what is written: of a day without a time the moment at which it is over.
pub fn read_end(text: &str, form: DateForm, zone: &TimeZone) -> Option<Instant> {
    match read(text, form, zone)? {
        (at, true) => Some(at),
        (at, false) => {
            let over = at.in_zone(zone).date().tomorrow().ok()?;
            in_range(Instant::from_civil(over.at(0, 0, 0, 0), zone))
        }
    }
}

/// The moment, and whether a time of day was written.
fn read(text: &str, form: DateForm, zone: &TimeZone) -> Option<(Instant, bool)> {
    let text = text.trim();
    if text.len() > 80 {
        return None;
    }
    let with_offset = text.contains('T') || text.ends_with('Z') || text.contains('+');
    if with_offset && let Ok(moment) = text.parse::<Timestamp>() {
        return Some((in_range(Instant(moment.as_microsecond()))?, true));
    }
    let since_1970 = |unit: i64| Some((in_range(Instant(text.parse::<i64>().ok()?.checked_mul(unit)?))?, true));
    if text.len() == 13 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return since_1970(1_000);
    }
    let Written { at, has_time } = match form {
        DateForm::EpochSeconds => return since_1970(1_000_000),
        DateForm::EpochMillis => return since_1970(1_000),
        DateForm::Compact => compact(&tidy(text))?,
        DateForm::YearFirst => read_civil(text)?,
        DateForm::DayFirst | DateForm::MonthFirst => {
            let (text, noon) = without_half(&tidy(text))?;
            match (form, groups(&text).as_slice()) {
                (DateForm::DayFirst, [day, month, year, time @ ..]) => civil_of([year, month, day], time, noon)?,
                (_, [month, day, year, time @ ..]) => civil_of([year, month, day], time, noon)?,
                _ => return None,
            }
        }
    };
    Some((in_range(Instant::from_civil(at, zone))?, has_time))
}

fn in_range(at: Instant) -> Option<Instant> {
    // 2200-01-01T00:00:00Z.
    (0..7_258_118_400_000_000).contains(&at.micros()).then_some(at)
}
