//! Days and times as people write them in sheets: 2027年2月5日, 2027.2.5 星期五, 二〇二七年二月五日, 上午 9:30, 9:30 PM, 24:00.

use std::borrow::Cow;

use jiff::{
    Span,
    civil::{DateTime, date},
};

use crate::{
    text::{clean, narrowed},
    time::Day,
};

/// The longest span of days that one cell may name.
const MOST_DAYS: i32 = 62;
/// What follows a day and says nothing of it.
const WEEKDAYS: [&str; 4] = ["星期", "礼拜", "周", "週"];
/// Words that say which half of the day a time is in, and whether its hours count from noon.
const HALVES: [(&str, bool); 13] = [
    ("上午", false),
    ("早上", false),
    ("早晨", false),
    ("凌晨", false),
    ("清晨", false),
    ("中午", true),
    ("下午", true),
    ("傍晚", true),
    ("晚上", true),
    ("夜间", true),
    ("夜里", true),
    ("am", false),
    ("pm", true),
];

/// Signs between the first and the last of several days.
const SPANS: [char; 5] = ['至', '到', '~', '∼', '〜'];

/// A time of day, and whether anything was said of one: 2026-11-20 alone says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    pub at: DateTime,
    pub has_time: bool,
}

/// A day: `2026-03-01`, `2026/3/1`, `2026.3.1`, `2026年3月1日`, `二〇二六年三月一日`, `20260301`, in any width of signs, with a weekday, a
/// remark in brackets or a time behind it, or the serial number of Excel's 1900 calendar (ISO/IEC 29500-1, 18.17.4.1) between 1950 and
/// 2100. A year of two digits is none.
pub fn read_day(text: &str) -> Option<Day> {
    let text = tidy(text);
    // A space inside of 2027年 2月 15日 parts nothing; one before a time does.
    let (date, behind) = text.split_once(['T', ' ']).unwrap_or((&text, ""));
    if text.contains(SPANS) || behind.contains(['月', '日']) {
        // Two days, and not the first of them.
        return None;
    }
    if date.len() == 8 && date.bytes().all(|digit| digit.is_ascii_digit()) {
        return day(&date[..4], &date[4..6], &date[6..]);
    }
    if let Ok(serial) = date.parse::<f64>() {
        return of_serial(serial, 18_264.0..73_416.0).map(|at| at.date());
    }
    let mut parts = date.split(is_between).filter(|part| !part.is_empty());
    let (year, month, of_month) = (parts.next()?, parts.next()?, parts.next()?);
    if year.len() != 4 || parts.next().is_some() {
        return None;
    }
    day(year, month, of_month)
}

/// Whether a text is a day whose year has two digits: 27/2/13, 27.2.13, 27年2月13日. Nobody can tell what it means; people can.
pub fn has_short_year(text: &str) -> bool {
    let text = tidy(text);
    let date = text.split_whitespace().next().unwrap_or_default();
    let parts: Vec<&str> = date.split(is_between).filter(|part| !part.is_empty()).collect();
    let is_short = |part: &&str| part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.len() == 3 && parts.iter().all(is_short)
}

/// A day, or a span of days as notices write it: 2027年2月5日至11日, 2月28日至3月2日 behind a year, 2027-02-05~2027-02-11. The first and the
/// last day.
pub fn read_days(text: &str) -> Option<(Day, Day)> {
    if let Some(day) = read_day(text) {
        return Some((day, day));
    }
    let text = narrowed(text).replace("(含)", "");
    // 2月5日-11日: a dash behind the word for a day joins two days, too.
    let pair = text.split_once(SPANS).or_else(|| text.split_once("日-")).or_else(|| text.split_once("日 -"));
    let (from, to) = pair?;
    let from = read_day(from.trim())?;
    let to = tidy(to);
    let numbers: Vec<i16> =
        to.split(is_between).filter(|part| !part.is_empty()).map(str::parse).collect::<Result<_, _>>().ok()?;
    let small = |number: i16| i8::try_from(number).ok();
    let to = match numbers.as_slice() {
        [of_month] => Day::new(from.year(), from.month(), small(*of_month)?),
        [month, of_month] => Day::new(from.year(), small(*month)?, small(*of_month)?),
        [year, month, of_month] => Day::new(*year, small(*month)?, small(*of_month)?),
        _ => return None,
    };
    let to = to.ok()?;
    let long = from.until(to).ok()?.get_days();
    ((0..MOST_DAYS).contains(&long)).then_some((from, to))
}

