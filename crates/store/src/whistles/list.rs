//! Lists of whistles: one statement for the rows, one for their calls.

use std::collections::HashMap;

use changxiao_domain::{
    calendar::{DueStatus, lamp},
    ids::{CaseId, CityId, UnitId, WhistleId},
    time::Instant,
    whistles::{Figure, Kind, State, Turnout, Whistle},
};

use crate::{
    Db, StoreError,
    cases::ScopeFilter,
    engine::{Row, contains},
    narrowed::Narrowed,
    workflow::{number_from_text, number_text},
};

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

    /// Until when the call that is due first is waited for, with its lamp; none where no clock runs.
    pub fn due(&self, now: Instant) -> Option<(DueStatus, Instant)> {
        Some((self.lamp(now), self.due_at?)).filter(|(lamp, _)| *lamp != DueStatus::Idle)
    }

    /// How many units came.
    pub fn came(&self) -> usize {
        self.calls.iter().filter(|(_, turnout)| turnout.came()).count()
    }

    /// How many units have to come.
    pub fn expected(&self) -> usize {
        self.calls.iter().filter(|(_, turnout)| *turnout != Turnout::Released).count()
    }

    /// Whether it waits for this unit to come.
    pub fn waits_for(&self, unit: UnitId) -> bool {
        !self.state.is_end() && self.calls.contains(&(unit, Turnout::Waiting))
    }
}

const SELECT: &str = "SELECT w.whistle_id, w.number, w.state, w.kind, w.street, w.title, w.place, w.division, w.drafted_at, \
                      w.blown_at, w.near_at, w.due_at FROM whistles w";

/// Whistles with ids below `before`, newest first, at most `most`.
pub async fn lines(
    db: &Db,
    city: CityId,
    filter: &WhistleFilter,
    before: Option<WhistleId>,
    now: Instant,
    most: i64,
) -> Result<Vec<WhistleLine>, StoreError> {
    let mut narrowed = Narrowed::of("w.city_id", city);
    // Called units see a whistle once it is blown; the street and the territory around it see it from its draft on.
    let own = format!("(w.street IN ({{}}) OR (w.is_known = 1 AND EXISTS ({CALL} AND u.unit_id IN ({{}}))))");
    narrowed.scope(&filter.scope, "w.division", &own);
    narrow(&mut narrowed, filter, now);
    narrowed.behind("w.whistle_id", before);
    let rows = narrowed.first(db, "store::whistles::lines", SELECT, "w.whistle_id DESC", most).await?;
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
    let mut narrowed = Narrowed::of("city_id", city);
    narrowed.among("whistle_id IN ({})", lines.iter().map(|line| line.id));
    let select = "SELECT whistle_id, unit_id, turnout FROM whistle_units";
    let mut calls: HashMap<WhistleId, Vec<(UnitId, Turnout)>> = HashMap::new();
    for row in narrowed.all(db, "store::whistles::calls_of_lines", select, "position").await? {
        let call = (row.read("unit_id")?, row.read("turnout")?);
        calls.entry(row.read("whistle_id")?).or_default().push(call);
    }
    for line in lines {
        line.calls = calls.remove(&line.id).unwrap_or_default();
    }
    Ok(())
}

fn line(row: &Row) -> Result<WhistleLine, StoreError> {
    Ok(WhistleLine {
        id: row.read("whistle_id")?,
        number: number_text::<Whistle>(row.int("number")?),
        state: row.read("state")?,
        kind: row.read("kind")?,
        street: row.read("street")?,
        title: row.read("title")?,
        place: row.read("place")?,
        division: row.read("division")?,
        drafted_at: row.read("drafted_at")?,
        blown_at: row.read("blown_at")?,
        near_at: row.read("near_at")?,
        due_at: row.read("due_at")?,
        calls: Vec::new(),
    })
}

fn narrow(narrowed: &mut Narrowed, filter: &WhistleFilter, now: Instant) {
    if let Some(open) = filter.open {
        // Written out, so that the index of open ones serves.
        narrowed.and(if open { "w.is_open = 1" } else { "w.is_open = 0" }, []);
    }
    if !filter.states.is_empty() {
        narrowed.among("w.state IN ({})", filter.states.iter().copied());
    }
    narrowed.is("w.kind", filter.kind);
    narrowed.is("w.street", filter.street);
    if let Some((figure, from, until)) = filter.figure {
        counted(narrowed, figure, filter.unit, (from, until), now);
    } else if let Some(unit) = filter.unit {
        narrowed.and(&format!("EXISTS ({CALL} AND u.unit_id = $?)"), [unit.into()]);
    }
    if let Some(case) = filter.case {
        let of = "EXISTS (SELECT 1 FROM whistle_cases c WHERE c.city_id = w.city_id AND c.whistle_id = w.whistle_id AND \
                  c.case_id = $?)";
        narrowed.and(of, [case.into()]);
    }
    if let Some(words) = &filter.words {
        match number_from_text::<Whistle>(words) {
            Some(number) => narrowed.is("w.number", Some(number)),
            None => {
                let like = contains(words);
                let either = "(LOWER(w.title) LIKE $? ESCAPE '!' OR LOWER(w.place) LIKE $? ESCAPE '!')";
                narrowed.and(either, [like.as_str().into(), like.as_str().into()]);
            }
        }
    }
}

/// What a figure of the statistics counts.
fn counted(
    narrowed: &mut Narrowed,
    figure: Figure,
    unit: Option<UnitId>,
    (from, until): (Instant, Instant),
    now: Instant,
) {
    let moment = if figure == Figure::Refused { "w.closed_at" } else { "w.blown_at" };
    narrowed.and(&format!("{moment} >= $? AND {moment} < $?"), [from.into(), until.into()]);
    match figure {
        Figure::Refused => narrowed.and("w.state = 'refused'", []),
        Figure::Unjustified => narrowed.and("w.state = 'unjustified'", []),
        _ => {}
    }
    let Some(condition) = of_call(figure) else { return };
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
    narrowed.and(&text, values);
}

/// A call of the whistle at hand.
const CALL: &str = "SELECT 1 FROM whistle_units u WHERE u.city_id = w.city_id AND u.whistle_id = w.whistle_id";

/// What a call must be to be counted; `None` for figures of the street.
fn of_call(figure: Figure) -> Option<&'static str> {
    Some(match figure {
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
