//! Times, durations, scores and counts in words, in both languages. Pure functions; nothing here reads a clock.

use changxiao_domain::{
    calendar::Limit,
    time::{Day, HOUR, MINUTE},
};
use changxiao_words::{Lang, fill, texts};

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
    match (lang, days, minutes / 60) {
        (Lang::Zh, 0, 0) if minutes == 0 => "不到 1 分".to_owned(),
        (Lang::En, 0, 0) if minutes == 0 => "under 1 min".to_owned(),
        (Lang::Zh, 0, 0) => format!("{minutes} 分"),
        (_, 0, 0) => format!("{minutes} min"),
        // Two digits after an hour keep the column of a table in line.
        (Lang::Zh, 0, hours) => format!("{hours} 小时 {rest:02} 分"),
        (_, 0, hours) => format!("{hours} h {rest:02} min"),
        (Lang::Zh, days, _) if hours == 0 => format!("{days} 日"),
        (Lang::En, days, _) if hours == 0 => format!("{days} d"),
        (Lang::Zh, days, _) => format!("{days} 日 {hours} 小时"),
        (_, days, _) => format!("{days} d {hours} h"),
    }
}

/// What is left of a limit, or by how much it is exceeded: 剩 1 小时 46 分, 超 3 小时 25 分; 1 h 46 min left, 3 h 25 min late.
///
/// `micros_left` is microseconds, negative when the limit has passed.
pub fn time_left(lang: Lang, micros_left: i64) -> String {
    let length = duration(lang, micros_left.saturating_abs());
    match (lang, micros_left < 0) {
        (Lang::Zh, false) => zh_after("剩", &length),
        (Lang::Zh, true) => zh_after("超", &length),
        (_, false) => format!("{length} left"),
        (_, true) => format!("{length} late"),
    }
}

/// 汉字 stand close to 汉字, and one space apart from a figure.
fn zh_after(word: &str, length: &str) -> String {
    if length.starts_with(|first: char| first.is_ascii_digit()) {
        format!("{word} {length}")
    } else {
        format!("{word}{length}")
    }
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
    match lang {
        Lang::Zh => format!("{} 月 {} 日", day.month(), day.day()),
        _ => format!("{} {}", day.day(), english_month(day.month())),
    }
}

/// A date with its year: 2026 年 6 月 11 日; 11 June 2026.
pub fn full_day(lang: Lang, day: Day) -> String {
    match lang {
        Lang::Zh => format!("{} 年 {} 月 {} 日", day.year(), day.month(), day.day()),
        _ => format!("{} {} {}", day.day(), english_month(day.month()), day.year()),
    }
}

/// 星期四; Thursday.
pub fn weekday(lang: Lang, day: Day) -> &'static str {
    const ZH: [&str; 7] = ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"];
    const EN: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let index = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0).min(6);
    lang.of_data(ZH[index], EN[index])
}

/// A month: 6 月; June. The year is added when it is not `this_year`: 2025 年 12 月; December 2025.
pub fn month(lang: Lang, year: i16, month: i8, this_year: i16) -> String {
    match (lang, year == this_year) {
        (Lang::Zh, true) => format!("{month} 月"),
        (Lang::Zh, false) => format!("{year} 年 {month} 月"),
        (_, true) => english_month(month).to_owned(),
        (_, false) => format!("{} {year}", english_month(month)),
    }
}

fn english_month(month: i8) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let index = usize::try_from(month - 1).unwrap_or(0).min(11);
    NAMES[index]
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
    match lang {
        Lang::Zh => format!("{} {}", limit.amount, limit.kind.zh()),
        _ => limit.words(lang),
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