/// A day with a time behind it, the year first: 2026-11-20 9:30, 2026年11月20日 上午9时30分, 2026/11/20 9:30 PM, 2026-11-20 24:00 (the first
/// moment of the next day), 20261120093000, or Excel's serial number with a share of the day.
pub fn read_civil(text: &str) -> Option<Written> {
    let (text, noon) = without_half(&tidy(text))?;
    let groups = groups(&text);
    match groups.as_slice() {
        [year, month, of_month, time @ ..] => civil_of([year, month, of_month], time, noon),
        _ => compact(&text).or_else(|| {
            let serial: f64 = text.trim().parse().ok()?;
            let at = of_serial(serial, 25_569.0..109_575.0)?;
            Some(Written { at, has_time: serial.fract() != 0.0 })
        }),
    }
}

/// 20260616, 202606161000 or 20260616100000.
pub(crate) fn compact(text: &str) -> Option<Written> {
    let text = text.trim();
    if ![8, 12, 14].contains(&text.len()) || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let time: Vec<&str> = [8, 10, 12].into_iter().filter_map(|from| text.get(from..from + 2)).collect();
    civil_of([&text[..4], &text[4..6], &text[6..8]], &time, None)
}

/// Year, month and day, with hour, minute and second as far as they are there, and the half of the day in which the hour counts.
pub(crate) fn civil_of([year, month, of_month]: [&str; 3], time: &[&str], noon: Option<bool>) -> Option<Written> {
    if year.len() != 4 || month.len() > 2 || of_month.len() > 2 || time.iter().take(3).any(|part| part.len() > 2) {
        return None;
    }
    let part = |at: usize| time.get(at).map_or(Some(0_i8), |text| text.parse().ok());
    let (hour, minute, second) = (part(0)?, part(1)?, part(2)?);
    let hour = match noon {
        Some(true) if hour < 12 => hour + 12,
        Some(false) if hour == 12 => 0,
        // 下午 14:30 says the same twice; 上午 15:00 says two things.
        Some(false) if hour > 12 => return None,
        _ => hour,
    };
    let day = day(year, month, of_month)?;
    let has_time = !time.is_empty();
    if (hour, minute, second) == (24, 0, 0) {
        return Some(Written { at: day.tomorrow().ok()?.at(0, 0, 0, 0), has_time });
    }
    let at = DateTime::new(day.year(), day.month(), day.day(), hour, minute, second, 0).ok()?;
    Some(Written { at, has_time })
}

/// The text without the word for a half of the day, and which half it names: `true` after noon. `None` where it names both.
pub(crate) fn without_half(text: &str) -> Option<(String, Option<bool>)> {
    let lower = text.to_lowercase();
    let mut named = HALVES.iter().filter(|(word, _)| lower.contains(word));
    match (named.next(), named.next()) {
        (None, _) => Some((text.to_owned(), None)),
        (Some((word, noon)), None) => Some((lower.replace(word, " ").replace(". ", " "), Some(*noon))),
        _ => None,
    }
}

/// The groups of digits; none where something else than the usual signs stands between them, or more than date, time and a fraction of a
/// second.
pub(crate) fn groups(text: &str) -> Vec<&str> {
    let is_sign = |sign: char| sign.is_whitespace() || is_between(sign) || ":Tt时時分秒点點".contains(sign);
    if !text.chars().all(|sign| sign.is_ascii_digit() || is_sign(sign)) {
        return Vec::new();
    }
    let groups: Vec<&str> = text.split(is_sign).filter(|group| !group.is_empty()).collect();
    if groups.len() > 7 { Vec::new() } else { groups }
}

