//! What a comment proposes to do with the text.

use changxiao_words::{Message, say};
use serde::{Deserialize, Serialize};

use super::{
    draft::{Clause, Draft, Fault, LONGEST_CLAUSE, Reader, as_read},
    mark::{Level, Mark},
};
use crate::masking::HoldsTexts;

/// A change of one version. A clause is named by its place in [`Draft::clauses`] of the version that is commented on, from 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// Other words for the characters `from..to` of the clause's words; where both are one place, words are put in there.
    Replace { clause: usize, from: usize, to: usize, with: String },
    /// New clauses behind this one and all below it that lies deeper than `level`. The first has `level`; its mark may be written or
    /// left out, since all are numbered anew.
    InsertAfter { clause: usize, level: Level, text: String },
    /// The clause with all below it goes.
    Delete { clause: usize },
}

/// Why a change does not fit the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("there is no such clause")]
    NoClause,
    #[error("the words {from} to {to} are not in the clause, which has {length} characters")]
    NoWords { from: usize, to: usize, length: usize },
    #[error("the quoted words stand {times} times in the clause")]
    NotOnce { times: usize },
    #[error("it changes nothing")]
    Nothing,
    #[error("what stands before the first clause cannot be deleted or inserted")]
    Preamble,
    #[error("the new text is empty")]
    Empty,
    #[error("the new text has {length} characters, {most} fit")]
    TooLong { length: usize, most: usize },
    #[error("line {line} of the new text begins a clause that lies too high or has a wrong number")]
    Mark { line: usize },
}

impl Unfit {
    /// The stable code for JSON and tests.
    pub const fn code(&self) -> &'static str {
        match self {
            Unfit::NoClause => "no_clause",
            Unfit::NoWords { .. } => "no_words",
            Unfit::NotOnce { .. } => "not_once",
            Unfit::Nothing => "nothing_changed",
            Unfit::Preamble => "preamble",
            Unfit::Empty => "empty",
            Unfit::TooLong { .. } => "too_long",
            Unfit::Mark { .. } => "mark",
        }
    }

    /// The sentence for people.
    pub fn message(&self) -> Message {
        match self {
            Unfit::NoClause => say!(clauses_unfit_no_clause),
            Unfit::NoWords { from, to, length } => say!(clauses_unfit_no_words, from, to, length),
            Unfit::NotOnce { times } => say!(clauses_unfit_not_once, times),
            Unfit::Nothing => say!(clauses_unfit_nothing),
            Unfit::Preamble => say!(clauses_unfit_preamble),
            Unfit::Empty => say!(clauses_unfit_empty),
            Unfit::TooLong { length, most } => say!(clauses_unfit_too_long, length, most),
            Unfit::Mark { line } => say!(clauses_unfit_mark, line),
        }
    }
}

impl HoldsTexts for Change {
    fn texts(&mut self, each: &mut dyn FnMut(&mut String)) {
        match self {
            Self::Replace { with: text, .. } | Self::InsertAfter { text, .. } => each(text),
            Self::Delete { .. } => {}
        }
    }
}

impl Change {
    /// 将“每月”改为“每季度”: the change of words that stand in the clause exactly once.
    ///
    /// Errors: no such clause; the words stand there never or several times (quote more of them); nothing would change.
    pub fn of_words(draft: &Draft, clause: usize, quoted: &str, with: &str) -> Result<Self, Unfit> {
        let words = &draft.clauses().get(clause).ok_or(Unfit::NoClause)?.words;
        let times = if quoted.is_empty() { 0 } else { words.matches(quoted).count() };
        let Some(bytes) = words.find(quoted).filter(|_| times == 1) else { return Err(Unfit::NotOnce { times }) };
        let from = words.get(..bytes).unwrap_or_default().chars().count();
        let change = Self::Replace { clause, from, to: from + quoted.chars().count(), with: with.to_owned() };
        change.check(draft)?;
        Ok(change)
    }

    /// Other words for the whole clause; the blank lines behind it stay.
    ///
    /// Errors: no such clause; the words are the same.
    pub fn of_clause(draft: &Draft, clause: usize, with: &str) -> Result<Self, Unfit> {
        let one = draft.clauses().get(clause).ok_or(Unfit::NoClause)?;
        let to = one.words.chars().count() - one.blank_lines().chars().count();
        let change = Self::Replace { clause, from: 0, to, with: with.to_owned() };
        change.check(draft)?;
        Ok(change)
    }

