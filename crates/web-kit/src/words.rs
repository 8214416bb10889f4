//! Times, durations, scores and counts in words. Pure functions; nothing here reads a clock.

use changxiao_domain::{
    calendar::{DueStatus, Limit, LimitKind},
    time::{Day, HOUR, MINUTE},
};
use changxiao_words::{Lang, fill, say, texts};
use jiff::civil::Weekday;

/// A date and a time of day on the clock of the city hall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wall {
    pub day: Day,
    pub hour: i8,
    pub minute: i8,
}

impl Wall {
    pub const fn new(day: Day, hour: i8, minute: i8) -> Self {
        Self { day, hour, minute }
    }
}

/// A length of time in whole minutes, rounded down: 1 小时 46 分, 8 分, 1 日 2 小时; 1 h 46 min, 8 min, 1 d 2 h.
///
/// `micros` is microseconds and not negative; less than a minute is 不到 1 分, under 1 min.
pub fn duration(lang: Lang, micros: i64) -> String {
    let minutes = micros / MINUTE;
    let (days, hours, rest) = (micros / (24 * HOUR), micros / HOUR % 24, minutes % 60);
    let l = texts(lang);
    match (days, minutes / 60) {
        (0, 0) if minutes == 0 => l.format_under_a_minute.to_owned(),
        (0, 0) => fill(l.format_minutes, &[("n", &minutes)]),
        // Two digits after an hour keep the column of a table in line.
        (0, hours) => hours_and_minutes(lang, hours, rest),
        (days, _) if hours == 0 => fill(l.format_days, &[("n", &days)]),
        (days, _) => fill(l.format_days_hours, &[("days", &days), ("hours", &hours)]),
    }
}

/// 3 小时 05 分, however many hours.
pub fn hours_and_minutes(lang: Lang, hours: i64, minutes: i64) -> String {
    let minutes = format_args!("{minutes:02}").to_string();
    fill(texts(lang).format_hours_minutes, &[("hours", &hours), ("minutes", &minutes)])
}

/// What is left of a limit, or by how much it is exceeded: 剩 1 小时 46 分, 超 3 小时 25 分; 1 h 46 min left, 3 h 25 min late.
///
/// `micros_left` is microseconds, negative when the limit has passed.
pub fn time_left(lang: Lang, micros_left: i64) -> String {
    left_or_late(lang, &duration(lang, micros_left.saturating_abs()), micros_left < 0)
}

/// The same of a length that is in words already.
pub fn left_or_late(lang: Lang, length: &str, late: bool) -> String {
    let l = texts(lang);
    // 汉字 stand close to 汉字, and one space apart from a figure.
    let text = match (length.starts_with(|first: char| first.is_ascii_digit()), late) {
        (true, false) => l.format_time_left,
        (true, true) => l.format_time_late,
        (false, false) => l.format_time_left_in_words,
        (false, true) => l.format_time_late_in_words,
    };
    fill(text, &[("length", &length)])
}

/// A moment: 6 月 11 日 10:20; 11 June, 10:20. The year is added when it is not `this_year`.
pub fn moment(lang: Lang, at: Wall, this_year: i16) -> String {
    let (day, time) = (day(lang, at.day, this_year), time_of_day(at));
    fill(texts(lang).format_day_time, &[("day", &day), ("time", &time)])
}

/// The moment with year and weekday, for the head of the overview: 2026 年 6 月 11 日 星期四 10:20; Thursday 11 June 2026, 10:20.
pub fn full_moment(lang: Lang, at: Wall) -> String {
    let (long, weekday, time) = (full_day(lang, at.day), weekday(lang, at.day), time_of_day(at));
    fill(texts(lang).format_weekday_long_time, &[("long", &long), ("weekday", &weekday), ("time", &time)])
}

/// 10:20, always on 24 hours.
pub fn time_of_day(at: Wall) -> String {
    format!("{:02}:{:02}", at.hour, at.minute)
}

/// A date: 6 月 11 日; 11 June. The year is added when it is not `this_year`.
pub fn day(lang: Lang, day: Day, this_year: i16) -> String {
    if day.year() != this_year {
        return full_day(lang, day);
    }
    fill(texts(lang).format_day, &[("month", &month_name(lang, day.month())), ("day", &day.day())])
}

/// A date with its year: 2026 年 6 月 11 日; 11 June 2026.
pub fn full_day(lang: Lang, day: Day) -> String {
    let month = month_name(lang, day.month());
    fill(texts(lang).format_full_day, &[("year", &day.year()), ("month", &month), ("day", &day.day())])
}

