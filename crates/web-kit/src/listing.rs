//! Lists: what the address asks for, the pages before and behind, and the form that narrows.

use std::fmt::Display;

use askama::Template;
use serde::Serialize;

use crate::{
    address::Address,
    choice::{Choice, ChoiceGroup},
    shell::Shell,
};

/// What turns the pages of a list; the rest of its address narrows or sorts it.
const TURNS: [&str; 2] = ["after", "before"];

/// The address of a list without the page that is open: filters, words, order.
#[derive(Clone, Debug)]
pub struct Listing {
    pub address: Address,
    /// Parts of the address that show the list in another way but leave nothing out.
    ways: &'static [&'static str],
}

/// The addresses of the neighbouring pages; empty where there is none. For `c::pager(range, pager.previous, pager.next)`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pager {
    pub previous: String,
    pub next: String,
}

impl Listing {
    /// `query` is what the handler read from the address; its empty fields are left out.
    pub fn new(path: impl Into<String>, query: &impl Serialize) -> Self {
        let address = TURNS.into_iter().fold(Address::of(path, query), Address::without);
        Self { address, ways: &[] }
    }

    /// Names the parts of the address that leave nothing out, such as the order or the open tab.
    pub fn ways(mut self, ways: &'static [&'static str]) -> Self {
        self.ways = ways;
        self
    }

    /// Whether a filter is set.
    pub fn is_narrowed(&self) -> bool {
        self.address.is_narrowed_but(self.ways)
    }

    /// The list with one filter changed; it begins anew.
    pub fn with(&self, name: &str, value: impl Display) -> Address {
        self.address.clone().with(name, value)
    }

    /// Where the page behind begins: after the key of the last row; `None` on the last page.
    pub fn next(&self, after: Option<impl Display>) -> String {
        after.map_or_else(String::new, |key| self.with("after", key).to_string())
    }

    /// Where the page before ends: before the key of the first row; `None` on the first page.
    pub fn previous(&self, before: Option<impl Display>) -> String {
        before.map_or_else(String::new, |key| self.with("before", key).to_string())
    }

    /// Both, from the rows of the open page.
    pub fn pager<R, K: Display>(&self, rows: &[R], key: impl Fn(&R) -> K, (before, behind): (bool, bool)) -> Pager {
        Pager {
            previous: self.previous(rows.first().filter(|_| before).map(&key)),
            next: self.next(rows.last().filter(|_| behind).map(&key)),
        }
    }
}

/// The form that narrows a list. A page writes `{{ shell.filter_form(filter)|safe }}`.
#[derive(Clone, Debug)]
pub struct FilterForm {
    action: String,
    /// What the form keeps as it is.
    hidden: Vec<(String, String)>,
    parts: Vec<Part>,
    button: &'static str,
    /// Address and words of the list without filters, where one is set.
    clear: Option<(String, &'static str)>,
}

#[derive(Clone, Debug)]
enum Part {
    Select {
        name: &'static str,
        label: &'static str,
        groups: Vec<ChoiceGroup>,
    },
    Search {
        name: &'static str,
        label: &'static str,
        value: String,
    },
    /// A line with suggestions.
    Suggest {
        name: &'static str,
        label: &'static str,
        value: String,
        offers: Vec<String>,
    },
    Tick {
        name: &'static str,
        value: String,
        label: String,
        on: bool,
    },
    /// A day with its label in front.
    Day {
        name: &'static str,
        label: &'static str,
        value: String,
    },
}

impl FilterForm {
    pub fn new(action: impl Into<String>, button: &'static str) -> Self {
        Self { action: action.into(), hidden: Vec::new(), parts: Vec::new(), button, clear: None }
    }

    /// Keeps a part of the address; an empty one is left out.
    pub fn keep(mut self, name: &str, value: impl Display) -> Self {
        let value = value.to_string();
        if !value.is_empty() {
            self.hidden.push((name.to_owned(), value));
        }
        self
    }

    pub fn select(self, name: &'static str, label: &'static str, choices: impl IntoIterator<Item = Choice>) -> Self {
        self.groups(name, label, ChoiceGroup::plain(choices))
    }

    pub fn groups(mut self, name: &'static str, label: &'static str, groups: Vec<ChoiceGroup>) -> Self {
        self.parts.push(Part::Select { name, label, groups });
        self
    }

    pub fn search(mut self, name: &'static str, label: &'static str, value: impl Into<String>) -> Self {
        self.parts.push(Part::Search { name, label, value: value.into() });
        self
    }

    pub fn suggest(
        mut self,
        name: &'static str,
        label: &'static str,
        value: impl Into<String>,
        offers: Vec<String>,
    ) -> Self {
        self.parts.push(Part::Suggest { name, label, value: value.into(), offers });
        self
    }

    pub fn tick(mut self, name: &'static str, value: impl Into<String>, label: impl Into<String>, on: bool) -> Self {
        self.parts.push(Part::Tick { name, value: value.into(), label: label.into(), on });
        self
    }

    pub fn day(mut self, name: &'static str, label: &'static str, value: impl Into<String>) -> Self {
        self.parts.push(Part::Day { name, label, value: value.into() });
        self
    }

    /// Offers the whole list where a filter is set.
    pub fn clear(mut self, narrowed: bool, href: impl Into<String>, label: &'static str) -> Self {
        self.clear = narrowed.then(|| (href.into(), label));
        self
    }
}

#[derive(Template)]
#[template(path = "filter_form.html")]
pub struct FilterFormPart<'a> {
    form: &'a FilterForm,
}

impl Shell {
    pub fn filter_form<'a>(&self, form: &'a FilterForm) -> FilterFormPart<'a> {
        FilterFormPart { form }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Query {
        kind: Option<&'static str>,
        q: &'static str,
        sort: &'static str,
        after: Option<i64>,
    }

    #[test]
    fn a_list_turns_its_pages_within_its_filters() {
        let listing = Listing::new("/whistles", &Query { kind: Some("joint"), q: "", sort: "due", after: Some(7) });
        assert_eq!(listing.address.to_string(), "/whistles?kind=joint&sort=due");
        assert_eq!(
            listing.pager(&[9, 8], |row| *row, (true, false)),
            Pager { previous: "/whistles?kind=joint&sort=due&before=9".to_owned(), next: String::new() }
        );
        assert!(listing.ways(&["sort"]).is_narrowed());
    }

    #[test]
    fn an_order_narrows_nothing() {
        let query = Query { kind: None, q: " ", sort: "due", after: None };
        assert!(!Listing::new("/whistles", &query).ways(&["sort"]).is_narrowed());
    }
}