fn is_between(sign: char) -> bool {
    "-/.。年月日号號".contains(sign)
}

/// Narrow, without remarks in brackets and weekdays, with digits for Chinese numerals, and without blanks that part nothing.
pub(crate) fn tidy(text: &str) -> String {
    let text = clean(text);
    let mut text = narrowed(text.trim()).into_owned();
    if let Some(open) = text.find(['(', '（']).filter(|open| *open > 0) {
        let close = text[open..].find([')', '）']).map_or(text.len(), |close| open + close);
        let behind = text.get(close..).map_or("", |behind| behind.trim_start_matches([')', '）']));
        text = format!("{} {}", &text[..open], behind);
    }
    for word in WEEKDAYS {
        while let Some(at) = text.find(word) {
            let behind = &text[at + word.len()..];
            let named = behind.chars().next().filter(|sign| "一二三四五六日天末1234567".contains(*sign));
            text = format!("{} {}", &text[..at], &behind[named.map_or(0, char::len_utf8)..]);
        }
    }
    let text = arabic(&text);
    let mut tidy = String::with_capacity(text.len());
    for sign in text.trim().chars() {
        let parts_nothing = sign == ' ' && tidy.ends_with(|last: char| "年月-/.".contains(last));
        if !parts_nothing {
            tidy.push(sign);
        }
    }
    for unit in ["年", "月", "日", "号"] {
        tidy = tidy.replace(&format!(" {unit}"), unit);
    }
    tidy
}

/// 2027年2月12日 for 二〇二七年二月十二日; a text with other digits stays as it is.
fn arabic(text: &str) -> Cow<'_, str> {
    const DIGITS: &str = "〇一二三四五六七八九";
    let digit = |sign: char| match sign {
        '零' | '○' | 'Ｏ' => Some(0),
        sign => DIGITS.chars().position(|digit| digit == sign),
    };
    let is_numeral = |sign: char| digit(sign).is_some() || sign == '十' || sign == '廿';
    if text.bytes().any(|byte| byte.is_ascii_digit()) || !text.contains('年') || !text.chars().any(is_numeral) {
        return Cow::Borrowed(text);
    }
    let number = |numeral: &str| -> String {
        if !numeral.contains(['十', '廿']) {
            return numeral.chars().filter_map(digit).map(|digit| digit.to_string()).collect();
        }
        let numeral = numeral.replace('廿', "二十");
        let (tens, ones) = numeral.split_once('十').unwrap_or(("", ""));
        let of = |text: &str, empty: usize| text.chars().find_map(digit).unwrap_or(empty);
        (of(tens, 1) * 10 + of(ones, 0)).to_string()
    };
    let (mut written, mut numeral) = (String::new(), String::new());
    for sign in text.chars() {
        if is_numeral(sign) {
            numeral.push(sign);
            continue;
        }
        if !numeral.is_empty() {
            written.push_str(&number(&std::mem::take(&mut numeral)));
        }
        written.push(sign);
    }
    if !numeral.is_empty() {
        written.push_str(&number(&numeral));
    }
    Cow::Owned(written)
}

fn day(year: &str, month: &str, of_month: &str) -> Option<Day> {
    Day::new(year.parse().ok()?, month.parse().ok()?, of_month.parse().ok()?).ok()
}

