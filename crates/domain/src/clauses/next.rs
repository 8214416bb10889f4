//! The next version: the adopted changes made in the text, numbered anew, its references followed or named.

use std::collections::BTreeMap;

use super::{
    built::{Built, gone, number, standing},
    difference::Difference,
    draft::{Clause, Draft, Fault},
    follow::{Followed, Moved, NotFollowed, follow},
    made::Made,
};

/// A clause whose words are others than before, or that is new, or is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// Its place in the old version; `None`: it is new.
    pub old: Option<usize>,
    /// Its place in the new version; `None`: it is gone.
    pub new: Option<usize>,
    /// The comments by which, in their order.
    pub comments: Vec<usize>,
}

/// The next version and how it came from the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    pub draft: Draft,
    /// Of each clause of the new version its place in the old one.
    pub lineage: Vec<Option<usize>>,
    /// What comments changed; what is only numbered anew or follows a reference is not in it.
    pub touched: Vec<Touched>,
    pub followed: Vec<Followed>,
    pub not_followed: Vec<NotFollowed>,
}

impl Next {
    /// What differs from the version that it was made from.
    pub fn difference(&self, old: &Draft) -> Difference {
        Difference::along(old, &self.draft, &self.lineage)
    }
}

/// Why the changes give no text that could be read again.
pub(super) enum NoText {
    /// Everything would go, or a bound is passed.
    Faults(Vec<Fault>),
    /// Words that begin with a mark, so that clauses would be others than those that were adopted: places in the new version.
    Shape(Vec<usize>),
}

/// Makes the changes, which fit the draft and do not meet.
pub(super) fn make(draft: &Draft, made: &[Made]) -> Result<Next, NoText> {
    let gone = gone(draft, made);
    let mut built = standing(draft, made, &gone);
    number(&mut built);
    let moved = Moved::of(draft, &built);
    let (followed, not_followed) = follow(draft, &moved, made, &mut built);
    let wanted = Draft { clauses: built.iter().map(|one| one.clause.clone()).collect() };
    let read = Draft::read(&wanted.text()).map_err(NoText::Faults)?;
    let shape = |clause: &Clause| (clause.level(), clause.mark.map(|mark| mark.number), clause.text());
    let pairs = wanted.clauses.iter().zip(&read.clauses).enumerate();
    let mut others: Vec<usize> =
        pairs.filter(|(_, (one, other))| shape(one) != shape(other)).map(|(at, _)| at).collect();
    if wanted.clauses.len() != read.clauses.len() && others.is_empty() {
        others.push(wanted.clauses.len().min(read.clauses.len()).saturating_sub(1));
    }
    if !others.is_empty() {
        return Err(NoText::Shape(others));
    }
    let lineage = built.iter().map(|one| one.old).collect();
    Ok(Next { draft: read, lineage, touched: touched(&built, gone), followed, not_followed })
}

fn touched(built: &[Built], gone: BTreeMap<usize, Vec<usize>>) -> Vec<Touched> {
    let stands = built.iter().enumerate().filter(|(_, one)| !one.comments.is_empty());
    let stands = stands.map(|(at, one)| Touched { old: one.old, new: Some(at), comments: one.comments.clone() });
    let gone = gone.into_iter().map(|(old, comments)| Touched { old: Some(old), new: None, comments });
    stands.chain(gone).collect()
}
