//! An order as it is kept: our codes, our coordinates, our times, and nobody's telephone.

use changxiao_words::{Lang, fill, say, texts};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Field;
use crate::{
    callbacks::{Answer, Callback, Satisfaction, Source},
    cases::{Hash, canonical_json},
    geo::Position,
    masking::HoldsTexts,
    text::look,
    time::Instant,
};

/// How the other system stands with the order. Read where a mapping names the columns, and kept; no rule of a case uses it,
/// but a call-back enters the rates (see [`There::callback`]).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct There {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub state: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub result: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub called_back: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contacted: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub solved: Option<bool>,
    /// 部分解决; `solved` is No then.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub partly_solved: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub satisfaction: Option<Satisfaction>,
}

/// Words by which systems say that an order is done with.
const FINISHED: [&str; 11] =
    ["已办结", "办结", "已结案", "结案", "已完成", "已完结", "已关闭", "已归档", "归档", "finished", "closed"];

impl There {
    /// Whether the other system is done with the order: it says so, or names the end of the work.
    pub fn is_finished(&self) -> bool {
        let state = look(&self.state);
        self.finished_at.is_some() || FINISHED.contains(&state.as_str())
    }

    /// The call-back that the other system made: at the end it names, else at `received`. It is valid where the person answered anything;
    /// what was not answered is untold, and never No.
    /// Whether our case was ripe for it is not asked: the other system decides when it calls.
    pub fn callback(&self, received: Instant) -> Option<Callback> {
        let valid = self.contacted.is_some() || self.solved.is_some() || self.satisfaction.is_some();
        (self.called_back != Some(false) && (valid || self.called_back.is_some())).then(|| Callback {
            at: self.finished_at.unwrap_or(received),
            valid,
            contacted: self.contacted.map_or(Answer::Untold, Answer::of),
            solved: match self.solved {
                _ if self.partly_solved => Answer::Partly,
                Some(solved) => Answer::of(solved),
                None => Answer::Untold,
            },
            satisfaction: self.satisfaction.unwrap_or(Satisfaction::Unsaid),
            source: Source::Import,
        })
    }
}

/// A work order of another system.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Order {
    /// Code of the system; the number is one's own only within it.
    pub system: String,
    pub number: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// The classes as the other system writes them, the widest first.
    pub classes: Vec<String>,
    /// Code of our category.
    pub category: String,
    pub title: String,
    pub text: String,
    /// Padded code.
    pub division: i64,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub place: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reported_at: Option<Instant>,
    /// The deadline that is written on the order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Instant>,
    /// Masked.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub caller: String,
    /// Masked.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub phone: String,
    pub there: There,
}

/// What differs between two states of one order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// What tells of the problem itself.
    pub content: Vec<Field>,
    /// How the other system stands with it.
    pub there: bool,
}

impl Differences {
    pub fn is_empty(&self) -> bool {
        self.content.is_empty() && !self.there
    }

    pub fn words(&self, lang: Lang) -> String {
        let mut words: Vec<&str> = self.content.iter().map(|field| field.words(lang)).collect();
        if self.there {
            words.push(Field::State.words(lang));
        }
        words.join(texts(lang).exchange_text)
    }
}

/// The longest text of a changed field that a note quotes.
const QUOTED: usize = 200;

impl Order {
    /// SHA-256 over everything that is kept of the order, as canonical JSON: the same order again has the same hash.
    pub fn hash(&self) -> Hash {
        let value = serde_json::to_value(self).unwrap_or_default();
        Sha256::digest(canonical_json(&value).as_bytes()).into()
    }

    /// What this order says otherwise than `before` did.
    pub fn differences(&self, before: &Order) -> Differences {
        let fields = [
            (Field::Kind, self.kind != before.kind),
            (Field::Class3, self.category != before.category || self.classes != before.classes),
            (Field::Title, self.title != before.title),
            (Field::Text, self.text != before.text),
            (Field::Street, self.division != before.division),
            (Field::Place, self.place != before.place),
            (Field::Longitude, self.position != before.position),
            (Field::Reported, self.reported_at != before.reported_at),
            (Field::Due, self.due_at != before.due_at),
            (Field::Phone, self.caller != before.caller || self.phone != before.phone),
        ];
        Differences {
            content: fields.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect(),
            there: self.there != before.there,
        }
    }

    /// The line in the timeline of an open case whose order has changed. What tells of the caller is named and not quoted.
    pub fn note_of_change(&self, before: &Order, differences: &Differences) -> String {
        let quoted = |text: &str| {
            let short: String = text.chars().take(QUOTED).collect();
            if short.len() < text.len() { format!("“{short}…”") } else { format!("“{short}”") }
        };
        let one = |field: &Field| match field {
            Field::Title => say!(exchange_note_title, before = quoted(&before.title), after = quoted(&self.title)),
            Field::Text => say!(exchange_note_text, after = quoted(&self.text)),
            Field::Place => say!(exchange_note_place, before = quoted(&before.place), after = quoted(&self.place)),
            Field::Kind => say!(exchange_note_kind, before = quoted(&before.kind), after = quoted(&self.kind)),
            Field::Class3 => {
                let (before, after) = (quoted(&before.classes.join("/")), quoted(&self.classes.join("/")));
                say!(exchange_note_class, before, after)
            }
            other => say!(exchange_note_other, field = *other),
        };
        let l = texts(Lang::RECORDS);
        let told: Vec<String> = differences.content.iter().map(|field| one(field).words(Lang::RECORDS)).collect();
        fill(l.exchange_note, &[("number", &self.number), ("changes", &told.join(l.exchange_note_comma))])
    }
}

impl HoldsTexts for Order {
    fn texts(&mut self, each: &mut dyn FnMut(&mut String)) {
        [&mut self.title, &mut self.text, &mut self.place, &mut self.there.result].into_iter().for_each(each);
    }
}
