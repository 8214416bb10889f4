//! The answer for people: the result, then a line for every stretch that counts and every day that does not.

use changxiao_words::{Lang, fill, texts};
use std::fmt::Write;

use changxiao_domain::{
    calendar::{Calendar, CalendarError, DeadlineStep, LimitClock},
    time::{HOUR, Instant, MINUTE},
};
use changxiao_web::words;

pub fn print(calendar: &Calendar, clock: &LimitClock, name: &str, lang: Lang) -> Result<String, CalendarError> {
    let steps = clock.steps(calendar)?;
    let (due, near, total) = (clock.due(calendar)?, clock.near(calendar)?, clock.total(calendar)?);
    let full = |at: Instant| {
        let at = at.in_zone(calendar.zone());
        let seconds = if at.second() == 0 { String::new() } else { format!(":{:02}", at.second()) };
        format!("{} {} {:02}:{:02}{seconds}", at.date(), words::weekday(lang, at.date()), at.hour(), at.minute())
    };
    let stands = texts(lang).server_clock_stands_still;
    let left = steps.last().map_or(total, |step| step.left);
    let mut facts =
        vec![(texts(lang).server_from, full(clock.started)), (texts(lang).server_limit, clock.limit.words(lang))];
    for pause in &clock.pauses {
        let until = pause.until.map_or_else(|| texts(lang).server_not_over.to_owned(), full);
        facts.push((texts(lang).server_pause, format!("{} – {until}", full(pause.from))));
    }
    facts.extend(clock.extensions.iter().map(|extension| (texts(lang).server_extension, extension.words(lang))));
    facts.push((texts(lang).server_all, length(total)));
    facts.push((texts(lang).server_due_soon, near.map_or_else(|| stands.to_owned(), full)));
    facts.push((
        texts(lang).server_due,
        due.map_or_else(|| format!("{stands}{}{}", texts(lang).server_left, length(left)), full),
    ));
    facts.push((texts(lang).server_calendar, calendar_words(calendar, name, lang)));

    let mut out = String::new();
    for (label, value) in facts {
        // Writing into a String cannot fail.
        let _ = writeln!(out, "{}{value}", padded(label, 12));
    }
    out.push('\n');
    let mut rows =
        vec![texts(lang).server_day_weekday_counted_adds_left.split('|').map(str::to_owned).collect::<Vec<_>>()];
    rows.extend(steps.iter().map(|step| row(calendar, step, lang)));
    let columns: Vec<usize> =
        (0..5).map(|column| rows.iter().map(|row| width(&row[column])).max().unwrap_or(0) + 2).collect();
    for row in &rows {
        for (cell, column) in row.iter().zip(&columns) {
            out.push_str(&padded(cell, *column));
        }
        out.push_str(&row[5]);
        out.push('\n');
    }
    if clock.limit.kind.only_working_time()
        && let Some(years) = uncovered(calendar, &steps, lang)
    {
        let _ = writeln!(
            out,
            "\n{}",
            match lang {
                Lang::Zh => format!("{years} 年没有放假安排，只扣了周末，结果可能偏早"),
                _ => format!("No holidays of {years} are known; only weekends were left out, so it may be early"),
            }
        );
    }
    Ok(out)
}

fn row(calendar: &Calendar, step: &DeadlineStep, lang: Lang) -> Vec<String> {
    let time = |at: Option<Instant>| {
        at.map_or_else(String::new, |at| {
            let at = at.in_zone(calendar.zone());
            match (at.date() == step.day, at.second()) {
                // The end of a day is 24:00 of that day, not 00:00 of the next.
                (false, _) => "24:00".to_owned(),
                (true, 0) => format!("{:02}:{:02}", at.hour(), at.minute()),
                (true, second) => format!("{:02}:{:02}:{second:02}", at.hour(), at.minute()),
            }
        })
    };
    vec![
        step.day.to_string(),
        words::weekday(lang, step.day).to_owned(),
        step.from.map_or_else(String::new, |from| format!("{}–{}", time(Some(from)), time(step.to))),
        if step.reason.counts() { length(step.counted) } else { String::new() },
        length(step.left),
        step.reason.words(lang),
    ]
}

/// 24:00 are 24 counted hours; seconds only where there are some.
fn length(micros: i64) -> String {
    let (hours, minutes, seconds) = (micros / HOUR, micros % HOUR / MINUTE, micros % MINUTE / 1_000_000);
    if seconds == 0 { format!("{hours}:{minutes:02}") } else { format!("{hours}:{minutes:02}:{seconds:02}") }
}

fn calendar_words(calendar: &Calendar, name: &str, lang: Lang) -> String {
    let minutes = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let hours: Vec<_> =
        calendar.spans().iter().map(|span| format!("{}–{}", minutes(span.from), minutes(span.to))).collect();
    let years = calendar.holidays().keys().map(|day| day.year());
    let years = match (years.clone().min(), years.max()) {
        (Some(first), Some(last)) if first < last => format!("{first}–{last}"),
        (Some(only), _) => only.to_string(),
        _ => texts(lang).server_no_holidays.to_owned(),
    };
    let hours = hours.join(texts(lang).server_text);
    fill(texts(lang).server_name_years_working_hours_hours, &[("name", &name), ("years", &years), ("hours", &hours)])
}

fn uncovered(calendar: &Calendar, steps: &[DeadlineStep], lang: Lang) -> Option<String> {
    let mut years: Vec<i16> = steps.iter().map(|step| step.day.year()).collect();
    years.dedup();
    let years: Vec<String> =
        years.into_iter().filter(|year| !calendar.covers(*year)).map(|year| year.to_string()).collect();
    (!years.is_empty()).then(|| years.join(texts(lang).server_text))
}

/// Columns that a terminal gives to a text: 汉字 and their punctuation take two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{FF00}'..='\u{FF60}') { 2 } else { 1 }).sum()
}

fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}
