//! The filters of the list as the address has them. A list can be sent to a colleague as a link, and kept as a view.

use changxiao_app::{cases::waiting, indicators::counted_by, model::CityModel};
use changxiao_domain::{
    calendar::Lamp,
    cases::{Source, State, SupervisionKind, Topic},
    divisions::DivisionCode,
    orgs::Actor,
    time::{Day, HOUR, Instant},
};
use changxiao_store::cases::{CaseFilter, Sort, number_from_text};

use crate::form::read_pairs;

/// Every word that an address of the list may have, in the order in which it is written.
const KEYS: [&str; 17] = [
    "tab",
    "lamp",
    "q",
    "division",
    "category",
    "lead",
    "state",
    "source",
    "supervised",
    "asked",
    "reported",
    "from",
    "to",
    "site",
    "number",
    "counted",
    "sort",
];

/// A part of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    Mine,
    Open,
    Late,
    Today,
    Reworked,
    Closed,
    All,
}

impl Tab {
    pub const ALL: [Tab; 7] = [Tab::Mine, Tab::Open, Tab::Late, Tab::Today, Tab::Reworked, Tab::Closed, Tab::All];

    pub const fn code(self) -> &'static str {
        match self {
            Tab::Mine => "mine",
            Tab::Open => "open",
            Tab::Late => "late",
            Tab::Today => "today",
            Tab::Reworked => "reworked",
            Tab::Closed => "closed",
            Tab::All => "all",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.code() == code)
    }

    /// What the part holds; `None` where the role has no such part, because nothing ever waits for it.
    pub fn filter(self, actor: &Actor, model: &CityModel, now: Instant) -> Option<CaseFilter> {
        let open = CaseFilter { open: Some(true), ..CaseFilter::default() };
        Some(match self {
            Tab::Mine => CaseFilter { scope: Default::default(), ..waiting::filter(actor)? },
            Tab::Open => open,
            Tab::Late => CaseFilter { lamp: Some(Lamp::Late), ..open },
            Tab::Today => {
                let today = model.day_of(now);
                CaseFilter {
                    states: vec![State::Dispatched, State::Handling, State::Submitted],
                    due_from: Some(model.start_of(today)),
                    due_until: Some(model.start_of(today.tomorrow().unwrap_or(today))),
                    ..open
                }
            }
            Tab::Reworked => CaseFilter { reworked: true, ..open },
            Tab::Closed => CaseFilter { open: Some(false), ..CaseFilter::default() },
            Tab::All => CaseFilter::default(),
        })
    }
}

/// What an address asks for. Unknown words are dropped, so that a link of another version still opens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListQuery {
    pairs: Vec<(&'static str, String)>,
}

impl ListQuery {
    /// Reads `tab=open&lamp=late`, percent-encoded.
    pub fn read(text: &str) -> Self {
        let given = read_pairs(text.as_bytes());
        let mut pairs = Vec::new();
        for key in KEYS {
            for (_, value) in given.iter().filter(|(name, _)| name == key) {
                let value: String = value.trim().chars().take(120).collect();
                // Only numbers may be several: they are the rows that were selected.
                if !value.is_empty()
                    && (key == "number" || !pairs.iter().any(|(name, _)| *name == key))
                    && pairs.len() < 220
                {
                    pairs.push((key, value));
                }
            }
        }
        Self { pairs }
    }

    pub fn get(&self, key: &str) -> &str {
        self.pairs.iter().find(|(name, _)| *name == key).map_or("", |(_, value)| value)
    }

    /// The same with one word changed; an empty value takes it out.
    pub fn with(&self, key: &str, value: &str) -> Self {
        let mut pairs: Vec<_> = self.pairs.iter().filter(|(name, _)| *name != key).cloned().collect();
        if let Some(key) = KEYS.into_iter().find(|known| *known == key)
            && !value.is_empty()
        {
            pairs.push((key, value.to_owned()));
            pairs.sort_by_key(|(name, _)| KEYS.iter().position(|known| known == name));
        }
        Self { pairs }
    }

    pub fn without(&self, key: &str) -> Self {
        self.with(key, "")
    }

    /// Percent-encoded, without the question mark; empty for the plain list.
    pub fn text(&self) -> String {
        self.pairs.iter().map(|(key, value)| format!("{key}={}", encode(value))).collect::<Vec<_>>().join("&")
    }

    /// The address of the list.
    pub fn href(&self) -> String {
        let text = self.text();
        if text.is_empty() { "/cases".to_owned() } else { format!("/cases?{text}") }
    }

