//! The answer for programs: `due` and `steps`, on one line.

use changxiao_words::Lang;
use std::fmt::Write;

use changxiao_domain::{
    calendar::{Calendar, CalendarError, LimitClock},
    time::{Instant, MINUTE},
};

/// `due` is city time with its offset, `null` while a pause is not over. A step has `day`, `kind` (a word for programs), `reason`
/// (words for people), `from` and `to` of the stretch (`null` for a day that does not count), `minutes` that count and
/// `remaining` minutes of the limit; seconds beside whole minutes stand in `seconds` and `remaining_seconds`.
///
/// Written by hand, because a million lines of it must not wait for a tree of values.
pub fn answer(out: &mut String, calendar: &Calendar, clock: &LimitClock, lang: Lang) -> Result<(), CalendarError> {
    let steps = clock.steps(calendar)?;
    let moment = |out: &mut String, name: &str, at: Option<Instant>| {
        out.push_str(name);
        match at {
            Some(at) => {
                out.push('"');
                calendar.write_iso(out, at);
                out.push('"');
            }
            None => out.push_str("null"),
        }
    };
    // The last step ends with the deadline, or with nothing while the clock stands still.
    moment(out, "{\"due\":", steps.last().and_then(|step| step.to));
    out.push_str(",\"steps\":[");
    for (place, step) in steps.iter().enumerate() {
        let comma = if place > 0 { "," } else { "" };
        // Writing into a String cannot fail.
        let _ = write!(out, "{comma}{{\"day\":\"{}\",\"kind\":\"{}\",\"reason\":", step.day, step.reason.code());
        text(out, &step.reason.words(lang));
        moment(out, ",\"from\":", step.from);
        moment(out, ",\"to\":", step.to);
        minutes(out, ["minutes", "seconds"], step.counted);
        minutes(out, ["remaining", "remaining_seconds"], step.left);
        out.push('}');
    }
    out.push_str("]}");
    Ok(())
}

/// The answer to a line that is not understood. Lines count from 1.
pub fn error(out: &mut String, problem: &str, line: u64) {
    out.push_str("{\"error\":");
    text(out, problem);
    let _ = write!(out, ",\"line\":{line}}}");
}

fn text(out: &mut String, text: &str) {
    let _ = write!(out, "{}", serde_json::Value::from(text));
}

fn minutes(out: &mut String, [whole, rest]: [&str; 2], micros: i64) {
    let _ = write!(out, ",\"{whole}\":{}", micros / MINUTE);
    let seconds = micros % MINUTE / 1_000_000;
    if seconds != 0 {
        let _ = write!(out, ",\"{rest}\":{seconds}");
    }
}
