//! What can be chosen: in a `<select>`, among boxes to tick, among links.

use std::fmt::Display;

/// One offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The value of the option, or the address of the link.
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

/// Offers under a common heading; an empty one draws none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceGroup {
    pub label: String,
    pub choices: Vec<Choice>,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>, chosen: bool) -> Self {
        Self { value: value.into(), label: label.into(), chosen }
    }

    /// An offer that is chosen where its code is the one that was typed.
    pub fn of(code: &str, label: impl Into<String>, typed: &str) -> Self {
        Self::new(code, label, code == typed)
    }
}

impl ChoiceGroup {
    pub fn new(label: impl Into<String>, choices: impl IntoIterator<Item = Choice>) -> Self {
        Self { label: label.into(), choices: choices.into_iter().collect() }
    }

    /// The groups after an offer that chooses nothing.
    pub fn or_all(all: &str, groups: Vec<Self>) -> Vec<Self> {
        let mut with_all = Self::plain([Choice::new("", all, false)]);
        with_all.extend(groups);
        with_all
    }

    /// Offers without a heading.
    pub fn plain(choices: impl IntoIterator<Item = Choice>) -> Vec<Self> {
        vec![Self::new("", choices)]
    }
}

/// A link among several, one of which is current: a tab, a month, a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    pub href: String,
    pub label: String,
    /// As it is printed; empty where nothing is counted.
    pub count: String,
    pub current: bool,
}

impl Tab {
    /// One that counts nothing.
    pub fn new(href: impl Display, label: impl Into<String>, current: bool) -> Self {
        Self { href: href.to_string(), label: label.into(), count: String::new(), current }
    }

    /// `count` as it is printed.
    pub fn counted(href: impl Display, label: impl Into<String>, count: impl Display, current: bool) -> Self {
        Self { href: href.to_string(), label: label.into(), count: count.to_string(), current }
    }
}
