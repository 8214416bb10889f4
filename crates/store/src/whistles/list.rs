//! Lists of whistles: one statement for the rows, one for their calls.

use changxiao_words::coded;
use std::collections::HashMap;

use changxiao_domain::{
    calendar::{DueStatus, lamp},
    ids::{CaseId, CityId, UnitId, WhistleId},
    time::Instant,
    whistles::{Kind, State, Turnout, Whistle},
};

use crate::{
    Db, StoreError,
    cases::ScopeFilter,
    engine::{Built, Params, Row, Value, contains},
    workflow::{number_from_text, number_text},
};

coded! {
    /// A figure of the statistics, so that a list shows the very whistles that it is made of.
    pub enum Figure {
        Called = "called", whistles_figure_called;
        OnTime = "on_time", whistles_figure_on_time;
        Late = "late", whistles_figure_late;
        Absent = "absent", whistles_figure_absent;
        Pending = "pending", whistles_figure_pending;
        /// Rated by the street.
        Rated = "rated", whistles_figure_rated;
        Blown = "blown", whistles_figure_blown;
        Refused = "refused", whistles_figure_refused;
        Unjustified = "unjustified", whistles_figure_unjustified;
        /// Rated by units.
        RatedByUnits = "rated_by_units", whistles_figure_rated_by_units;
    }
}

impl Figure {
    /// What a call must be to be counted; `None` for figures of the street.
    fn of_call(self) -> Option<&'static str> {
        Some(match self {
            Figure::Called => "u.turnout NOT IN ('released', 'objected')",
            Figure::OnTime => "u.turnout = 'on_time'",
            Figure::Late => "u.turnout = 'late'",
            Figure::Absent => "(u.turnout = 'absent' OR (u.turnout = 'waiting' AND u.due_at < $?))",
            Figure::Pending => "(u.turnout = 'waiting' AND (u.due_at IS NULL OR u.due_at >= $?))",
            Figure::Rated => "u.response IS NOT NULL",
            Figure::RatedByUnits => "u.justified IS NOT NULL",
            Figure::Blown | Figure::Refused | Figure::Unjustified => return None,
        })
    }
}

/// What a list wants. Empty fields do not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WhistleFilter {
    pub scope: ScopeFilter,
    pub open: Option<bool>,
    pub states: Vec<State>,
    pub kind: Option<Kind>,
    pub street: Option<UnitId>,
    pub unit: Option<UnitId>,
    /// A figure and its period `[from, until)`.
    pub figure: Option<(Figure, Instant, Instant)>,
    /// A number, or part of a title or place.
    pub words: Option<String>,
    pub case: Option<CaseId>,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhistleLine {
    pub id: WhistleId,
    pub number: String,
    pub state: State,
    pub kind: Kind,
    pub street: UnitId,
    pub title: String,
    pub place: String,
    pub division: i64,
    pub drafted_at: Instant,
    pub blown_at: Option<Instant>,
    pub near_at: Option<Instant>,
    pub due_at: Option<Instant>,
    /// Who is called and how each answered.
    pub calls: Vec<(UnitId, Turnout)>,
}

impl WhistleLine {
    /// The lamp of the call that is due first.
    pub fn lamp(&self, now: Instant) -> DueStatus {
        lamp(self.near_at, self.due_at, now, self.state.is_end())
    }
}

const LINE: &str = "w.whistle_id, w.number, w.state, w.kind, w.street, w.title, w.place, w.division, w.drafted_at, w.blown_at, w.near_at, w.due_at";

/// Whistles with ids below `before`, newest first, at most `most`.
pub async fn lines(
    db: &Db,
    city: CityId,
    filter: &WhistleFilter,
    before: Option<WhistleId>,
    now: Instant,
    most: i64,
) -> Result<Vec<WhistleLine>, StoreError> {
    let mut query = Query { text: "w.city_id = $1".to_owned(), values: vec![city.into()] };
    query.scope(&filter.scope);
    query.narrow(filter, now);
    if let Some(before) = before {
        query.and("w.whistle_id < $?", vec![before.into()]);
    }
    query.values.push(most.into());
    let text = format!(
        "SELECT {LINE} FROM whistles w WHERE {} ORDER BY w.whistle_id DESC LIMIT ${}",
        query.text,
        query.values.len()
    );
    let rows = db.rows(Built { name: "store::whistles::lines", text }, Params(query.values)).await?;
    let mut lines = rows.iter().map(line).collect::<Result<Vec<_>, _>>()?;
    add_calls(db, city, &mut lines).await?;
    Ok(lines)
}

/// The whistles that stem from a case, newest first.
pub async fn of_case(db: &Db, city: CityId, case: CaseId, scope: ScopeFilter) -> Result<Vec<WhistleLine>, StoreError> {
    let filter = WhistleFilter { scope, case: Some(case), ..WhistleFilter::default() };
    lines(db, city, &filter, None, Instant(0), 20).await
}

async fn add_calls(db: &Db, city: CityId, lines: &mut [WhistleLine]) -> Result<(), StoreError> {
    if lines.is_empty() {
        return Ok(());
    }
    let mut values: Vec<Value> = vec![city.into()];
    values.extend(lines.iter().map(|line| line.id.into()));
    let places: Vec<String> = (2..=values.len()).map(|place| format!("${place}")).collect();
    let text = format!(
        "SELECT whistle_id, unit_id, turnout FROM whistle_units WHERE city_id = $1 AND whistle_id IN ({}) ORDER BY position",
        places.join(", ")
    );
    let mut calls: HashMap<WhistleId, Vec<(UnitId, Turnout)>> = HashMap::new();
    for row in db.rows(Built { name: "store::whistles::calls_of_lines", text }, Params(values)).await? {
        let call = (row.id("unit_id", UnitId)?, row.code("turnout", Turnout::parse)?);
        calls.entry(row.id("whistle_id", WhistleId)?).or_default().push(call);
    }
    for line in lines {
        line.calls = calls.remove(&line.id).unwrap_or_default();
    }
    Ok(())
}

