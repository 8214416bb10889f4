//! One round of comments on one version.

use changxiao_words::{Message, Value, say};

use super::{
    comment::{Entry, NotDisposed},
    difference::{Difference, Step},
    draft::{Draft, Fault, as_read},
    made::{Conflict, Made, conflicts},
    next::{Next, NoText, make},
};

/// A version with the comments on it, in the order in which they came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    pub draft: Draft,
    pub entries: Vec<Entry>,
}

/// Why there is no next version yet, or why a text is not the next version. Comments are named by their place, from 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("{} comments have no disposition", comments.len())]
    Undecided { comments: Vec<usize> },
    #[error("comment {comment}: {why}")]
    Unfit { comment: usize, why: NotDisposed },
    /// `names` has the clause of each, where it has a name.
    #[error("{} pairs of adopted changes touch the same words", conflicts.len())]
    Conflicts { conflicts: Vec<Conflict>, names: Vec<Option<String>> },
    #[error("adopted words begin with a mark, so that clauses would not be those that were adopted: {clauses:?}")]
    Shape { clauses: Vec<String> },
    #[error("the new text cannot be read: {0:?}")]
    Faults(Vec<Fault>),
    #[error("the text is not what was adopted: {clauses:?}")]
    NotAsAdopted { clauses: Vec<String> },
}

impl Refusal {
    /// The stable code for JSON and tests.
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::Undecided { .. } => "undecided",
            Refusal::Unfit { .. } => "unfit",
            Refusal::Conflicts { .. } => "conflicts",
            Refusal::Shape { .. } => "shape",
            Refusal::Faults(_) => "faults",
            Refusal::NotAsAdopted { .. } => "not_as_adopted",
        }
    }

    /// The sentence for people; comments are counted from 1, as in the adoption table.
    pub fn message(&self) -> Message {
        let numbers = |comments: &[usize]| comments.iter().map(|comment| comment + 1).collect::<Value>();
        match self {
            Refusal::Undecided { comments } => {
                say!(clauses_refusal_undecided, n = comments.len(), comments = numbers(comments))
            }
            Refusal::Unfit { comment, why } => say!(clauses_refusal_unfit, comment = comment + 1, why = why.message()),
            Refusal::Conflicts { conflicts, names } => {
                let pairs = conflicts.iter().zip(names).map(|(pair, name)| {
                    let clause: Value = name.as_deref().map_or(say!(clauses_level_preamble).into(), Value::from);
                    say!(clauses_conflict, first = pair.first + 1, second = pair.second + 1, clause)
                });
                say!(clauses_refusal_conflicts, pairs = pairs.collect::<Value>())
            }
            Refusal::Shape { clauses } => say!(clauses_refusal_shape, clauses = clauses.iter().collect::<Value>()),
            Refusal::Faults(faults) => {
                say!(clauses_refusal_faults, faults = faults.iter().map(Fault::message).collect::<Value>())
            }
            Refusal::NotAsAdopted { clauses } => {
                say!(clauses_refusal_not_as_adopted, clauses = clauses.iter().collect::<Value>())
            }
        }
    }
}

impl Round {
    /// Comments without a disposition, by their place.
    pub fn undecided(&self) -> Vec<usize> {
        let open = self.entries.iter().enumerate().filter(|(_, entry)| entry.disposition.is_none());
        open.map(|(at, _)| at).collect()
    }

    /// The next version, as the adopted changes make it. Comments that adopt the same change count as one; several new clauses behind
    /// one clause stand in the order of their comments.
    ///
    /// Errors: a comment without a disposition; a comment or disposition that does not fit; adopted changes that touch the same words;
    /// changes after which the text would have other clauses than those that were adopted.
    pub fn next(&self) -> Result<Next, Refusal> {
        let comments = self.undecided();
        if !comments.is_empty() {
            return Err(Refusal::Undecided { comments });
        }
        let made = self.made()?;
        let conflicts = conflicts(&self.draft, &made);
        if !conflicts.is_empty() {
            let names = conflicts.iter().map(|conflict| self.draft.name(conflict.clause)).collect();
            return Err(Refusal::Conflicts { conflicts, names });
        }
        make(&self.draft, &made).map_err(|no_text| match no_text {
            NoText::Faults(faults) => Refusal::Faults(faults),
            NoText::Shape(places) => Refusal::Shape { clauses: places.iter().map(|at| (at + 1).to_string()).collect() },
        })
    }

    /// Takes a text for the next version, to be issued: it has to be what was adopted, to the character.
    ///
    /// Errors: those of [`Self::next`]; the text is another one, with the clauses that differ.
    pub fn issue(&self, text: &str) -> Result<Next, Refusal> {
        let next = self.next()?;
        let text = as_read(text);
        if text == next.draft.text() {
            return Ok(next);
        }
        let read = Draft::read(&text).map_err(Refusal::Faults)?;
        let name = |draft: &Draft, at: usize| draft.name(at).unwrap_or_else(|| (at + 1).to_string());
        let steps = Difference::between(&next.draft, &read).steps;
        let clauses = steps.iter().filter_map(|step| match step {
            Step::Kept { .. } => None,
            Step::Changed { old, .. } | Step::Removed { old, .. } => Some(name(&next.draft, *old)),
            Step::Added { new, .. } => Some(name(&read, *new)),
        });
        Err(Refusal::NotAsAdopted { clauses: clauses.collect() })
    }

    /// Every change that is adopted, once.
    fn made(&self) -> Result<Vec<Made>, Refusal> {
        let mut made: Vec<Made> = Vec::new();
        for (at, Entry { comment, disposition }) in self.entries.iter().enumerate() {
            let unfit = |why| Refusal::Unfit { comment: at, why };
            comment.check(&self.draft).map_err(unfit)?;
            let Some(disposition) = disposition else { continue };
            disposition.check(comment, &self.draft).map_err(unfit)?;
            let Some(change) = disposition.adopted(comment) else { continue };
            match made.iter_mut().find(|one| one.change == *change) {
                Some(one) => one.comments.push(at),
                None => made.push(Made { change: change.clone(), comments: vec![at] }),
            }
        }
        Ok(made)
    }
}
