//! Lists of matters: one statement for the rows, one for how far their parts are.

use std::collections::HashMap;

use changxiao_domain::{
    calendar::{DueStatus, lamp},
    holds_texts,
    ids::{CityId, MatterId, UnitId},
    matters::{LATER, Level, Matter, State},
    sealing::Hash,
    time::Instant,
};

use crate::{
    Db, StoreError,
    cases::ScopeFilter,
    engine::{Columns, Row, contains},
    narrowed::Narrowed,
    params, sql,
    workflow::{by_ids, number_from_text, number_text},
};

/// What a list wants. Empty fields do not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatterFilter {
    pub scope: ScopeFilter,
    /// Only of these levels; all where there are none.
    pub levels: Vec<Level>,
    pub procedure: Option<String>,
    pub open: Option<bool>,
    /// What is due before this moment and still open.
    pub late_at: Option<Instant>,
    /// The unit that has it, and the unit that began it.
    pub holder: Option<UnitId>,
    pub beginner: Option<UnitId>,
    /// Padded codes of divisions, both ends included.
    pub divisions: Option<(i64, i64)>,
    /// Begun from this moment on, and before that one.
    pub begun: (Option<Instant>, Option<Instant>),
    /// A number, or what stands in a title.
    pub words: Option<String>,
    /// Only what waits for one of these at the moment: ids of units, codes of roles.
    pub turns: Vec<String>,
    pub now: Option<Instant>,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct MatterLine {
    pub id: MatterId,
    pub number: String,
    pub level: Level,
    pub state: State,
    pub title: String,
    pub document: Hash,
    pub beginner: UnitId,
    pub holder: UnitId,
    pub division: i64,
    pub begun_at: Instant,
    pub near_at: Option<Instant>,
    pub due_at: Option<Instant>,
    pub ended_at: Option<Instant>,
    /// How many parts it has, and how many of them are over.
    pub parts: (i64, i64),
}

holds_texts! {
    MatterLine { title }
}

impl MatterLine {
    /// Until when, while it is open.
    pub fn due(&self) -> Option<Instant> {
        self.due_at.filter(|_| self.is_open())
    }

    pub fn lamp(&self, now: Instant) -> DueStatus {
        lamp(self.near_at, self.due_at, now, !self.is_open())
    }

    pub const fn is_open(&self) -> bool {
        self.ended_at.is_none()
    }
}

/// Matters that are read by one statement.
const AT_ONCE: usize = 500;

/// Whose units make a matter one's own.
const OWN: &str = "(holder IN ({}) OR beginner IN ({}))";

const LINE: Columns = &[
    "matter_id",
    "number",
    "level",
    "state",
    "title",
    "document_hash",
    "beginner",
    "holder",
    "division",
    "begun_at",
    "near_at",
    "due_at",
    "ended_at",
];