/// 星期四; Thursday.
pub fn weekday(lang: Lang, day: Day) -> &'static str {
    let l = texts(lang);
    match day.weekday() {
        Weekday::Monday => l.format_weekday_monday,
        Weekday::Tuesday => l.format_weekday_tuesday,
        Weekday::Wednesday => l.format_weekday_wednesday,
        Weekday::Thursday => l.format_weekday_thursday,
        Weekday::Friday => l.format_weekday_friday,
        Weekday::Saturday => l.format_weekday_saturday,
        Weekday::Sunday => l.format_weekday_sunday,
    }
}

/// A month: 6 月; June. The year is added when it is not `this_year`: 2025 年 12 月; December 2025.
pub fn month(lang: Lang, year: i16, month: i8, this_year: i16) -> String {
    let name = month_name(lang, month);
    if year == this_year {
        return name.to_owned();
    }
    fill(texts(lang).format_month_of_year, &[("year", &year), ("month", &name)])
}

/// 6 月; June.
fn month_name(lang: Lang, month: i8) -> &'static str {
    let l = texts(lang);
    match month {
        ..=1 => l.format_month_january,
        2 => l.format_month_february,
        3 => l.format_month_march,
        4 => l.format_month_april,
        5 => l.format_month_may,
        6 => l.format_month_june,
        7 => l.format_month_july,
        8 => l.format_month_august,
        9 => l.format_month_september,
        10 => l.format_month_october,
        11 => l.format_month_november,
        _ => l.format_month_december,
    }
}

/// A score with one decimal, from thousandths of a point, halves away from zero: 86_449 is 86.4, 86_450 is 86.5.
pub fn score(thousandths: i64) -> String {
    let tenths = (thousandths.unsigned_abs() + 50) / 100;
    let sign = if thousandths < 0 && tenths > 0 { "−" } else { "" };
    format!("{sign}{}.{}", tenths / 10, tenths % 10)
}

/// A score with three decimals, from thousandths of a point: 1_867 is 1.867.
pub fn exact_score(thousandths: i64) -> String {
    let sign = if thousandths < 0 { "−" } else { "" };
    let size = thousandths.unsigned_abs();
    format!("{sign}{}.{:03}", size / 1000, size % 1000)
}

/// A difference with its sign, one decimal: +0.7, −0.2, 0.0.
pub fn signed_score(thousandths: i64) -> String {
    let text = score(thousandths);
    if thousandths >= 50 { format!("+{text}") } else { text }
}

/// A movement since the period before, with shape: ▲ 0.7, ▼ 0.2, ＝.
pub fn movement(thousandths: i64) -> String {
    match score(thousandths.saturating_abs()) {
        none if none == "0.0" => "＝".to_owned(),
        size if thousandths > 0 => format!("▲ {size}"),
        size => format!("▼ {size}"),
    }
}

/// A movement in rank, where fewer is better: from 5 to 3 is ▲ 2.
pub fn rank_movement(before: i64, now: i64) -> String {
    match before - now {
        0 => "＝".to_owned(),
        up if up > 0 => format!("▲ {up}"),
        down => format!("▼ {}", down.unsigned_abs()),
    }
}

/// A count with a comma every three digits, in both languages: 1,288.
pub fn count(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::from(if number < 0 { "−" } else { "" });
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share in whole per cent, rounded down so that 100% is only said of all: 84%. `whole` 0 gives a dash.
pub fn percent(part: i64, whole: i64) -> String {
    if whole == 0 { "—".to_owned() } else { format!("{}%", part * 100 / whole) }
}

/// The share as a number from 0 to 100 for the classes `cx-w-0` to `cx-w-100`; `whole` 0 gives 0.
pub fn share(part: i64, whole: i64) -> u8 {
    if whole <= 0 {
        return 0;
    }
    u8::try_from((part * 100 / whole).clamp(0, 100)).unwrap_or(100)
}

/// A distance on foot: 32 米, 1.2 千米; 32 m, 1.2 km. `metres` is not negative.
pub fn distance(lang: Lang, metres: i64) -> String {
    if metres < 1000 {
        return format!("{metres} {}", texts(lang).format_m);
    }
    let tenths = (metres + 50) / 100;
    format!("{}.{} {}", tenths / 10, tenths % 10, texts(lang).format_km)
}

/// 4 工作时; 4 working hours.
pub fn limit_words(lang: Lang, limit: Limit) -> String {
    let n = limit.amount;
    let text = match limit.kind {
        LimitKind::UrgentHour => say!(format_limit_urgent_hour, n),
        LimitKind::WorkingHour => say!(format_limit_working_hour, n),
        LimitKind::WorkingDay => say!(format_limit_working_day, n),
        LimitKind::NaturalDay => say!(format_limit_natural_day, n),
    };
    text.words(lang)
}

/// What a case's lamp says: 超期. A clock that does not run is 停表.
pub const fn due_status(lang: Lang, status: DueStatus) -> &'static str {
    let l = texts(lang);
    match status {
        DueStatus::Ok => l.lamp_ok,
        DueStatus::Near => l.lamp_near,
        DueStatus::Late => l.lamp_late,
        DueStatus::Idle => l.lamp_idle,
    }
}

