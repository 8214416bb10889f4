//! The changes that are made, and which of them cannot both be made.

use std::ops::Range;

use super::{
    change::Change,
    draft::{Draft, as_read},
};

/// A change that is made, with the comments (by their place) that brought it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Made {
    pub change: Change,
    pub comments: Vec<usize>,
}

/// Two adopted comments, by their place, that touch the same words or take away what the other one changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub first: usize,
    pub second: usize,
    /// The clause in which they meet, in the old version.
    pub clause: usize,
}

/// All pairs of changes that cannot both be made.
pub(super) fn conflicts(draft: &Draft, made: &[Made]) -> Vec<Conflict> {
    let ends: Vec<usize> = (0..draft.clauses().len()).map(|clause| draft.end_of(clause)).collect();
    let below = |clause: usize| clause..ends.get(clause).copied().unwrap_or(clause);
    let mut found = Vec::new();
    for (at, one) in made.iter().enumerate() {
        for other in made.iter().skip(at + 1) {
            let Some(clause) = meet(draft, below, &one.change, &other.change) else { continue };
            if let (Some(first), Some(second)) = (one.comments.first(), other.comments.first()) {
                found.push(Conflict { first: *first.min(second), second: *first.max(second), clause });
            }
        }
    }
    found
}

/// The clause in which two different changes meet; `below` gives a clause with all below it.
fn meet(draft: &Draft, below: impl Fn(usize) -> Range<usize>, one: &Change, other: &Change) -> Option<usize> {
    let hit = match (one, other) {
        (Change::Replace { clause, from, to, .. }, Change::Replace { clause: other, from: start, to: end, .. }) => {
            clause == other && ((from, to) == (start, end) || (from < end && start < to))
        }
        (Change::Delete { clause }, other) | (other, Change::Delete { clause }) => match other {
            Change::Replace { clause: other, .. } => below(*clause).contains(other),
            Change::Delete { clause: other } => below(*clause).contains(other) || below(*other).contains(clause),
            // New clauses behind what goes stay, unless they would have belonged to it.
            Change::InsertAfter { clause: other, level, .. } => {
                let deeper = draft.clauses().get(*clause).is_some_and(|gone| *level > gone.level());
                below(*clause).contains(other) && deeper
            }
        },
        _ => false,
    };
    hit.then(|| one.clause().max(other.clause()))
}

/// What is put in the place of which words of a clause.
pub(super) fn edits_of(made: &[Made], old: usize) -> Vec<(usize, usize, String)> {
    let of = |one: &Made| match &one.change {
        Change::Replace { clause, from, to, with } if *clause == old => Some((*from, *to, as_read(with))),
        _ => None,
    };
    made.iter().filter_map(of).collect()
}
