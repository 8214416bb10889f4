//! Lists: one statement for the rows, one for the counts, whatever the filters.

use changxiao_domain::{
    calendar::{Lamp, Limit, LimitKind},
    cases::{Source, State, SupervisionKind, Topic},
    ids::{CaseId, CityId, SiteId, UnitId},
    time::Instant,
};

use super::{number_from_text, number_text};
use crate::{
    Db, StoreError,
    engine::{Built, Params, Row, Value, contains},
    params, sql,
};

/// Which rows the asking post may see at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ScopeFilter {
    #[default]
    WholeCity,
    /// Cases that one of these units leads, helps with or reported.
    Units(Vec<UnitId>),
    /// Cases in a range of padded division codes, and those of one unit wherever they lie.
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
    /// A number, or part of a title or place.
    pub words: Option<String>,
    pub sort: Sort,
}

/// A row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseLine {
    pub id: CaseId,
    pub number: String,
    pub state: State,
    pub category: String,
    pub title: String,
    pub division: i64,
    pub place: String,
    pub position: Option<(i64, i64)>,
    pub source: Source,
    pub lead: Option<UnitId>,
    pub limit: Limit,
    pub reported_at: Instant,
    pub clock_from: Option<Instant>,
    pub near_at: Option<Instant>,
    pub due_at: Option<Instant>,
    pub paused_at: Option<Instant>,
    pub handled_at: Option<Instant>,
    pub check_passed_at: Option<Instant>,
    pub changed_at: Instant,
    pub rework_count: i64,
    /// Extensions of the clock that runs.
    pub extended: i64,
    pub supervised: Option<SupervisionKind>,
    /// What waits for a decision.
    pub asked: Option<Topic>,
    pub version: i64,
}

impl CaseLine {
    /// The lamp at `now`; off when no clock runs.
    pub fn lamp(&self, now: Instant) -> Lamp {
        let runs = self.state.runs_clock() && self.paused_at.is_none();
        changxiao_domain::calendar::lamp(self.near_at, self.due_at, now, !runs)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LampCounts {
    pub ok: i64,
    pub near: i64,
    pub late: i64,
    /// No clock runs: not dispatched yet, paused, or handled and waiting for the check.
    pub idle: i64,
}

impl LampCounts {
    pub fn total(&self) -> i64 {
        self.ok + self.near + self.late + self.idle
    }
}

sql! {
    COUNT_OPEN_BY_STATE = "
        SELECT state, COUNT(*) AS n
        FROM cases
        WHERE city_id = $1 AND is_open = 1
        GROUP BY state";
}

const LINE: &str = "case_id, number, state, category, title, division, place, lon_e6, lat_e6, source, lead_unit, \
                    limit_kind, limit_amount, reported_at, clock_from, near_at, due_at, paused_at, handled_at, check_passed_at, \
                    changed_at, rework_count, extended, supervised, asked_what, version";

/// Where a page begins or ends: the row there and, for [`Sort::Due`], its deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub id: CaseId,
    pub due_at: Option<Instant>,
}

impl From<&CaseLine> for Place {
    fn from(line: &CaseLine) -> Self {
        Self { id: line.id, due_at: line.due_at }
    }
}

/// Which side of a place a page lies on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    After(Place),
    /// The rows that stand directly before the place, in the order of the list.
    Before(Place),
}

/// The rows after `after`, which is the last row of the page before.
pub async fn list(
    db: &Db,
    city: CityId,
    filter: &CaseFilter,
    after: Option<&CaseLine>,
    now: Instant,
    most: i64,
) -> Result<Vec<CaseLine>, StoreError> {
    list_beside(db, city, filter, after.map(|line| Beside::After(line.into())), now, most).await
}

/// At most `most` rows beside a place; from the beginning of the list where there is none.
pub async fn list_beside(
    db: &Db,
    city: CityId,
    filter: &CaseFilter,
    beside: Option<Beside>,
    now: Instant,
    most: i64,
) -> Result<Vec<CaseLine>, StoreError> {
    let mut query = Query::over(city, filter, now);
    let due = |place: Place| place.due_at.unwrap_or(Instant(0));
    let backwards = matches!(beside, Some(Beside::Before(_)));
    match (filter.sort, beside) {
        (Sort::Newest, Some(Beside::After(place))) => query.and("case_id < $?", [place.id.into()]),
        (Sort::Newest, Some(Beside::Before(place))) => query.and("case_id > $?", [place.id.into()]),
        (Sort::Due, Some(Beside::After(place))) => {
            query.and("(due_at, case_id) > ($?, $?)", [due(place).into(), place.id.into()])
        }
        (Sort::Due, Some(Beside::Before(place))) => {
            query.and("(due_at, case_id) < ($?, $?)", [due(place).into(), place.id.into()])
        }
        (_, None) => {}
    }
    if filter.sort == Sort::Due {
        query.and("due_at IS NOT NULL", []);
    }
    let order = match (filter.sort, backwards) {
        (Sort::Newest, false) => "case_id DESC",
        (Sort::Newest, true) => "case_id",
        (Sort::Due, false) => "due_at, case_id",
        (Sort::Due, true) => "due_at DESC, case_id DESC",
    };
    query.values.push(most.into());
    let text = format!("SELECT {LINE} FROM cases WHERE {} ORDER BY {order} LIMIT ${}", query.text, query.values.len());
    let rows = db.rows(Built { name: "store::cases::list", text }, Params(query.values)).await?;
    let mut lines = rows.iter().map(line).collect::<Result<Vec<_>, _>>()?;
    if backwards {
        lines.reverse();
    }
    Ok(lines)
}

