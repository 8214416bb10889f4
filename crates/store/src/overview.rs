//! What the first page counts: open cases only, each question one walk over the small index of open cases.

use changxiao_domain::{
    calendar::{Limit, LimitKind},
    cases::{Source, State},
    ids::{CaseId, CityId, UnitId},
    time::Instant,
};

use crate::{
    Db, StoreError,
    cases::{CaseLine, DueCounts, ScopeFilter, number_text},
    engine::{Built, Params, Row, Value},
    params, sql,
};

/// An open case as the first page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenLine {
    pub id: CaseId,
    pub number: String,
    pub state: State,
    pub category: String,
    pub title: String,
    /// Padded to twelve digits.
    pub division: i64,
    pub place: String,
    pub source: Source,
    pub lead: Option<UnitId>,
    pub limit: Limit,
    pub reported_at: Instant,
    pub clock_from: Option<Instant>,
    pub near_at: Option<Instant>,
    pub due_at: Option<Instant>,
    pub paused_at: Option<Instant>,
    /// Extensions of the clock that runs.
    pub extended: i64,
    pub handled_at: Option<Instant>,
    pub check_passed: bool,
    pub rework_count: i64,
    /// Levels of the ladder that it has climbed; only asked for where a unit looks at its own.
    pub climbed: i64,
}

impl From<CaseLine> for OpenLine {
    fn from(line: CaseLine) -> Self {
        Self {
            id: line.id,
            number: line.number,
            state: line.state,
            category: line.category,
            title: line.title,
            division: line.division,
            place: line.place,
            source: line.source,
            lead: line.lead,
            limit: line.limit,
            reported_at: line.reported_at,
            clock_from: line.clock_from,
            near_at: line.near_at,
            due_at: line.due_at,
            paused_at: line.paused_at,
            extended: line.extended,
            handled_at: line.handled_at,
            check_passed: line.check_passed_at.is_some(),
            rework_count: line.rework_count,
            climbed: 0,
        }
    }
}

/// Which open cases wait for a post.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    pub scope: ScopeFilter,
    pub states: Vec<State>,
    pub lead: Option<UnitId>,
    pub check_passed: Option<bool>,
}

/// A site that is due for a visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueSite {
    pub number: i64,
    pub name: String,
    pub name_en: String,
    pub generated: bool,
    pub site_type: String,
    pub division: i64,
    /// `None`: never visited.
    pub last_visit: Option<Instant>,
}

/// What happened since the morning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayCounts {
    pub reported: i64,
    pub closed: i64,
    pub visits: i64,
    pub not_met: i64,
}

sql! {
    CASES_OF_DAY = "
        SELECT CAST(COALESCE(SUM(CASE WHEN reported_at >= $2 THEN 1 ELSE 0 END), 0) AS BIGINT) AS reported,
               CAST(COALESCE(SUM(CASE WHEN state = 'closed' AND decision IS NOT NULL AND closed_at >= $2 THEN 1 ELSE 0 END), 0) AS BIGINT) AS closed
        FROM cases
        WHERE city_id = $1 AND (reported_at >= $2 OR closed_at >= $2)";
    VISITS_OF_DAY = "
        SELECT COUNT(*) AS n, CAST(COALESCE(SUM(not_met), 0) AS BIGINT) AS not_met
        FROM visits
        WHERE city_id = $1 AND submitted_at >= $2";
}

const LINE: &str = "case_id, number, state, category, title, division, place, source, lead_unit, limit_kind, limit_amount, \
                    reported_at, clock_from, near_at, due_at, paused_at, extended, handled_at, check_passed_at, rework_count";

/// A unit's cases that have climbed the ladder, the highest first.
pub async fn climbed(db: &Db, city: CityId, lead: UnitId, most: i64) -> Result<Vec<OpenLine>, StoreError> {
    let columns: Vec<String> = LINE.split(", ").map(|column| format!("c.{}", column.trim())).collect();
    let text = format!(
        "SELECT {}, d.climbed FROM due_steps AS d \
         JOIN cases AS c ON c.city_id = d.city_id AND c.case_id = d.case_id \
         WHERE d.city_id = $1 AND d.unit_id = $2 AND d.climbed > 0 \
         ORDER BY d.climbed DESC, c.due_at, c.case_id LIMIT $3",
        columns.join(", ")
    );
    let rows = db.rows(Built { name: "store::overview::climbed", text }, params![city, lead, most]).await?;
    rows.iter().map(|row| Ok(OpenLine { climbed: row.int("climbed")?, ..line(row)? })).collect()
}

