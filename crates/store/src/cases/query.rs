//! A filter as conditions for the database.
//!
//! What a post may see, and what waits for it, are alternatives: led by the unit, or reported by it, or helped by it. One condition with `OR` leads
//! both engines through every open case. So a list asks each alternative by the index that is made for it and puts the first rows of all
//! together; no row is in two of them.

use changxiao_domain::{
    calendar::DueStatus,
    cases::{State, Topic},
    ids::{CityId, UnitId},
    search::Search,
    time::Instant,
};

use super::{
    condition::{Hits, Query, RUNS},
    filter::{CaseFilter, ScopeFilter, Sort},
    number_from_text,
    paths::{Kind, Reach, few, is_wide, source, town_of},
};
use crate::{engine::Engine, indicators::lead_then};

/// The same as one condition; that there is a deadline is asked besides, for the indexes that hold only these.
const RUNS_IN_ONE: &str = "(CASE WHEN state IN ('dispatched', 'handling', 'hung', 'submitted') AND paused_at IS NULL THEN 1 END) IS NOT NULL \
     AND due_at IS NOT NULL";

/// More questions in one than this are put as one condition instead.
const MOST_BRANCHES: usize = 16;

/// One alternative: what stands after FROM, the condition, and the column that holds the case's id in the order of the index.
#[derive(Clone)]
pub(super) struct Branch {
    pub from: String,
    pub text: String,
    pub id: &'static str,
}

impl Query {
    /// Alternatives that together hold exactly the rows of the filter, each row once; their values stand in the query.
    pub(super) fn branches(engine: Engine, city: CityId, filter: &CaseFilter, now: Instant) -> (Self, Vec<Branch>) {
        let mut query = Self::over(engine, city);
        let places = query.scope(filter);
        let states = state_alternatives(filter);
        // The index of a unit's open cases holds their states; only where closed ones count as well each state is asked for itself.
        let in_one = few(filter) || (filter.lead.is_some() && filter.open == Some(true));
        let split = !in_one && states.len() > 1 && places.len() * states.len() <= MOST_BRANCHES;
        let states = if split { states } else { vec![(Kind::Any, together(&states))] };
        query.narrow(filter, now);
        let branches = query.joined(filter, &places, &states);
        (query, branches)
    }

    /// As [`Self::branches`], with the alternatives of scope only.
    pub(super) fn walks(engine: Engine, city: CityId, filter: &CaseFilter, now: Instant) -> (Self, Vec<Branch>) {
        let mut query = Self::over(engine, city);
        let places = query.scope(filter);
        query.narrow(filter, now);
        let states = [(Kind::Any, together(&state_alternatives(filter)))];
        let whole = CaseFilter { sort: Sort::Newest, ..filter.clone() };
        let branches = query.joined(&whole, &places, &states);
        (query, branches)
    }

    /// The filter as one condition on `cases`, for a count that walks along an order of its own.
    pub fn whole(engine: Engine, city: CityId, filter: &CaseFilter, now: Instant) -> Self {
        Self::in_one(engine, city, filter, now, Hits::Asked)
    }

    /// The same for rows that are known to be hits of the search: of its words only the phrases are looked for.
    pub(super) fn of_hits(engine: Engine, city: CityId, filter: &CaseFilter, now: Instant) -> Self {
        Self::in_one(engine, city, filter, now, Hits::Known)
    }

    fn in_one(engine: Engine, city: CityId, filter: &CaseFilter, now: Instant, hits: Hits) -> Self {
        let mut query = Self::over(engine, city);
        query.hits = hits;
        let (ranges, units) = match &filter.scope {
            ScopeFilter::WholeCity => (&[][..], None),
            ScopeFilter::Units(units) => (&[][..], Some(units.clone())),
            ScopeFilter::Territory { ranges, unit } => (ranges.as_slice(), Some(vec![*unit])),
        };
        if let Some(units) = units {
            let list = query.list(&units);
            let mut any = vec![
                format!("lead_unit IN ({list})"),
                format!("reporter_unit IN ({list})"),
                format!(
                    "EXISTS (SELECT 1 FROM case_units u WHERE u.city_id = cases.city_id AND u.case_id = cases.case_id \
                     AND u.unit_id IN ({list}))"
                ),
            ];
            for (first, last) in ranges.iter().copied() {
                any.push(format!("division BETWEEN {} AND {}", query.value(first), query.value(last)));
            }
            query.and(&format!("({})", any.join(" OR ")), []);
        }
        query.narrow(filter, now);
        let states = together(&state_alternatives(filter));
        if !states.is_empty() {
            query.and(&states, []);
        }
        query
    }

