//! What ends: departures, who follows whom, what hangs on a unit, a post, a person or a division, and the rows that go over without a chain
//! of their own.

pub mod ties;

use changxiao_domain::{
    departures::{Leaving, Subject},
    ids::{CityId, DepartureId, EvidenceId, PersonId, PostId, SiteId, UnitId},
    time::{Day, Instant},
};
use uuid::Uuid;

use crate::{
    Db, StoreError, Tx,
    engine::{Columns, Params, Row, Sql},
    params, sql,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepartureRow {
    pub id: DepartureId,
    pub subject: Subject,
    /// The first day without it.
    pub day: Day,
    /// `Heirs<Subject>` as JSON.
    pub heirs: String,
    pub post: PostId,
    pub made_at: Instant,
    pub moved: i64,
    pub done_at: Option<Instant>,
}

/// Who follows whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Succession {
    pub departure: DepartureId,
    pub subject: Subject,
    pub heir: Subject,
    pub day: Day,
}

/// From whom a case or a whistle was taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandedOver {
    pub subject: Uuid,
    /// Of the event.
    pub seq: i64,
    pub units: Option<(UnitId, UnitId)>,
    /// Padded codes.
    pub divisions: Option<(i64, i64)>,
    pub at: Instant,
    /// What counts was done before.
    pub earned: bool,
}

/// A kind of row with ids of its own that hangs on a unit, on what a person does, or on a division.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    Cases,
    Whistles,
    Consultations,
    Chronic,
    Matters,
    Sites,
    Evidence,
    Hooks,
    Views,
}

/// The columns of `departures` behind the city.
const DEPARTURE_COLUMNS: Columns =
    &["departure_id", "sort", "subject", "on_day", "heirs", "post_id", "made_at", "moved", "done_at"];