/// The size of a file: 812 B, 340 kB, 1.2 MB (powers of ten).
pub fn file_size(bytes: i64) -> String {
    match bytes {
        ..1000 => format!("{bytes} B"),
        1000..1_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn june(day: i8) -> Day {
        Day::constant(2026, 6, day)
    }

    #[test]
    fn durations_are_words_of_at_most_two_units() {
        let cases = [
            (0, "不到 1 分", "under 1 min"),
            (8 * MINUTE + 59_999_999, "8 分", "8 min"),
            (2 * HOUR + 2 * MINUTE, "2 小时 02 分", "2 h 02 min"),
            (HOUR + 46 * MINUTE, "1 小时 46 分", "1 h 46 min"),
            (24 * HOUR - 1, "23 小时 59 分", "23 h 59 min"),
            (24 * HOUR + 59 * MINUTE, "1 日", "1 d"),
            (26 * HOUR, "1 日 2 小时", "1 d 2 h"),
        ];
        for (micros, zh, en) in cases {
            assert_eq!(duration(Lang::Zh, micros), zh);
            assert_eq!(duration(Lang::En, micros), en);
        }
    }

    #[test]
    fn what_is_left_and_what_is_late() {
        assert_eq!(time_left(Lang::Zh, HOUR + 46 * MINUTE), "剩 1 小时 46 分");
        assert_eq!(time_left(Lang::En, HOUR + 46 * MINUTE), "1 h 46 min left");
        assert_eq!(time_left(Lang::Zh, -3 * HOUR - 25 * MINUTE), "超 3 小时 25 分");
        assert_eq!(time_left(Lang::En, -3 * HOUR - 25 * MINUTE), "3 h 25 min late");
        assert_eq!(time_left(Lang::Zh, 5), "剩不到 1 分");
        assert_eq!(time_left(Lang::Zh, -5), "超不到 1 分");
    }

    #[test]
    fn moments_name_the_year_only_when_it_is_another() {
        let at = Wall::new(june(11), 10, 20);
        assert_eq!(moment(Lang::Zh, at, 2026), "6 月 11 日 10:20");
        assert_eq!(moment(Lang::En, at, 2026), "11 June, 10:20");
        assert_eq!(moment(Lang::Zh, at, 2027), "2026 年 6 月 11 日 10:20");
        assert_eq!(moment(Lang::En, at, 2027), "11 June 2026, 10:20");
        assert_eq!(full_moment(Lang::Zh, at), "2026 年 6 月 11 日 星期四 10:20");
        assert_eq!(full_moment(Lang::En, at), "Thursday 11 June 2026, 10:20");
        assert_eq!(month(Lang::Zh, 2026, 5, 2026), "5 月");
        assert_eq!(month(Lang::En, 2025, 12, 2026), "December 2025");
    }

    #[test]
    fn scores_round_halves_away_from_zero() {
        assert_eq!(score(86_449), "86.4");
        assert_eq!(score(86_450), "86.5");
        assert_eq!(score(-1_867), "−1.9");
        assert_eq!(score(-49), "0.0");
        assert_eq!(score(100_000), "100.0");
        assert_eq!(exact_score(-467), "−0.467");
        assert_eq!(exact_score(1_400), "1.400");
        assert_eq!(signed_score(700), "+0.7");
        assert_eq!(signed_score(-200), "−0.2");
        assert_eq!(signed_score(49), "0.0");
        assert_eq!(movement(-700), "▼ 0.7");
        assert_eq!(movement(20), "＝");
        assert_eq!(rank_movement(9, 8), "▲ 1");
    }

    #[test]
    fn counts_and_shares() {
        assert_eq!(count(999), "999");
        assert_eq!(count(1_288), "1,288");
        assert_eq!(count(-1_000_000), "−1,000,000");
        assert_eq!(percent(999, 1000), "99%");
        assert_eq!(percent(0, 0), "—");
        assert_eq!(share(3, 2), 100);
        assert_eq!(share(86, 100), 86);
        assert_eq!(distance(Lang::Zh, 32), "32 米");
        assert_eq!(distance(Lang::En, 1_249), "1.2 km");
        assert_eq!(file_size(20_000_000), "20.0 MB");
    }
}