    fn joined(&self, filter: &CaseFilter, places: &[(Reach, String)], states: &[(Kind, String)]) -> Vec<Branch> {
        let mut branches = Vec::new();
        for (reach, place) in places {
            for (kind, state) in states {
                let conditions = [self.text.as_str(), place.as_str(), state.as_str()];
                let mut text = conditions.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" AND ");
                if self.engine == Engine::Postgres && filter.sort == Sort::Due {
                    // PostgreSQL takes these conditions for independent of each other, expects a handful of rows, and sorts tens of
                    // thousands of them. Of one condition that it cannot see through it expects that most rows meet it, and walks
                    // along the deadlines.
                    text = text.replace(RUNS, RUNS_IN_ONE).replace("state = '", "(state || '') = '");
                }
                let (from, id) = source(self.engine, filter, *reach, *kind);
                branches.push(Branch { from, text, id });
            }
        }
        branches
    }

    /// The conditions of another filter as a text of their own; their values go to the end of these.
    pub fn beside(&mut self, filter: &CaseFilter, now: Instant) -> String {
        let own = std::mem::replace(&mut self.text, "1 = 1".to_owned());
        self.narrow(filter, now);
        let states = together(&state_alternatives(filter));
        if !states.is_empty() {
            self.text.push_str(" AND ");
            self.text.push_str(&states);
        }
        std::mem::replace(&mut self.text, own)
    }

    /// What a post may see, as alternatives without a common row.
    fn scope(&mut self, filter: &CaseFilter) -> Vec<(Reach, String)> {
        let everything = || vec![(Reach::City, String::new())];
        let units = match &filter.scope {
            ScopeFilter::WholeCity => return everything(),
            ScopeFilter::Units(units) => units.clone(),
            ScopeFilter::Territory { unit, .. } => vec![*unit],
        };
        // What one's own unit leads may be seen, wherever it lies.
        if filter.lead.is_some_and(|lead| units.contains(&lead)) {
            return everything();
        }
        let mut before: Vec<String> = Vec::new();
        let mut alternatives = Vec::new();
        let ranges = match &filter.scope {
            ScopeFilter::Territory { ranges, .. } => ranges.as_slice(),
            ScopeFilter::WholeCity | ScopeFilter::Units(_) => &[],
        };
        let holds = |(from, to)| ranges.iter().any(|(first, last)| *first <= from && to <= *last);
        if filter.divisions.is_some_and(holds) {
            return everything();
        }
        for (first, last) in ranges.iter().copied() {
            let reach = if is_wide((first, last)) { Reach::City } else { Reach::Division };
            let town = town_of((first, last)).map(|town| format!("division / 1000 = {} AND ", self.value(town)));
            let (first, last) = (self.value(first), self.value(last));
            let town = town.unwrap_or_default();
            alternatives.push((reach, format!("{town}division BETWEEN {first} AND {last}")));
            before.push(format!("division NOT BETWEEN {first} AND {last}"));
        }
        let list = self.list(&units);
        let with = |condition: String, before: &[String]| {
            let mut all = vec![condition];
            all.extend_from_slice(before);
            all.join(" AND ")
        };
        for (reach, column) in [(Reach::Lead, "lead_unit"), (Reach::Reporter, "reporter_unit")] {
            alternatives.push((reach, with(format!("{column} IN ({list})"), &before)));
            before.push(format!("({column} IS NULL OR {column} NOT IN ({list}))"));
        }
        alternatives.push(match units.as_slice() {
            // One unit helps with a case once, so that its cases can be walked along in their order.
            [_] => {
                let own = format!("co_city = $1 AND co_unit = {list} AND case_id = co_case");
                (Reach::Helped, with(own, &before))
            }
            _ => {
                let helped = "SELECT u.case_id FROM case_units u WHERE u.city_id = $1 AND u.unit_id IN";
                (Reach::Ids, with(format!("case_id IN ({helped} ({list}))"), &before))
            }
        });
        alternatives
    }

    /// Adds everything but scope and states.
    fn narrow(&mut self, filter: &CaseFilter, now: Instant) {
        let query = self;
        if let Some(open) = filter.open {
            query.and(if open { "is_open = 1" } else { "is_open = 0" }, []);
        }
        if let Some(topics) = topics(&filter.asked) {
            query.and(&format!("asked_what IN ({topics})"), []);
        }
        if let Some(topics) = topics(&filter.unless_asked) {
            query.and(&format!("(asked_what IS NULL OR asked_what NOT IN ({topics}))"), []);
        }
        if filter.clock_runs {
            query.and(RUNS, []);
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
            // Everything that begins so: no text that does stands after the last of all characters.
            query.and(
                "category BETWEEN $? AND $?",
                [category.as_str().into(), format!("{category}{}", char::MAX).into()],
            );
        }
        if let Some((first, last)) = filter.divisions {
            if let Some(town) = town_of((first, last)) {
                query.and("division / 1000 = $?", [town.into()]);
            }
            query.and("division BETWEEN $? AND $?", [first.into(), last.into()]);
        }
        query.units(filter);
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
        if filter.returned {
            query.and("returned_by IS NOT NULL", []);
        }
        if let Some(passed) = filter.check_passed {
            query.and(if passed { "check_passed_at IS NOT NULL" } else { "check_passed_at IS NULL" }, []);
        }
        let edges = [
            ("reported_at >= $?", filter.reported_from),
            ("reported_at < $?", filter.reported_until),
            ("due_at >= $?", filter.due_from),
            ("due_at < $?", filter.due_until),
            ("closed_at >= $?", filter.closed_from),
            ("closed_at < $?", filter.closed_until),
        ];
        for (condition, edge) in edges {
            if let Some(edge) = edge {
                query.and(condition, [edge.into()]);
            }
        }
        if let Some(frame) = filter.frame {
            query.and("lon_e6 IS NOT NULL AND lon_e6 BETWEEN $? AND $?", [frame.west_e6.into(), frame.east_e6.into()]);
            query.and("lat_e6 BETWEEN $? AND $?", [frame.south_e6.into(), frame.north_e6.into()]);
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

    /// Leaves the cases that one of these units led at a moment of the past.
    pub(crate) fn led_then(&mut self, units: &[UnitId], at: Instant) {
        let list = self.list(units);
        self.and(&format!("{} IN ({list})", lead_then(at)), []);
    }

    fn units(&mut self, filter: &CaseFilter) {
        if let Some(lead) = filter.lead {
            self.and("lead_unit = $?", [lead.into()]);
        }
        match &filter.counted {
            _ if filter.lead_any.is_empty() => {}
            Some(by) if by.then => self.led_then(&filter.lead_any, by.counted.until),
            _ => {
                let list = self.list(&filter.lead_any);
                self.and(&format!("lead_unit IN ({list})"), []);
            }
        }
        if let Some(unit) = filter.reporter_unit {
            self.and("reporter_unit = $?", [unit.into()]);
        }
        if let Some(post) = filter.reporter_post {
            self.and("reporter_post = $?", [post.into()]);
        }
        if let Some(unit) = filter.co_unit {
            let helped = "case_id IN (SELECT u.case_id FROM case_units u WHERE u.city_id = $1 AND u.unit_id = $?)";
            self.and(helped, [unit.into()]);
        }
    }

    fn lamp(&mut self, lamp: DueStatus, now: Instant) {
        let runs = RUNS;
        match lamp {
            DueStatus::Late => self.and(&format!("{runs} AND due_at < $?"), [now.into()]),
            DueStatus::Near => {
                self.and(&format!("{runs} AND due_at >= $? AND near_at <= $?"), [now.into(), now.into()])
            }
            DueStatus::Ok => self.and(&format!("{runs} AND due_at >= $? AND near_at > $?"), [now.into(), now.into()]),
            DueStatus::Idle => self.and(&format!("NOT ({runs})"), []),
        }
    }

    /// The units of a scope as the text names them. PostgreSQL gets them written out, so that a statement is planned once for its unit and
    /// kept: whether a unit reported nothing or everything decides by which index its cases are found, and planning costs more than
    /// finding. They are ids of our own, not input.
    fn list(&mut self, units: &[UnitId]) -> String {
        match self.engine {
            _ if units.is_empty() => "NULL".to_owned(),
            Engine::Sqlite => self.places(units),
            Engine::Postgres => {
                let written: Vec<String> =
                    units.iter().map(|unit| format!("CAST('\\x{}' AS BYTEA)", unit.0.as_simple())).collect();
                written.join(", ")
            }
        }
    }
}

/// The states of a filter and what is taken beside them, without a common row; empty where any state will do. States and topics are our own
/// words, not input.
fn state_alternatives(filter: &CaseFilter) -> Vec<(Kind, String)> {
    let mut alternatives: Vec<(Kind, String)> = Vec::new();
    if filter.came_back {
        let open = if filter.open == Some(true) { "is_open = 1 AND " } else { "" };
        alternatives.push((Kind::CameBack, format!("{open}rework_count > 0")));
        alternatives.push((Kind::CameBack, format!("{open}returned_by IS NOT NULL AND NOT rework_count > 0")));
    }
    let ends = State::ALL.into_iter().filter(|state| state.is_end());
    let wanted: Vec<State> = match filter.states.as_slice() {
        // What has ended lies behind all that is open; each way to end has an index of its own.
        [] if filter.open == Some(false) && alternatives.is_empty() => ends.collect(),
        [] => return alternatives,
        states => states.to_vec(),
    };
    let codes: Vec<String> = wanted.iter().map(|state| format!("'{}'", state.code())).collect();
    // An index of open or of ended cases is only asked where the condition says so.
    let of_state = |state: &State| {
        let kind = if state.is_open() { Kind::OpenState } else { Kind::EndState };
        (kind, format!("is_open = {} AND state = '{}'", i64::from(state.is_open()), state.code()))
    };
    let mut states: Vec<(Kind, String)> = wanted.iter().map(of_state).collect();
    let others = format!("state NOT IN ({})", codes.join(", "));
    if filter.or_passed && !wanted.contains(&State::Checking) {
        let passed = "is_open = 1 AND state = 'checking' AND check_passed_at IS NOT NULL";
        states.push((Kind::OpenState, passed.to_owned()));
    }
    if let Some(topics) = topics(&filter.or_asked) {
        let passed =
            if filter.or_passed { " AND NOT (state = 'checking' AND check_passed_at IS NOT NULL)" } else { "" };
        states.push((Kind::Asked, format!("asked_what IN ({topics}) AND {others}{passed}")));
    }
    match alternatives.is_empty() {
        true => states,
        false => {
            let states = together(&states);
            alternatives.into_iter().map(|(kind, back)| (kind, format!("{back} AND {states}"))).collect()
        }
    }
}

/// All alternatives as one condition.
fn together(alternatives: &[(Kind, String)]) -> String {
    match alternatives {
        [] => String::new(),
        [(_, one)] => one.clone(),
        many => format!("({})", many.iter().map(|(_, one)| format!("({one})")).collect::<Vec<_>>().join(" OR ")),
    }
}

/// `None` where there are none.
fn topics(topics: &[Topic]) -> Option<String> {
    let codes: Vec<String> = topics.iter().map(|topic| format!("'{}'", topic.code())).collect();
    Some(codes.join(", ")).filter(|codes| !codes.is_empty())
}
