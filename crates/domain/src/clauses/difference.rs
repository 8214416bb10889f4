//! What differs between two versions, clause by clause and character by character.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::draft::{Clause, Draft};

/// How many clauses ahead are looked at for the one that a clause became, where nobody says.
const LOOK_AHEAD: usize = 20;

/// A stretch of a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Kept(String),
    Removed(String),
    Added(String),
}

/// What became of a clause. `old` and `new` are places in the two versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The same to the byte.
    Kept {
        old: usize,
        new: usize,
    },
    /// Its pieces in order; `words` is false where nothing but its mark changed.
    Changed {
        old: usize,
        new: usize,
        words: bool,
        pieces: Vec<Piece>,
    },
    Added {
        new: usize,
        text: String,
    },
    Removed {
        old: usize,
        text: String,
    },
}

/// All steps from one version to the next, in the order of the text; what was removed stands before what was added in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub steps: Vec<Step>,
}

impl Difference {
    /// Of two texts of which nobody says which clause became which: equal clauses first, then between them those of one level that
    /// have most of their characters in common.
    pub fn between(old: &Draft, new: &Draft) -> Self {
        Self::along(old, new, &aligned(old, new))
    }

    /// `lineage` says of each clause of `new` which one of `old` it was; old places rise, and a clause has one successor at most.
    pub fn along(old: &Draft, new: &Draft, lineage: &[Option<usize>]) -> Self {
        let mut steps = Vec::new();
        let mut next = 0;
        let removed = |from: usize, to: usize| {
            let gone = old.clauses().iter().enumerate().take(to).skip(from);
            gone.map(|(old, clause)| Step::Removed { old, text: clause.text() })
        };
        for (at, clause) in new.clauses().iter().enumerate() {
            let before = lineage.get(at).copied().flatten().filter(|before| *before >= next);
            match before.and_then(|before| Some((before, old.clauses().get(before)?))) {
                None => steps.push(Step::Added { new: at, text: clause.text() }),
                Some((before, one)) => {
                    steps.extend(removed(next, before));
                    steps.push(step(before, one, at, clause));
                    next = before + 1;
                }
            }
        }
        steps.extend(removed(next, old.clauses().len()));
        Self { steps }
    }

    /// The new text, made from the old one. `None` where this is no difference from that text.
    pub fn apply(&self, old: &Draft) -> Option<String> {
        let mut texts = Vec::new();
        let mut next = 0;
        let mut take = |place: usize| {
            let clause = old.clauses().get(place).filter(|_| place == next)?;
            next += 1;
            Some(clause.text())
        };
        for step in &self.steps {
            match step {
                Step::Kept { old, .. } => texts.push(take(*old)?),
                Step::Changed { old, pieces, .. } => texts.push(applied(pieces, &take(*old)?)?),
                Step::Added { text, .. } => texts.push(text.clone()),
                Step::Removed { old, text } => {
                    take(*old).filter(|stood| stood == text)?;
                }
            }
        }
        (next == old.clauses().len()).then(|| texts.join("\n"))
    }

    /// Whether both texts are the same.
    pub fn is_empty(&self) -> bool {
        self.steps.iter().all(|step| matches!(step, Step::Kept { .. }))
    }
}

fn step(old: usize, before: &Clause, new: usize, after: &Clause) -> Step {
    let (stood, stands) = (before.text(), after.text());
    if stood == stands {
        return Step::Kept { old, new };
    }
    let words = (&before.indent, &before.gap, &before.words) != (&after.indent, &after.gap, &after.words);
    Step::Changed { old, new, words, pieces: pieces(&stood, &stands) }
}

/// The pieces of two texts: without the added ones the old text, without the removed ones the new one.
fn pieces(old: &str, new: &str) -> Vec<Piece> {
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let text = |of: &[char], from: usize, length: usize| of.iter().skip(from).take(length).collect::<String>();
    let mut pieces = Vec::new();
    for operation in capture_diff_slices(Algorithm::Myers, &old, &new) {
        match operation {
            DiffOp::Equal { old_index, len, .. } => pieces.push(Piece::Kept(text(&old, old_index, len))),
            DiffOp::Delete { old_index, old_len, .. } => pieces.push(Piece::Removed(text(&old, old_index, old_len))),
            DiffOp::Insert { new_index, new_len, .. } => pieces.push(Piece::Added(text(&new, new_index, new_len))),
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                pieces.push(Piece::Removed(text(&old, old_index, old_len)));
                pieces.push(Piece::Added(text(&new, new_index, new_len)));
            }
        }
    }
    pieces
}

fn applied(pieces: &[Piece], old: &str) -> Option<String> {
    let (mut rest, mut new) = (old, String::new());
    for piece in pieces {
        match piece {
            Piece::Kept(text) => {
                rest = rest.strip_prefix(text.as_str())?;
                new.push_str(text);
            }
            Piece::Removed(text) => rest = rest.strip_prefix(text.as_str())?,
            Piece::Added(text) => new.push_str(text),
        }
    }
    rest.is_empty().then_some(new)
}

/// Of each new clause the old one that it probably was.
fn aligned(old: &Draft, new: &Draft) -> Vec<Option<usize>> {
    let look = |draft: &Draft| -> Vec<_> {
        draft.clauses().iter().map(|clause| (clause.level(), clause.words.trim().to_owned())).collect()
    };
    let mut lineage = vec![None; new.clauses().len()];
    for operation in capture_diff_slices(Algorithm::Patience, &look(old), &look(new)) {
        match operation {
            DiffOp::Equal { old_index, new_index, len } => {
                (0..len).for_each(|at| set(&mut lineage, new_index + at, old_index + at));
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                let mut next = new_index;
                for at in old_index..old_index + old_len {
                    let ahead = next..(new_index + new_len).min(next + LOOK_AHEAD);
                    let alike = |place: &usize| are_alike(old.clauses().get(at), new.clauses().get(*place));
                    if let Some(place) = ahead.into_iter().find(alike) {
                        set(&mut lineage, place, at);
                        next = place + 1;
                    }
                }
            }
            DiffOp::Delete { .. } | DiffOp::Insert { .. } => {}
        }
    }
    lineage
}

fn set(lineage: &mut [Option<usize>], new: usize, old: usize) {
    if let Some(place) = lineage.get_mut(new) {
        *place = Some(old);
    }
}

/// Whether two clauses are of one level and have at least half of their characters in common.
fn are_alike(old: Option<&Clause>, new: Option<&Clause>) -> bool {
    let (Some(old), Some(new)) = (old, new) else { return false };
    if old.level() != new.level() {
        return false;
    }
    let length = |text: &str| text.chars().count();
    let kept: usize = pieces(&old.words, &new.words)
        .iter()
        .map(|piece| if let Piece::Kept(text) = piece { length(text) } else { 0 })
        .sum();
    4 * kept >= length(&old.words) + length(&new.words)
}
