//! Lists: what the address asks for, the pages before and behind, and the form that narrows.

mod frame;

use std::fmt::Display;

use askama::Template;
use serde::Serialize;

pub use frame::{ListFrame, ListWords, ROWS, after};

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

    /// The list of an address that was read already.
    pub fn of(address: Address) -> Self {
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

impl Pager {
    /// Says in both addresses which row comes first there, counted from 1, for a list whose foot counts its rows.
    pub fn counted(mut self, first: i64, rows: i64) -> Self {
        for (href, first) in [(&mut self.previous, first - rows), (&mut self.next, first + rows)] {
            if !href.is_empty() {
                href.push_str(&format!("&at={}", first.max(1)));
            }
        }
        self
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
    /// What the form is called where it is a landmark of its page.
    landmark: Option<&'static str>,
    /// Address and words of the list without filters, where one is set.
    clear: Option<(String, &'static str)>,
    /// What else narrows the list, in words; empty where nothing does.
    tag: String,
    look: Look,
}

/// Where a form stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    /// Above the list, its fields beside one another.
    Bar,
    /// In a menu that says what it asks for.
    Menu,
    /// In a menu of many fields, each under its label; ids begin with the text, so that two forms of a page are told apart.
    Labelled { id: &'static str, is_wide: bool },
}

#[derive(Clone, Debug)]
struct Part {
    name: &'static str,
    label: String,
    field: Field,
    /// It is left out of narrow windows.
    is_rare: bool,
}

#[derive(Clone, Debug)]
enum Field {
    /// With the hint of a box that narrows the options, where there are many.
    Select(Vec<ChoiceGroup>, Option<&'static str>),
    /// With the words that stand in it while it is empty.
    Search(String, Option<&'static str>),
    /// A line with suggestions.
    Suggest(String, Vec<String>),
    Number(String),
    Tick(String, bool),
    /// A day with its label in front.
    Day(String),
}

impl FilterForm {
    pub fn new(action: impl Into<String>, button: &'static str) -> Self {
        Self {
            action: action.into(),
            hidden: Vec::new(),
            parts: Vec::new(),
            button,
            landmark: None,
            clear: None,
            tag: String::new(),
            look: Look::Bar,
        }
    }

    /// The form stands in a menu, which says what it asks for.
    pub fn in_menu(mut self) -> Self {
        self.look = Look::Menu;
        self
    }

    /// The form stands in a menu and has many fields, each with its label; ids begin with `id`.
    pub fn labelled(mut self, id: &'static str, is_wide: bool) -> Self {
        self.look = Look::Labelled { id, is_wide };
        self
    }

    /// Makes the form the search landmark of its page.
    pub fn landmark(mut self, label: &'static str) -> Self {
        self.landmark = Some(label);
        self
    }

    /// Keeps a part of the address; an empty one is left out.
    pub fn keep(mut self, name: &str, value: impl Display) -> Self {
        let value = value.to_string();
        if !value.is_empty() {
            self.hidden.push((name.to_owned(), value));
        }
        self
    }

    /// Keeps all of an address but what the form asks for itself.
    pub fn keep_but(mut self, address: &Address, names: &[&str]) -> Self {
        self.hidden
            .extend(address.hidden_but(names).into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())));
        self
    }

    fn part(mut self, name: &'static str, label: impl Into<String>, field: Field) -> Self {
        self.parts.push(Part { name, label: label.into(), field, is_rare: false });
        self
    }

    pub fn select(self, name: &'static str, label: &'static str, choices: impl IntoIterator<Item = Choice>) -> Self {
        self.groups(name, label, ChoiceGroup::plain(choices))
    }

    /// Every value of a kind, and all of them before.
    pub fn values(
        self,
        name: &'static str,
        label: &'static str,
        all: &'static str,
        values: impl IntoIterator<Item = (&'static str, &'static str)>,
        chosen: &str,
    ) -> Self {
        let choices = [("", all)].into_iter().chain(values);
        self.select(name, label, choices.map(|(value, words)| Choice::of(value, words, chosen)))
    }

    pub fn groups(self, name: &'static str, label: &'static str, groups: Vec<ChoiceGroup>) -> Self {
        self.part(name, label, Field::Select(groups, None))
    }

    /// Many choices, with a box that narrows them.
    pub fn many(self, name: &'static str, label: &'static str, groups: Vec<ChoiceGroup>, narrow: &'static str) -> Self {
        self.part(name, label, Field::Select(groups, Some(narrow)))
    }

    pub fn search(self, name: &'static str, label: &'static str, value: impl Into<String>) -> Self {
        self.part(name, label, Field::Search(value.into(), None))
    }

    /// A search whose empty field says what it looks through.
    pub fn search_in(
        self,
        name: &'static str,
        label: &'static str,
        value: impl Into<String>,
        hint: &'static str,
    ) -> Self {
        self.part(name, label, Field::Search(value.into(), Some(hint)))
    }

    pub fn suggest(
        self,
        name: &'static str,
        label: &'static str,
        value: impl Into<String>,
        offers: Vec<String>,
    ) -> Self {
        self.part(name, label, Field::Suggest(value.into(), offers))
    }

    pub fn number(self, name: &'static str, label: &'static str, value: impl Into<String>) -> Self {
        self.part(name, label, Field::Number(value.into()))
    }

    pub fn tick(self, name: &'static str, value: impl Into<String>, label: impl Into<String>, on: bool) -> Self {
        self.part(name, label, Field::Tick(value.into(), on))
    }

    pub fn day(self, name: &'static str, label: &'static str, value: impl Into<String>) -> Self {
        self.part(name, label, Field::Day(value.into()))
    }

    /// The field before is rarely asked for: on a phone it is left out, unless something stands in it.
    pub fn rare(mut self) -> Self {
        if let Some(Part { field: Field::Suggest(value, _) | Field::Day(value), is_rare, .. }) = self.parts.last_mut() {
            *is_rare = value.is_empty();
        }
        self
    }

    /// Offers the whole list where a filter is set.
    pub fn clear(mut self, narrowed: bool, href: impl Into<String>, label: &'static str) -> Self {
        self.clear = narrowed.then(|| (href.into(), label));
        self
    }

    /// Says what else narrows the list, beside a form above it.
    pub fn tag(mut self, words: impl Into<String>) -> Self {
        self.tag = words.into();
        self
    }

    fn class(&self) -> &'static str {
        match self.look {
            Look::Bar => "cx-filters",
            Look::Menu | Look::Labelled { is_wide: false, .. } => "cx-menu-form",
            Look::Labelled { is_wide: true, .. } => "cx-menu-form cx-menu-more",
        }
    }

    fn in_bar(&self) -> bool {
        self.look == Look::Bar
    }
}

impl Part {
    /// The id of the field, where it has a label of its own.
    fn id(&self, look: &Look) -> Option<String> {
        match look {
            // A box to tick is its own label.
            _ if matches!(self.field, Field::Tick(..)) => None,
            Look::Labelled { id, .. } => Some(format!("{id}-{}", self.name)),
            Look::Bar if matches!(self.field, Field::Day(_)) => Some(self.name.to_owned()),
            Look::Bar | Look::Menu => None,
        }
    }
}

/// A filter of a list as a menu: links, so that it is an address and works without script, and where links are not enough a form.
/// A page writes `{{ shell.filter_menu(menu)|safe }}`.
#[derive(Clone, Debug)]
pub struct FilterMenu {
    label: &'static str,
    /// What is chosen, or the word for everything.
    value: String,
    is_set: bool,
    links: Vec<MenuLink>,
    form: Option<FilterForm>,
}

#[derive(Clone, Debug)]
struct MenuLink {
    href: String,
    label: String,
    current: bool,
    below: bool,
}

/// A value that a menu offers.
#[derive(Clone, Debug)]
pub struct Offer {
    value: String,
    label: String,
    /// Stands under the one before it.
    below: bool,
}

impl Offer {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), below: false }
    }

    pub fn below(self) -> Self {
        Self { below: true, ..self }
    }
}

