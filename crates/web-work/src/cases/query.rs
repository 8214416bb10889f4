//! The filters of the list as the address has them. A list can be sent to a colleague as a link, and kept as a view.

use std::{convert::Infallible, fmt::Display, ops::Deref};

use axum::{extract::FromRequestParts, http::request::Parts};
use changxiao_app::{
    cases::{list::Cursor, worklists::Worklist},
    indicators::counted_by,
    model::CityModel,
};
use changxiao_domain::{
    calendar::DueStatus,
    cases::{Source, State, SupervisionKind, Topic},
    divisions::DivisionCode,
    orgs::Actor,
    time::{Day, HOUR, Instant},
};
use changxiao_store::cases::{CaseFilter, Sort, number_from_text};
use changxiao_web_kit::filtered::{self, Filter, Value, codes};

use crate::address::{Address, pairs};

/// Every word that an address of the list may have, in the order in which it is written.
const KEYS: [&str; 24] = [
    "tab",
    "lamp",
    "q",
    "division",
    "category",
    "lead",
    "co",
    "reporter",
    "state",
    "course",
    "source",
    "supervised",
    "asked",
    "reported",
    "from",
    "to",
    "due_from",
    "due_to",
    "closed_from",
    "closed_to",
    "site",
    "number",
    "counted",
    "sort",
];

/// What may stand in the address of the list, of its map and of its sheets.
pub(super) const FILTERS: &[Filter] = &[
    Filter::new("tab", Value::OneOf(|| codes(&Tab::ALL, Tab::code, &[CAME_BACK_BEFORE]))),
    Filter::new("lamp", Value::OneOf(|| codes(&DueStatus::ALL, DueStatus::code, &[]))),
    Filter::new("q", Value::Words),
    Filter::new("division", Value::Division),
    Filter::new("category", Value::Category),
    Filter::new("lead", Value::Unit),
    Filter::new("co", Value::Unit),
    Filter::new("reporter", Value::Unit),
    Filter::new("state", Value::OneOf(|| codes(&State::ALL, State::code, &[]))),
    Filter::new("course", Value::OneOf(|| vec!["reworked", "returned"])),
    Filter::new("source", Value::OneOf(|| codes(&Source::ALL, Source::code, &[]))),
    Filter::new("supervised", Value::OneOf(|| codes(&SupervisionKind::ALL, SupervisionKind::code, &["any", "owed"]))),
    Filter::new("asked", Value::OneOf(|| codes(&Topic::ALL, Topic::code, &["any"]))),
    Filter::new("reported", Value::Number(1, MOST_DAYS)),
    Filter::new("from", Value::Day),
    Filter::new("to", Value::Day),
    Filter::new("due_from", Value::Day),
    Filter::new("due_to", Value::Day),
    Filter::new("closed_from", Value::Day),
    Filter::new("closed_to", Value::Day),
    Filter::new("site", Value::Number(1, i64::MAX)),
    Filter::new("number", Value::Known(|_, text| number_from_text(text).is_some())).several(),
    Filter::new("counted", Value::Known(|model, text| counted_by(&model.indicators, text, false).is_some())),
    Filter::new("sort", Value::OneOf(|| vec!["newest", "due"])),
];

/// What turns the pages of the list.
pub(super) const TURNS: &[Filter] = &[
    Filter::new("after", Value::Place(|text| Cursor::read(Some(text), None).is_some())),
    Filter::new("before", Value::Place(|text| Cursor::read(None, Some(text)).is_some())),
    Filter::new("at", Value::Number(1, i64::MAX)),
];

/// What [`Worklist::CameBack`] was called before a return by the unit counted as well.
const CAME_BACK_BEFORE: &str = "reworked";
/// Ten years: nobody asks for the last days of more.
const MOST_DAYS: i64 = 3_660;

/// A part of the list: a worklist of the post, or a part of everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    Work(Worklist),
    Open,
    Closed,
    All,
}

impl Tab {
    pub const ALL: [Tab; 8] = [
        Tab::Work(Worklist::Mine),
        Tab::Work(Worklist::Waiting),
        Tab::Work(Worklist::Today),
        Tab::Work(Worklist::Late),
        Tab::Work(Worklist::CameBack),
        Tab::Open,
        Tab::Closed,
        Tab::All,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Tab::Work(list) => list.code(),
            Tab::Open => "open",
            Tab::Closed => "closed",
            Tab::All => "all",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        match code {
            CAME_BACK_BEFORE => Some(Tab::Work(Worklist::CameBack)),
            code => Self::ALL.into_iter().find(|tab| tab.code() == code),
        }
    }

