//! Many questions, one a line, each answered with a line.

use changxiao_words::Lang;
use std::io::{BufRead, BufReader, Read, Write};

use changxiao_domain::calendar::{Calendar, Limit, LimitClock};

use super::{json, words};

/// No question is longer, however long its line is.
const MOST_BYTES: usize = 1_000;

/// Answers every line. An answer leaves at once, unless the next question is already here: whoever waits for it gets it, and
/// a file of a million lines does not take a million writes. False when a line was not understood.
pub fn answer(
    calendar: &Calendar,
    lang: Lang,
    mut input: BufReader<impl Read>,
    mut output: impl Write,
) -> std::io::Result<bool> {
    let (mut line, mut out) = (Vec::new(), String::new());
    let (mut number, mut all_understood) = (0, true);
    while next_line(&mut input, &mut line)? {
        number += 1;
        let before = out.len();
        let told = question(calendar, lang, &String::from_utf8_lossy(&line)).and_then(|clock| {
            json::answer(&mut out, calendar, &clock, lang).map_err(|problem| words::refused(&problem, lang))
        });
        if let Err(problem) = told {
            out.truncate(before);
            json::error(&mut out, &problem, number);
            all_understood = false;
        }
        out.push('\n');
        if out.len() > 1 << 16 || !input.buffer().contains(&b'\n') {
            output.write_all(out.as_bytes())?;
            output.flush()?;
            out.clear();
        }
    }
    output.write_all(out.as_bytes())?;
    output.flush()?;
    Ok(all_understood)
}

/// `TIME LIMIT`: blanks around and inside the limit are accepted, and one between day and time.
fn question(calendar: &Calendar, lang: Lang, line: &str) -> Result<LimitClock, String> {
    let line = line.trim();
    let (mut time, mut limit) = line.split_once(char::is_whitespace).ok_or_else(|| words::not_a_line(lang))?;
    if !time.contains(['T', 't'])
        && let Some((_, rest)) = limit.trim_start().split_once(char::is_whitespace)
    {
        time = line[..line.len() - rest.len()].trim_end();
        limit = rest;
    }
    let from = calendar.read_moment(time).ok_or_else(|| words::not_a_time(time, lang))?;
    let limit: Limit = limit.parse().map_err(|_| words::not_a_limit(limit, lang))?;
    Ok(LimitClock::new(limit, from))
}

/// The next line without its end, cut off where it is too long to be a question. False when there is none.
fn next_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> std::io::Result<bool> {
    line.clear();
    let mut any = false;
    loop {
        let here = input.fill_buf()?;
        if here.is_empty() {
            return Ok(any);
        }
        any = true;
        let end = here.iter().position(|byte| *byte == b'\n');
        let part = &here[..end.unwrap_or(here.len())];
        let room = MOST_BYTES.saturating_sub(line.len()).min(part.len());
        line.extend_from_slice(&part[..room]);
        let taken = end.map_or(here.len(), |end| end + 1);
        input.consume(taken);
        if end.is_some() {
            return Ok(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(input: &str, lang: Lang) -> (Vec<serde_json::Value>, bool) {
        let mut out = Vec::new();
        let input = BufReader::with_capacity(16, input.as_bytes());
        let understood = answer(&Calendar::plain(), lang, input, &mut out).unwrap();
        let lines = std::str::from_utf8(&out).unwrap().lines();
        (lines.map(|line| serde_json::from_str(line).unwrap()).collect(), understood)
    }

    #[test]
    fn answers_every_line_in_order_and_goes_on_after_a_bad_one() {
        let asked = "2026-03-03T10:00 2工作时\r\n今天\n\n2026-03-03 17:00  1 工作日\n2026-03-03T10:00 99999999工作日\n2026-03-03T25:00 1工作日\n2026-03-03T10:00 1紧急工作时";
        let (lines, understood) = told(asked, Lang::Zh);
        assert!(!understood);
        let due: Vec<_> = lines.iter().map(|line| line["due"].as_str()).collect();
        assert_eq!(
            due,
            [
                Some("2026-03-03T12:00:00+08:00"),
                None,
                None,
                Some("2026-03-04T17:00:00+08:00"),
                None,
                None,
                Some("2026-03-03T11:00:00+08:00")
            ]
        );
        let wrong: Vec<_> =
            lines.iter().filter(|line| line["error"].is_string()).map(|line| line["line"].as_u64()).collect();
        assert_eq!(wrong, [Some(2), Some(3), Some(5), Some(6)]);
        assert!(told("2026-03-03T10:00 2工作时\n", Lang::En).1);
    }

    #[test]
    fn steps_name_day_reason_stretch_minutes_and_what_remains() {
        let (lines, _) = told("2026-03-06T17:59:30 1工作时\n", Lang::En);
        let expected = serde_json::json!([
            { "day": "2026-03-06", "kind": "workday", "reason": "Workday", "from": "2026-03-06T17:59:30+08:00",
              "to": "2026-03-06T18:00:00+08:00", "minutes": 0, "seconds": 30, "remaining": 59, "remaining_seconds": 30 },
            { "day": "2026-03-07", "kind": "weekend", "reason": "Weekend, not counted", "from": null, "to": null, "minutes": 0,
              "remaining": 59, "remaining_seconds": 30 },
            { "day": "2026-03-08", "kind": "weekend", "reason": "Weekend, not counted", "from": null, "to": null, "minutes": 0,
              "remaining": 59, "remaining_seconds": 30 },
            { "day": "2026-03-09", "kind": "workday", "reason": "Workday", "from": "2026-03-09T08:00:00+08:00",
              "to": "2026-03-09T08:59:30+08:00", "minutes": 59, "seconds": 30, "remaining": 0 },
        ]);
        assert_eq!(lines[0]["steps"], expected);
    }

    #[test]
    fn a_line_without_end_does_not_fill_the_memory() {
        let (lines, understood) = told(&format!("{}\n2026-03-03T10:00 2工作时\n", "9".repeat(1 << 20)), Lang::En);
        assert!(!understood && lines.len() == 2 && lines[1]["due"].is_string());
        assert!(lines[0].to_string().len() < 300);
    }
}