    /// The clause that it changes, or behind which it puts something.
    pub const fn clause(&self) -> usize {
        match self {
            Self::Replace { clause, .. } | Self::InsertAfter { clause, .. } | Self::Delete { clause } => *clause,
        }
    }

    /// Whether it can be made in this text. Errors: why not.
    pub fn check(&self, draft: &Draft) -> Result<(), Unfit> {
        let clause = draft.clauses().get(self.clause()).ok_or(Unfit::NoClause)?;
        match self {
            Self::Replace { from, to, with, .. } => {
                let length = clause.words.chars().count();
                let words =
                    between(&clause.words, *from, *to).ok_or(Unfit::NoWords { from: *from, to: *to, length })?;
                if words == as_read(with) { Err(Unfit::Nothing) } else { within(with) }
            }
            Self::InsertAfter { level, text, .. } => Fragment::read(text, *level).map(drop),
            Self::Delete { .. } if clause.level() == Level::Preamble => Err(Unfit::Preamble),
            Self::Delete { .. } => Ok(()),
        }
    }

    /// What it says, with the words that stand in the text today.
    pub fn message(&self, draft: &Draft) -> Message {
        match self {
            Self::Replace { clause, from, to, with } => {
                let words = draft.clauses().get(*clause).map(|clause| clause.words.as_str()).unwrap_or_default();
                let old = between(words, *from, *to).unwrap_or_default();
                match (old.is_empty(), with.is_empty()) {
                    (true, _) => say!(clauses_change_words_in, new = with),
                    (false, true) => say!(clauses_change_words_out, old),
                    (false, false) => say!(clauses_change_words, old, new = with),
                }
            }
            Self::InsertAfter { text, .. } => say!(clauses_change_insert, text),
            Self::Delete { .. } => say!(clauses_change_delete),
        }
    }
}

fn within(text: &str) -> Result<(), Unfit> {
    let length = text.chars().count();
    if length > LONGEST_CLAUSE { Err(Unfit::TooLong { length, most: LONGEST_CLAUSE }) } else { Ok(()) }
}

/// The characters `from..to`; `None` where there are no such.
fn between(words: &str, from: usize, to: usize) -> Option<&str> {
    let mut places = words.char_indices().map(|(at, _)| at).chain([words.len()]);
    let start = places.clone().nth(from)?;
    let end = places.nth(to)?;
    words.get(start..end)
}

/// New clauses, still without numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// The first has the level that was asked for and an empty mark; runs are counted within the fragment.
    pub(super) clauses: Vec<Clause>,
}

impl Fragment {
    /// Reads the text of new clauses: the first begins with a mark of `level` or with none, those below it with deeper marks. The first
    /// mark of each level may have any number (第九条 of a new chapter), since all are numbered anew; the others follow it.
    ///
    /// Errors: nothing written; too long; a mark in it that lies as high as the first or higher, or whose number is not due.
    pub fn read(text: &str, level: Level) -> Result<Self, Unfit> {
        let mark = Mark::usual(level).ok_or(Unfit::Preamble)?;
        within(text)?;
        let text = as_read(text);
        let text = text.trim_matches('\n').trim_end();
        let first = text.lines().next().unwrap_or_default().trim_start();
        // Whatever its number: it gets a new one.
        let written = Mark::begins(first, |_| 0).filter(|(written, _)| written.level == level);
        let words = written.map_or(first, |(_, length)| first.get(length..).unwrap_or_default()).trim();
        if words.is_empty() {
            return Err(Unfit::Empty);
        }
        let mut reader = Reader::of_a_part();
        let no_blanks = String::new;
        let own = Clause { mark: Some(mark), indent: no_blanks(), gap: no_blanks(), words: words.to_owned(), run: 0 };
        reader.push(1, own);
        for (at, line) in text.split('\n').enumerate().skip(1) {
            reader.take(at + 1, line);
        }
        let mark_at = |line| Unfit::Mark { line };
        let last_line = |faults: Vec<Fault>| faults.iter().map(Fault::line).max().unwrap_or(1);
        let (Draft { clauses }, lines) = reader.end().map_err(|faults| mark_at(last_line(faults)))?;
        let mut others = clauses.iter().zip(lines).skip(1);
        match others.find(|(clause, _)| clause.level() <= level) {
            None => Ok(Self { clauses }),
            Some((_, line)) => Err(mark_at(line)),
        }
    }
}