    /// What the part holds; `None` where the role has no such part, because nothing ever waits for it.
    pub fn filter(self, actor: &Actor, model: &CityModel, now: Instant) -> Option<CaseFilter> {
        Some(match self {
            Tab::Work(list) => list.filter(actor, model, now)?,
            Tab::Open => CaseFilter { open: Some(true), ..CaseFilter::default() },
            Tab::Closed => CaseFilter { open: Some(false), ..CaseFilter::default() },
            Tab::All => CaseFilter::default(),
        })
    }

    /// Parts of what is open: the index of open cases gives their counts in one walk. What is closed grows without end.
    pub const fn is_counted(self) -> bool {
        !matches!(self, Tab::Closed | Tab::All)
    }

    /// What is due comes first where being due is what the part is about.
    const fn sort(self) -> Sort {
        match self {
            Tab::Work(Worklist::Today | Worklist::Late) => Sort::Due,
            _ => Sort::Newest,
        }
    }
}

/// The parts of the address that show the list in another way but filter nothing, and the rows that were selected.
const WAYS: [&str; 4] = ["tab", "lamp", "sort", "number"];

/// What an address asks for. Unknown words are dropped, so that a link of another version still opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListQuery {
    address: Address,
}

impl Default for ListQuery {
    fn default() -> Self {
        Self { address: Address::new("/cases") }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ListQuery {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::read(parts.uri.query().unwrap_or_default()))
    }
}

impl Deref for ListQuery {
    type Target = Address;

    fn deref(&self) -> &Address {
        &self.address
    }
}

impl ListQuery {
    /// Reads `tab=open&lamp=late`, percent-encoded.
    pub fn read(text: &str) -> Self {
        let mut address = Address::new("/cases");
        for (name, value) in pairs(text.as_bytes()) {
            let value: String = value.trim().chars().take(120).collect();
            // Only numbers may be several: they are the rows that were selected.
            let is_new = name == "number" || address.get(&name).is_empty();
            if KEYS.contains(&&*name) && is_new && !value.is_empty() && address.count_but(&[]) < 220 {
                address = address.and(&name, value);
            }
        }
        Self { address: address.in_order(&KEYS) }
    }

    /// The same with one word changed; an empty value takes it out.
    pub fn with(&self, key: &str, value: impl Display) -> Self {
        Self { address: self.address.clone().with(key, value).in_order(&KEYS) }
    }

    pub fn without(&self, key: &str) -> Self {
        self.with(key, "")
    }

    /// The address of the list.
    pub fn href(&self) -> String {
        self.address.to_string()
    }

    /// The part that is shown: what was asked for; what has ended where its end is asked for; everything for a search; else what is open.
    pub fn tab(&self, actor: &Actor, model: &CityModel, now: Instant) -> Tab {
        let has = |key: &str| !self.get(key).is_empty();
        match Tab::parse(self.get("tab")) {
            Some(tab) if tab.filter(actor, model, now).is_none() => Tab::Open,
            Some(tab) => tab,
            None if has("closed_from") || has("closed_to") => Tab::Closed,
            None if has("asked") || has("q") || has("state") || has("number") || has("counted") => Tab::All,
            None => Tab::Open,
        }
    }

    pub fn lamp(&self) -> Option<DueStatus> {
        DueStatus::parse(self.get("lamp"))
    }

    /// The order that was asked for, else that of the part.
    pub fn sort(&self, tab: Tab) -> Sort {
        match self.get("sort") {
            "due" => Sort::Due,
            "newest" => Sort::Newest,
            _ => tab.sort(),
        }
    }

    pub fn division(&self, model: &CityModel) -> Option<DivisionCode> {
        filtered::division(model, self.get("division"))
    }

    /// How many filters are set beside part, lamp and order.
    pub fn set_count(&self) -> usize {
        self.count_but(&WAYS)
    }

    /// The part and the order alone.
    pub fn cleared(&self) -> Self {
        Self::default().with("tab", self.get("tab")).with("sort", self.get("sort"))
    }

