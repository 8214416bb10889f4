//! Comments on a draft and what becomes of them, as lines of fields. A line is read against the text that it is about, so that nothing is
//! kept which could not be made.

use changxiao_words::coded;
use serde_json::Value;

use super::{Code, Flow, Level, Matter, Means, Refusal, Values};
use crate::clauses::{Change, Comment, Disposition, Draft, Entry, Level as Depth, NotDisposed, Ruling, Unfit};

coded! {
    /// What a line proposes to do with its clause.
    pub enum ChangeKind {
        /// Other words for those that are quoted.
        Words = "words", clauses_kind_words;
        /// Other words for the whole clause.
        Clause = "clause", clauses_kind_clause;
        /// A new clause of the same level behind it.
        Insert = "insert", clauses_kind_insert;
        /// It goes.
        Delete = "delete", clauses_kind_delete;
    }
}

/// A comment with the way in which it came (written, a meeting).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commented {
    pub comment: Comment,
    pub way: String,
}

/// How a line names a clause: by its name where no other has it, else by its place: `#4`.
pub fn clause_mark(draft: &Draft, place: usize) -> String {
    let name = draft.name(place).filter(|name| draft.named(name) == Some(place));
    name.unwrap_or_else(|| format!("#{}", place + 1))
}

/// The clause of this name or place; `None`: the text as a whole.
///
/// Errors: there is none, or several have the name.
pub fn clause_of(draft: &Draft, text: &str) -> Result<Option<usize>, Unfit> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let place = match text.strip_prefix('#') {
        Some(number) => number.parse::<usize>().ok().and_then(|number| number.checked_sub(1)),
        None => draft.named(text),
    };
    place.filter(|place| *place < draft.clauses().len()).map(Some).ok_or(Unfit::NoClause)
}

/// The comments that stand in a field.
///
/// Errors: the number of the first line that is no comment on this text, from 1, and why.
pub fn comments_of(lines: Option<&Value>, draft: &Draft) -> Result<Vec<Commented>, (usize, NotDisposed)> {
    each(lines, |line| {
        let clause = clause_of(draft, cell(line, "clause")).map_err(NotDisposed::Unfit)?;
        let comment = Comment {
            who: cell(line, "who").to_owned(),
            clause,
            change: change_of(line, clause, draft)?,
            reason: cell(line, "reason").to_owned(),
        };
        comment.check(draft)?;
        Ok(Commented { comment, way: cell(line, "way").to_owned() })
    })
}

/// What was decided about each of the comments; `None`: nothing yet.
///
/// Errors: the number of the first line that decides nothing, or something that cannot be made, from 1, and why.
pub fn dispositions_of(
    lines: Option<&Value>,
    comments: &[Commented],
    draft: &Draft,
) -> Result<Vec<Option<Disposition>>, (usize, NotDisposed)> {
    let mut all: Vec<Option<Disposition>> = vec![None; comments.len()];
    let read = each(lines, |line| {
        let place = cell(line, "comment").trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let (place, one) = place.and_then(|place| Some((place, comments.get(place)?))).ok_or(NotDisposed::NoComment)?;
        let own = clause_of(draft, cell(line, "clause")).map_err(NotDisposed::Unfit)?;
        let clause = own.or(one.comment.place());
        let disposition = Disposition {
            ruling: Ruling::parse(cell(line, "ruling").trim()).ok_or(NotDisposed::NoRuling)?,
            change: change_of(line, clause, draft)?,
            reason: cell(line, "reason").to_owned(),
        };
        disposition.check(&one.comment, draft)?;
        Ok((place, disposition))
    })?;
    for (number, (place, disposition)) in read.into_iter().enumerate() {
        if let Some(there) = all.get_mut(place)
            && there.replace(disposition).is_some()
        {
            return Err((number + 1, NotDisposed::NoComment));
        }
    }
    Ok(all)
}

fn each<T>(
    lines: Option<&Value>,
    read: impl Fn(&Value) -> Result<T, NotDisposed>,
) -> Result<Vec<T>, (usize, NotDisposed)> {
    let lines = lines.and_then(Value::as_array).into_iter().flatten().enumerate();
    lines.map(|(at, line)| read(line).map_err(|why| (at + 1, why))).collect()
}

fn cell<'a>(line: &'a Value, column: &str) -> &'a str {
    line[column].as_str().unwrap_or_default()
}

