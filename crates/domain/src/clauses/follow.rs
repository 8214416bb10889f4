//! References of the next version: led to the new numbers of their clauses, or named.

use std::collections::BTreeMap;

use changxiao_words::coded;

use super::{
    built::{Built, edited},
    draft::{Clause, Draft},
    made::{Made, edits_of},
    mark::Level,
    references::{Reference, Whose, references},
};

/// A reference that was led to the new number of its clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// The clause that holds it, in the old version.
    pub clause: usize,
    pub old: String,
    pub new: String,
}

coded! {
    /// Why a reference was left as it is.
    pub enum WhyNot {
        /// The clause that it names is gone.
        Deleted = "deleted", clauses_reference_deleted;
        /// It does not say of which text it speaks, or several clauses have this number.
        Unsaid = "unsaid", clauses_reference_unsaid;
        /// It stands in adopted words, which nobody may change but the office.
        Adopted = "adopted", clauses_reference_adopted;
    }
}

/// A reference that somebody has to look at: its number may be wrong in the new version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotFollowed {
    /// The clause that holds it, in the new version.
    pub clause: usize,
    pub words: String,
    pub why: WhyNot,
}

/// Which number each clause of the old version has in the new one.
pub(super) struct Moved<'a> {
    draft: &'a Draft,
    numbers: BTreeMap<usize, u32>,
}

/// Where a reference leads.
enum Leads {
    /// Nothing moved, or it names nothing that was there.
    Nowhere,
    /// New numbers of the clause and of its item.
    To(u32, Option<u32>),
    /// What it names is gone.
    Gone,
    /// Several clauses have the number, and one of them moved.
    Several,
}

impl<'a> Moved<'a> {
    pub(super) fn of(draft: &'a Draft, built: &[Built]) -> Self {
        let numbers = built.iter().filter_map(|one| Some((one.old?, one.clause.mark?.number))).collect();
        Self { draft, numbers }
    }

    fn leads(&self, reference: &Reference) -> Leads {
        let fits = |clause: &Clause, level: Level, number: u32| {
            clause.mark.is_some_and(|mark| (mark.level, mark.number) == (level, number))
        };
        let clauses = self.draft.clauses();
        let named: Vec<usize> = (0..clauses.len())
            .filter(|at| clauses.get(*at).is_some_and(|clause| fits(clause, reference.level, reference.number.number)))
            .collect();
        let stays = |at: &usize| self.numbers.get(at) == Some(&reference.number.number);
        let clause = match named.as_slice() {
            [] => return Leads::Nowhere,
            [one] => *one,
            several if several.iter().all(stays) => return Leads::Nowhere,
            _ => return Leads::Several,
        };
        let Some(number) = self.numbers.get(&clause) else { return Leads::Gone };
        let mut item = None;
        if let Some(wanted) = reference.item {
            let mut below = clause + 1..self.draft.end_of(clause);
            let is_item = |at: &usize| clauses.get(*at).is_some_and(|one| fits(one, Level::Item, wanted.number));
            // An item that was not there is none of our business.
            if let Some(at) = below.find(is_item) {
                let Some(number) = self.numbers.get(&at) else { return Leads::Gone };
                item = Some(*number);
            }
        }
        let same_item = item.is_none() || item == reference.item.map(|item| item.number);
        if *number == reference.number.number && same_item { Leads::Nowhere } else { Leads::To(*number, item) }
    }
}

/// Follows the references of words that nobody changed, and names all others that lead elsewhere now.
pub(super) fn follow(
    draft: &Draft,
    moved: &Moved<'_>,
    made: &[Made],
    built: &mut [Built],
) -> (Vec<Followed>, Vec<NotFollowed>) {
    let (mut followed, mut named) = (Vec::new(), Vec::new());
    for (at, one) in built.iter_mut().enumerate() {
        for words in &one.adopted {
            let doubtful = |reference: &Reference| {
                reference.whose != Whose::Anothers && !matches!(moved.leads(reference), Leads::Nowhere)
            };
            let doubtful = references(words).into_iter().filter(doubtful);
            named.extend(doubtful.map(|one| NotFollowed { clause: at, words: one.words(words), why: WhyNot::Adopted }));
        }
        let Some(old) = one.old else { continue };
        let Some(words) = draft.clauses().get(old).map(|clause| clause.words.as_str()) else { continue };
        let adopted = edits_of(made, old);
        let mut edits = adopted.clone();
        for reference in references(words) {
            let is_changed = adopted.iter().any(|(from, to, _)| *from < reference.to && reference.from < *to);
            let is_split =
                adopted.iter().any(|(from, to, _)| from == to && reference.from < *from && *from < reference.to);
            if is_changed || is_split || reference.whose == Whose::Anothers {
                continue;
            }
            let mut name = |why| named.push(NotFollowed { clause: at, words: reference.words(words), why });
            match moved.leads(&reference) {
                Leads::Nowhere => {}
                Leads::Gone => name(WhyNot::Deleted),
                Leads::To(..) | Leads::Several if reference.whose == Whose::Unsaid => name(WhyNot::Unsaid),
                Leads::Several => name(WhyNot::Unsaid),
                Leads::To(number, item) => {
                    let new = led(&reference, number, item);
                    let before = reference.words(words);
                    let shifted =
                        new.iter().map(|(from, to, with)| (from - reference.from, to - reference.from, with.clone()));
                    followed.push(Followed { clause: old, new: edited(&before, shifted.collect()), old: before });
                    edits.extend(new);
                }
            }
        }
        one.clause.words = edited(words, edits);
    }
    (followed, named)
}

/// The new numbers of a reference, as edits of the words that it stands in.
fn led(reference: &Reference, number: u32, item: Option<u32>) -> Vec<(usize, usize, String)> {
    let first = reference.number;
    let mut edits = vec![(first.from, first.to, first.digits.write(number))];
    if let (Some(numeral), Some(number)) = (reference.item, item) {
        edits.push((numeral.from, numeral.to, numeral.digits.write(number)));
    }
    edits
}