/// At most `most` cases of each state that wait, the nearest deadline first, else the oldest; one statement.
pub async fn waiting(db: &Db, city: CityId, wanted: &Waiting, most: i64) -> Result<Vec<OpenLine>, StoreError> {
    if wanted.states.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::new(city);
    query.waiting(wanted);
    let parts: Vec<String> = wanted
        .states
        .iter()
        .map(|state| {
            format!(
                "SELECT * FROM (SELECT {LINE} FROM cases WHERE {} AND state = '{}' ORDER BY due_at, case_id LIMIT {most}) AS {}",
                query.text,
                state.code(),
                state.code()
            )
        })
        .collect();
    let text = parts.join(" UNION ALL ");
    db.rows(Built { name: "store::overview::waiting", text }, Params(query.values)).await?.iter().map(line).collect()
}

/// How many wait in each state.
pub async fn waiting_counts(db: &Db, city: CityId, wanted: &Waiting) -> Result<Vec<(State, i64)>, StoreError> {
    if wanted.states.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::new(city);
    query.waiting(wanted);
    let codes: Vec<String> = wanted.states.iter().map(|state| format!("'{}'", state.code())).collect();
    let text = format!(
        "SELECT state, COUNT(*) AS n FROM cases WHERE {} AND state IN ({}) GROUP BY state",
        query.text,
        codes.join(", ")
    );
    let rows = db.rows(Built { name: "store::overview::waiting_counts", text }, Params(query.values)).await?;
    rows.iter().map(|row| Ok((row.code("state", State::parse)?, row.int("n")?))).collect()
}

/// Late cases, the longest first; one statement over the two states in which a clock runs.
pub async fn late(
    db: &Db,
    city: CityId,
    scope: &ScopeFilter,
    now: Instant,
    most: i64,
) -> Result<Vec<OpenLine>, StoreError> {
    let mut query = Query::new(city);
    query.scope(scope);
    let at = query.place(now.into());
    let part = |state: &str| {
        format!(
            "SELECT * FROM (SELECT {LINE} FROM cases WHERE {} AND state = '{state}' AND paused_at IS NULL AND due_at < {at} \
             ORDER BY due_at, case_id LIMIT {most}) AS {state}",
            query.text
        )
    };
    let text = format!(
        "SELECT * FROM ({} UNION ALL {}) AS late ORDER BY due_at, case_id LIMIT {most}",
        part("dispatched"),
        part("handling")
    );
    db.rows(Built { name: "store::overview::late", text }, Params(query.values)).await?.iter().map(line).collect()
}

/// Open cases by lamp in each part of the city: `step` is 1,000,000 for counties and 1,000 for towns, and a part is named by its
/// padded code divided by it.
pub async fn lamps_by_part(
    db: &Db,
    city: CityId,
    scope: &ScopeFilter,
    step: i64,
    now: Instant,
) -> Result<Vec<(i64, DueCounts)>, StoreError> {
    let mut query = Query::new(city);
    query.scope(scope);
    query.values.extend([now.into(), step.into()]);
    let (now, step) = (query.values.len() - 1, query.values.len());
    let runs = "state IN ('dispatched', 'handling', 'hung', 'submitted') AND paused_at IS NULL AND due_at IS NOT NULL";
    let sum = |condition: &str, name: &str| {
        format!("CAST(COALESCE(SUM(CASE WHEN {runs} AND {condition} THEN 1 ELSE 0 END), 0) AS BIGINT) AS {name}")
    };
    let text = format!(
        "SELECT part, CAST(SUM(late) AS BIGINT) AS late, CAST(SUM(near) AS BIGINT) AS near, CAST(SUM(ok) AS BIGINT) AS ok, \
                CAST(SUM(n) AS BIGINT) AS n \
         FROM (SELECT division / ${step} AS part, {}, {}, {}, COUNT(*) AS n FROM cases WHERE {} GROUP BY division) AS parts \
         GROUP BY part ORDER BY part",
        sum(&format!("due_at < ${now}"), "late"),
        sum(&format!("due_at >= ${now} AND near_at <= ${now}"), "near"),
        sum(&format!("due_at >= ${now} AND near_at > ${now}"), "ok"),
        query.text
    );
    let rows = db.rows(Built { name: "store::overview::lamps_by_part", text }, Params(query.values)).await?;
    rows.iter()
        .map(|row| {
            let (late, near, ok, all) = (row.int("late")?, row.int("near")?, row.int("ok")?, row.int("n")?);
            Ok((row.int("part")?, DueCounts { ok, near, late, idle: all - late - near - ok }))
        })
        .collect()
}

