//! What of a document may be set, with words and sources.

use changxiao_words::Lang;
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
}

/// One number, limit or list that a city may set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Where it stands in the document (JSON pointer).
    pub path: String,
    pub form: Form,
    /// As a person writes it.
    pub text: String,
    zh: String,
    en: String,
    source_zh: String,
    source_en: String,
}

impl Figure {
    pub fn words(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }

    /// The heading that it stands under; empty where it stands alone.
    pub fn part(&self, lang: Lang) -> &str {
        self.words(lang).split_once(BETWEEN).map_or("", |(part, _)| part)
    }

    /// Its words under that heading.
    pub fn words_in_part(&self, lang: Lang) -> String {
        capital(self.words(lang).split_once(BETWEEN).map_or(self.words(lang), |(_, words)| words))
    }

    pub fn source(&self, lang: Lang) -> &str {
        lang.pick(&self.source_zh, &self.source_en)
    }
}

const BETWEEN: &str = " · ";

/// What may be set: its key, how it is written, and what it says.
pub(super) const FIELDS: [(&str, Form, &str, &str); 23] = [
    ("share_permille", Form::Percent, "用去时限的百分之几时告知", "told when so many per cent of the limit are used"),
    ("contact_titles", Form::Words, "职务名含这些字的是联络员", "titles of a unit’s contact hold one of"),
    ("deputy_titles", Form::Words, "职务名含这些字的是分管负责人", "titles of a head’s deputy hold one of"),
    ("days_off_are_quiet", Form::YesNo, "节假日免打扰", "quiet on days off"),
    ("digest_above", Form::Whole, "同一时段超过几条合并为一条", "more than so many in one window become one"),
    ("keep_days", Form::Whole, "保留天数", "days for which notices are kept"),
    ("open_from_minute", Form::TimeOfDay, "几点起发送", "sent from"),
    ("open_until_minute", Form::TimeOfDay, "几点止发送", "sent until"),
    ("urgent", Form::NoticeKinds, "随时发送的种类", "kinds that go out at any hour"),
    (
        "urgent_when_limit_runs_on",
        Form::NoticeKinds,
        "时限不分昼夜的案件随时发送的种类",
        "kinds that go out at any hour where the limit runs day and night",
    ),
    ("window_minutes", Form::Whole, "合并的时段（分钟）", "window of a digest in minutes"),
    ("factor", Form::Whole, "每次失败后等待乘以", "each failure multiplies the wait by"),
    ("first_wait_seconds", Form::Whole, "首次失败后等待（秒）", "seconds to wait after the first failure"),
    ("lease_seconds", Form::Whole, "租约（秒）", "lease in seconds"),
    ("most_tries", Form::Whole, "最多尝试几次", "tries before it is a dead letter"),
    ("most_wait_seconds", Form::Whole, "最长等待（秒）", "longest wait in seconds"),
    ("value", Form::Whole, "", ""),
    ("limit", Form::Limit, "时限", "limit"),
    ("minutes", Form::Whole, "时限（分钟）", "limit in minutes"),
    ("thousandths", Form::Percent, "计为", "counts for"),
    ("up_to", Form::Whole, "至多几件", "up to so many cases"),
    ("least_milli", Form::Points, "最低分", "least points"),
    ("weight_milli", Form::Points, "权重", "weight"),
];

/// What a list stands for, where its own name says less than its place.
const PARTS: [(&str, &str, &str); 7] = [
    ("levels", "阶梯", "ladder"),
    ("limits", "办理时限", "limits of steps"),
    ("tiers", "到场", "turning up"),
    ("rating", "互评", "rating"),
    ("basically_satisfied", "基本满意", "basically satisfied"),
    ("rework_bands", "返工分档", "band of reworked cases"),
    ("grades", "等级", "grade"),
];

/// Everything in a document that may be set, in the order of the document.
pub fn figures(document: &Value) -> Vec<Figure> {
    let mut found = Vec::new();
    walk(document, "", &Said::default(), &mut found);
    found
}

/// What stands above a value.
#[derive(Clone, Default)]
struct Said {
    zh: Vec<String>,
    en: Vec<String>,
    source_zh: String,
    source_en: String,
}

impl Said {
    fn and(&self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        let mut said = self.clone();
        let (zh, en) = (zh.into(), en.into());
        if !zh.is_empty() && said.zh.last() != Some(&zh) {
            said.zh.push(zh);
            said.en.push(en);
        }
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
        if let Some((_, form, zh, en)) = FIELDS.iter().find(|(name, ..)| name == key) {
            if let Some(text) = written(child, *form) {
                let said = said.and(*zh, *en);
                found.push(Figure {
                    path: at,
                    form: *form,
                    text,
                    zh: said.zh.join(BETWEEN),
                    en: capital(&said.en.join(BETWEEN)),
                    source_zh: said.source_zh,
                    source_en: said.source_en,
                });
            }
            continue;
        }
        let part = PARTS.iter().find(|(name, ..)| name == key).map_or(("", ""), |(_, zh, en)| (*zh, *en));
        let said = said.and(part.0, part.1);
        match child {
            Value::Array(list) => {
                for (place, one) in list.iter().enumerate() {
                    let (zh, en) = name_of(one, place + 1);
                    walk(one, &format!("{at}/{place}"), &said.and(zh, en), found);
                }
            }
            other => walk(other, &at, &said, found),
        }
    }
}

/// What an entry of a list is called: by its own words, by what its code stands for, or by its place.
fn name_of(value: &Value, place: usize) -> (String, String) {
    let Value::Object(fields) = value else { return Default::default() };
    for (zh, en) in [("zh", "en"), ("name_zh", "name_en")] {
        if let (Some(zh), Some(en)) = (text_of(fields, zh), text_of(fields, en)) {
            return (zh.to_owned(), en.to_owned());
        }
    }
    let both = |words: &dyn Fn(Lang) -> String| (words(Lang::Zh), words(Lang::En));
    let code = |key| text_of(fields, key);
    if let Some(rung) = code("rung").and_then(|code| Rung::ALL.into_iter().find(|rung| rung.code() == code)) {
        return both(&|lang| rung.words(lang).to_owned());
    }
    if let Some(kind) = code("kind").and_then(Kind::parse) {
        return both(&|lang| kind.words(lang).to_owned());
    }
    if let Some(measure) = code("measure").and_then(Measure::parse) {
        return both(&|lang| measure.words(lang));
    }
    if let Some(grade) = code("grade") {
        return (grade.to_owned(), grade.to_owned());
    }
    (format!("第 {place} 档"), format!("No. {place}"))
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
        Form::Limit => value.as_str()?.to_owned(),
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