/// Rows with a position for a map, the latest deadlines first, at most `most`.
pub async fn map_points(
    db: &Db,
    city: CityId,
    filter: &CaseFilter,
    now: Instant,
    most: i64,
) -> Result<Vec<CaseLine>, StoreError> {
    let mut query = Query::over(city, filter, now);
    query.and("lon_e6 IS NOT NULL", []);
    query.values.push(most.into());
    let text =
        format!("SELECT {LINE} FROM cases WHERE {} ORDER BY case_id DESC LIMIT ${}", query.text, query.values.len());
    db.rows(Built { name: "store::cases::map_points", text }, Params(query.values)).await?.iter().map(line).collect()
}

/// Open cases of the filter by lamp. The filter's own lamp is not applied, so that the counts beside it stay.
pub async fn count_by_lamp(db: &Db, city: CityId, filter: &CaseFilter, now: Instant) -> Result<LampCounts, StoreError> {
    let filter = CaseFilter { lamp: None, open: Some(true), ..filter.clone() };
    let mut query = Query::over(city, &filter, now);
    query.values.push(now.into());
    let at = query.values.len();
    let runs = RUNS;
    let text = format!(
        "SELECT {}, {}, {}, COUNT(*) AS n FROM cases WHERE {}",
        sum(&format!("{runs} AND due_at < ${at}"), "late"),
        sum(&format!("{runs} AND due_at >= ${at} AND near_at <= ${at}"), "near"),
        sum(&format!("{runs} AND due_at >= ${at} AND near_at > ${at}"), "ok"),
        query.text
    );
    let Some(row) = db.row(Built { name: "store::cases::count_by_lamp", text }, Params(query.values)).await? else {
        return Ok(LampCounts::default());
    };
    let (late, near, ok, all) = (row.int("late")?, row.int("near")?, row.int("ok")?, row.int("n")?);
    Ok(LampCounts { ok, near, late, idle: all - late - near - ok })
}

/// Open cases within `base`, counted in one walk: for each part how many of them it holds, and the lamps of the part `shown`.
///
/// `base` and the parts must not sort or page; only their conditions are taken, and the scope of `base`.
pub async fn count_parts(
    db: &Db,
    city: CityId,
    base: &CaseFilter,
    parts: &[CaseFilter],
    shown: &CaseFilter,
    now: Instant,
) -> Result<(Vec<i64>, LampCounts), StoreError> {
    let mut query = Query::over(city, &CaseFilter { lamp: None, open: Some(true), ..base.clone() }, now);
    let mut columns = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        columns.push(sum(&query.beside(part, now), &format!("part_{place}")));
    }
    let lamps = [(Lamp::Late, "late"), (Lamp::Near, "near"), (Lamp::Ok, "ok"), (Lamp::Idle, "idle")];
    for (lamp, name) in lamps {
        columns.push(sum(&query.beside(&CaseFilter { lamp: Some(lamp), ..shown.clone() }, now), name));
    }
    let text = format!("SELECT {} FROM cases WHERE {}", columns.join(", "), query.text);
    let Some(row) = db.row(Built { name: "store::cases::count_parts", text }, Params(query.values)).await? else {
        return Ok((vec![0; parts.len()], LampCounts::default()));
    };
    let counts = (0..parts.len()).map(|place| row.int(&format!("part_{place}"))).collect::<Result<_, _>>()?;
    Ok((
        counts,
        LampCounts { ok: row.int("ok")?, near: row.int("near")?, late: row.int("late")?, idle: row.int("idle")? },
    ))
}

/// Open cases of the filter by town or street: the first nine digits of the padded code, and how many.
pub async fn count_by_township(
    db: &Db,
    city: CityId,
    filter: &CaseFilter,
    now: Instant,
) -> Result<Vec<(i64, i64)>, StoreError> {
    let query = Query::over(city, &CaseFilter { open: Some(true), ..filter.clone() }, now);
    let text = format!(
        "SELECT division / 1000 AS township, COUNT(*) AS n FROM cases WHERE {} GROUP BY division / 1000",
        query.text
    );
    let rows = db.rows(Built { name: "store::cases::count_by_township", text }, Params(query.values)).await?;
    rows.iter().map(|row| Ok((row.int("township")?, row.int("n")?))).collect()
}