fn change_of(line: &Value, clause: Option<usize>, draft: &Draft) -> Result<Option<Change>, NotDisposed> {
    let kind = cell(line, "change").trim();
    if kind.is_empty() {
        return Ok(None);
    }
    let kind = ChangeKind::parse(kind).ok_or(NotDisposed::NoChange)?;
    let clause = clause.ok_or(NotDisposed::Unfit(Unfit::NoClause))?;
    let (quoted, words) = (cell(line, "quoted"), cell(line, "words"));
    let change = match kind {
        ChangeKind::Words => Change::of_words(draft, clause, quoted, words),
        ChangeKind::Clause => Change::of_clause(draft, clause, words),
        ChangeKind::Insert => {
            let own = draft.clauses().get(clause).map_or(Depth::Article, crate::clauses::Clause::level);
            let level = if own == Depth::Preamble { Depth::Article } else { own };
            Ok(Change::InsertAfter { clause, level, text: words.to_owned() })
        }
        ChangeKind::Delete => Ok(Change::Delete { clause }),
    };
    let change = change.map_err(NotDisposed::Unfit)?;
    change.check(draft).map_err(NotDisposed::Unfit)?;
    Ok(Some(change))
}

/// The comments among the values of a part, each with what was decided about it and the way in which it came.
///
/// Errors: a line that does not fit the draft.
pub fn entries_of(flow: &Flow, values: &Values, draft: &Draft) -> Result<Vec<(Entry, String)>, Refusal> {
    let lines = |means| flow.meaning(means).and_then(|field| values.get(field.name));
    let comments = comments_of(lines(Means::Comments), draft);
    let comments = comments.map_err(|(number, why)| Refusal::Comment(number, why))?;
    let decided = dispositions_of(lines(Means::Dispositions), &comments, draft);
    let decided = decided.map_err(|(number, why)| Refusal::Disposition(number, why))?;
    let entry =
        |(one, disposition): (Commented, Option<Disposition>)| (Entry { comment: one.comment, disposition }, one.way);
    Ok(comments.into_iter().zip(decided).map(entry).collect())
}

impl Matter {
    /// The draft that is open for comment: of the whole, or of the whole that this is a part of.
    ///
    /// Errors: it is no text in clauses.
    pub fn draft(&self) -> Result<Draft, Refusal> {
        let field = self.kept.document.whole.meaning(Means::Draft);
        let values = match self.level {
            Level::Whole => Some(&self.values),
            _ => self.around.whole.as_ref(),
        };
        let text = field.zip(values).and_then(|(field, values)| values.get(field.name)).and_then(Value::as_str);
        Draft::read(text.unwrap_or_default()).map_err(Refusal::Draft)
    }

    /// The comments of this part, each with what was decided about it.
    ///
    /// Errors: the draft cannot be read; a line that does not fit it.
    pub fn entries(&self) -> Result<Vec<(Entry, String)>, Refusal> {
        entries_of(self.table().flow, &self.values, &self.draft()?)
    }

    fn lines<'a>(&self, values: &'a Values, means: Means) -> Option<&'a Value> {
        values.get(self.table().flow.meaning(means)?.name)
    }

    /// Whether what was entered can be kept: a text in clauses, comments on it, decisions about these. A comment that was decided about
    /// stays as it is.
    ///
    /// Errors: why not.
    pub(super) fn check_comments(&self, before: &Values, entered: &Values) -> Result<(), Refusal> {
        let flow = self.table().flow;
        let is_entered = |means| flow.meaning(means).is_some_and(|field| entered.0.contains_key(&field.name));
        if is_entered(Means::Draft) {
            self.draft()?;
        }
        if !is_entered(Means::Comments) && !is_entered(Means::Dispositions) {
            return Ok(());
        }
        self.entries()?;
        let (was, is) = (self.lines(before, Means::Comments), self.lines(&self.values, Means::Comments));
        let decided = self.lines(before, Means::Dispositions).and_then(Value::as_array).into_iter().flatten();
        for number in decided.filter_map(|line| cell(line, "comment").trim().parse::<usize>().ok()) {
            let line = |lines: Option<&Value>| lines?.as_array()?.get(number.checked_sub(1)?).cloned();
            if line(was) != line(is) {
                return Err(Refusal::Decided(number));
            }
        }
        Ok(())
    }

    /// Whether there are comments and each has its disposition.
    pub(super) fn is_decided(&self) -> bool {
        self.entries().is_ok_and(|all| !all.is_empty() && all.iter().all(|(entry, _)| entry.disposition.is_some()))
    }

    /// Whether a field that an effect fills has what it should.
    ///
    /// Errors: it is missing, or no text in clauses.
    pub(super) fn check_next(&self, field: Code) -> Result<(), Refusal> {
        let text = self.values.get(field).and_then(Value::as_str);
        let text = text.ok_or_else(|| Refusal::missing(self.table().flow.field(field)))?;
        Draft::read(text).map(drop).map_err(Refusal::Draft)
    }
}