// $2: the one that ends; $3: how many at most; $4, where a unit that is called itself does not take over: who takes over. Each gives `id`.
sql! {
    CASES_OF_UNIT = "
        SELECT case_id AS id FROM cases WHERE city_id = $1 AND is_open = 1 AND lead_unit = $2
        UNION
        SELECT case_id FROM cases WHERE city_id = $1 AND is_open = 1 AND asked_what IS NOT NULL AND asked_unit = $2
        UNION
        SELECT u.case_id
        FROM case_units u
        JOIN cases c ON c.city_id = u.city_id AND c.case_id = u.case_id
        WHERE u.city_id = $1 AND u.unit_id = $2 AND c.is_open = 1
        ORDER BY id LIMIT $3";
    CASES_OF_PERSON = "
        SELECT case_id AS id FROM cases
        WHERE city_id = $1 AND is_open = 1 AND handler = $2
        ORDER BY case_id LIMIT $3";
    CASES_OF_DIVISION = "
        SELECT case_id AS id FROM cases
        WHERE city_id = $1 AND is_open = 1 AND division = $2
        ORDER BY case_id LIMIT $3";
    WHISTLES_OF_UNIT = "
        SELECT whistle_id AS id FROM whistles WHERE city_id = $1 AND is_open = 1 AND street = $2
        UNION
        SELECT u.whistle_id
        FROM whistle_units u
        JOIN whistles w ON w.city_id = u.city_id AND w.whistle_id = u.whistle_id
        WHERE u.city_id = $1 AND u.unit_id = $2 AND w.is_open = 1
          AND (u.turnout IN ('waiting', 'objected')
               OR (u.turnout IN ('on_time', 'late') AND NOT EXISTS (
                   SELECT 1 FROM whistle_units h
                   WHERE h.city_id = u.city_id AND h.whistle_id = u.whistle_id AND h.unit_id = $4 AND h.unit_id <> u.unit_id)))
        ORDER BY id LIMIT $3";
    WHISTLES_OF_DIVISION = "
        SELECT whistle_id AS id FROM whistles
        WHERE city_id = $1 AND is_open = 1 AND division = $2
        ORDER BY whistle_id LIMIT $3";
    CONSULTATIONS_OF_UNIT = "
        SELECT consultation_id AS id FROM consultations WHERE city_id = $1 AND state = 'open' AND convener = $2
        UNION
        SELECT u.consultation_id
        FROM consultation_units u
        JOIN consultations c ON c.city_id = u.city_id AND c.consultation_id = u.consultation_id
        WHERE u.city_id = $1 AND u.unit_id = $2 AND u.said IS NULL AND c.state = 'open'
        ORDER BY id LIMIT $3";
    CONSULTATIONS_OF_DIVISION = "
        SELECT consultation_id AS id FROM consultations
        WHERE city_id = $1 AND state = 'open' AND division = $2
        ORDER BY consultation_id LIMIT $3";
    CHRONIC_OF_UNIT = "
        SELECT chronic_id AS id FROM chronic_problems
        WHERE city_id = $1 AND is_open = 1 AND unit_id = $2
        ORDER BY chronic_id LIMIT $3";
    CHRONIC_OF_DIVISION = "
        SELECT chronic_id AS id FROM chronic_problems
        WHERE city_id = $1 AND is_open = 1 AND division = $2
        ORDER BY chronic_id LIMIT $3";
    MATTERS_OF_UNIT = "
        SELECT matter_id AS id FROM matters
        WHERE city_id = $1 AND is_open = 1 AND holder = $2
        UNION
        SELECT matter_id FROM matters
        WHERE city_id = $1 AND is_open = 1 AND beginner = $2
        ORDER BY id LIMIT $3";
    MATTERS_OF_DIVISION = "
        SELECT matter_id AS id FROM matters
        WHERE city_id = $1 AND is_open = 1 AND division = $2
        ORDER BY matter_id LIMIT $3";
    SITES_OF_UNIT = "
        SELECT site_id AS id FROM sites
        WHERE city_id = $1 AND unit_id = $2
        ORDER BY site_id LIMIT $3";
    SITES_OF_POST = "
        SELECT site_id AS id FROM sites
        WHERE city_id = $1 AND (holder_post = $2 OR deputy_post = $2)
        ORDER BY site_id LIMIT $3";
    SITES_OF_DIVISION = "
        SELECT site_id AS id FROM sites
        WHERE city_id = $1 AND division = $2
        ORDER BY site_id LIMIT $3";
    EVIDENCE_OF_UNIT = "
        SELECT evidence_id AS id FROM evidence
        WHERE city_id = $1 AND unit_id = $2 AND removed_at IS NULL
        ORDER BY evidence_id LIMIT $3";
    HOOKS_OF_UNIT = "
        SELECT hook_id AS id FROM hooks
        WHERE city_id = $1 AND ended_at IS NULL AND unit_id = $2
        ORDER BY hook_id LIMIT $3";
    VIEWS_OF_UNIT = "
        SELECT view_id AS id FROM saved_views
        WHERE city_id = $1 AND shared_with = 'unit' AND unit_id = $2
        ORDER BY view_id LIMIT $3";

    CASES_BY_HANDLER = "
        SELECT handler, COUNT(*) AS n
        FROM cases
        WHERE city_id = $1 AND is_open = 1 AND handler IS NOT NULL
        GROUP BY handler
        ORDER BY handler";
    SITES_BY_HOLDER = "
        SELECT holder_post, COUNT(*) AS n
        FROM sites
        WHERE city_id = $1 AND active = 1 AND holder_post IS NOT NULL
        GROUP BY holder_post
        ORDER BY holder_post";

    SITE_TO_UNIT = "
        UPDATE sites SET unit_id = $4, version = version + 1
        WHERE city_id = $1 AND site_id = $2 AND unit_id = $3
        RETURNING number";
    SITE_TO_DIVISION = "
        UPDATE sites SET division = $4, version = version + 1
        WHERE city_id = $1 AND site_id = $2 AND division = $3
        RETURNING number";
    SITE_TO_POST = "
        UPDATE sites
        SET holder_post = CASE WHEN holder_post = $3 THEN $4 ELSE holder_post END,
            deputy_post = CASE WHEN deputy_post = $3 THEN NULLIF($4, holder_post) ELSE deputy_post END,
            version = version + 1
        WHERE city_id = $1 AND site_id = $2 AND (holder_post = $3 OR deputy_post = $3)
        RETURNING number";
    EVIDENCE_TO_UNIT = "
        UPDATE evidence SET unit_id = $4, version = version + 1
        WHERE city_id = $1 AND evidence_id = $2 AND unit_id = $3
        RETURNING number";
    HOOK_TO_UNIT = "UPDATE hooks SET unit_id = $4 WHERE city_id = $1 AND hook_id = $2 AND unit_id = $3";
    VIEW_TO_UNIT = "UPDATE saved_views SET unit_id = $4 WHERE city_id = $1 AND view_id = $2 AND unit_id = $3";
    VIEWS_TO_POST = "UPDATE saved_views SET post_id = $3 WHERE city_id = $1 AND post_id = $2";
    SITES_HOLDER = "
        UPDATE sites SET holder_post = $3, version = version + 1
        WHERE city_id = $1 AND holder_post = $2";
    SITES_DEPUTY = "
        UPDATE sites SET deputy_post = $3, version = version + 1
        WHERE city_id = $1 AND deputy_post = $2";
    SYNONYMS_TO = "UPDATE synonyms SET code = $4 WHERE city_id = $1 AND sort = $2 AND code = $3";
    OUTLINE_TO = "
        INSERT INTO outlines (city_id, code, geometry, source)
        SELECT city_id, $3, geometry, source FROM outlines WHERE city_id = $1 AND code = $2
        ON CONFLICT (city_id, code) DO NOTHING";
    REMOVE_OUTLINE = "DELETE FROM outlines WHERE city_id = $1 AND code = $2";
    REMOVE_RESPONSIBILITY = "
        DELETE FROM responsibilities
        WHERE city_id = $1 AND system_id = $2 AND node_code = $3 AND unit_id = $4";

    INSERT_DEPARTURE = (DEPARTURE_COLUMNS "
        INSERT INTO departures (city_id, {})
        VALUES ($1, {$2})");
    DEPARTURE = (DEPARTURE_COLUMNS "
        SELECT {}
        FROM departures
        WHERE city_id = $1 AND departure_id = $2");
    DEPARTURES_DUE = (DEPARTURE_COLUMNS "
        SELECT {}
        FROM departures
        WHERE city_id = $1 AND done_at IS NULL AND on_day <= $2
        ORDER BY on_day, departure_id
        LIMIT 100");
    DEPARTURES_AHEAD = (DEPARTURE_COLUMNS "
        SELECT {}
        FROM departures
        WHERE city_id = $1 AND done_at IS NULL
        ORDER BY on_day, departure_id
        LIMIT 1000");
    NOTE_MOVED = "
        UPDATE departures SET moved = moved + $3, done_at = $4
        WHERE city_id = $1 AND departure_id = $2";
    INSERT_SUCCESSION = "
        INSERT INTO successions (city_id, departure_id, sort, subject, heir, on_day)
        VALUES                  ($1,      $2,           $3,   $4,      $5,   $6)
        ON CONFLICT (city_id, departure_id, subject, heir) DO NOTHING";
    ENDED_UNITS = "
        SELECT sort, subject, on_day
        FROM departures
        WHERE city_id = $1 AND sort = 'unit'
        ORDER BY departure_id";
    ALL_SUCCESSIONS = "
        SELECT departure_id, sort, subject, heir, on_day
        FROM successions
        WHERE city_id = $1
        ORDER BY on_day, departure_id, heir";
    INSERT_HANDOVER = "
        INSERT INTO handovers (city_id, subject_id, seq, from_unit, to_unit, from_division, to_division, at, earned)
        VALUES                ($1,      $2,         $3,  $4,        $5,      $6,            $7,          $8, $9)";
}

/// Ids of what hangs on it, `most` at most. `heir` takes over, where one is named.
pub async fn hanging(
    db: &Db,
    city: CityId,
    rows: Rows,
    subject: Subject,
    heir: Option<Subject>,
    most: i64,
) -> Result<Vec<Uuid>, StoreError> {
    let Some(sql) = statement(rows, subject) else { return Ok(Vec::new()) };
    let mut values = params![city].and(id(subject)).and(params![most]);
    if rows == Rows::Whistles && matches!(subject, Subject::Unit(_)) {
        values = values.and(id(heir.unwrap_or(subject)));
    }
    db.rows(sql, values).await?.iter().map(|row| row.id("id", std::convert::identity)).collect()
}

/// How many open cases each person has taken on.
pub async fn cases_by_handler(db: &Db, city: CityId) -> Result<Vec<(PersonId, i64)>, StoreError> {
    let rows = db.rows(&CASES_BY_HANDLER, params![city]).await?;
    rows.iter().map(|row| Ok((row.id("handler", PersonId)?, row.int("n")?))).collect()
}

/// How many active sites each post holds.
pub async fn sites_by_holder(db: &Db, city: CityId) -> Result<Vec<(PostId, i64)>, StoreError> {
    let rows = db.rows(&SITES_BY_HOLDER, params![city]).await?;
    rows.iter().map(|row| Ok((row.id("holder_post", PostId)?, row.int("n")?))).collect()
}

/// How many hang on it.
pub async fn count(db: &Db, city: CityId, rows: Rows, subject: Subject) -> Result<i64, StoreError> {
    Ok(i64::try_from(hanging(db, city, rows, subject, None, COUNTED).await?.len()).unwrap_or(i64::MAX))
}

/// More than these are not counted one by one.
pub const COUNTED: i64 = 100_000;

fn statement(rows: Rows, subject: Subject) -> Option<&'static Sql> {
    Some(match (rows, subject.leaving()) {
        (Rows::Cases, Leaving::Unit) => &CASES_OF_UNIT,
        (Rows::Cases, Leaving::Person) => &CASES_OF_PERSON,
        (Rows::Cases, Leaving::Division) => &CASES_OF_DIVISION,
        (Rows::Whistles, Leaving::Unit) => &WHISTLES_OF_UNIT,
        (Rows::Whistles, Leaving::Division) => &WHISTLES_OF_DIVISION,
        (Rows::Consultations, Leaving::Unit) => &CONSULTATIONS_OF_UNIT,
        (Rows::Consultations, Leaving::Division) => &CONSULTATIONS_OF_DIVISION,
        (Rows::Chronic, Leaving::Unit) => &CHRONIC_OF_UNIT,
        (Rows::Chronic, Leaving::Division) => &CHRONIC_OF_DIVISION,
        (Rows::Matters, Leaving::Unit) => &MATTERS_OF_UNIT,
        (Rows::Matters, Leaving::Division) => &MATTERS_OF_DIVISION,
        (Rows::Sites, Leaving::Unit) => &SITES_OF_UNIT,
        (Rows::Sites, Leaving::Post) => &SITES_OF_POST,
        (Rows::Sites, Leaving::Division) => &SITES_OF_DIVISION,
        (Rows::Evidence, Leaving::Unit) => &EVIDENCE_OF_UNIT,
        (Rows::Hooks, Leaving::Unit) => &HOOKS_OF_UNIT,
        (Rows::Views, Leaving::Unit) => &VIEWS_OF_UNIT,
        _ => return None,
    })
}

fn id(subject: Subject) -> Params {
    match subject {
        Subject::Unit(id) => params![id],
        Subject::Person(id) => params![id],
        Subject::Post(id) => params![id],
        Subject::Division(code) => params![code],
    }
}

/// The number of the site, where it still was the unit's.
pub async fn site_to_unit(
    tx: &mut Tx,
    city: CityId,
    site: SiteId,
    from: UnitId,
    to: UnitId,
) -> Result<Option<i64>, StoreError> {
    number(tx.row(&SITE_TO_UNIT, params![city, site, from, to]).await?)
}

/// The number of the site, where it still lay there. Padded codes.
pub async fn site_to_division(
    tx: &mut Tx,
    city: CityId,
    site: SiteId,
    from: i64,
    to: i64,
) -> Result<Option<i64>, StoreError> {
    number(tx.row(&SITE_TO_DIVISION, params![city, site, from, to]).await?)
}

/// The number of the site, where the post still held it or stood in for its holder.
pub async fn site_to_post(
    tx: &mut Tx,
    city: CityId,
    site: SiteId,
    from: PostId,
    to: PostId,
) -> Result<Option<i64>, StoreError> {
    number(tx.row(&SITE_TO_POST, params![city, site, from, to]).await?)
}

fn number(row: Option<Row>) -> Result<Option<i64>, StoreError> {
    row.map(|row| row.int("number")).transpose()
}

/// The number of the item, where it still was the unit's.
pub async fn evidence_to_unit(
    tx: &mut Tx,
    city: CityId,
    item: EvidenceId,
    from: UnitId,
    to: UnitId,
) -> Result<Option<i64>, StoreError> {
    number(tx.row(&EVIDENCE_TO_UNIT, params![city, item, from, to]).await?)
}

/// `false`: it was not the unit's any more.
pub async fn hook_to_unit(tx: &mut Tx, city: CityId, hook: Uuid, from: UnitId, to: UnitId) -> Result<bool, StoreError> {
    Ok(tx.execute(&HOOK_TO_UNIT, params![city, hook.as_bytes().to_vec(), from, to]).await? > 0)
}

/// `false`: it was not the unit's any more.
pub async fn view_to_unit(tx: &mut Tx, city: CityId, view: Uuid, from: UnitId, to: UnitId) -> Result<bool, StoreError> {
    Ok(tx.execute(&VIEW_TO_UNIT, params![city, view.as_bytes().to_vec(), from, to]).await? > 0)
}

/// What a post holds goes to the post that follows it: sites held and their deputies, grids, saved views.
pub async fn follow_post(tx: &mut Tx, city: CityId, from: PostId, to: PostId) -> Result<(), StoreError> {
    for sql in [&VIEWS_TO_POST, &SITES_HOLDER, &SITES_DEPUTY] {
        tx.execute(sql, params![city, from, to]).await?;
    }
    crate::grids::follow_post(tx, city, from, to).await
}

/// What the city calls one is what it calls the other. `sort`: `unit` or `division`. How many words.
pub async fn synonyms_to(tx: &mut Tx, city: CityId, sort: &str, from: &str, to: &str) -> Result<u64, StoreError> {
    tx.execute(&SYNONYMS_TO, params![city, sort, from, to]).await
}

/// The outline of a division goes to its successor, where that has none. `true`: there was one.
pub async fn outline_to(tx: &mut Tx, city: CityId, from: i64, to: i64) -> Result<bool, StoreError> {
    tx.execute(&OUTLINE_TO, params![city, from, to]).await?;
    Ok(tx.execute(&REMOVE_OUTLINE, params![city, from]).await? > 0)
}

pub async fn remove_responsibility(
    tx: &mut Tx,
    city: CityId,
    system: changxiao_domain::ids::SystemId,
    node: &str,
    unit: UnitId,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&REMOVE_RESPONSIBILITY, params![city, system, node, unit]).await? > 0)
}

pub async fn insert(tx: &mut Tx, city: CityId, row: &DepartureRow, heirs: &[Subject]) -> Result<(), StoreError> {
    let sort = row.subject.leaving().code();
    let values = params![
        city,
        row.id,
        sort,
        row.subject.key(),
        row.day,
        &row.heirs,
        row.post,
        row.made_at,
        row.moved,
        row.done_at
    ];
    tx.execute(&INSERT_DEPARTURE, values).await?;
    for heir in heirs {
        let values = params![city, row.id, sort, row.subject.key(), heir.key(), row.day];
        tx.execute(&INSERT_SUCCESSION, values).await?;
    }
    Ok(())
}

/// Units that end or have ended with what hung on them, each with the first day without it.
pub async fn ended_units(db: &Db, city: CityId) -> Result<Vec<(Subject, Day)>, StoreError> {
    let rows = db.rows(&ENDED_UNITS, params![city]).await?;
    rows.iter().map(|row| Ok((subject(row, "subject")?, row.day("on_day")?))).collect()
}

pub async fn one(db: &Db, city: CityId, id: DepartureId) -> Result<Option<DepartureRow>, StoreError> {
    db.row(&DEPARTURE, params![city, id]).await?.as_ref().map(departure).transpose()
}

/// Those of today and before of which something is left to be handed over, the oldest first.
pub async fn due(db: &Db, city: CityId, today: Day) -> Result<Vec<DepartureRow>, StoreError> {
    db.rows(&DEPARTURES_DUE, params![city, today]).await?.iter().map(departure).collect()
}

/// Those that are not done, also those of a day ahead.
pub async fn ahead(db: &Db, city: CityId) -> Result<Vec<DepartureRow>, StoreError> {
    db.rows(&DEPARTURES_AHEAD, params![city]).await?.iter().map(departure).collect()
}

/// `done_at`: nothing is left.
pub async fn moved(
    tx: &mut Tx,
    city: CityId,
    id: DepartureId,
    moved: i64,
    done_at: Option<Instant>,
) -> Result<(), StoreError> {
    tx.execute(&NOTE_MOVED, params![city, id, moved, done_at]).await?;
    Ok(())
}

pub async fn successions(db: &Db, city: CityId) -> Result<Vec<Succession>, StoreError> {
    db.rows(&ALL_SUCCESSIONS, params![city])
        .await?
        .iter()
        .map(|row| {
            Ok(Succession {
                departure: row.id("departure_id", DepartureId)?,
                subject: subject(row, "subject")?,
                heir: subject(row, "heir")?,
                day: row.day("on_day")?,
            })
        })
        .collect()
}

pub async fn record_handover(tx: &mut Tx, city: CityId, handed: &HandedOver) -> Result<(), StoreError> {
    let (from_unit, to_unit) = handed.units.unzip();
    let (from_division, to_division) = handed.divisions.unzip();
    let values = params![
        city,
        handed.subject.as_bytes().to_vec(),
        handed.seq,
        from_unit,
        to_unit,
        from_division,
        to_division,
        handed.at,
        handed.earned
    ];
    tx.execute(&INSERT_HANDOVER, values).await?;
    Ok(())
}

fn subject(row: &Row, column: &str) -> Result<Subject, StoreError> {
    let leaving = row.code("sort", Leaving::parse)?;
    Subject::read(leaving, &row.text(column)?).ok_or_else(|| StoreError::content(column, "an id or a code"))
}

fn departure(row: &Row) -> Result<DepartureRow, StoreError> {
    Ok(DepartureRow {
        id: row.id("departure_id", DepartureId)?,
        subject: subject(row, "subject")?,
        day: row.day("on_day")?,
        heirs: row.text("heirs")?,
        post: row.id("post_id", PostId)?,
        made_at: row.instant("made_at")?,
        moved: row.int("moved")?,
        done_at: row.opt_instant("done_at")?,
    })
}
