//! A text in clauses, read from plain text without losing a character.

use changxiao_words::{Message, say};

use super::mark::{Level, Mark};
use crate::text;

/// The longest draft, in characters. Our own bound: a difference is computed while one waits.
pub const LONGEST_DRAFT: usize = 100_000;
/// The longest clause, in characters: the length of a whole document of the central level (若干规定 2024-08: 5,000 characters).
pub const LONGEST_CLAUSE: usize = 5_000;
/// The most clauses of a draft. Our own bound, as above.
pub const MOST_CLAUSES: usize = 2_000;

/// A text in clauses. Joined by line ends their texts are the whole text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub(super) clauses: Vec<Clause>,
}

/// One clause: its mark and the words up to the next mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// `None` for what stands before the first mark.
    pub mark: Option<Mark>,
    /// Blanks before the mark.
    pub(super) indent: String,
    /// Blanks between the mark and the words.
    pub(super) gap: String,
    /// The words; several paragraphs (款) are several lines.
    pub words: String,
    /// Clauses of one level that are counted together.
    pub(super) run: usize,
}

/// Why a text is not taken as a draft.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("the text is empty")]
    Empty,
    #[error("the text has {length} characters, {most} fit")]
    TooLong { length: usize, most: usize },
    #[error("the text has {clauses} clauses, {most} fit")]
    TooMany { clauses: usize, most: usize },
    #[error("line {line}: the clause has more than {most} characters")]
    ClauseTooLong { line: usize, most: usize },
    /// `line` from 1.
    #[error("line {line} begins with {written}, due is {due} or a new count")]
    Misnumbered { line: usize, written: String, due: String },
}

impl Fault {
    /// The line that it is about, from 1.
    pub const fn line(&self) -> usize {
        match self {
            Fault::Empty | Fault::TooLong { .. } | Fault::TooMany { .. } => 1,
            Fault::ClauseTooLong { line, .. } | Fault::Misnumbered { line, .. } => *line,
        }
    }

    /// The sentence for people.
    pub fn message(&self) -> Message {
        match self {
            Fault::Empty => say!(clauses_fault_empty),
            Fault::TooLong { length, most } => say!(clauses_fault_too_long, length, most),
            Fault::TooMany { clauses, most } => say!(clauses_fault_too_many, clauses, most),
            Fault::ClauseTooLong { line, most } => say!(clauses_fault_clause_too_long, line, most),
            Fault::Misnumbered { line, written, due } => say!(clauses_fault_misnumbered, line, written, due),
        }
    }
}

/// A text as it is read: without signs that nobody sees, every line end as `\n`. Nothing else is changed.
pub fn as_read(text: &str) -> String {
    text::clean(text).replace("\r\n", "\n").replace('\r', "\n")
}

crate::holds_texts! {
    Draft { clauses }
    Clause { words }
}

impl Clause {
    pub fn level(&self) -> Level {
        self.mark.map_or(Level::Preamble, |mark| mark.level)
    }

    /// The clause as it stands in the text.
    pub fn text(&self) -> String {
        let mark = self.mark.map(|mark| mark.text()).unwrap_or_default();
        format!("{}{mark}{}{}", self.indent, self.gap, self.words)
    }

    /// Line ends behind the last line: the blank line to the next clause.
    pub(super) fn blank_lines(&self) -> &str {
        self.words.get(self.words.trim_end_matches('\n').len()..).unwrap_or_default()
    }
}

impl Draft {
    /// Reads a text as offices write it: 第一章, 第一节, 第一条, 一、, （一）, 1., （1） at the beginning of a line begin a clause. Every level
    /// counts from 1 and may begin again anywhere; [`Self::text`] of what was read is [`as_read`] of the text.
    ///
    /// Errors: all that is wrong with it: nothing written, too long, a number that is not due.
    pub fn read(text: &str) -> Result<Self, Vec<Fault>> {
        let text = as_read(text);
        let length = text.chars().count();
        if text.trim().is_empty() {
            return Err(vec![Fault::Empty]);
        }
        if length > LONGEST_DRAFT {
            return Err(vec![Fault::TooLong { length, most: LONGEST_DRAFT }]);
        }
        let mut reader = Reader::default();
        text.split('\n').enumerate().for_each(|(at, line)| reader.take(at + 1, line));
        reader.end().map(|(draft, _)| draft)
    }

    /// The whole text.
    pub fn text(&self) -> String {
        self.clauses.iter().map(Clause::text).collect::<Vec<_>>().join("\n")
    }

    pub fn clauses(&self) -> &[Clause] {
        &self.clauses
    }

