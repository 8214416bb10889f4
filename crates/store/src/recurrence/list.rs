//! The list of chronic problems, one statement a page.

use changxiao_domain::{
    ids::{ChronicId, CityId, UnitId},
    recurrence::{Due, Problem, State},
    time::{Day, Instant},
};

use crate::{
    Db, StoreError,
    cases::ScopeFilter,
    engine::{Built, Params, Row, Value},
    workflow::number_text,
};

/// What a list wants. Empty fields do not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProblemFilter {
    pub scope: ScopeFilter,
    pub states: Vec<State>,
    /// Only those that this unit answers for.
    pub unit: Option<UnitId>,
    /// What came back most often first, instead of the newest; such a list has one page.
    pub worst_first: bool,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemLine {
    pub id: ChronicId,
    pub number: String,
    pub state: State,
    pub category: String,
    pub division: i64,
    pub place: String,
    pub unit: Option<UnitId>,
    pub times: i64,
    pub found_at: Instant,
    pub plan_due_at: Option<Instant>,
    pub end_on: Option<Day>,
    pub recurrences: i64,
    pub changed_at: Instant,
}

impl ProblemLine {
    pub fn due(&self) -> Option<Due> {
        Due::of(self.state, self.plan_due_at, self.end_on)
    }
}

/// Problems with ids below `before`, newest first, at most `most`.
pub async fn lines(
    db: &Db,
    city: CityId,
    filter: &ProblemFilter,
    before: Option<ChronicId>,
    most: i64,
) -> Result<Vec<ProblemLine>, StoreError> {
    let mut values: Vec<Value> = vec![city.into()];
    let mut text =
        "SELECT chronic_id, number, state, category, division, place, unit_id, times, found_at, plan_due_at, end_on, \
                    recurrences, changed_at FROM chronic_problems WHERE city_id = $1"
            .to_owned();
    let mut place = |value: Value| {
        values.push(value);
        format!("${}", values.len())
    };
    match &filter.scope {
        ScopeFilter::WholeCity => {}
        ScopeFilter::Units(units) => {
            let places: Vec<String> = units.iter().map(|unit| place((*unit).into())).collect();
            let among = if places.is_empty() { "NULL".to_owned() } else { places.join(", ") };
            text.push_str(&format!(" AND unit_id IN ({among})"));
        }
        ScopeFilter::Division { range: (first, last), unit } => {
            let (first, last, unit) = (place((*first).into()), place((*last).into()), place((*unit).into()));
            text.push_str(&format!(" AND (division BETWEEN {first} AND {last} OR unit_id = {unit})"));
        }
    }
    if !filter.states.is_empty() {
        // States are our own words, not input.
        let codes: Vec<String> = filter.states.iter().map(|state| format!("'{}'", state.code())).collect();
        text.push_str(&format!(" AND state IN ({})", codes.join(", ")));
        if filter.states.iter().all(|state| state.is_open()) {
            // So that the index of open ones serves.
            text.push_str(" AND is_open = 1");
        }
    }
    if let Some(unit) = filter.unit {
        text.push_str(&format!(" AND unit_id = {}", place(unit.into())));
    }
    if let Some(before) = before {
        text.push_str(&format!(" AND chronic_id < {}", place(before.into())));
    }
    let most = place(most.into());
    let order = if filter.worst_first { "times DESC, chronic_id" } else { "chronic_id" };
    text.push_str(&format!(" ORDER BY {order} DESC LIMIT {most}"));
    db.rows(Built { name: "store::recurrence::lines", text }, Params(values)).await?.iter().map(line).collect()
}

fn line(row: &Row) -> Result<ProblemLine, StoreError> {
    Ok(ProblemLine {
        id: row.id("chronic_id", ChronicId)?,
        number: number_text::<Problem>(row.int("number")?),
        state: row.code("state", State::parse)?,
        category: row.text("category")?,
        division: row.int("division")?,
        place: row.text("place")?,
        unit: row.opt_id("unit_id", UnitId)?,
        times: row.int("times")?,
        found_at: row.instant("found_at")?,
        plan_due_at: row.opt_instant("plan_due_at")?,
        end_on: row.opt_day("end_on")?,
        recurrences: row.int("recurrences")?,
        changed_at: row.instant("changed_at")?,
    })
}