fn line(row: &Row) -> Result<WhistleLine, StoreError> {
    Ok(WhistleLine {
        id: row.id("whistle_id", WhistleId)?,
        number: number_text::<Whistle>(row.int("number")?),
        state: row.code("state", State::parse)?,
        kind: row.code("kind", Kind::parse)?,
        street: row.id("street", UnitId)?,
        title: row.text("title")?,
        place: row.text("place")?,
        division: row.int("division")?,
        drafted_at: row.instant("drafted_at")?,
        blown_at: row.opt_instant("blown_at")?,
        near_at: row.opt_instant("near_at")?,
        due_at: row.opt_instant("due_at")?,
        calls: Vec::new(),
    })
}

struct Query {
    text: String,
    values: Vec<Value>,
}

impl Query {
    /// Called units see a whistle once it is blown; the street and the territory around it see it from its draft on.
    fn scope(&mut self, scope: &ScopeFilter) {
        match scope {
            ScopeFilter::WholeCity => {}
            ScopeFilter::Units(units) => {
                let places: Vec<String> = units.iter().map(|unit| self.place((*unit).into())).collect();
                let among = if places.is_empty() { "NULL".to_owned() } else { places.join(", ") };
                self.text.push_str(&format!(
                    " AND (w.street IN ({among}) OR (w.is_known = 1 AND EXISTS (SELECT 1 FROM whistle_units u WHERE \
                     u.city_id = w.city_id AND u.whistle_id = w.whistle_id AND u.unit_id IN ({among}))))"
                ));
            }
            ScopeFilter::Division { range: (first, last), unit } => self.and(
                "(w.division BETWEEN $? AND $? OR w.street = $? OR (w.is_known = 1 AND EXISTS (SELECT 1 FROM whistle_units u \
                 WHERE u.city_id = w.city_id AND u.whistle_id = w.whistle_id AND u.unit_id = $?)))",
                vec![(*first).into(), (*last).into(), (*unit).into(), (*unit).into()],
            ),
        }
    }

    fn narrow(&mut self, filter: &WhistleFilter, now: Instant) {
        if let Some(open) = filter.open {
            self.text.push_str(if open { " AND w.is_open = 1" } else { " AND w.is_open = 0" });
        }
        if !filter.states.is_empty() {
            let places: Vec<String> = filter.states.iter().map(|state| self.place(state.code().into())).collect();
            self.text.push_str(&format!(" AND w.state IN ({})", places.join(", ")));
        }
        if let Some(kind) = filter.kind {
            self.and("w.kind = $?", vec![kind.code().into()]);
        }
        if let Some(street) = filter.street {
            self.and("w.street = $?", vec![street.into()]);
        }
        if let Some((figure, from, until)) = filter.figure {
            self.figure(figure, filter.unit, (from, until), now);
        } else if let Some(unit) = filter.unit {
            self.and(&format!("EXISTS ({CALL} AND u.unit_id = $?)"), vec![unit.into()]);
        }
        if let Some(case) = filter.case {
            let of = "EXISTS (SELECT 1 FROM whistle_cases c WHERE c.city_id = w.city_id AND c.whistle_id = w.whistle_id AND \
                      c.case_id = $?)";
            self.and(of, vec![case.into()]);
        }
        if let Some(words) = &filter.words {
            match number_from_text::<Whistle>(words) {
                Some(number) => self.and("w.number = $?", vec![number.into()]),
                None => {
                    let like = contains(words);
                    self.and(
                        "(LOWER(w.title) LIKE $? ESCAPE '!' OR LOWER(w.place) LIKE $? ESCAPE '!')",
                        vec![like.as_str().into(), like.as_str().into()],
                    );
                }
            }
        }
    }

    fn figure(&mut self, figure: Figure, unit: Option<UnitId>, (from, until): (Instant, Instant), now: Instant) {
        let moment = if figure == Figure::Refused { "w.closed_at" } else { "w.blown_at" };
        self.and(&format!("{moment} >= $? AND {moment} < $?"), vec![from.into(), until.into()]);
        match figure {
            Figure::Refused => self.text.push_str(" AND w.state = 'refused'"),
            Figure::Unjustified => self.text.push_str(" AND w.state = 'unjustified'"),
            _ => {}
        }
        if let Some(condition) = figure.of_call() {
            let mut values = Vec::new();
            let mut text = format!("EXISTS ({CALL} AND {condition}");
            if condition.contains("$?") {
                values.push(now.into());
            }
            if let Some(unit) = unit {
                text.push_str(" AND u.unit_id = $?");
                values.push(unit.into());
            }
            text.push(')');
            self.and(&text, values);
        }
    }

    /// Adds a value and gives its place: `$4`.
    fn place(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    /// Adds a condition; each `$?` takes the next value.
    fn and(&mut self, condition: &str, values: Vec<Value>) {
        let mut pieces = condition.split("$?");
        self.text.push_str(" AND ");
        self.text.push_str(pieces.next().unwrap_or_default());
        for (piece, value) in pieces.zip(values) {
            let place = self.place(value);
            self.text.push_str(&place);
            self.text.push_str(piece);
        }
    }
}

/// A call of the whistle at hand.
const CALL: &str = "SELECT 1 FROM whistle_units u WHERE u.city_id = w.city_id AND u.whistle_id = w.whistle_id";
