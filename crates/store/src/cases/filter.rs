//! What a list of cases wants, and the condition that says it to the database.

use changxiao_domain::{
    calendar::Lamp,
    cases::{Source, State, SupervisionKind, Topic},
    ids::{CityId, SiteId, UnitId},
    indicators::CountedBy,
    search::Search,
    time::Instant,
};

use super::number_from_text;
use crate::engine::{Engine, Value};

/// Which rows the asking post may see at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ScopeFilter {
    #[default]
    WholeCity,
    /// Cases that one of these units leads, helps with or reported.
    Units(Vec<UnitId>),
    /// Cases in a range of padded division codes, and those that one unit leads, helps with or reported wherever they lie.
    Division { range: (i64, i64), unit: UnitId },
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Newest report first.
    #[default]
    Newest,
    /// What is due first comes first; what has no deadline is left out.
    Due,
}

/// What a list wants. Empty fields do not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseFilter {
    pub scope: ScopeFilter,
    /// `Some(true)`: open ones only.
    pub open: Option<bool>,
    pub states: Vec<State>,
    pub lamp: Option<Lamp>,
    /// A code, or a major's two digits.
    pub category: Option<String>,
    /// Range of padded division codes.
    pub divisions: Option<(i64, i64)>,
    pub lead: Option<UnitId>,
    /// Led by any of these.
    pub lead_any: Vec<UnitId>,
    pub source: Option<Source>,
    pub site: Option<SiteId>,
    /// Only these, as the table keeps them; empty for all.
    pub numbers: Vec<i64>,
    pub reworked: bool,
    /// Under supervision of any kind, or of this one.
    pub supervised: Option<Option<SupervisionKind>>,
    /// The lead unit owes a reply to supervision.
    pub reply_owed: bool,
    /// A request on one of these waits for its decision.
    pub asked: Vec<Topic>,
    /// The same, and it is enough: such a case is taken whatever its state is.
    pub or_asked: Vec<Topic>,
    /// `Some(false)`: no check has passed yet.
    pub check_passed: Option<bool>,
    pub reported_from: Option<Instant>,
    /// The first moment that is too late.
    pub reported_until: Option<Instant>,
    pub due_from: Option<Instant>,
    pub due_until: Option<Instant>,
    /// A number, or words that title, place and description hold.
    pub words: Option<String>,
    /// Exactly the cases that a figure of the indicators was counted from.
    pub counted: Option<CountedBy>,
    pub sort: Sort,
}

/// In these a unit's clock runs.
pub(crate) const RUNS: &str =
    "state IN ('dispatched', 'handling', 'hung', 'submitted') AND paused_at IS NULL AND due_at IS NOT NULL";

/// A condition in the making: text with numbered parameters, and their values.
pub(crate) struct Query {
    pub engine: Engine,
    pub text: String,
    pub values: Vec<Value>,
}

impl Query {
    pub fn over(engine: Engine, city: CityId, filter: &CaseFilter, now: Instant) -> Self {
        let mut query = Self { engine, text: "city_id = $1".to_owned(), values: vec![city.into()] };
        match &filter.scope {
            ScopeFilter::WholeCity => {}
            ScopeFilter::Units(units) => query.touching(units),
            ScopeFilter::Division { range: (first, last), unit } => query.and(
                "(division BETWEEN $? AND $? OR lead_unit = $? OR reporter_unit = $? OR EXISTS (SELECT 1 FROM case_units u \
                 WHERE u.city_id = cases.city_id AND u.case_id = cases.case_id AND u.unit_id = $?))",
                [(*first).into(), (*last).into(), (*unit).into(), (*unit).into(), (*unit).into()],
            ),
        }
        query.narrow(filter, now);
        query
    }

    /// The conditions of another filter as a text of their own; their values go to the end of these.
    pub fn beside(&mut self, filter: &CaseFilter, now: Instant) -> String {
        let own = std::mem::replace(&mut self.text, "1 = 1".to_owned());
        self.narrow(filter, now);
        std::mem::replace(&mut self.text, own)
    }