sql! {
    WAITING = (LINE "
        SELECT {}
        FROM (
            SELECT * FROM (
                SELECT {}, turn_due FROM matters
                WHERE city_id = $1 AND turn = $2 AND (turn_due, matter_id) > ($6, $7)
                ORDER BY turn_due, matter_id LIMIT $5) AS of_unit
            UNION ALL
            SELECT * FROM (
                SELECT {}, turn_due FROM matters
                WHERE city_id = $1 AND turn = $3 AND (turn_due, matter_id) > ($6, $7)
                ORDER BY turn_due, matter_id LIMIT $5) AS of_role
            UNION ALL
            SELECT * FROM (
                SELECT {}, turn_due FROM matters
                WHERE city_id = $1 AND turn = $4 AND (turn_due, matter_id) > ($6, $7)
                ORDER BY turn_due, matter_id LIMIT $5) AS of_post
        ) AS waiting
        ORDER BY turn_due, matter_id
        LIMIT $5");
    WAITING_AND_NEAR_COUNT = "
        SELECT (SELECT COUNT(*) FROM matters WHERE city_id = $1 AND turn IN ($2, $3, $4))
             + (SELECT COUNT(*) FROM matters WHERE city_id = $1 AND turn IN ($5, $6, $7) AND near_at <= $8) AS n";
    WAITING_COUNT = "SELECT COUNT(*) AS n FROM matters WHERE city_id = $1 AND turn IN ($2, $3, $4)";
    NEAR = (LINE "
        SELECT {}
        FROM matters
        WHERE city_id = $1 AND turn IN ($2, $3, $4) AND near_at <= $6
        ORDER BY turn_due, matter_id
        LIMIT $5");
    NEAR_COUNT = "SELECT COUNT(*) AS n FROM matters WHERE city_id = $1 AND turn IN ($2, $3, $4) AND near_at <= $5";
    PARTS = (LINE "
        SELECT {}
        FROM matters
        WHERE city_id = $1 AND parent_id = $2 AND level IN ('copy', 'part')
        ORDER BY level, position
        LIMIT $3");
    OPEN_PARTS = "
        SELECT matter_id
        FROM matters
        WHERE city_id = $1 AND parent_id = $2 AND level IN ('copy', 'part') AND is_open = 1
        ORDER BY level, position";
    CHILDREN = (LINE "
        SELECT {}
        FROM matters
        WHERE city_id = $1 AND parent_id = $2 AND level = 'whole'
        ORDER BY position, matter_id
        LIMIT $3");
}

/// How many a unit has open by each document; copies are none.
pub async fn open_of_unit(db: &Db, city: CityId, unit: UnitId) -> Result<Vec<(Hash, i64)>, StoreError> {
    let mut narrowed = Narrowed::of("city_id", city);
    narrowed.is("holder", Some(unit));
    narrowed.and("is_open = 1 AND level <> 'copy'", []);
    let select = "SELECT document_hash, COUNT(*) AS n FROM matters";
    let rows = narrowed.grouped(db, "store::matters::open_of_unit", select, "document_hash").await?;
    rows.iter().map(|row| Ok((row.hash("document_hash")?, row.int("n")?))).collect()
}

/// Matters with ids below `before`, newest first, at most `most`.
pub async fn lines(
    db: &Db,
    city: CityId,
    filter: &MatterFilter,
    before: Option<MatterId>,
    most: i64,
) -> Result<Vec<MatterLine>, StoreError> {
    let mut narrowed = Narrowed::of("city_id", city);
    narrowed.scope(&filter.scope, "division", OWN);
    if !filter.levels.is_empty() {
        narrowed.among("level IN ({})", filter.levels.iter().copied());
    }
    narrowed.is("procedure_key", filter.procedure.as_deref());
    narrowed.is("is_open", filter.open.map(i64::from));
    narrowed.is("holder", filter.holder);
    narrowed.is("beginner", filter.beginner);
    if let Some((first, last)) = filter.divisions {
        narrowed.and("division BETWEEN $? AND $?", [first.into(), last.into()]);
    }
    if let Some(from) = filter.begun.0 {
        narrowed.and("begun_at >= $?", [from.into()]);
    }
    if let Some(until) = filter.begun.1 {
        narrowed.and("begun_at < $?", [until.into()]);
    }
    if let Some(words) = &filter.words {
        match number_from_text::<Matter>(words) {
            Some(number) => narrowed.is("number", Some(number)),
            None => narrowed.and("LOWER(title) LIKE $? ESCAPE '!'", [contains(words).into()]),
        }
    }
    if !filter.turns.is_empty() {
        let later: Vec<String> = filter.turns.iter().map(|turn| format!("{LATER}{turn}")).collect();
        narrowed.among("turn IN ({})", filter.turns.iter().chain(&later));
        if let Some(now) = filter.now {
            narrowed.and("(near_at IS NULL OR near_at <= $? OR turn NOT LIKE 'later:%')", [now.into()]);
        }
    }
    if let Some(now) = filter.late_at {
        narrowed.and("is_open = 1 AND due_at < $?", [now.into()]);
    }
    narrowed.behind("matter_id", before);
    let select = format!("SELECT {} FROM matters", LINE.join(", "));
    let rows = narrowed.first(db, "store::matters::lines", &select, "matter_id DESC", most).await?;
    with_parts(db, city, rows.iter().map(line).collect::<Result<_, _>>()?).await
}

async fn with_parts(db: &Db, city: CityId, mut lines: Vec<MatterLine>) -> Result<Vec<MatterLine>, StoreError> {
    let wholes = lines.iter().filter(|line| line.level == Level::Whole).map(|line| line.id).collect::<Vec<_>>();
    let counts = counts_of(db, city, &wholes).await?;
    for line in &mut lines {
        line.parts = counts.get(&line.id).copied().unwrap_or_default();
    }
    Ok(lines)
}

/// How many parts each has, and how many of them are over.
pub async fn counts_of(
    db: &Db,
    city: CityId,
    wholes: &[MatterId],
) -> Result<HashMap<MatterId, (i64, i64)>, StoreError> {
    if wholes.is_empty() {
        return Ok(HashMap::new());
    }
    let mut narrowed = Narrowed::of("city_id", city);
    narrowed.among("parent_id IN ({})", wholes.iter().copied());
    narrowed.and("level = 'part'", []);
    let select = "SELECT parent_id, COUNT(*) AS n, CAST(SUM(1 - is_open) AS BIGINT) AS done FROM matters";
    let rows = narrowed.grouped(db, "store::matters::counts_of", select, "parent_id").await?;
    rows.iter().map(|row| Ok((row.read("parent_id")?, (row.int("n")?, row.int("done")?)))).collect()
}

/// The first of what waits for a unit (its id), a role (its code) or a post (its id), the first due first, and how much waits at all.
pub async fn waiting(
    db: &Db,
    city: CityId,
    [unit, role, post]: &[String; 3],
    most: i64,
) -> Result<(Vec<MatterLine>, i64), StoreError> {
    let rows = db.rows(&WAITING, params![city, unit, role, post, most, i64::MIN, Vec::new()]).await?;
    let count = db.row(&WAITING_COUNT, params![city, unit, role, post]).await?.map_or(Ok(0), |row| row.int("n"))?;
    Ok((rows.iter().map(line).collect::<Result<_, _>>()?, count))
}

/// How much waits at the moment, with what is a to-do only once its lamp is yellow: one statement.
pub async fn waiting_count(db: &Db, city: CityId, turns: &[String; 3], now: Instant) -> Result<i64, StoreError> {
    let [unit, role, post] = turns;
    let [of_unit, of_role, of_post] = turns.each_ref().map(|turn| format!("{LATER}{turn}"));
    let values = params![city, unit, role, post, &of_unit, &of_role, &of_post, now];
    db.row(&WAITING_AND_NEAR_COUNT, values).await?.map_or(Ok(0), |row| row.int("n"))
}

/// The same of what is a to-do only once its lamp is yellow.
pub async fn near(
    db: &Db,
    city: CityId,
    turns: &[String; 3],
    now: Instant,
    most: i64,
) -> Result<(Vec<MatterLine>, i64), StoreError> {
    let [unit, role, post] = turns.each_ref().map(|turn| format!("{LATER}{turn}"));
    let rows = db.rows(&NEAR, params![city, &unit, &role, &post, most, now]).await?;
    let count =
        db.row(&NEAR_COUNT, params![city, &unit, &role, &post, now]).await?.map_or(Ok(0), |row| row.int("n"))?;
    Ok((rows.iter().map(line).collect::<Result<_, _>>()?, count))
}

/// A page of the same with how far parts are, from behind this matter on.
pub async fn waiting_behind(
    db: &Db,
    city: CityId,
    [unit, role, post]: &[String; 3],
    behind: Option<&Matter>,
    most: i64,
) -> Result<Vec<MatterLine>, StoreError> {
    let (due, id) = behind.map_or((i64::MIN, Vec::new()), |last| {
        (last.due_at.map_or(i64::MAX, Instant::micros), last.id.as_bytes().to_vec())
    });
    let rows = db.rows(&WAITING, params![city, unit, role, post, most, due, id]).await?;
    with_parts(db, city, rows.iter().map(line).collect::<Result<_, _>>()?).await
}

/// What came out of a matter, at most `most`.
pub async fn children_of(db: &Db, city: CityId, of: MatterId, most: i64) -> Result<Vec<MatterLine>, StoreError> {
    db.rows(&CHILDREN, params![city, of, most]).await?.iter().map(line).collect()
}

/// What came out of these, one level down, at most `most`.
pub async fn below(db: &Db, city: CityId, of: &[MatterId], most: i64) -> Result<Vec<MatterId>, StoreError> {
    let mut narrowed = Narrowed::of("city_id", city);
    narrowed.among("parent_id IN ({})", of.iter().copied());
    narrowed.and("level = 'whole'", []);
    let order = "parent_id, position, matter_id";
    let rows = narrowed.first(db, "store::matters::below", "SELECT matter_id FROM matters", order, most).await?;
    rows.iter().map(|row| row.read("matter_id")).collect()
}

/// Every open whole of a procedure, the newest last; of all procedures with their parts where none is named.
pub async fn open_of(db: &Db, city: CityId, procedure: Option<&str>) -> Result<Vec<Matter>, StoreError> {
    let mut narrowed = Narrowed::of("city_id", city);
    narrowed.is("procedure_key", procedure);
    let levels = if procedure.is_some() { "level = 'whole'" } else { "level IN ('part', 'whole')" };
    narrowed.and(&format!("{levels} AND is_open = 1"), []);
    let rows = narrowed.all(db, "store::matters::open_of", "SELECT matter_id FROM matters", "matter_id").await?;
    let ids = rows.iter().map(|row| row.read("matter_id")).collect::<Result<Vec<MatterId>, _>>()?;
    let ids: Vec<uuid::Uuid> = ids.into_iter().map(|id| id.0).collect();
    let mut open = Vec::with_capacity(ids.len());
    for some in ids.chunks(AT_ONCE) {
        open.extend(by_ids(db, city, some).await?);
    }
    Ok(open)
}

/// What is open and due from one moment until before another one, the first due first, at most `most`.
pub async fn due_between(
    db: &Db,
    city: CityId,
    scope: &ScopeFilter,
    (from, until): (Instant, Instant),
    most: i64,
) -> Result<Vec<MatterLine>, StoreError> {
    let mut narrowed = Narrowed::of("city_id", city);
    narrowed.and("is_open = 1 AND due_at >= $? AND due_at < $?", [from.into(), until.into()]);
    narrowed.scope(scope, "division", OWN);
    let select = format!("SELECT {} FROM matters", LINE.join(", "));
    let rows = narrowed.first(db, "store::matters::due_between", &select, "due_at, matter_id", most).await?;
    rows.iter().map(line).collect()
}

/// How many wholes, or parts, of a procedure stand in which state.
pub async fn counts_by_state(
    db: &Db,
    city: CityId,
    scope: &ScopeFilter,
    (procedure, level): (&str, Level),
) -> Result<Vec<(String, i64)>, StoreError> {
    let mut narrowed = Narrowed::of("city_id", city);
    narrowed.is("procedure_key", Some(procedure));
    narrowed.is("level", Some(level));
    narrowed.scope(scope, "division", OWN);
    let rows = narrowed
        .grouped(db, "store::matters::counts_by_state", "SELECT state, COUNT(*) AS n FROM matters", "state")
        .await?;
    rows.iter().map(|row| Ok((row.text("state")?, row.int("n")?))).collect()
}

/// Parts and copies of a whole, at most `most`.
pub async fn parts_of(db: &Db, city: CityId, whole: MatterId, most: i64) -> Result<Vec<MatterLine>, StoreError> {
    db.rows(&PARTS, params![city, whole, most]).await?.iter().map(line).collect()
}

/// Parts and copies of a whole that are open.
pub async fn open_parts(db: &Db, city: CityId, whole: MatterId) -> Result<Vec<MatterId>, StoreError> {
    db.rows(&OPEN_PARTS, params![city, whole]).await?.iter().map(|row| row.read("matter_id")).collect()
}

fn line(row: &Row) -> Result<MatterLine, StoreError> {
    Ok(MatterLine {
        id: row.read("matter_id")?,
        number: number_text::<Matter>(row.int("number")?),
        level: row.read("level")?,
        state: row.read("state")?,
        title: row.read("title")?,
        document: row.hash("document_hash")?,
        beginner: row.read("beginner")?,
        holder: row.read("holder")?,
        division: row.read("division")?,
        begun_at: row.read("begun_at")?,
        near_at: row.read("near_at")?,
        due_at: row.read("due_at")?,
        ended_at: row.read("ended_at")?,
        parts: (0, 0),
    })
}
