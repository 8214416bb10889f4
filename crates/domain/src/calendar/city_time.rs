//! Moments as the city writes them: read from a form or a line, printed with the offset of the city's zone.

use std::fmt::Write;

use jiff::{Timestamp, civil};

use super::Calendar;
use crate::time::{Day, Instant};

impl Calendar {
    /// 2026-02-13T16:30 on the city's clock, with or without seconds; a blank may stand for the T. With an offset, such as
    /// 2026-02-13T16:30:00+08:00, it is that moment wherever it is. `None` for anything else, and for years outside 1900 to 2999.
    pub fn read_moment(&self, text: &str) -> Option<Instant> {
        let text = text.trim();
        let (day, time) = text.split_once(['T', 't', ' '])?;
        if time.len() > 8 {
            let moment: Timestamp = text.parse().ok()?;
            let at = Instant(moment.as_microsecond());
            return (1900..=2999).contains(&self.day_of(at).year()).then_some(at);
        }
        let [year, month, date] = numbers(day, '-', [4, 2, 2])?;
        let [hour, minute, second] = numbers(time, ':', [2, 2, 2]).or_else(|| {
            let [hour, minute] = numbers(time, ':', [2, 2])?;
            Some([hour, minute, 0])
        })?;
        let small = |number: i16| i8::try_from(number).ok();
        let day = Day::new(year, small(month)?, small(date)?).ok().filter(|_| (1900..=2999).contains(&year))?;
        let time = civil::Time::new(small(hour)?, small(minute)?, small(second)?, 0).ok()?;
        Some(Instant::from_civil(day.to_datetime(time), &self.zone))
    }

    /// Writes 2026-02-25T10:30:00+08:00 (ISO 8601), with a fraction of the second where there is one.
    pub fn write_iso(&self, out: &mut String, at: Instant) {
        let moment = at.timestamp().to_zoned(self.zone.clone());
        let (time, offset) = (moment.datetime(), moment.offset().seconds());
        // Writing into a String cannot fail.
        let _ = write!(
            out,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
            time.year(),
            time.month(),
            time.day(),
            time.hour(),
            time.minute(),
            time.second()
        );
        let micros = at.micros().rem_euclid(1_000_000);
        if micros != 0 {
            let _ = write!(out, ".{micros:06}");
        }
        let sign = if offset < 0 { '-' } else { '+' };
        let _ = write!(out, "{sign}{:02}:{:02}", offset.abs() / 3600, offset.abs() / 60 % 60);
    }
}

/// So many numbers of so many digits with this sign between them.
fn numbers<const N: usize>(text: &str, between: char, digits: [usize; N]) -> Option<[i16; N]> {
    let mut found = [0; N];
    let mut parts = text.split(between);
    for (place, long) in digits.into_iter().enumerate() {
        let part = parts.next().filter(|part| part.len() == long && part.bytes().all(|byte| byte.is_ascii_digit()))?;
        found[place] = part.parse().ok()?;
    }
    parts.next().is_none().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_city_time_and_prints_it_with_its_offset() {
        let calendar = Calendar::plain();
        let print = |text: &str| {
            let mut out = String::new();
            calendar.write_iso(&mut out, calendar.read_moment(text)?);
            Some(out)
        };
        let noon = Some("2026-02-13T16:30:00+08:00".to_owned());
        for text in ["2026-02-13T16:30", " 2026-02-13 16:30 ", "2026-02-13T16:30:00", "2026-02-13T08:30:00Z"] {
            assert_eq!(print(text), noon, "{text}");
        }
        assert_eq!(print("2026-02-13T16:30:00+08:00"), noon, "what it prints it reads");
        for text in [
            "",
            "2026-02-13",
            "2026-02-13T16",
            "2026-02-30T16:30",
            "2026-02-13T24:00",
            "2026-2-13T16:30",
            "0026-02-13T16:30",
            "2026-02-13T16:30:0",
            "2026-02-13T+6:30",
        ] {
            assert_eq!(print(text), None, "{text}");
        }
    }
}
