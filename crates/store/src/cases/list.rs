//! Lists: one statement for the rows, whatever the filters.

use changxiao_domain::{
    calendar::{DueStatus, Limit, LimitKind},
    cases::{Source, State, SupervisionKind, Topic},
    ids::{CaseId, CityId, UnitId},
    time::Instant,
};

use super::{
    condition::Query,
    filter::{CaseFilter, Sort},
    number_text,
    query::Branch,
    search,
};
use crate::{
    Db, Engine, StoreError,
    engine::{Anew, Built, Params, Row},
};

/// A row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseLine {
    pub id: CaseId,
    pub number: String,
    pub state: State,
    pub category: String,
    /// Key and edition of the category list under which it was filed.
    pub edition: Option<String>,
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
    pub fn lamp(&self, now: Instant) -> DueStatus {
        let runs = self.state.runs_clock() && self.paused_at.is_none();
        changxiao_domain::calendar::lamp(self.near_at, self.due_at, now, !runs)
    }

    /// A unit has it once more, because its work did not pass.
    pub fn is_reworked(&self) -> bool {
        self.rework_count > 0 && matches!(self.state, State::Dispatched | State::Handling)
    }
}

const LINE: &str = "case_id, number, state, category, filing_edition, title, division, place, lon_e6, lat_e6, source, lead_unit, \
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
    let backwards = matches!(beside, Some(Beside::Before(_)));
    let filter = &*search::with_unindexed(db, city, filter).await?;
    if filter.sort == Sort::Newest && search::asks_for_words(filter) {
        return found(db, city, filter, beside, now, most).await;
    }
    let (mut query, branches) = Query::branches(db.engine(), city, filter, now);
    let edge = edge(&mut query, filter.sort, beside);
    let asked = ("store::cases::list", filter);
    let rows = ask(db, asked, query, &branches, &edge, order(filter.sort, backwards), most).await?;
    let mut lines = rows.iter().map(listed).collect::<Result<Vec<_>, StoreError>>()?;
    if backwards {
        lines.reverse();
    }
    Ok(lines)
}

/// Of the newest hits so many are looked at in the first statement, and so many times more in each after it: a street may see
/// few of the city's hits.
const LOOKED_AT: usize = 100;
const THEN: usize = 4;

/// The rows of a search: first the ids of the newest hits, out of an index alone, then row after row whether it meets everything else,
/// until the page is full. A common word has thousands of hits, and most pages are full after a few dozen.
async fn found(
    db: &Db,
    city: CityId,
    filter: &CaseFilter,
    beside: Option<Beside>,
    now: Instant,
    most: i64,
) -> Result<Vec<CaseLine>, StoreError> {
    let backwards = matches!(beside, Some(Beside::Before(_)));
    let mut lines = Vec::new();
    // The oldest hit that was looked at: each look begins behind the one before.
    let mut oldest = None;
    let behind = |hits: &mut Vec<CaseId>, oldest: Option<CaseId>| {
        hits.retain(|id| oldest.is_none_or(|oldest| *id < oldest));
    };
    for looked_at in search::first_looks(filter) {
        if backwards {
            break;
        }
        let Some(mut first) = search::first_hits(db, city, filter, *looked_at).await? else {
            (lines, oldest) = (Vec::new(), None);
            break;
        };
        let last = first.ids.last().copied();
        behind(&mut first.ids, oldest);
        let missing = most - i64::try_from(lines.len()).unwrap_or(most);
        lines.extend(among(db, city, filter, first.ids, beside, now, missing).await?);
        if first.all || i64::try_from(lines.len()).is_ok_and(|n| n >= most) {
            return Ok(lines);
        }
        oldest = last.or(oldest);
        if !first.full {
            break;
        }
    }
    let mut hits = search::hits(db, city, filter).await?;
    behind(&mut hits, oldest);
    let missing = most - i64::try_from(lines.len()).unwrap_or(most);
    lines.extend(among(db, city, filter, hits, beside, now, missing).await?);
    Ok(lines)
}

/// Those of the hits, the newest first, that meet everything else and lie beside the place.
async fn among(
    db: &Db,
    city: CityId,
    filter: &CaseFilter,
    mut hits: Vec<CaseId>,
    beside: Option<Beside>,
    now: Instant,
    most: i64,
) -> Result<Vec<CaseLine>, StoreError> {
    let backwards = match beside {
        None => false,
        Some(Beside::After(place)) => {
            hits.retain(|id| *id < place.id);
            false
        }
        Some(Beside::Before(place)) => {
            hits.retain(|id| *id > place.id);
            hits.reverse();
            true
        }
    };
    let wanted = usize::try_from(most).unwrap_or(0);
    let mut lines = Vec::new();
    let (mut rest, mut at_once) = (hits.as_slice(), LOOKED_AT);
    while !rest.is_empty() {
        let (some, behind) = rest.split_at(at_once.min(rest.len()));
        (rest, at_once) = (behind, at_once * THEN);
        let mut query = Query::of_hits(db.engine(), city, filter, now);
        let list = query.places(some);
        let order = order(Sort::Newest, backwards).replace("{id}", "case_id");
        // The limit keeps both engines from walking along another index: these rows are read by their keys, and then looked at.
        let read = format!("SELECT * FROM cases WHERE city_id = $1 AND case_id IN ({list}) LIMIT {}", some.len());
        let text = format!(
            "SELECT {LINE}, {CHRONIC} FROM ({read}) AS cases WHERE {} ORDER BY {order} LIMIT {most}",
            query.text
        );
        let rows = db.rows(Built { name: "store::cases::found", text }, Params(query.values)).await?;
        lines.extend(rows.iter().map(listed).collect::<Result<Vec<_>, StoreError>>()?);
        if lines.len() >= wanted {
            lines.truncate(wanted);
            break;
        }
    }
    if backwards {
        lines.reverse();
    }
    Ok(lines)
}

