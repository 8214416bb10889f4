//! Puts a city's own figures into a document.

use changxiao_words::{Message, keys, say};
use serde_json::Value;

use super::{Fault, Form, RuleSet, figures, judge};
use crate::{letters::Algorithm, notices::NoticeKind, whistles::TierLimit};

/// The document with what was typed in its place, each changed figure with the new source and the day. `None` where nothing is
/// different. What is not named stays.
///
/// Errors: every figure that cannot be read; else what makes the document as a whole unfit.
pub fn change(
    set: RuleSet,
    document: &Value,
    typed: &[(String, String)],
    source: &str,
    day: &str,
) -> Result<Option<Value>, Vec<Fault>> {
    let (mut after, mut faults, mut moved) = (document.clone(), Vec::new(), Vec::new());
    for figure in figures(document) {
        let Some((_, text)) = typed.iter().find(|(path, _)| *path == figure.path) else { continue };
        if text.trim() == figure.text {
            continue;
        }
        match (read(text.trim(), figure.form), after.pointer_mut(&figure.path)) {
            (Ok(value), Some(place)) => {
                *place = value;
                moved.push(figure.path);
            }
            (Err(message), _) => faults.push(Fault::new(figure.path, message)),
            (Ok(_), None) => {}
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    if moved.is_empty() {
        return Ok(None);
    }
    for path in &moved {
        note_source(&mut after, path, source, day);
    }
    for (key, value) in [("version", day), ("edition", day), ("effective_from", day)] {
        if let Some(place) = after.get_mut(key) {
            *place = Value::from(value);
        }
    }
    judge(set, &after).map_err(|fault| vec![fault])?;
    Ok(Some(after))
}

/// The nearest entry above a figure that names a source names the new one.
fn note_source(document: &mut Value, path: &str, source: &str, day: &str) {
    let mut above = path;
    while let Some((parent, _)) = above.rsplit_once('/') {
        above = parent;
        let Some(Value::Object(fields)) = document.pointer_mut(above) else { continue };
        if !fields.contains_key("source_zh") {
            continue;
        }
        for (key, value) in [("source_zh", source), ("source_en", source), ("since", day), ("evidence", "certain")] {
            if let Some(place) = fields.get_mut(key) {
                *place = Value::from(value);
            }
        }
        // It led to the source before.
        if let Some(link) = fields.get_mut("link") {
            *link = Value::from("");
        }
        return;
    }
}

type Wrong = Message;

fn read(text: &str, form: Form) -> Result<Value, Wrong> {
    match form {
        Form::Whole => whole(text).map(Value::from),
        Form::Percent => scaled(text.trim_end_matches(['%', '％', ' ']), 1).map(Value::from),
        Form::Points => scaled(text, 3).map(Value::from),
        Form::TimeOfDay => time_of_day(text).map(Value::from).ok_or(say!(rules_must_time_such_08_00)),
        Form::YesNo => match text {
            "yes" => Ok(Value::from(true)),
            "no" => Ok(Value::from(false)),
            _ => Err(say!(rules_must_yes_no)),
        },
        Form::Limit => match TierLimit::parse(text) {
            Ok(limit) => Ok(Value::from(limit.text())),
            Err(_) => Err(say!(rules_must_limit_such_30_minutes)),
        },
        Form::Words => {
            let words: Vec<&str> =
                text.split(['、', ',', '，']).map(str::trim).filter(|word| !word.is_empty()).collect();
            match words.len() {
                0 => Err(say!(rules_at_least_one_word_needed)),
                1..=20 => Ok(Value::from(words)),
                _ => Err(say!(rules_at_most_20_words)),
            }
        }
        Form::Algorithm => match Algorithm::parse(text) {
            Some(algorithm) => Ok(Value::from(algorithm.code())),
            None => Err(say!(rules_must_algorithm)),
        },
        Form::NoticeKinds => {
            let codes: Vec<&str> = text.split(',').map(str::trim).filter(|code| !code.is_empty()).collect();
            match codes.iter().all(|code| NoticeKind::parse(code).is_some()) {
                true => Ok(Value::from(codes)),
                false => Err(say!(rules_holds_kind_notice_not_known)),
            }
        }
    }
}

const NOT_WHOLE: Wrong = Message::new(keys::rules_must_whole_number);

fn whole(text: &str) -> Result<i64, Wrong> {
    text.parse::<i64>().ok().filter(|value| value.abs() <= 1_000_000_000).ok_or(NOT_WHOLE)
}

/// A number with at most so many digits behind the point, as a whole number of its smallest step.
fn scaled(text: &str, digits: usize) -> Result<i64, Wrong> {
    let wrong = match digits {
        1 => say!(rules_must_number_at_most_one),
        _ => say!(rules_must_number_at_most_three),
    };
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let plain = |text: &str| text.chars().all(|digit| digit.is_ascii_digit());
    if whole.is_empty() || whole.len() > 7 || part.len() > digits || !plain(whole) || !plain(part) {
        return Err(wrong);
    }
    format!("{whole}{part:0<digits$}").parse().map_err(|_| wrong)
}

/// Minutes after midnight; 24:00 is the end of the day.
fn time_of_day(text: &str) -> Option<i64> {
    let (hour, minute) = text.split_once([':', '：'])?;
    let (hour, minute): (i64, i64) = (hour.parse().ok()?, minute.parse().ok()?);
    let fits = (0..24).contains(&hour) && (0..60).contains(&minute) || (hour, minute) == (24, 0);
    fits.then_some(hour * 60 + minute)
}
