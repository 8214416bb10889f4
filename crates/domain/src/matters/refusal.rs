//! Why a request was not granted.

use changxiao_words::{Message, Value as Words, say};

use super::{Action, Fact, Field, MOST_PARTS, State};
use crate::{
    calendar::CalendarError,
    clauses::{Fault, NotDisposed, PeriodRefusal},
    letters::{LetterFault, NotSigned},
    time::Day,
    workflow::Barred,
};

/// A matter that would start before what it waits for has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Early {
    pub number: String,
    pub title: String,
    pub starts: Day,
}

/// So many of a list are named.
const MOST_NAMED: usize = 6;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error(transparent)]
    Barred(#[from] Barred<Action, State>),
    /// These have to be there: Chinese and English names.
    #[error("these fields have to be filled in: {}", english(.0))]
    Missing(Vec<(String, String)>),
    #[error("the action does not enter {0}")]
    NotEntered(String),
    /// The field, and what is expected.
    #[error("what was entered does not fit {1}")]
    Unfit(String, String),
    #[error("another person than the one who began it has to do this")]
    SamePerson,
    /// How many parts do not stand where they have to.
    #[error("{0} parts are not where they have to be")]
    PartsMissing(i64),
    #[error("no part is where it has to be")]
    NoPart,
    #[error("{0} parts before this one are not done")]
    EarlierParts(i64),
    #[error("{0} parts are still open")]
    OpenParts(i64),
    #[error("it has been in its state for more than {0} days")]
    TooLate(u16),
    #[error("it has not been in its state for {0} days")]
    TooEarly(u16),
    #[error("{1} does not say yes")]
    NotSaid(String, String),
    #[error("the whole is over")]
    WholeIsOver,
    #[error("{0} matters that came out of it are still open")]
    OpenChildren(i64),
    #[error("nothing came out of it yet")]
    NoChild,
    /// Chinese and English names of the fields.
    #[error("nothing came out of it, so it needs {}", english(.0))]
    LeafLacks(Vec<(String, String)>),
    /// The line from 1, and the names of its columns.
    #[error("line {} lacks {}", .0, english(.1))]
    LineLacks(i64, Vec<(String, String)>),
    #[error("lines {0:?} have become nothing and do not say why not")]
    LinesOpen(Vec<i64>),
    #[error("line {0} has become a matter and stays as it is")]
    LineTaken(i64),
    #[error("no line is left that has become nothing")]
    NoLine,
    /// Chinese and English names of the first and of the last day, and the most months.
    #[error("from {} to {} are more than {} months, or none", .0.1, .1.1, .2)]
    Span((String, String), (String, String), i32),
    #[error("{} would start too early", numbers(.0))]
    StartsTooEarly(Vec<Early>),
    #[error("there are no units, one of them twice, or more than can be")]
    Units,
    #[error("the limit cannot be counted: {0}")]
    Calendar(#[from] CalendarError),
    #[error("it is not past due")]
    NotDue,
    #[error("the whole stands elsewhere")]
    WholeElsewhere,
    #[error("the letter cannot be given out: {0}")]
    Letter(LetterFault),
    #[error("the letter is not signed: {0}")]
    NotSigned(NotSigned),
    #[error("the text is no draft: {0:?}")]
    Draft(Vec<Fault>),
    /// From 1.
    #[error("comment {0}: {1}")]
    Comment(usize, NotDisposed),
    #[error("decision {0}: {1}")]
    Disposition(usize, NotDisposed),
    #[error("comment {0} was decided about")]
    Decided(usize),
    #[error("the draft is not open for long enough: {0}")]
    Period(PeriodRefusal),
    /// The line from 1, what it asks for, and the fact that is held.
    #[error("line {} asks for “{}”, which is held: {}", .0, .1, held_at(.2))]
    Held(i64, String, Fact),
    #[error("an answer takes 1 to 600 minutes")]
    AskMinutes,
    /// The last day on which it was asked.
    #[error("it was asked until {0}")]
    AskOver(Day),
    /// For so many days at most.
    #[error("it may last for {0} days")]
    TooLong(u16),
}

fn named(fields: &[(String, String)]) -> Words {
    fields.iter().map(|(zh, en)| Words::named(zh, en)).collect()
}

fn numbers(early: &[Early]) -> String {
    early.iter().map(|one| one.number.as_str()).collect::<Vec<_>>().join(", ")
}

fn held_at(fact: &Fact) -> &'static str {
    fact.address()
}

fn english(fields: &[(String, String)]) -> String {
    fields.iter().map(|(_, en)| en.as_str()).collect::<Vec<_>>().join(", ")
}