/// Sites in ranges of padded divisions, those never visited first, then those visited longest ago; without a range those of the whole city.
pub async fn sites_due(db: &Db, city: CityId, ranges: &[(i64, i64)], most: i64) -> Result<Vec<DueSite>, StoreError> {
    let mut query = Query { text: String::new(), values: vec![city.into()] };
    let mut within = Vec::new();
    for (first, last) in ranges {
        let (first, last) = (query.place((*first).into()), query.place((*last).into()));
        within.push(format!("s.division BETWEEN {first} AND {last}"));
    }
    let within = if within.is_empty() { String::new() } else { format!(" AND ({})", within.join(" OR ")) };
    let most = query.place(most.into());
    let text = format!(
        "SELECT s.number, s.name, s.name_en, s.generated, s.site_type, s.division, MAX(v.submitted_at) AS last \
         FROM sites s \
         LEFT JOIN visits v ON v.city_id = s.city_id AND v.site_id = s.site_id \
         WHERE s.city_id = $1 AND s.active = 1{within} \
         GROUP BY s.number, s.name, s.name_en, s.generated, s.site_type, s.division \
         ORDER BY COALESCE(MAX(v.submitted_at), 0), s.number \
         LIMIT {most}"
    );
    db.rows(Built { name: "store::overview::sites_due", text }, Params(query.values))
        .await?
        .iter()
        .map(|row| {
            Ok(DueSite {
                number: row.int("number")?,
                name: row.text("name")?,
                name_en: row.text("name_en")?,
                generated: row.flag("generated")?,
                site_type: row.text("site_type")?,
                division: row.int("division")?,
                last_visit: row.opt_instant("last")?,
            })
        })
        .collect()
}

/// What happened since `from`; a walk over all cases, for the printed report, not for pages.
pub async fn day_counts(db: &Db, city: CityId, from: Instant) -> Result<DayCounts, StoreError> {
    let cases = db.row(&CASES_OF_DAY, params![city, from]).await?;
    let visits = db.row(&VISITS_OF_DAY, params![city, from]).await?;
    let mut counts = DayCounts::default();
    if let Some(row) = cases {
        (counts.reported, counts.closed) = (row.int("reported")?, row.int("closed")?);
    }
    if let Some(row) = visits {
        (counts.visits, counts.not_met) = (row.int("n")?, row.int("not_met")?);
    }
    Ok(counts)
}

/// A condition over open cases in the making.
struct Query {
    text: String,
    values: Vec<Value>,
}

impl Query {
    fn new(city: CityId) -> Self {
        Self { text: "city_id = $1 AND is_open = 1".to_owned(), values: vec![city.into()] }
    }

    fn waiting(&mut self, wanted: &Waiting) {
        self.scope(&wanted.scope);
        if let Some(lead) = wanted.lead {
            let lead = self.place(lead.into());
            self.text.push_str(&format!(" AND lead_unit = {lead}"));
        }
        if let Some(passed) = wanted.check_passed {
            self.text.push_str(if passed {
                " AND check_passed_at IS NOT NULL"
            } else {
                " AND check_passed_at IS NULL"
            });
        }
    }

    fn scope(&mut self, scope: &ScopeFilter) {
        match scope {
            ScopeFilter::WholeCity => {}
            ScopeFilter::Units(units) => {
                let places: Vec<String> = units.iter().map(|unit| self.place((*unit).into())).collect();
                let list = if places.is_empty() { "NULL".to_owned() } else { places.join(", ") };
                self.text.push_str(&format!(
                    " AND (lead_unit IN ({list}) OR reporter_unit IN ({list}) OR EXISTS (SELECT 1 FROM case_units u \
                     WHERE u.city_id = cases.city_id AND u.case_id = cases.case_id AND u.unit_id IN ({list})))"
                ));
            }
            ScopeFilter::Territory { ranges, unit } => {
                let mut any = String::new();
                for (first, last) in ranges {
                    let (first, last) = (self.place((*first).into()), self.place((*last).into()));
                    any.push_str(&format!("division BETWEEN {first} AND {last} OR "));
                }
                let unit = self.place((*unit).into());
                self.text.push_str(&format!(" AND ({any}lead_unit = {unit} OR reporter_unit = {unit})"));
            }
        }
    }

    fn place(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }
}

fn line(row: &Row) -> Result<OpenLine, StoreError> {
    Ok(OpenLine {
        id: row.id("case_id", CaseId)?,
        number: number_text(row.int("number")?),
        state: row.code("state", State::parse)?,
        category: row.text("category")?,
        title: row.text("title")?,
        division: row.int("division")?,
        place: row.text("place")?,
        source: row.code("source", Source::parse)?,
        lead: row.opt_id("lead_unit", UnitId)?,
        limit: Limit { kind: row.code("limit_kind", LimitKind::parse)?, amount: row.int("limit_amount")? },
        reported_at: row.instant("reported_at")?,
        clock_from: row.opt_instant("clock_from")?,
        near_at: row.opt_instant("near_at")?,
        due_at: row.opt_instant("due_at")?,
        paused_at: row.opt_instant("paused_at")?,
        extended: row.int("extended")?,
        handled_at: row.opt_instant("handled_at")?,
        check_passed: row.opt_int("check_passed_at")?.is_some(),
        rework_count: row.int("rework_count")?,
        climbed: 0,
    })
}
