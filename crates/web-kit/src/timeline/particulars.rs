//! What an event keeps, in words. What it does not keep, or what cannot be read, is not said.

use changxiao_domain::{
    calendar::{Limit, LimitKind},
    ids::{PostId, UnitId},
    time::Instant,
};
use changxiao_words::{Key, Lang, Say, fill, keys};
use serde_json::Value;

use crate::{cx::Cx, words};

/// The particulars of an event, or a part of them.
#[derive(Clone, Copy)]
pub struct Particulars<'a> {
    pub cx: &'a Cx,
    value: &'a Value,
}

impl<'a> Particulars<'a> {
    pub fn new(cx: &'a Cx, value: &'a Value) -> Self {
        Self { cx, value }
    }

    pub fn lang(self) -> Lang {
        self.cx.lang
    }

    /// What is kept under a name.
    pub fn value(self, name: &str) -> &'a Value {
        &self.value[name]
    }

    /// The parts of a list.
    pub fn parts(self, name: &str) -> impl Iterator<Item = Self> {
        self.value(name).as_array().into_iter().flatten().map(move |value| Self { value, ..self })
    }

    /// A text that says something.
    pub fn text(self, name: &str) -> Option<&'a str> {
        self.value(name).as_str().map(str::trim).filter(|text| !text.is_empty())
    }

    pub fn yes(self, name: &str) -> bool {
        self.value(name).as_bool().unwrap_or_default()
    }

    pub fn unit(self, name: &str) -> Option<String> {
        self.unit_of(self.value(name))
    }

    /// 市创建办 · 调度岗.
    pub fn post(self, name: &str) -> Option<String> {
        let post: PostId = self.value(name).as_str()?.parse().ok()?;
        Some(self.cx.model.post_label(post, self.cx.lang))
    }

    /// From which unit or division to which it was handed over; a person is not named.
    pub fn handed(self) -> Option<String> {
        let (sentence, from, to) = match self.text("handed")? {
            "unit" => (keys::departures_from_to, self.unit("from")?, self.unit("to")?),
            "division" => {
                let name = |name| Some(self.cx.model.place_name(self.value(name).as_i64()?, self.lang()));
                (keys::departures_from_to, name("from")?, name("to")?)
            }
            _ => (keys::departures_to_colleague, String::new(), String::new()),
        };
        Some(fill(sentence.text(self.lang()), &[("from", &from), ("to", &to)]))
    }

    /// 6 月 11 日 10:20.
    pub fn moment(self, name: &str) -> Option<String> {
        let at = self.cx.wall(Instant(self.value(name).as_i64()?));
        Some(words::moment(self.cx.lang, at, self.cx.this_year()))
    }

    /// A sentence with a value in its place.
    pub fn fill(self, sentence: Key, name: &str, value: &str) -> String {
        fill(sentence.text(self.cx.lang), &[(name, &value)])
    }

    /// A sentence with `{why}`.
    pub fn written(self, name: &str, sentence: Key) -> Option<String> {
        self.text(name).map(|text| self.fill(sentence, "why", text))
    }

    /// A sentence with `{unit}`.
    pub fn of_unit(self, name: &str, sentence: Key) -> Option<String> {
        self.unit(name).map(|unit| self.fill(sentence, "unit", &unit))
    }

    /// A sentence with `{units}`, their names with `and` between them.
    pub fn of_units(self, name: &str, sentence: Key, and: Key) -> Option<String> {
        let units: Vec<String> = self.parts(name).filter_map(|part| self.unit_of(part.value)).collect();
        (!units.is_empty()).then(|| self.fill(sentence, "units", &units.join(and.text(self.cx.lang))))
    }

    /// A sentence with `{time}`.
    pub fn at(self, name: &str, sentence: Key) -> Option<String> {
        self.moment(name).map(|time| self.fill(sentence, "time", &time))
    }

    /// A sentence with `{limit}`.
    pub fn limit(self, name: &str, sentence: Key) -> Option<String> {
        let limit = self.value(name);
        let limit = Limit::new(LimitKind::parse(limit["kind"].as_str()?)?, limit["amount"].as_i64()?);
        Some(self.fill(sentence, "limit", &words::limit_words(self.cx.lang, limit)))
    }

    /// A sentence with `{n}`.
    pub fn number(self, name: &str, sentence: Key) -> Option<String> {
        let number = self.value(name).as_i64()?;
        Some(fill(sentence.text(self.cx.lang), &[("n", &number)]))
    }

    /// One sentence for yes, another for no.
    pub fn either(self, name: &str, yes: Key, no: Key) -> Option<String> {
        self.value(name).as_bool().map(|it_is| if it_is { yes } else { no }.text(self.cx.lang).to_owned())
    }

    /// Something that is said where it is so.
    pub fn when(self, name: &str, sentence: Key) -> Option<String> {
        self.yes(name).then(|| sentence.text(self.cx.lang).to_owned())
    }

    /// The words of a code.
    pub fn code<T: Say>(self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Option<String> {
        parse(self.value(name).as_str()?).map(|found| found.say(self.cx.lang).into_owned())
    }

    /// 完成日期 2026-12-01: a label before what it names.
    pub fn named(self, label: Key, value: &str) -> String {
        format!("{} {value}", label.text(self.cx.lang))
    }

    fn unit_of(self, value: &Value) -> Option<String> {
        let unit: UnitId = value.as_str()?.parse().ok()?;
        Some(self.cx.model.unit_name(unit, self.cx.lang).to_owned()).filter(|name| !name.is_empty())
    }
}
