//! Lists: one statement for the rows, whatever the filters.

use changxiao_domain::{
    calendar::{Lamp, Limit, LimitKind},
    cases::{Source, State, SupervisionKind, Topic},
    ids::{CaseId, CityId, UnitId},
    time::Instant,
};

use super::{
    filter::{CaseFilter, Query, Sort},
    number_text,
};
use crate::{
    Db, StoreError,
    engine::{Built, Params, Row},
};

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
    /// Which time it is at its place, where that is a chronic problem; only lists say it.
    pub chronic: Option<i64>,
}

impl CaseLine {
    /// The lamp at `now`; off when no clock runs.
    pub fn lamp(&self, now: Instant) -> Lamp {
        let runs = self.state.runs_clock() && self.paused_at.is_none();
        changxiao_domain::calendar::lamp(self.near_at, self.due_at, now, !runs)
    }
}

const LINE: &str = "case_id, number, state, category, title, division, place, lon_e6, lat_e6, source, lead_unit, \
                    limit_kind, limit_amount, reported_at, clock_from, near_at, due_at, paused_at, handled_at, check_passed_at, \
                    changed_at, rework_count, extended, supervised, asked_what, version";

/// Which time a row is at its place: the key of the table finds it, and dismissed problems have 0.
const CHRONIC: &str = "(SELECT m.nth FROM chronic_cases m WHERE m.city_id = cases.city_id AND m.case_id = cases.case_id \
                       AND m.nth > 0) AS chronic";

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
    let mut query = Query::over(db.engine(), city, filter, now);
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
    let text = format!(
        "SELECT {LINE}, {CHRONIC} FROM cases WHERE {} ORDER BY {order} LIMIT ${}",
        query.text,
        query.values.len()
    );
    let rows = db.rows(Built { name: "store::cases::list", text }, Params(query.values)).await?;
    let listed = |row: &Row| Ok(CaseLine { chronic: row.opt_int("chronic")?, ..line(row)? });
    let mut lines = rows.iter().map(listed).collect::<Result<Vec<_>, StoreError>>()?;
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
    let mut query = Query::over(db.engine(), city, filter, now);
    query.and("lon_e6 IS NOT NULL", []);
    query.values.push(most.into());
    let text =
        format!("SELECT {LINE} FROM cases WHERE {} ORDER BY case_id DESC LIMIT ${}", query.text, query.values.len());
    db.rows(Built { name: "store::cases::map_points", text }, Params(query.values)).await?.iter().map(line).collect()
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
        chronic: None,
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
        chronic: None,
    }
}
