//! The list of chronic problems, one statement a page.

use changxiao_domain::{
    ids::{ChronicId, CityId, UnitId},
    recurrence::{Due, Problem, State},
    time::{Day, Instant},
};

use crate::{Db, StoreError, cases::ScopeFilter, engine::Row, narrowed::Narrowed, workflow::number_text};

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
    let mut narrowed = Narrowed::of("city_id", city);
    narrowed.scope(&filter.scope, "division", "unit_id IN ({})");
    if !filter.states.is_empty() {
        // States are our own words, not input.
        let codes: Vec<String> = filter.states.iter().map(|state| format!("'{}'", state.code())).collect();
        narrowed.and(&format!("state IN ({})", codes.join(", ")), []);
        if filter.states.iter().all(|state| state.is_open()) {
            // So that the index of open ones serves.
            narrowed.and("is_open = 1", []);
        }
    }
    narrowed.is("unit_id", filter.unit);
    narrowed.behind("chronic_id", before);
    let select = "SELECT chronic_id, number, state, category, division, place, unit_id, times, found_at, plan_due_at, end_on, \
                  recurrences, changed_at FROM chronic_problems";
    let order = if filter.worst_first { "times DESC, chronic_id DESC" } else { "chronic_id DESC" };
    narrowed.first(db, "store::recurrence::lines", select, order, most).await?.iter().map(line).collect()
}

fn line(row: &Row) -> Result<ProblemLine, StoreError> {
    Ok(ProblemLine {
        id: row.read("chronic_id")?,
        number: number_text::<Problem>(row.int("number")?),
        state: row.read("state")?,
        category: row.read("category")?,
        division: row.read("division")?,
        place: row.read("place")?,
        unit: row.read("unit_id")?,
        times: row.read("times")?,
        found_at: row.read("found_at")?,
        plan_due_at: row.read("plan_due_at")?,
        end_on: row.read("end_on")?,
        recurrences: row.read("recurrences")?,
        changed_at: row.read("changed_at")?,
    })
}