/// 1 is 1 January 1900, and the calendar has a 29 February 1900 that never was; from March 1900 on, counting from 30 December 1899 makes up
/// for it. Small numbers are refused: they are far more often a wrong column than a date.
fn of_serial(serial: f64, range: std::ops::Range<f64>) -> Option<DateTime> {
    if !range.contains(&serial) {
        return None;
    }
    let seconds = (serial * 86_400.0).round() as i64;
    date(1899, 12, 30).at(0, 0, 0, 0).checked_add(Span::new().try_seconds(seconds).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(year: i16, month: i8, of_month: i8) -> Day {
        Day::constant(year, month, of_month)
    }

    #[test]
    fn a_day_is_read_however_it_is_written() {
        for (text, of_month) in [
            ("2027年2月1日", 1),
            ("2027.02.02", 2),
            ("２０２７年２月３日", 3),
            ("2027年２月4日", 4),
            ("2027/2/5 星期五", 5),
            ("2027-2-6（农历除夕）", 6),
            ("20270207", 7),
            ("2027年2月8日星期一", 8),
            ("2027－02－09", 9),
            ("2027–02–10", 10),
            ("2027。2。11", 11),
            ("二〇二七年二月十二日", 12),
            ("2027-2-14T00:00:00", 14),
            ("2027年 2月 15日", 15),
            (" 2027-2-16\u{200b}", 16),
            ("2027 年 2 月 17 日", 17),
            ("2027年2月18号", 18),
            ("二零二七年二月十九日", 19),
            ("二〇二七年二月二十日", 20),
            ("2027/02/21 9:30", 21),
            ("2027年2月廿二日", 0),
            ("二〇二七年二月廿三日(周二)", 23),
        ] {
            let expected = (of_month > 0).then(|| on(2027, 2, of_month));
            assert_eq!(read_day(text), expected, "{text}");
        }
        for none in ["", "27/2/13", "2027-2-29", "2027-13-1", "12", "昨天", "2027年", "2027-2-1-3", "二月一日"] {
            assert_eq!(read_day(none), None, "{none}");
        }
    }

    #[test]
    fn a_span_of_days_is_read_as_notices_write_it() {
        let span = |text: &str| read_days(text).map(|(from, to)| (from.to_string(), to.to_string()));
        let of = |from: &str, to: &str| Some((from.to_owned(), to.to_owned()));
        for text in [
            "2027年2月5日至11日",
            "2027年2月5日（周五）至11日（周四）",
            "2027年2月5日至2月11日",
            "2027-02-05~2027-02-11",
            "2027年2月5日—11日",
        ] {
            assert_eq!(span(text), of("2027-02-05", "2027-02-11"), "{text}");
        }
        assert_eq!(span("2027年12月30日至2028年1月1日"), of("2027-12-30", "2028-01-01"));
        assert_eq!(span("2027年1月1日"), of("2027-01-01", "2027-01-01"));
        for none in ["2027年2月11日至5日", "2027年2月5日至", "2027年2月5日至32日", "2027年1月1日至12月31日", "至"]
        {
            assert_eq!(span(none), None, "{none}");
        }
    }

    #[test]
    fn a_time_is_read_however_it_is_written() {
        let at = |text: &str| read_civil(text).map(|written| (written.at.to_string(), written.has_time));
        let of = |text: &str| Some((text.to_owned(), true));
        for text in [
            "2026-11-20 上午 9:30",
            "2026年11月20日 9时30分",
            "20261120093000",
            "46346.395833333336",
            "2026-11-20 09:30:00.0",
            "２０２６-11-20 09:30",
            "2026.11.20 9:30",
            "2026/11/20 9:30 AM",
            "2026年11月20日上午9点30分",
            "2026-11-20（周五）09:30",
        ] {
            assert_eq!(at(text), of("2026-11-20T09:30:00"), "{text}");
        }
        for text in ["2026-11-20 9:30 PM", "2026-11-20 下午9:30", "2026-11-20 晚上 9:30", "2026-11-20 下午 21:30"]
        {
            assert_eq!(at(text), of("2026-11-20T21:30:00"), "{text}");
        }
        assert_eq!(at("2026-11-20 24:00"), of("2026-11-21T00:00:00"));
        assert_eq!(at("2026-11-20 12:10 AM"), of("2026-11-20T00:10:00"));
        assert_eq!(at("2026-11-20 中午 12:10"), of("2026-11-20T12:10:00"));
        assert_eq!(at("2026-11-20"), Some(("2026-11-20T00:00:00".to_owned(), false)));
        assert_eq!(at("46346"), Some(("2026-11-20T00:00:00".to_owned(), false)));
        for none in
            ["2026-02-29 10:00", "2026-11-20 25:00", "2026-11-20 24:01", "2026-11-20 上午 15:00", "昨天", "9:30", ""]
        {
            assert_eq!(at(none), None, "{none}");
        }
    }
}
