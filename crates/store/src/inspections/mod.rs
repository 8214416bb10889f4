//! Visits to sites, the answer to each check item, and the photos of what failed.

use changxiao_domain::{
    cases::State,
    ids::{CaseId, CityId, PersonId, PostId, SiteId, SystemId, UnitId, VisitId},
    time::Instant,
};

use crate::{
    Db, StoreError, Tx,
    cases::number_text,
    columns,
    engine::{Bulk, Row},
    params, sql,
};

mod list;

pub use list::{VisitFilter, VisitLine, lines};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitRow {
    pub id: VisitId,
    pub number: i64,
    pub site: SiteId,
    pub site_type: String,
    /// Padded to twelve digits.
    pub division: i64,
    /// The unit that answered for the site on that day.
    pub unit: Option<UnitId>,
    pub system: SystemId,
    pub person: PersonId,
    pub post: PostId,
    pub started_at: Instant,
    pub submitted_at: Instant,
    pub met: i64,
    pub not_met: i64,
    pub not_applicable: i64,
    pub note: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultRow {
    pub visit: VisitId,
    pub item: String,
    pub position: i64,
    /// `met`, `not_met`, `not_applicable`.
    pub answer: String,
    pub quantity: Option<i64>,
    pub note: String,
    pub case: Option<CaseId>,
    /// Photos in their order.
    pub photos: Vec<[u8; 32]>,
}

columns! {
    /// The columns of `visits` behind the city.
    VISIT_COLUMNS, visit_values(visit: &VisitRow) {
        visit_id = visit.id,
        number = visit.number,
        site_id = visit.site,
        site_type = &visit.site_type,
        division = visit.division,
        unit_id = visit.unit,
        system_id = visit.system,
        person_id = visit.person,
        post_id = visit.post,
        started_at = visit.started_at,
        submitted_at = visit.submitted_at,
        met = visit.met,
        not_met = visit.not_met,
        not_applicable = visit.not_applicable,
        note = &visit.note,
    }

    /// The columns of `visit_results` behind the city.
    RESULT_COLUMNS, result_values(visit: VisitId, result: &ResultRow) {
        visit_id = visit,
        item_code = &result.item,
        position = result.position,
        answer = &result.answer,
        quantity = result.quantity,
        note = &result.note,
        case_id = result.case,
    }
}

sql! {
    INSERT_VISIT = (VISIT_COLUMNS "
        INSERT INTO visits (city_id, {})
        VALUES ($1, {$2})");
    FIND_VISIT = (VISIT_COLUMNS "
        SELECT {}
        FROM visits
        WHERE city_id = $1 AND number = $2");
    VISIT_BY_ID = (VISIT_COLUMNS "
        SELECT {}
        FROM visits
        WHERE city_id = $1 AND visit_id = $2");
    NEWEST_VISITS = (VISIT_COLUMNS "
        SELECT {}
        FROM visits
        WHERE city_id = $1 AND number < $2 AND division BETWEEN $3 AND $4
          AND (CAST($5 AS BYTEA) IS NULL OR site_id = $5)
        ORDER BY number DESC
        LIMIT $6");
    VISITS_OF_SITE = (VISIT_COLUMNS "
        SELECT {}
        FROM visits
        WHERE city_id = $1 AND site_id = $2
        ORDER BY submitted_at DESC
        LIMIT $3");
    VISITS_OF_PERIOD = (VISIT_COLUMNS "
        SELECT {}
        FROM visits
        WHERE city_id = $1 AND submitted_at >= $2 AND submitted_at < $3
        ORDER BY submitted_at, visit_id");
    LAST_VISITS = "
        SELECT site_id, MAX(submitted_at) AS last
        FROM visits
        WHERE city_id = $1
        GROUP BY site_id";
    RESULTS_OF_VISIT = (RESULT_COLUMNS "
        SELECT {}
        FROM visit_results
        WHERE city_id = $1 AND visit_id = $2
        ORDER BY position");
    PHOTOS_OF_VISIT = "
        SELECT item_code, file_hash
        FROM visit_photos
        WHERE city_id = $1 AND visit_id = $2
        ORDER BY item_code, position";
    RESULTS_OF_PERIOD = "
        SELECT r.visit_id, r.item_code, r.answer
        FROM visits v
        JOIN visit_results r ON r.city_id = v.city_id AND r.visit_id = v.visit_id
        WHERE v.city_id = $1 AND v.submitted_at >= $2 AND v.submitted_at < $3 AND r.answer <> 'not_applicable'
        ORDER BY v.submitted_at, r.visit_id, r.position";
    CASES_OF_VISIT = "
        SELECT c.case_id, c.number, c.state
        FROM visit_results r
        JOIN cases c ON c.city_id = r.city_id AND c.case_id = r.case_id
        WHERE r.city_id = $1 AND r.visit_id = $2
        ORDER BY r.position";
    PHOTO_OF_VISIT = "
        SELECT COUNT(*) AS n
        FROM visit_photos
        WHERE city_id = $1 AND visit_id = $2 AND file_hash = $3";
    COUNT_VISITS = "SELECT COUNT(*) AS n FROM visits WHERE city_id = $1";
    INSERT_PHOTO = "
        INSERT INTO visit_photos (city_id, visit_id, item_code, position, file_hash)
        VALUES                   ($1,      $2,       $3,        $4,       $5)";
}

/// Saves a visit with its results and photos.
pub async fn insert(tx: &mut Tx, city: CityId, visit: &VisitRow, results: &[ResultRow]) -> Result<(), StoreError> {
    let values = params![city].and(visit_values(visit));
    tx.execute(&INSERT_VISIT, values).await?;
    let mut bulk = Bulk::in_city("store::inspections::insert_results", "visit_results", RESULT_COLUMNS, "");
    for result in results {
        let row = params![city].and(result_values(visit.id, result));
        bulk.push(tx, row).await?;
    }
    bulk.send(tx).await?;
    for result in results {
        for (position, photo) in (1..).zip(&result.photos) {
            tx.execute(&INSERT_PHOTO, params![city, visit.id, &result.item, position as i64, photo]).await?;
        }
    }
    Ok(())
}

pub async fn by_number(db: &Db, city: CityId, number: i64) -> Result<Option<VisitRow>, StoreError> {
    db.row(&FIND_VISIT, params![city, number]).await?.as_ref().map(visit).transpose()
}

pub async fn by_id(db: &Db, city: CityId, id: VisitId) -> Result<Option<VisitRow>, StoreError> {
    db.row(&VISIT_BY_ID, params![city, id]).await?.as_ref().map(visit).transpose()
}

/// Newest first, numbers below `before`, in a range of divisions, of one site or of all.
pub async fn newest(
    db: &Db,
    city: CityId,
    before: i64,
    divisions: (i64, i64),
    site: Option<SiteId>,
    most: i64,
) -> Result<Vec<VisitRow>, StoreError> {
    db.rows(&NEWEST_VISITS, params![city, before, divisions.0, divisions.1, site, most])
        .await?
        .iter()
        .map(visit)
        .collect()
}

pub async fn of_site(db: &Db, city: CityId, site: SiteId, most: i64) -> Result<Vec<VisitRow>, StoreError> {
    db.rows(&VISITS_OF_SITE, params![city, site, most]).await?.iter().map(visit).collect()
}

/// Visits submitted in `[from, until)`, oldest first.
pub async fn of_period(db: &Db, city: CityId, from: Instant, until: Instant) -> Result<Vec<VisitRow>, StoreError> {
    db.rows(&VISITS_OF_PERIOD, params![city, from, until]).await?.iter().map(visit).collect()
}

/// When each site was last visited.
pub async fn last_visits(db: &Db, city: CityId) -> Result<Vec<(SiteId, Instant)>, StoreError> {
    db.rows(&LAST_VISITS, params![city])
        .await?
        .iter()
        .map(|row| Ok((row.id("site_id", SiteId)?, row.instant("last")?)))
        .collect()
}

/// Visit, item and answer (`met` or `not_met`) of every rated item in `[from, until)`.
pub async fn answers_of_period(
    db: &Db,
    city: CityId,
    from: Instant,
    until: Instant,
) -> Result<Vec<(VisitId, String, bool)>, StoreError> {
    db.rows(&RESULTS_OF_PERIOD, params![city, from, until])
        .await?
        .iter()
        .map(|row| Ok((row.id("visit_id", VisitId)?, row.text("item_code")?, row.text("answer")? == "met")))
        .collect()
}

/// Results of a visit with their photos, in the order of the check list.
pub async fn results(db: &Db, city: CityId, id: VisitId) -> Result<Vec<ResultRow>, StoreError> {
    let photos: Vec<(String, [u8; 32])> = db
        .rows(&PHOTOS_OF_VISIT, params![city, id])
        .await?
        .iter()
        .map(|row| Ok((row.text("item_code")?, row.hash("file_hash")?)))
        .collect::<Result<_, StoreError>>()?;
    db.rows(&RESULTS_OF_VISIT, params![city, id])
        .await?
        .iter()
        .map(|row| {
            let item = row.text("item_code")?;
            Ok(ResultRow {
                visit: row.id("visit_id", VisitId)?,
                photos: photos.iter().filter(|(of, _)| *of == item).map(|(_, hash)| *hash).collect(),
                item,
                position: row.int("position")?,
                answer: row.text("answer")?,
                quantity: row.opt_int("quantity")?,
                note: row.text("note")?,
                case: row.opt_id("case_id", CaseId)?,
            })
        })
        .collect()
}

/// Id, number and state of the cases that a visit's findings became.
pub async fn cases_of(db: &Db, city: CityId, id: VisitId) -> Result<Vec<(CaseId, String, State)>, StoreError> {
    db.rows(&CASES_OF_VISIT, params![city, id])
        .await?
        .iter()
        .map(|row| Ok((row.id("case_id", CaseId)?, number_text(row.int("number")?), row.code("state", State::parse)?)))
        .collect()
}

/// Whether a photo belongs to a visit.
pub async fn has_photo(db: &Db, city: CityId, id: VisitId, hash: &[u8; 32]) -> Result<bool, StoreError> {
    Ok(db.row(&PHOTO_OF_VISIT, params![city, id, hash]).await?.map_or(Ok(0), |row| row.int("n"))? > 0)
}

pub async fn count(db: &Db, city: CityId) -> Result<i64, StoreError> {
    db.row(&COUNT_VISITS, params![city]).await?.map_or(Ok(0), |row| row.int("n"))
}

fn visit(row: &Row) -> Result<VisitRow, StoreError> {
    Ok(VisitRow {
        id: row.id("visit_id", VisitId)?,
        number: row.int("number")?,
        site: row.id("site_id", SiteId)?,
        site_type: row.text("site_type")?,
        division: row.int("division")?,
        unit: row.opt_id("unit_id", UnitId)?,
        system: row.id("system_id", SystemId)?,
        person: row.id("person_id", PersonId)?,
        post: row.id("post_id", PostId)?,
        started_at: row.instant("started_at")?,
        submitted_at: row.instant("submitted_at")?,
        met: row.int("met")?,
        not_met: row.int("not_met")?,
        not_applicable: row.int("not_applicable")?,
        note: row.text("note")?,
    })
}