impl Refusal {
    pub(super) fn missing<'a>(fields: impl IntoIterator<Item = &'a Field>) -> Self {
        Self::Missing(fields.into_iter().map(|field| (field.name_zh.clone(), field.name_en.clone())).collect())
    }

    pub(super) fn leaf_lacks<'a>(fields: impl IntoIterator<Item = &'a Field>) -> Self {
        Self::LeafLacks(fields.into_iter().map(|field| (field.name_zh.clone(), field.name_en.clone())).collect())
    }

    /// The stable code for JSON and tests.
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::Barred(barred) => barred.code(),
            Refusal::Missing(_) => "fields_missing",
            Refusal::NotEntered(_) => "field_not_entered",
            Refusal::Unfit(..) => "field_unfit",
            Refusal::SamePerson => "same_person",
            Refusal::PartsMissing(_) => "parts_missing",
            Refusal::NoPart => "no_part",
            Refusal::EarlierParts(_) => "earlier_parts",
            Refusal::OpenParts(_) => "open_parts",
            Refusal::TooLate(_) => "too_late",
            Refusal::TooEarly(_) => "too_early",
            Refusal::NotSaid(..) => "not_said",
            Refusal::WholeIsOver => "whole_is_over",
            Refusal::OpenChildren(_) => "open_children",
            Refusal::NoChild => "no_child",
            Refusal::LeafLacks(_) => "leaf_lacks",
            Refusal::LineLacks(..) => "line_lacks",
            Refusal::LinesOpen(_) => "lines_open",
            Refusal::LineTaken(_) => "line_taken",
            Refusal::NoLine => "no_line",
            Refusal::Span(..) => "span",
            Refusal::StartsTooEarly(_) => "starts_too_early",
            Refusal::Units => "units",
            Refusal::Calendar(_) => "calendar",
            Refusal::NotDue => "not_due",
            Refusal::WholeElsewhere => "whole_elsewhere",
            Refusal::Letter(_) => "letter",
            Refusal::NotSigned(why) => why.code(),
            Refusal::Draft(_) => "draft",
            Refusal::Comment(..) => "comment",
            Refusal::Disposition(..) => "disposition",
            Refusal::Decided(_) => "decided",
            Refusal::Period(_) => "period",
            Refusal::Held(..) => "held",
            Refusal::AskMinutes => "ask_minutes",
            Refusal::AskOver(_) => "ask_over",
            Refusal::TooLong(_) => "too_long",
        }
    }

    /// The fact, then the next step.
    pub fn message(&self) -> Message {
        match self {
            Refusal::Barred(barred) => barred.message(),
            Refusal::Missing(fields) => say!(matters_refusal_missing, fields = named(fields)),
            Refusal::NotEntered(name) => say!(matters_refusal_not_entered, field = name),
            Refusal::Unfit(zh, en) => say!(matters_refusal_unfit, field = Words::named(zh, en)),
            Refusal::SamePerson => say!(matters_refusal_same_person),
            Refusal::PartsMissing(n) => say!(matters_refusal_parts_missing, n),
            Refusal::NoPart => say!(matters_refusal_no_part),
            Refusal::EarlierParts(n) => say!(matters_refusal_earlier_parts, n),
            Refusal::OpenParts(n) => say!(matters_refusal_open_parts, n),
            Refusal::TooLate(days) => say!(matters_refusal_too_late, days = i64::from(*days)),
            Refusal::TooEarly(days) => say!(matters_refusal_too_early, days = i64::from(*days)),
            Refusal::NotSaid(zh, en) => say!(matters_refusal_not_said, field = Words::named(zh, en)),
            Refusal::WholeIsOver => say!(matters_refusal_whole_is_over),
            Refusal::OpenChildren(n) => say!(matters_refusal_open_children, n),
            Refusal::NoChild => say!(matters_refusal_no_child),
            Refusal::LeafLacks(fields) => say!(matters_refusal_leaf_lacks, fields = named(fields)),
            Refusal::LineLacks(line, columns) => say!(matters_refusal_line_lacks, line, columns = named(columns)),
            Refusal::LinesOpen(lines) => {
                let lines: Words = lines.iter().map(|line| Words::from(*line)).collect();
                say!(matters_refusal_lines_open, lines)
            }
            Refusal::LineTaken(line) => say!(matters_refusal_line_taken, line),
            Refusal::NoLine => say!(matters_refusal_no_line),
            Refusal::Span(from, until, months) => {
                let named = |(zh, en): &(String, String)| Words::named(zh, en);
                say!(matters_refusal_span, from = named(from), until = named(until), months = i64::from(*months))
            }
            Refusal::StartsTooEarly(early) => {
                let one = |one: &Early| Words::from(format!("{} {} ({})", one.number, one.title, one.starts));
                let early: Words = early.iter().take(MOST_NAMED).map(one).collect();
                say!(matters_refusal_starts_too_early, early)
            }
            Refusal::Units => say!(matters_refusal_units, most = MOST_PARTS),
            Refusal::Calendar(_) => say!(matters_refusal_calendar),
            Refusal::NotDue => say!(matters_refusal_not_due),
            Refusal::WholeElsewhere => say!(matters_refusal_whole_elsewhere),
            Refusal::Letter(fault) => fault.message(),
            Refusal::NotSigned(why) => why.message(),
            Refusal::Draft(faults) => {
                say!(matters_refusal_draft, faults = faults.iter().map(Fault::message).collect::<Words>())
            }
            Refusal::Comment(number, why) => say!(matters_refusal_comment, n = number, why = why.message()),
            Refusal::Disposition(number, why) => say!(matters_refusal_disposition, n = number, why = why.message()),
            Refusal::Decided(number) => say!(matters_refusal_decided, n = number),
            Refusal::Period(why) => why.message(),
            Refusal::Held(line, what, fact) => {
                say!(matters_refusal_held, line, what, fact = fact.name(), place = fact.key(), address = fact.address())
            }
            Refusal::AskMinutes => say!(matters_refusal_ask_minutes),
            Refusal::AskOver(day) => say!(matters_refusal_ask_over, day = day.to_string()),
            Refusal::TooLong(days) => say!(matters_refusal_too_long, days = i64::from(*days)),
        }
    }
}
