//! What of a document may be set, with words and sources.

use changxiao_words::{Key, Lang, Value as Words, keys, say};
use serde_json::{Map, Value};

use crate::{escalation::Rung, indicators::Measure, whistles::Kind};

/// How a figure is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Whole,
    /// Kept in thousandths, written in per cent.
    Percent,
    /// Kept in thousandths of a point, written in points.
    Points,
    /// Kept in minutes after midnight, written 08:00.
    TimeOfDay,
    /// `yes` or `no`.
    YesNo,
    /// A limit: 30分钟, 1工作日.
    Limit,
    /// Words with a comma between them.
    Words,
    /// Codes of kinds of notices with a comma between them.
    NoticeKinds,
    /// The code of an algorithm of signatures.
    Algorithm,
}

/// One number, limit or list that a city may set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Where it stands in the document (JSON pointer).
    pub path: String,
    pub form: Form,
    /// As a person writes it.
    pub text: String,
    said: Said,
}

impl Figure {
    pub fn words(&self, lang: Lang) -> String {
        capital(&joined(&self.said.words, lang))
    }

    /// The heading that it stands under; empty where it stands alone.
    pub fn part(&self, lang: Lang) -> String {
        match self.said.words.as_slice() {
            [part, _, ..] => capital(&part.words(lang)),
            _ => String::new(),
        }
    }

    /// Its words under that heading.
    pub fn words_in_part(&self, lang: Lang) -> String {
        match self.said.words.as_slice() {
            [_, rest @ ..] if !rest.is_empty() => capital(&joined(rest, lang)),
            words => capital(&joined(words, lang)),
        }
    }

    pub fn source(&self, lang: Lang) -> &str {
        lang.of_data(&self.said.source_zh, &self.said.source_en)
    }
}

fn joined(words: &[Words], lang: Lang) -> String {
    words.iter().map(|words| words.words(lang)).collect::<Vec<_>>().join(BETWEEN)
}

const BETWEEN: &str = " · ";

/// What may be set: its key, how it is written, and what it says.
pub(super) const FIELDS: [(&str, Form, Option<Key>); 24] = [
    ("algorithm", Form::Algorithm, Some(keys::rules_figure_algorithm)),
    ("share_permille", Form::Percent, Some(keys::rules_figure_share_permille)),
    ("contact_titles", Form::Words, Some(keys::rules_figure_contact_titles)),
    ("deputy_titles", Form::Words, Some(keys::rules_figure_deputy_titles)),
    ("days_off_are_quiet", Form::YesNo, Some(keys::rules_figure_days_off_are_quiet)),
    ("digest_above", Form::Whole, Some(keys::rules_figure_digest_above)),
    ("keep_days", Form::Whole, Some(keys::rules_figure_keep_days)),
    ("open_from_minute", Form::TimeOfDay, Some(keys::rules_figure_open_from_minute)),
    ("open_until_minute", Form::TimeOfDay, Some(keys::rules_figure_open_until_minute)),
    ("urgent", Form::NoticeKinds, Some(keys::rules_figure_urgent)),
    ("urgent_when_limit_runs_on", Form::NoticeKinds, Some(keys::rules_figure_urgent_when_limit_runs_on)),
    ("window_minutes", Form::Whole, Some(keys::rules_figure_window_minutes)),
    ("factor", Form::Whole, Some(keys::rules_figure_factor)),
    ("first_wait_seconds", Form::Whole, Some(keys::rules_figure_first_wait_seconds)),
    ("lease_seconds", Form::Whole, Some(keys::rules_figure_lease_seconds)),
    ("most_tries", Form::Whole, Some(keys::rules_figure_most_tries)),
    ("most_wait_seconds", Form::Whole, Some(keys::rules_figure_most_wait_seconds)),
    ("value", Form::Whole, None),
    ("limit", Form::Limit, Some(keys::rules_figure_limit)),
    ("minutes", Form::Whole, Some(keys::rules_figure_minutes)),
    ("thousandths", Form::Percent, Some(keys::rules_figure_thousandths)),
    ("up_to", Form::Whole, Some(keys::rules_figure_up_to)),
    ("least_milli", Form::Points, Some(keys::rules_figure_least_milli)),
    ("weight_milli", Form::Points, Some(keys::rules_figure_weight_milli)),
];