    /// What the person chose, without part, lamp, order and scope.
    pub fn chosen(&self, model: &CityModel, now: Instant) -> CaseFilter {
        let day = |key: &str| self.get(key).parse::<Day>().ok();
        let from = |key: &str| day(key).map(|day| model.start_of(day));
        let until = |key: &str| day(key).and_then(|day| day.tomorrow().ok()).map(|day| model.start_of(day));
        let unit = |key: &str| filtered::unit(model, self.get(key));
        let days: Option<i64> = self.get("reported").parse().ok().filter(|days| (1..=MOST_DAYS).contains(days));
        let today = model.start_of(model.day_of(now));
        let recent = days.map(|days| today.plus_micros(-(days - 1) * 24 * HOUR));
        CaseFilter {
            states: State::parse(self.get("state")).into_iter().collect(),
            category: Some(self.get("category").to_owned()).filter(|category| !category.is_empty()),
            divisions: self.division(model).map(DivisionCode::range),
            lead_any: unit("lead").into_iter().collect(),
            co_unit: unit("co"),
            reporter_unit: unit("reporter"),
            source: Source::parse(self.get("source")),
            reworked: self.get("course") == "reworked",
            returned: self.get("course") == "returned",
            supervised: match self.get("supervised") {
                "" => None,
                kind => Some(SupervisionKind::parse(kind)),
            },
            reply_owed: self.get("supervised") == "owed",
            asked: match self.get("asked") {
                "any" => Topic::ALL.to_vec(),
                topic => Topic::parse(topic).into_iter().collect(),
            },
            reported_from: from("from").or(recent),
            reported_until: until("to"),
            due_from: from("due_from"),
            due_until: until("due_to"),
            closed_from: from("closed_from"),
            closed_until: until("closed_to"),
            numbers: self.all("number").filter_map(number_from_text).collect(),
            words: Some(self.get("q").to_owned()).filter(|words| !words.is_empty()),
            counted: counted_by(&model.indicators, self.get("counted"), model.has_successions()),
            ..CaseFilter::default()
        }
    }

    /// Everything together: the rows of the list.
    pub fn filter(&self, actor: &Actor, model: &CityModel, now: Instant) -> CaseFilter {
        let shown = self.tab(actor, model, now);
        let tab = shown.filter(actor, model, now).unwrap_or_default();
        let chosen = self.chosen(model, now);
        let (states, no_state) = both(&tab.states, &chosen.states);
        let (asked, no_topic) = both(&tab.asked, &chosen.asked);
        // Whoever picks states wants those and nothing beside them.
        let beside = chosen.states.is_empty();
        CaseFilter {
            open: tab.open,
            states,
            asked,
            lamp: self.lamp().or(tab.lamp),
            lead: tab.lead,
            reporter_post: tab.reporter_post,
            check_passed: tab.check_passed,
            clock_runs: tab.clock_runs,
            came_back: tab.came_back,
            unless_asked: tab.unless_asked,
            supervised: chosen.supervised.or(tab.supervised),
            or_asked: if beside { tab.or_asked } else { Vec::new() },
            or_passed: beside && tab.or_passed,
            due_from: tab.due_from.max(chosen.due_from),
            due_until: match (tab.due_until, chosen.due_until) {
                _ if no_state || no_topic => Some(Instant(0)),
                (Some(tab), Some(chosen)) => Some(tab.min(chosen)),
                (tab, chosen) => tab.or(chosen),
            },
            sort: self.sort(shown),
            ..chosen
        }
    }
}

/// What both hold, where an empty list holds everything; and whether nothing is left.
fn both<T: Copy + PartialEq>(one: &[T], other: &[T]) -> (Vec<T>, bool) {
    match (one, other) {
        ([], kept) | (kept, []) => (kept.to_vec(), false),
        (one, other) => {
            let kept: Vec<T> = other.iter().copied().filter(|item| one.contains(item)).collect();
            let none = kept.is_empty();
            (kept, none)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_back_what_it_writes() {
        let query =
            ListQuery::read("q=%E4%BA%95%E7%9B%96&lamp=late&tab=open&colour=red&number=261121-0001&number=261121-0002");
        assert_eq!(query.text(), "tab=open&lamp=late&q=%E4%BA%95%E7%9B%96&number=261121-0001&number=261121-0002");
        assert_eq!(ListQuery::read(&query.text()), query);
        assert_eq!(query.get("q"), "井盖");
    }

    #[test]
    fn a_word_is_set_once_and_taken_out() {
        let query = ListQuery::read("lamp=late&lamp=near").with("division", "350602");
        assert_eq!(query.text(), "lamp=late&division=350602");
        assert_eq!(query.with("lamp", "ok").without("division").href(), "/cases?lamp=ok");
        assert_eq!(ListQuery::default().href(), "/cases");
    }

    #[test]
    fn only_filters_count_as_set() {
        assert_eq!(ListQuery::read("tab=all&sort=due&lamp=ok&state=filed&q=a").set_count(), 2);
    }
}