/// How many rows the filter has, of any state.
pub async fn count(db: &Db, city: CityId, filter: &CaseFilter, now: Instant) -> Result<i64, StoreError> {
    let query = Query::over(city, filter, now);
    let text = format!("SELECT COUNT(*) AS n FROM cases WHERE {}", query.text);
    db.row(Built { name: "store::cases::count", text }, Params(query.values)).await?.map_or(Ok(0), |row| row.int("n"))
}

/// Open cases of the whole city by state: one walk over the small index of open cases.
pub async fn count_by_state(db: &Db, city: CityId) -> Result<Vec<(State, i64)>, StoreError> {
    db.rows(&COUNT_OPEN_BY_STATE, params![city])
        .await?
        .iter()
        .map(|row| Ok((row.code("state", State::parse)?, row.int("n")?)))
        .collect()
}

/// In these a unit's clock runs.
const RUNS: &str = "state IN ('dispatched', 'handling', 'hung') AND paused_at IS NULL AND due_at IS NOT NULL";

fn sum(condition: &str, name: &str) -> String {
    format!("CAST(COALESCE(SUM(CASE WHEN {condition} THEN 1 ELSE 0 END), 0) AS BIGINT) AS {name}")
}

/// A condition in the making: text with numbered parameters, and their values.
struct Query {
    text: String,
    values: Vec<Value>,
}

impl Query {
    fn over(city: CityId, filter: &CaseFilter, now: Instant) -> Self {
        let mut query = Self { text: "city_id = $1".to_owned(), values: vec![city.into()] };
        match &filter.scope {
            ScopeFilter::WholeCity => {}
            ScopeFilter::Units(units) => query.touching(units),
            ScopeFilter::Division { range: (first, last), unit } => query.and(
                "(division BETWEEN $? AND $? OR lead_unit = $? OR reporter_unit = $?)",
                [(*first).into(), (*last).into(), (*unit).into(), (*unit).into()],
            ),
        }
        query.narrow(filter, now);
        query
    }

    /// The conditions of another filter as a text of their own; their values go to the end of these.
    fn beside(&mut self, filter: &CaseFilter, now: Instant) -> String {
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
        if let Some(words) = filter.words.as_deref().map(str::trim).filter(|words| !words.is_empty()) {
            match number_from_text(words) {
                Some(number) => query.and("number = $?", [number.into()]),
                None => {
                    let pattern = contains(words);
                    query.and(
                        "(LOWER(title) LIKE $? ESCAPE '!' OR LOWER(place) LIKE $? ESCAPE '!')",
                        [pattern.clone().into(), pattern.into()],
                    );
                }
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
    fn and<const N: usize>(&mut self, condition: &str, values: [Value; N]) {
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

fn line(row: &Row) -> Result<CaseLine, StoreError> {
    Ok(CaseLine {
        id: row.id("case_id", CaseId)?,
        number: number_text(row.int("number")?),
        state: row.code("state", State::parse)?,
        category: row.text("category")?,
        title: row.text("title")?,
        division: row.int("division")?,
        place: row.text("place")?,
        position: row.opt_int("lon_e6")?.zip(row.opt_int("lat_e6")?),
        source: row.code("source", Source::parse)?,
        lead: row.opt_id("lead_unit", UnitId)?,
        limit: Limit { kind: row.code("limit_kind", LimitKind::parse)?, amount: row.int("limit_amount")? },
        reported_at: row.instant("reported_at")?,
        clock_from: row.opt_instant("clock_from")?,
        near_at: row.opt_instant("near_at")?,
        due_at: row.opt_instant("due_at")?,
        paused_at: row.opt_instant("paused_at")?,
        handled_at: row.opt_instant("handled_at")?,
        check_passed_at: row.opt_instant("check_passed_at")?,
        changed_at: row.instant("changed_at")?,
        rework_count: row.int("rework_count")?,
        extended: row.int("extended")?,
        supervised: row.opt_text("supervised")?.and_then(|code| SupervisionKind::parse(&code)),
        asked: row.opt_text("asked_what")?.and_then(|code| Topic::parse(&code)),
        version: row.int("version")?,
    })
}

/// The list's view of a whole case, from which a page can be continued.
pub fn line_of(row: &super::CaseRow) -> CaseLine {
    let case = &row.case;
    CaseLine {
        id: case.id,
        number: case.number.clone(),
        state: case.state,
        category: case.category.clone(),
        title: case.title.clone(),
        division: case.division,
        place: row.place.clone(),
        position: case.position.map(|position| (position.lon_e6, position.lat_e6)),
        source: case.source,
        lead: case.lead_unit,
        limit: case.limit,
        reported_at: case.reported_at,
        clock_from: case.clock_from,
        near_at: case.near_at,
        due_at: case.due_at,
        paused_at: case.paused_at,
        handled_at: case.handled_at,
        check_passed_at: case.check_passed_at,
        changed_at: case.changed_at,
        rework_count: case.rework_count,
        extended: case.standing.extended,
        supervised: case.standing.supervision.map(|supervision| supervision.kind),
        asked: case.standing.asked.map(|asked| asked.what.topic()),
        version: case.version,
    }
}