    /// As people name a clause: 第三条, 第三条（一）, 第一章, 二（三）. `None` for the preamble and beyond the end.
    pub fn name(&self, clause: usize) -> Option<String> {
        let mut level = self.clauses.get(clause)?.level();
        let mut names = vec![self.clauses.get(clause)?.mark?.name()];
        for above in self.clauses.get(..clause)?.iter().rev() {
            // Articles run through all chapters, so their number alone names them.
            if level == Level::Article {
                break;
            }
            if let Some(mark) = above.mark.filter(|mark| mark.level < level) {
                level = mark.level;
                names.push(mark.name());
            }
        }
        names.reverse();
        Some(names.concat())
    }

    /// The one clause of this name, however wide its signs are. `None` where none or several have it.
    pub fn named(&self, name: &str) -> Option<usize> {
        let wanted = text::look(name);
        let mut found =
            (0..self.clauses.len()).filter(|at| self.name(*at).is_some_and(|name| text::look(&name) == wanted));
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }

    /// Where the clause with all below it ends: the position behind. The preamble has nothing below it.
    pub(super) fn end_of(&self, clause: usize) -> usize {
        match self.clauses.get(clause).map(Clause::level) {
            None | Some(Level::Preamble) => clause + 1,
            Some(level) => self.place_after(clause, level),
        }
    }

    /// Where a clause of `level` stands that comes after `clause` and what is below it.
    pub(super) fn place_after(&self, clause: usize, level: Level) -> usize {
        let mut behind = self.clauses.iter().enumerate().skip(clause + 1);
        behind.find(|(_, one)| one.level() <= level).map_or(self.clauses.len(), |(at, _)| at)
    }
}

/// Reads line after line.
#[derive(Default)]
pub(super) struct Reader {
    clauses: Vec<Clause>,
    lines: Vec<usize>,
    faults: Vec<Fault>,
    /// Run and number of the last clause of each level.
    last: Vec<(Level, usize, u32)>,
    runs: usize,
    /// The first clause of each level may have any number.
    any_first: bool,
}

impl Reader {
    /// For a part of a text, whose numbers may go on from what stands before it.
    pub(super) fn of_a_part() -> Self {
        Self { any_first: true, ..Self::default() }
    }

    /// The number that comes next in a level.
    fn due(&self, level: Level) -> u32 {
        self.last.iter().find(|(of, ..)| *of == level).map_or(1, |(_, _, number)| number + 1)
    }

    pub(super) fn take(&mut self, at: usize, line: &str) {
        let words = line.trim_start();
        let Some((mark, length)) = Mark::begins(words, |level| self.due(level)) else {
            return self.go_on(at, line);
        };
        let indent = line.strip_suffix(words).unwrap_or_default().to_owned();
        let rest = words.get(length..).unwrap_or_default();
        let words = rest.trim_start().to_owned();
        let gap = rest.strip_suffix(words.as_str()).unwrap_or_default().to_owned();
        let run = self.count(at, mark);
        self.push(at, Clause { mark: Some(mark), indent, gap, words, run });
    }

    /// The run that a mark belongs to.
    fn count(&mut self, at: usize, mark: Mark) -> usize {
        let due = self.due(mark.level);
        let is_free = self.any_first && due == 1;
        if mark.number != 1 && mark.number != due && !is_free {
            let due = mark.with(due).text();
            self.faults.push(Fault::Misnumbered { line: at, written: mark.text(), due });
        }
        let before = self.last.iter().position(|(of, ..)| *of == mark.level).map(|place| self.last.swap_remove(place));
        let run = match before {
            Some((_, run, _)) if mark.number != 1 => run,
            _ => {
                self.runs += 1;
                self.runs
            }
        };
        self.last.push((mark.level, run, mark.number));
        run
    }

    fn go_on(&mut self, at: usize, line: &str) {
        match self.clauses.last_mut() {
            Some(clause) => {
                clause.words.push('\n');
                clause.words.push_str(line);
            }
            None => {
                let (indent, gap) = (String::new(), String::new());
                self.push(at, Clause { mark: None, indent, gap, words: line.to_owned(), run: 0 });
            }
        }
    }

    pub(super) fn push(&mut self, at: usize, clause: Clause) {
        self.clauses.push(clause);
        self.lines.push(at);
    }

    /// What was read, and the line (from 1) on which each clause begins.
    pub(super) fn end(mut self) -> Result<(Draft, Vec<usize>), Vec<Fault>> {
        let clauses = self.clauses.len();
        if clauses > MOST_CLAUSES {
            self.faults.push(Fault::TooMany { clauses, most: MOST_CLAUSES });
        }
        for (clause, line) in self.clauses.iter().zip(&self.lines) {
            if clause.words.chars().count() > LONGEST_CLAUSE {
                self.faults.push(Fault::ClauseTooLong { line: *line, most: LONGEST_CLAUSE });
            }
        }
        if self.faults.is_empty() { Ok((Draft { clauses: self.clauses }, self.lines)) } else { Err(self.faults) }
    }
}
