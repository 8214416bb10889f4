//! What a letter of responsibility says.

use changxiao_words::{Message, say};
use serde::{Deserialize, Serialize};

use super::canonical::{canonical, in_one_line};
use crate::{calendar::Limit, holds_texts, ids::CityId, time::Day, workflow::MAX_TEXT_CHARS};

/// The first line of a canonical text. Another layout gets another number, and letters that were signed keep theirs.
const ENCODING: &str = "changxiao letter 1";
/// The most indicators, people and limits of one letter, each. Our own bound.
const MOST: usize = 500;

/// The letter of one unit. Texts are taken as they are typed; [`Self::canonical`] brings them into their one spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub city: CityId,
    /// The number that people see, of the part of the matter: one letter, one number.
    pub number: String,
    pub year: i16,
    /// Who gives the letter out: 精神文明建设委员会 or the office.
    pub issuer: String,
    /// The unit that answers.
    pub unit: String,
    /// What the letter rests on.
    pub basis: String,
    /// What is answered for, in paragraphs.
    pub text: String,
    /// The indicators that the matrix gives to this unit.
    pub indicators: Vec<Indicator>,
    /// Who answers for it, the head first.
    pub people: Vec<Answerable>,
    /// The limits within which the unit handles what the matrix sends it.
    pub limits: Vec<LetterLimit>,
    pub sign_by: Day,
}

/// One indicator of the standard.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Indicator {
    pub code: String,
    pub name: String,
}

/// One person who answers, by the duty in the letter (主要责任人, 分管责任人, 联络员).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answerable {
    pub duty: String,
    pub name: String,
}

/// Within which time the unit handles one kind of problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterLimit {
    /// Code of the minor category.
    pub code: String,
    pub name: String,
    pub limit: Limit,
}

holds_texts! {
    Letter { basis, text, people }
    Answerable { name }
}

/// Why a letter cannot be given out. Fields are named as in [`Letter`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LetterFault {
    #[error("{0} is missing")]
    Missing(&'static str),
    #[error("{0} has more than {most} entries", most = MOST)]
    TooMany(&'static str),
    #[error("the text is longer than {most} characters")]
    TooLong { most: usize },
    #[error("{0} cannot be read")]
    Unreadable(&'static str),
}

impl LetterFault {
    /// The sentence for people.
    pub fn message(&self) -> Message {
        match self {
            LetterFault::Missing("number") => say!(letters_fault_number),
            LetterFault::Missing("issuer") => say!(letters_fault_issuer),
            LetterFault::Missing("unit") => say!(letters_fault_unit),
            LetterFault::Missing("text") => say!(letters_fault_text),
            LetterFault::Missing(_) => say!(letters_fault_people),
            LetterFault::TooMany(_) => say!(letters_fault_too_many, most = MOST),
            LetterFault::TooLong { most } => say!(workflow_text_too_long, max = most),
            LetterFault::Unreadable(field) => say!(letters_fault_unreadable, field = *field),
        }
    }
}

impl Letter {
    /// Whether it says what a letter has to say.
    ///
    /// Errors: the first field that is missing or too long.
    pub fn check(&self) -> Result<(), LetterFault> {
        let texts = [("number", &self.number), ("issuer", &self.issuer), ("unit", &self.unit), ("text", &self.text)];
        if let Some((field, _)) = texts.iter().find(|(_, text)| canonical(text).is_empty()) {
            return Err(LetterFault::Missing(field));
        }
        if self.people.is_empty() || self.people.iter().any(|person| in_one_line(&person.name).is_empty()) {
            return Err(LetterFault::Missing("people"));
        }
        let counts =
            [("indicators", self.indicators.len()), ("people", self.people.len()), ("limits", self.limits.len())];
        if let Some((field, _)) = counts.iter().find(|(_, count)| *count > MOST) {
            return Err(LetterFault::TooMany(field));
        }
        let too_long = self.text.chars().count() > MAX_TEXT_CHARS;
        if too_long { Err(LetterFault::TooLong { most: MAX_TEXT_CHARS }) } else { Ok(()) }
    }

    /// The text that is hashed and signed: a line for each fact, `name: value`, in a fixed order and in no language of people; a text has
    /// a line for each of its lines. Indicators and limits are sorted by their code, so that the order of rows says nothing; people
    /// stay in their order. The same facts give the same text to the byte, other facts another one, since no value holds a line end.
    pub fn canonical(&self) -> String {
        let mut lines = vec![ENCODING.to_owned()];
        let mut say = |name: &str, value: &str| lines.push(in_one_line(&format!("{name}: {value}")));
        say("city", &self.city.to_string());
        say("number", &self.number);
        say("year", &self.year.to_string());
        say("issuer", &in_one_line(&self.issuer));
        say("unit", &in_one_line(&self.unit));
        say("basis", &in_one_line(&self.basis));
        canonical(&self.text).split('\n').for_each(|line| say("text", line));
        for indicator in sorted(&self.indicators, |one| [in_one_line(&one.code), in_one_line(&one.name)]) {
            say("indicator code", &indicator[0]);
            say("indicator name", &indicator[1]);
        }
        for person in &self.people {
            say("person duty", &in_one_line(&person.duty));
            say("person name", &in_one_line(&person.name));
        }
        let limits =
            sorted(&self.limits, |one| [in_one_line(&one.code), in_one_line(&one.name), one.limit.to_string()]);
        for limit in limits {
            say("limit code", &limit[0]);
            say("limit name", &limit[1]);
            say("limit", &limit[2]);
        }
        say("sign by", &self.sign_by.to_string());
        lines.join("\n")
    }
}

/// The values of all entries, in order.
fn sorted<T, const N: usize>(entries: &[T], values: impl Fn(&T) -> [String; N]) -> Vec<[String; N]> {
    let mut rows: Vec<_> = entries.iter().map(values).collect();
    rows.sort();
    rows
}