/// What a list stands for, where its own name says less than its place.
const PARTS: [(&str, Key); 7] = [
    ("levels", keys::rules_part_levels),
    ("limits", keys::rules_part_limits),
    ("tiers", keys::rules_part_tiers),
    ("rating", keys::rules_part_rating),
    ("basically_satisfied", keys::rules_part_basically_satisfied),
    ("rework_bands", keys::rules_part_rework_bands),
    ("grades", keys::rules_part_grades),
];

/// Everything in a document that may be set, in the order of the document.
pub fn figures(document: &Value) -> Vec<Figure> {
    let mut found = Vec::new();
    walk(document, "", &Said::default(), &mut found);
    found
}

/// What stands above a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Said {
    words: Vec<Words>,
    source_zh: String,
    source_en: String,
}

impl Said {
    fn and(&self, words: Option<Words>) -> Self {
        let mut said = self.clone();
        said.words.extend(words.filter(|words| said.words.last() != Some(words)));
        said
    }
}

fn walk(value: &Value, path: &str, said: &Said, found: &mut Vec<Figure>) {
    let Value::Object(fields) = value else { return };
    let mut said = said.clone();
    if let (Some(zh), Some(en)) = (text_of(fields, "source_zh"), text_of(fields, "source_en")) {
        (said.source_zh, said.source_en) = (zh.to_owned(), en.to_owned());
    }
    for (key, child) in fields {
        let at = format!("{path}/{key}");
        if let Some((_, form, words)) = FIELDS.iter().find(|(name, ..)| name == key) {
            if let Some(text) = written(child, *form) {
                found.push(Figure { path: at, form: *form, text, said: said.and(words.map(Words::from)) });
            }
            continue;
        }
        let part = PARTS.iter().find(|(name, _)| name == key).map(|(_, words)| Words::from(*words));
        let said = said.and(part);
        match child {
            Value::Array(list) => {
                for (place, one) in list.iter().enumerate() {
                    walk(one, &format!("{at}/{place}"), &said.and(name_of(one, place + 1)), found);
                }
            }
            other => walk(other, &at, &said, found),
        }
    }
}

/// What an entry of a list is called: by its own words, by what its code stands for, or by its place.
fn name_of(value: &Value, place: usize) -> Option<Words> {
    let Value::Object(fields) = value else { return None };
    for (zh, en) in [("zh", "en"), ("name_zh", "name_en")] {
        if let (Some(zh), Some(en)) = (text_of(fields, zh), text_of(fields, en)) {
            return Some(Words::named(zh, en));
        }
    }
    let code = |key| text_of(fields, key);
    let words = if let Some(rung) = code("rung").and_then(Rung::parse) {
        rung.key().into()
    } else if let Some(kind) = code("kind").and_then(Kind::parse) {
        kind.key().into()
    } else if let Some(measure) = code("measure").and_then(Measure::parse) {
        measure.message().into()
    } else if let Some(grade) = code("grade") {
        grade.into()
    } else {
        say!(rules_no_place, place).into()
    };
    Some(words)
}

fn text_of<'a>(fields: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    fields.get(key).and_then(Value::as_str)
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// As a person writes it; `None` where there is nothing to set, such as the end of the last band.
fn written(value: &Value, form: Form) -> Option<String> {
    Some(match form {
        Form::Whole => value.as_i64()?.to_string(),
        Form::Percent => decimal(value.as_i64()?, 10),
        Form::Points => decimal(value.as_i64()?, 1000),
        Form::TimeOfDay => {
            let minutes = value.as_i64()?;
            format!("{:02}:{:02}", minutes / 60, minutes % 60)
        }
        Form::YesNo => if value.as_bool()? { "yes" } else { "no" }.to_owned(),
        Form::Limit | Form::Algorithm => value.as_str()?.to_owned(),
        Form::Words => list(value)?.join("、"),
        Form::NoticeKinds => list(value)?.join(","),
    })
}

fn list(value: &Value) -> Option<Vec<&str>> {
    value.as_array()?.iter().map(Value::as_str).collect()
}

/// 80, 80.5: no zeros behind the point.
fn decimal(value: i64, scale: i64) -> String {
    let width = scale.ilog10() as usize;
    let text = format!("{}.{:0width$}", value / scale, (value % scale).abs());
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
