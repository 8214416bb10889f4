//! The clauses of the next version: those that stay, with their new words, and the new ones in their places.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    change::{Change, Fragment},
    draft::{Clause, Draft},
    made::{Made, edits_of},
    mark::{Level, Mark},
};

/// A clause of the new version while it is made.
pub(super) struct Built {
    pub clause: Clause,
    pub old: Option<usize>,
    pub comments: Vec<usize>,
    /// Words that comments brought.
    pub adopted: Vec<String>,
}

/// Each clause that goes, with the comments by which.
pub(super) fn gone(draft: &Draft, made: &[Made]) -> BTreeMap<usize, Vec<usize>> {
    let mut gone = BTreeMap::new();
    for one in made {
        if let Change::Delete { clause } = one.change {
            gone.extend((clause..draft.end_of(clause)).map(|at| (at, one.comments.clone())));
        }
    }
    gone
}

/// The clauses that stay, with their new words, and the new ones in their places; numbers are the old ones.
pub(super) fn standing(draft: &Draft, made: &[Made], gone: &BTreeMap<usize, Vec<usize>>) -> Vec<Built> {
    let mut runs = draft.clauses().iter().map(|clause| clause.run).max().unwrap_or(0);
    let mut inserted: Vec<(usize, Level, &Made)> = made
        .iter()
        .filter_map(|one| match &one.change {
            Change::InsertAfter { clause, level, .. } => Some((draft.place_after(*clause, *level), *level, one)),
            _ => None,
        })
        .collect();
    // At one place what lies deeper belongs to what stands before it and comes first; else the order of the comments.
    inserted.sort_by(|one, other| {
        one.0.cmp(&other.0).then(other.1.cmp(&one.1)).then(one.2.comments.cmp(&other.2.comments))
    });
    let mut inserted = inserted.into_iter().peekable();
    let mut built = Vec::new();
    for at in 0..=draft.clauses().len() {
        while let Some((.., one)) = inserted.next_if(|(place, ..)| *place == at) {
            let new = new_clauses(draft, at, &built, one, &mut runs);
            built.extend(new);
        }
        if let Some(clause) = draft.clauses().get(at).filter(|_| !gone.contains_key(&at)) {
            built.push(changed(at, clause, made));
        }
    }
    built
}

/// One clause with its changed words.
fn changed(at: usize, clause: &Clause, made: &[Made]) -> Built {
    let edits = edits_of(made, at);
    let adopted = edits.iter().map(|(.., with)| with.clone()).collect();
    let is_here = |one: &&Made| matches!(one.change, Change::Replace { clause, .. } if clause == at);
    let comments: BTreeSet<usize> = made.iter().filter(is_here).flat_map(|one| one.comments.iter().copied()).collect();
    let clause = Clause { words: edited(&clause.words, edits), ..clause.clone() };
    Built { clause, old: Some(at), comments: comments.into_iter().collect(), adopted }
}

/// The words with each stretch of characters replaced; stretches do not overlap.
pub(super) fn edited(words: &str, mut edits: Vec<(usize, usize, String)>) -> String {
    if edits.is_empty() {
        return words.to_owned();
    }
    edits.sort();
    let mut signs = words.chars();
    let (mut next, mut new) = (0, String::new());
    for (from, to, with) in edits {
        new.extend(signs.by_ref().take(from - next));
        new.push_str(&with);
        signs.by_ref().take(to - from).for_each(drop);
        next = to;
    }
    new.extend(signs);
    new
}

/// The clauses of one insertion, written like the nearest of their level.
fn new_clauses(draft: &Draft, at: usize, before: &[Built], one: &Made, runs: &mut usize) -> Vec<Built> {
    // Changes were checked before, so the text is a fragment.
    let Change::InsertAfter { level, text, .. } = &one.change else { return Vec::new() };
    let Ok(Fragment { mut clauses }) = Fragment::read(text, *level) else { return Vec::new() };
    let model = nearest(draft, at, *level);
    let own = *runs + 1;
    *runs = own + clauses.iter().map(|clause| clause.run).max().unwrap_or(0);
    for clause in &mut clauses {
        // Articles of a new chapter are counted with all others.
        let article = (clause.level() == Level::Article).then(|| run_at(draft, at, before, Level::Article)).flatten();
        clause.run = article.unwrap_or(own + clause.run);
    }
    if let Some(first) = clauses.first_mut() {
        first.run = run_at(draft, at, before, *level).unwrap_or(own);
        first.mark = model.and_then(|model| model.mark).or_else(|| Mark::usual(*level));
        first.indent = model.map(|model| model.indent.clone()).unwrap_or_default();
        first.gap = model.map_or_else(|| Mark::usual_gap(*level).to_owned(), |model| model.gap.clone());
    }
    if let (Some(last), Some(model)) = (clauses.last_mut(), model) {
        last.words.push_str(model.blank_lines());
    }
    let comments = &one.comments;
    clauses
        .into_iter()
        .map(|clause| Built { adopted: vec![clause.words.clone()], clause, old: None, comments: comments.clone() })
        .collect()
}

/// The nearest clause of a level, before a place or else behind it.
fn nearest(draft: &Draft, at: usize, level: Level) -> Option<&Clause> {
    let (before, behind) = draft.clauses().split_at_checked(at)?;
    let is_model = |clause: &&Clause| clause.level() == level;
    before.iter().rev().find(is_model).or_else(|| behind.iter().find(is_model))
}

/// With which clauses a new one is counted that comes after `before` and before what stood at `at`: with its siblings; without any, with
/// those of its level before and behind that are counted together; articles always. `None`: it begins a count.
fn run_at(draft: &Draft, at: usize, before: &[Built], level: Level) -> Option<usize> {
    let (_, behind) = draft.clauses().split_at_checked(at)?;
    let sibling = |clause: &&Clause| clause.level() <= level;
    let is_own = |clause: &&Clause| clause.level() == level;
    let backwards = || before.iter().rev().map(|one| &one.clause);
    let siblings = [backwards().find(sibling), behind.iter().find(sibling)];
    if let Some(sibling) = siblings.into_iter().flatten().find(is_own) {
        return Some(sibling.run);
    }
    match (backwards().find(is_own), behind.iter().find(is_own)) {
        (Some(one), Some(other)) if one.run == other.run => Some(one.run),
        (one, other) if level == Level::Article => one.or(other).map(|clause| clause.run),
        _ => None,
    }
}

/// Counts every run from 1.
pub(super) fn number(built: &mut [Built]) {
    let mut counts: BTreeMap<usize, u32> = BTreeMap::new();
    for one in built {
        if let Some(mark) = one.clause.mark {
            let count = counts.entry(one.clause.run).or_default();
            *count += 1;
            one.clause.mark = Some(mark.with(*count));
        }
    }
}
