//! Words of a full-text search, in a language that puts no space between its words.
//!
//! A run of Chinese characters is kept as its overlapping pairs (垃圾桶 as 垃圾 and 圾桶), so that every word of two
//! characters is found without a dictionary; its last character is kept alone as well, so that one character finds every
//! run that holds it. Letters and digits are kept as words in small letters.

use std::collections::BTreeSet;

use crate::text::narrow;

/// A search looks at no more words than this.
pub const MAX_WORDS: usize = 20;

/// What an index must hold for a text to be found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Term {
    Whole(String),
    /// Any word that begins so.
    Beginning(String),
}

/// A search: terms that must all be there, and phrases whose characters must stand together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    pub terms: Vec<Term>,
    /// Runs of three and more characters: their pairs may all be there without standing together.
    pub phrases: Vec<String>,
}

impl Search {
    /// Whether the words that an index would keep hold every term; the phrases are not looked at.
    pub fn is_met_by(&self, index_words: &str) -> bool {
        self.terms.iter().all(|term| match term {
            Term::Whole(wanted) => index_words.split(' ').any(|word| word == wanted),
            Term::Beginning(wanted) => index_words.split(' ').any(|word| word.starts_with(wanted.as_str())),
        })
    }

    /// `None` where there is nothing to search for.
    pub fn of(text: &str) -> Option<Self> {
        let mut terms = BTreeSet::new();
        let mut phrases = Vec::new();
        for run in runs(text).into_iter().take(MAX_WORDS) {
            match run {
                Run::Word(word) => {
                    terms.insert(Term::Beginning(word));
                }
                Run::Chinese(run) => match run.as_slice() {
                    [one] => {
                        terms.insert(Term::Beginning(one.to_string()));
                    }
                    run => {
                        terms.extend(pairs(run).map(Term::Whole));
                        if run.len() > 2 {
                            phrases.push(run.iter().collect());
                        }
                    }
                },
            }
        }
        (!terms.is_empty()).then(|| Self { terms: terms.into_iter().collect(), phrases })
    }
}

/// The words of these texts, each once, in order, parted by spaces: what an index keeps.
pub fn index_words(texts: &[&str]) -> String {
    let mut words = BTreeSet::new();
    for run in texts.iter().flat_map(|text| runs(text)) {
        match run {
            Run::Word(word) => {
                words.insert(word);
            }
            Run::Chinese(run) => {
                words.extend(pairs(&run));
                words.extend(run.last().map(char::to_string));
            }
        }
    }
    words.into_iter().collect::<Vec<_>>().join(" ")
}

enum Run {
    Chinese(Vec<char>),
    Word(String),
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut broken = true;
    for letter in text.chars().map(narrow).flat_map(char::to_lowercase) {
        let chinese = is_chinese(letter);
        if !chinese && !letter.is_alphanumeric() {
            broken = true;
            continue;
        }
        match (runs.last_mut().filter(|_| !broken), chinese) {
            (Some(Run::Chinese(run)), true) => run.push(letter),
            (Some(Run::Word(word)), false) => word.push(letter),
            (_, true) => runs.push(Run::Chinese(vec![letter])),
            (_, false) => runs.push(Run::Word(letter.to_string())),
        }
        broken = false;
    }
    runs
}

fn pairs(run: &[char]) -> impl Iterator<Item = String> {
    run.windows(2).map(|pair| pair.iter().collect())
}

fn is_chinese(letter: char) -> bool {
    matches!(letter, '\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}
