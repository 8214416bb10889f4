//! Times as exports write them.

use jiff::{
    Span, Timestamp,
    civil::{DateTime, date},
    tz::TimeZone,
};

use super::DateForm;
use crate::time::Instant;

/// A time in the form of the mapping, on the city's clock. What names its own offset (2026-06-16T10:00:00+08:00) is taken at its
/// word in every form. `None` for anything else and for years before 1970 or after 2199.
pub fn read_moment(text: &str, form: DateForm, zone: &TimeZone) -> Option<Instant> {
    let text = text.trim();
    if text.len() > 60 {
        return None;
    }
    let with_offset = text.contains('T') || text.ends_with('Z') || text.contains('+');
    if with_offset && let Ok(moment) = text.parse::<Timestamp>() {
        return in_range(Instant(moment.as_microsecond()));
    }
    let groups = groups(text);
    let civil = match (form, groups.as_slice()) {
        (DateForm::EpochSeconds, _) => return in_range(Instant(text.parse::<i64>().ok()?.checked_mul(1_000_000)?)),
        (DateForm::EpochMillis, _) => return in_range(Instant(text.parse::<i64>().ok()?.checked_mul(1_000)?)),
        (DateForm::Compact, _) => compact(text)?,
        (DateForm::YearFirst, [year, month, day, time @ ..]) => civil_of([year, month, day], time)?,
        (DateForm::YearFirst, _) => compact(text).or_else(|| excel(text))?,
        (DateForm::DayFirst, [day, month, year, time @ ..]) => civil_of([year, month, day], time)?,
        (DateForm::MonthFirst, [month, day, year, time @ ..]) => civil_of([year, month, day], time)?,
        (DateForm::DayFirst | DateForm::MonthFirst, _) => return None,
    };
    in_range(Instant::from_civil(civil, zone))
}

fn in_range(at: Instant) -> Option<Instant> {
    // 2200-01-01T00:00:00Z.
    (0..7_258_118_400_000_000).contains(&at.micros()).then_some(at)
}

/// The groups of digits; none where something else than the usual signs stands between them, or more than date, time and a
/// fraction of a second.
fn groups(text: &str) -> Vec<&str> {
    let is_sign = |c: char| c.is_whitespace() || "-/.:T年月日时分秒点".contains(c);
    if !text.chars().all(|c| c.is_ascii_digit() || is_sign(c)) {
        return Vec::new();
    }
    let groups: Vec<&str> = text.split(is_sign).filter(|group| !group.is_empty()).collect();
    if groups.len() > 7 { Vec::new() } else { groups }
}

fn civil_of([year, month, day]: [&str; 3], time: &[&str]) -> Option<DateTime> {
    if year.len() != 4 || month.len() > 2 || day.len() > 2 || time.iter().take(3).any(|part| part.len() > 2) {
        return None;
    }
    let part = |at: usize| time.get(at).map_or(Some(0), |text| text.parse().ok());
    DateTime::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?, part(0)?, part(1)?, part(2)?, 0).ok()
}

/// 20260616, 202606161000 or 20260616100000.
fn compact(text: &str) -> Option<DateTime> {
    if ![8, 12, 14].contains(&text.len()) || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let of = |from: usize| text.get(from..from + 2).unwrap_or("0");
    civil_of([&text[..4], of(4), of(6)], &[of(8), of(10), of(12)])
}

/// The serial number of Excel's 1900 calendar (ISO/IEC 29500-1, 18.17.4.1) between 1970 and 2199, with a share of the day.
fn excel(text: &str) -> Option<DateTime> {
    let serial: f64 = text.parse().ok()?;
    if !(25_569.0..109_575.0).contains(&serial) {
        return None;
    }
    let seconds = (serial * 86_400.0).round() as i64;
    date(1899, 12, 30).at(0, 0, 0, 0).checked_add(Span::new().try_seconds(seconds).ok()?).ok()
}