impl FilterMenu {
    /// A link for everything and one an offer; `href` leads to the list with a value of the filter, `chosen` is the one it has.
    pub fn links<H: ToString>(
        label: &'static str,
        all: &str,
        chosen: &str,
        offers: impl IntoIterator<Item = Offer>,
        href: impl Fn(&str) -> H,
    ) -> Self {
        let mut menu = Self { label, value: all.to_owned(), is_set: !chosen.is_empty(), links: Vec::new(), form: None };
        for Offer { value, label, below } in std::iter::once(Offer::new("", all)).chain(offers) {
            let current = value == chosen;
            if current {
                menu.value.clone_from(&label);
            }
            menu.links.push(MenuLink { href: href(&value).to_string(), label, current, below });
        }
        menu
    }

    /// A form alone; `value` is what was chosen in it, if anything.
    pub fn form(label: &'static str, all: &str, value: Option<&str>, form: FilterForm) -> Self {
        let (is_set, value) = (value.is_some(), value.unwrap_or(all).to_owned());
        Self { label, value, is_set, links: Vec::new(), form: Some(form) }
    }

    /// With a form below the links; `value` is what was chosen in it, if anything.
    pub fn or_form(mut self, value: Option<String>, form: FilterForm) -> Self {
        if let Some(value) = value {
            (self.value, self.is_set) = (value, true);
            self.links.iter_mut().for_each(|link| link.current = false);
        }
        self.form = Some(form);
        self
    }
}

#[derive(Template)]
#[template(path = "filter_form.html")]
pub struct FilterFormPart<'a> {
    form: &'a FilterForm,
}

#[derive(Template)]
#[template(path = "filter_menu.html")]
pub struct FilterMenuPart<'a> {
    shell: &'a Shell,
    menu: &'a FilterMenu,
}

impl Shell {
    pub fn filter_form<'a>(&self, form: &'a FilterForm) -> FilterFormPart<'a> {
        FilterFormPart { form }
    }

    pub fn filter_menu<'a>(&'a self, menu: &'a FilterMenu) -> FilterMenuPart<'a> {
        FilterMenuPart { shell: self, menu }
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
    fn a_foot_that_counts_rows_says_which_comes_first() {
        let pager = Pager { previous: "/cases?before=9".to_owned(), next: "/cases?after=1".to_owned() };
        let counted = pager.counted(51, 50);
        assert_eq!((&*counted.previous, &*counted.next), ("/cases?before=9&at=1", "/cases?after=1&at=101"));
        assert_eq!(Pager::default().counted(1, 50), Pager::default());
    }

    #[test]
    fn a_menu_leads_to_each_offer_and_to_everything() {
        let offers = [Offer::new("a", "One"), Offer::new("b", "Two").below()];
        let href = |value: &str| Address::new("/cases").with("kind", value);
        let menu = FilterMenu::links("Kind", "All", "b", offers, href);
        assert_eq!((&*menu.value, menu.is_set), ("Two", true));
        let links: Vec<_> = menu.links.iter().map(|link| (&*link.href, link.current, link.below)).collect();
        assert_eq!(links, [("/cases", false, false), ("/cases?kind=a", false, false), ("/cases?kind=b", true, true)]);
    }

    #[test]
    fn an_order_narrows_nothing() {
        let query = Query { kind: None, q: " ", sort: "due", after: None };
        assert!(!Listing::new("/whistles", &query).ways(&["sort"]).is_narrowed());
    }
}