/// What stands behind or before the place, as a condition that begins with AND; `{id}` is the column of the case's id.
fn edge(query: &mut Query, sort: Sort, beside: Option<Beside>) -> String {
    let Some(beside) = beside else {
        return if sort == Sort::Due { " AND due_at IS NOT NULL".to_owned() } else { String::new() };
    };
    let (place, forwards) = match beside {
        Beside::After(place) => (place, true),
        Beside::Before(place) => (place, false),
    };
    match sort {
        Sort::Newest => format!(" AND {{id}} {} {}", if forwards { "<" } else { ">" }, query.value(place.id)),
        Sort::Due => {
            let (due, id) = (query.value(place.due_at.unwrap_or(Instant(0))), query.value(place.id));
            let side = if forwards { ">" } else { "<" };
            format!(" AND due_at IS NOT NULL AND (due_at, case_id) {side} ({due}, {id})")
        }
    }
}

const fn order(sort: Sort, backwards: bool) -> &'static str {
    match (sort, backwards) {
        (Sort::Newest, false) => "{id} DESC",
        (Sort::Newest, true) => "{id}",
        (Sort::Due, false) => "due_at, case_id",
        (Sort::Due, true) => "due_at DESC, case_id DESC",
    }
}

/// The first rows of all alternatives together: each gives no more than are wanted, by the index that is made for it. How many stands in
/// the text: PostgreSQL takes a limit that it does not know for a tenth of all rows, and then reads and sorts them.
async fn ask(
    db: &Db,
    (name, filter): (&'static str, &CaseFilter),
    query: Query,
    branches: &[Branch],
    edge: &str,
    order: &str,
    limit: i64,
) -> Result<Vec<Row>, StoreError> {
    let of = |branch: &Branch, columns: &str| {
        let mut conditions = format!("{}{edge}", branch.text);
        if db.engine() == Engine::Postgres && compares_deadlines(filter) {
            // A deadline that is compared is there. Told again, PostgreSQL expects only as small a part of the rows as have one.
            conditions = conditions.replace(" AND due_at IS NOT NULL", "");
        }
        let text = format!("SELECT {columns} FROM {} WHERE {conditions} ORDER BY {order} LIMIT {limit}", branch.from);
        text.replace("{id}", branch.id)
    };
    let columns = if order.contains("due_at") { "case_id, due_at" } else { "case_id" };
    let text = match branches {
        [] => return Ok(Vec::new()),
        // SQLite sorts whole rows where no index has their order; so it first finds the ids, out of the index alone.
        [one] if db.engine() == Engine::Postgres => of(one, &format!("{LINE}, {CHRONIC}")),
        many => {
            let first: Vec<String> = many
                .iter()
                .enumerate()
                .map(|(place, branch)| format!("SELECT case_id FROM ({}) AS b{place}", of(branch, columns)))
                .collect();
            let order = order.replace("{id}", "case_id");
            format!(
                "SELECT {LINE}, {CHRONIC} FROM cases WHERE city_id = $1 AND case_id IN ({}) ORDER BY {order} LIMIT {limit}",
                first.join(" UNION ALL ")
            )
        }
    };
    let built = Built { name, text };
    if search::asks_for_words(filter) {
        // How many cases hold the words decides by which index they are found.
        return db.rows(Anew(built), Params(query.values)).await;
    }
    db.rows(built, Params(query.values)).await
}

/// Whether only rows with a deadline can meet the filter, because theirs is compared with a moment.
fn compares_deadlines(filter: &CaseFilter) -> bool {
    let lit = matches!(filter.lamp, Some(DueStatus::Late | DueStatus::Near | DueStatus::Ok));
    lit || filter.due_from.is_some() || filter.due_until.is_some()
}

/// Rows with a position for a map, the newest first, at most `most`.
pub async fn map_points(
    db: &Db,
    city: CityId,
    filter: &CaseFilter,
    now: Instant,
    most: i64,
) -> Result<Vec<CaseLine>, StoreError> {
    let filter = &*search::with_unindexed(db, city, filter).await?;
    let (query, branches) = Query::branches(db.engine(), city, filter, now);
    let rows = ask(
        db,
        ("store::cases::map_points", filter),
        query,
        &branches,
        " AND lon_e6 IS NOT NULL",
        order(Sort::Newest, false),
        most,
    );
    rows.await?.iter().map(line).collect()
}

/// A row of a list, which also says which time it is at its place.
fn listed(row: &Row) -> Result<CaseLine, StoreError> {
    Ok(CaseLine { chronic: row.opt_int("chronic")?, ..line(row)? })
}

fn line(row: &Row) -> Result<CaseLine, StoreError> {
    Ok(CaseLine {
        id: row.id("case_id", CaseId)?,
        number: number_text(row.int("number")?),
        state: row.code("state", State::parse)?,
        category: row.text("category")?,
        edition: row.opt_text("filing_edition")?,
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
        edition: case.filed_under.as_ref().map(|under| under.edition.clone()),
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