    /// The words that are not of `key`, as hidden fields of a form that sets `key`.
    pub fn hidden_but(&self, keys: &[&str]) -> Vec<(&'static str, String)> {
        self.pairs.iter().filter(|(name, _)| !keys.contains(name)).cloned().collect()
    }

    /// The part that is shown: what was asked for; everything for a search; else what is open.
    pub fn tab(&self, actor: &Actor) -> Tab {
        match Tab::parse(self.get("tab")) {
            Some(Tab::Mine) if waiting::filter(actor).is_none() => Tab::Open,
            Some(tab) => tab,
            None if !self.get("asked").is_empty()
                || !self.get("q").is_empty()
                || !self.get("state").is_empty()
                || !self.get("counted").is_empty()
                || !self.get("number").is_empty() =>
            {
                Tab::All
            }
            None => Tab::Open,
        }
    }

    pub fn lamp(&self) -> Option<Lamp> {
        Lamp::parse(self.get("lamp"))
    }

    pub fn sort(&self) -> Sort {
        if self.get("sort") == "due" { Sort::Due } else { Sort::Newest }
    }

    pub fn division(&self, model: &CityModel) -> Option<DivisionCode> {
        let code: DivisionCode = self.get("division").parse().ok()?;
        // A padded code is as good: that is how cases carry theirs.
        model
            .divisions
            .get(code)
            .map(|division| division.code)
            .or_else(|| DivisionCode::from_padded(code.padded()).ok())
    }

    /// How many filters are set beside part, lamp and order.
    pub fn set_count(&self) -> usize {
        self.pairs.iter().filter(|(key, _)| !["tab", "lamp", "sort", "number"].contains(key)).count()
    }

    /// What the person chose, without part, lamp and scope.
    pub fn chosen(&self, model: &CityModel, now: Instant) -> CaseFilter {
        let day = |key: &str| self.get(key).parse::<Day>().ok();
        let days: Option<i64> = self.get("reported").parse().ok().filter(|days| (1..=3660).contains(days));
        let today = model.start_of(model.day_of(now));
        let recent = days.map(|days| today.plus_micros(-(days - 1) * 24 * HOUR));
        CaseFilter {
            states: State::parse(self.get("state")).into_iter().collect(),
            category: Some(self.get("category").to_owned()).filter(|category| !category.is_empty()),
            divisions: self.division(model).map(DivisionCode::range),
            lead_any: model.units.by_code(self.get("lead")).map(|unit| unit.id).into_iter().collect(),
            source: Source::parse(self.get("source")),
            supervised: match self.get("supervised") {
                "" => None,
                kind => Some(SupervisionKind::parse(kind)),
            },
            reply_owed: self.get("supervised") == "owed",
            asked: Topic::parse(self.get("asked")).into_iter().collect(),
            reported_from: day("from").map(|day| model.start_of(day)).or(recent),
            reported_until: day("to").and_then(|day| day.tomorrow().ok()).map(|day| model.start_of(day)),
            numbers: self
                .pairs
                .iter()
                .filter(|(key, _)| *key == "number")
                .filter_map(|(_, value)| number_from_text(value))
                .collect(),
            words: Some(self.get("q").to_owned()).filter(|words| !words.is_empty()),
            counted: counted_by(self.get("counted")),
            sort: self.sort(),
            ..CaseFilter::default()
        }
    }

    /// Everything together: the rows of the list.
    pub fn filter(&self, actor: &Actor, model: &CityModel, now: Instant) -> CaseFilter {
        let tab = self.tab(actor).filter(actor, model, now).unwrap_or_default();
        let chosen = self.chosen(model, now);
        let (states, impossible) = match (tab.states.as_slice(), chosen.states.as_slice()) {
            ([], states) | (states, []) => (states.to_vec(), false),
            (of_tab, of_person) => {
                let both: Vec<State> = of_person.iter().copied().filter(|state| of_tab.contains(state)).collect();
                let none = both.is_empty();
                (both, none)
            }
        };
        CaseFilter {
            open: tab.open,
            states,
            lamp: self.lamp().or(tab.lamp),
            lead: tab.lead,
            check_passed: tab.check_passed,
            reworked: tab.reworked,
            // Whoever picks states wants those and nothing beside them.
            or_asked: if chosen.states.is_empty() { tab.or_asked } else { Vec::new() },
            due_from: tab.due_from,
            due_until: if impossible { Some(Instant(0)) } else { tab.due_until },
            ..chosen
        }
    }
}

/// Percent-encodes a value of a query.
pub fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
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