    /// Adds everything but the scope.
    fn narrow(&mut self, filter: &CaseFilter, now: Instant) {
        let query = self;
        if let Some(open) = filter.open {
            query.and(if open { "is_open = 1" } else { "is_open = 0" }, []);
        }
        if !filter.states.is_empty() {
            // States are our own words, not input.
            let codes: Vec<String> = filter.states.iter().map(|state| format!("'{}'", state.code())).collect();
            let states = format!("state IN ({})", codes.join(", "));
            match topics(&filter.or_asked) {
                None => query.and(&states, []),
                Some(topics) => query.and(&format!("({states} OR asked_what IN ({topics}))"), []),
            }
        }
        if let Some(topics) = topics(&filter.asked) {
            query.and(&format!("asked_what IN ({topics})"), []);
        }
        match filter.supervised {
            None => {}
            Some(None) => query.and("supervised IS NOT NULL", []),
            Some(Some(kind)) => query.and("supervised = $?", [kind.code().into()]),
        }
        if filter.reply_owed {
            query.and("supervised IS NOT NULL AND reply_required = 1 AND replied_at IS NULL", []);
        }
        if let Some(lamp) = filter.lamp {
            query.lamp(lamp, now);
        }
        if let Some(category) = &filter.category {
            query.and("category LIKE $? ESCAPE '!'", [format!("{}%", escaped(category)).into()]);
        }
        if let Some((first, last)) = filter.divisions {
            query.and("division BETWEEN $? AND $?", [first.into(), last.into()]);
        }
        if let Some(lead) = filter.lead {
            query.and("lead_unit = $?", [lead.into()]);
        }
        if !filter.lead_any.is_empty() {
            let list = query.list(&filter.lead_any);
            query.and(&format!("lead_unit IN ({list})"), []);
        }
        if let Some(source) = filter.source {
            query.and("source = $?", [source.code().into()]);
        }
        if let Some(site) = filter.site {
            query.and("site_id = $?", [site.into()]);
        }
        if !filter.numbers.is_empty() {
            let list = query.places(&filter.numbers);
            query.and(&format!("number IN ({list})"), []);
        }
        if filter.reworked {
            query.and("rework_count > 0", []);
        }
        if let Some(passed) = filter.check_passed {
            query.and(if passed { "check_passed_at IS NOT NULL" } else { "check_passed_at IS NULL" }, []);
        }
        if let Some(from) = filter.reported_from {
            query.and("reported_at >= $?", [from.into()]);
        }
        if let Some(until) = filter.reported_until {
            query.and("reported_at < $?", [until.into()]);
        }
        if let Some(from) = filter.due_from {
            query.and("due_at >= $?", [from.into()]);
        }
        if let Some(until) = filter.due_until {
            query.and("due_at < $?", [until.into()]);
        }
        if let Some(counted) = &filter.counted {
            crate::indicators::narrow(query, counted, now);
        }
        if let Some(words) = filter.words.as_deref().map(str::trim).filter(|words| !words.is_empty()) {
            match number_from_text(words) {
                Some(number) => query.and("number = $?", [number.into()]),
                None => match Search::of(words) {
                    Some(search) => query.search(&search, filter),
                    None => query.and("1 = 0", []),
                },
            }
        }
    }

    fn lamp(&mut self, lamp: Lamp, now: Instant) {
        let runs = RUNS;
        match lamp {
            Lamp::Late => self.and(&format!("{runs} AND due_at < $?"), [now.into()]),
            Lamp::Near => self.and(&format!("{runs} AND due_at >= $? AND near_at <= $?"), [now.into(), now.into()]),
            Lamp::Ok => self.and(&format!("{runs} AND due_at >= $? AND near_at > $?"), [now.into(), now.into()]),
            Lamp::Idle => self.and(&format!("NOT ({runs})"), []),
        }
    }

    fn touching(&mut self, units: &[UnitId]) {
        let list = self.list(units);
        let text = format!(
            "(lead_unit IN ({list}) OR reporter_unit IN ({list}) OR EXISTS (SELECT 1 FROM case_units u \
             WHERE u.city_id = cases.city_id AND u.case_id = cases.case_id AND u.unit_id IN ({list})))"
        );
        self.and(&text, []);
    }

    /// Adds the units as parameters and returns their places: `$4, $5`.
    fn list(&mut self, units: &[UnitId]) -> String {
        if units.is_empty() { "NULL".to_owned() } else { self.places(units) }
    }

    fn places<T: Copy + Into<Value>>(&mut self, values: &[T]) -> String {
        let places: Vec<String> = values
            .iter()
            .map(|value| {
                self.values.push((*value).into());
                format!("${}", self.values.len())
            })
            .collect();
        places.join(", ")
    }

    /// Adds a condition; each `$?` takes the next value.
    pub fn and<const N: usize>(&mut self, condition: &str, values: [Value; N]) {
        self.text.push_str(" AND ");
        let mut pieces = condition.split("$?");
        self.text.push_str(pieces.next().unwrap_or_default());
        for (piece, value) in pieces.zip(values) {
            self.values.push(value);
            self.text.push_str(&format!("${}{piece}", self.values.len()));
        }
    }
}

/// Our own words, not input; `None` where there are none.
fn topics(topics: &[Topic]) -> Option<String> {
    let codes: Vec<String> = topics.iter().map(|topic| format!("'{}'", topic.code())).collect();
    Some(codes.join(", ")).filter(|codes| !codes.is_empty())
}

fn escaped(words: &str) -> String {
    words.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}
