//! What the scores of a period are made of.
//!
//! Cases that lost nothing are counted, those that lost something are brought one by one: a city closes tens of thousands a
//! month, and only the others have to be named in a “why”.

use changxiao_domain::{
    cases::State,
    ids::{CaseId, CityId, SiteId, SystemId, UnitId, VisitId},
    time::Instant,
};

use crate::{Db, StoreError, cases::number_text, engine::Row, params, sql};

/// A visit of the period with the name of its site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoredVisit {
    pub id: VisitId,
    pub number: i64,
    pub site: SiteId,
    pub site_number: i64,
    pub site_name: String,
    pub site_name_en: String,
    /// Made up for the demonstration; shown with ※.
    pub site_generated: bool,
    pub site_type: String,
    /// Padded to twelve digits.
    pub division: i64,
    /// The unit that answered for the site on that day.
    pub unit: Option<UnitId>,
    pub system: SystemId,
    pub submitted_at: Instant,
}

/// So many cases of a unit and a category, each closed in time at the first check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WellClosed {
    pub lead: UnitId,
    pub category: String,
    pub count: i64,
}

/// A case of the period that was late or sent back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostCase {
    pub id: CaseId,
    pub number: String,
    pub title: String,
    pub place: String,
    pub category: String,
    pub lead: UnitId,
    pub state: State,
    pub due_at: Instant,
    /// When the unit reported the fix, or the case was closed without one.
    pub done_at: Option<Instant>,
    pub paused: bool,
    pub rework_count: i64,
    /// A granted appeal: it stays late, and the score leaves it out.
    pub exempt: bool,
}

/// What was not met on a visit, and the case that it became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingRow {
    pub visit: VisitId,
    pub item: String,
    pub note: String,
    pub case: Option<FindingCase>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingCase {
    pub number: String,
    pub category: String,
    pub title: String,
    pub state: State,
    pub closed_at: Option<Instant>,
}

// A case that fell due before it was taken over counts for the unit that had it then: scores stay with the one that earned them.
sql! {
    VISITS = "
        SELECT v.visit_id, v.number, v.site_id, v.site_type, v.division, v.unit_id, v.system_id, v.submitted_at,
               s.number AS site_number, s.name, s.name_en, s.generated
        FROM visits v
        JOIN sites s ON s.city_id = v.city_id AND s.site_id = v.site_id
        WHERE v.city_id = $1 AND v.submitted_at >= $2 AND v.submitted_at < $3
        ORDER BY v.submitted_at, v.visit_id";
    CLOSED_WELL = "
        SELECT COALESCE((SELECT h.from_unit FROM handovers h
                         WHERE h.city_id = cases.city_id AND h.subject_id = cases.case_id AND h.from_unit IS NOT NULL
                           AND h.at >= cases.due_at
                         ORDER BY h.at LIMIT 1), lead_unit) AS lead, category, COUNT(*) AS n
        FROM cases
        WHERE city_id = $1 AND due_at >= $2 AND due_at < $3 AND state = 'closed' AND lead_unit IS NOT NULL
          AND rework_count = 0 AND COALESCE(handled_at, closed_at) <= due_at
        GROUP BY 1, category
        ORDER BY 1, category";
    LOST = "
        SELECT case_id, number, title, place, category, state, due_at,
               COALESCE((SELECT h.from_unit FROM handovers h
                         WHERE h.city_id = cases.city_id AND h.subject_id = cases.case_id AND h.from_unit IS NOT NULL
                           AND h.at >= cases.due_at
                         ORDER BY h.at LIMIT 1), lead_unit) AS lead,
               COALESCE(handled_at, closed_at) AS done_at,
               paused_at, rework_count, exempt
        FROM cases
        WHERE city_id = $1 AND due_at >= $2 AND due_at < $3 AND lead_unit IS NOT NULL
          AND state <> 'voided' AND state <> 'merged'
          AND (rework_count > 0 OR COALESCE(handled_at, closed_at) > due_at
               OR (state IN ('dispatched', 'handling', 'hung', 'submitted') AND paused_at IS NULL AND due_at < $4))
        ORDER BY due_at, case_id";
    FINDINGS = "
        SELECT r.visit_id, r.item_code, r.note, c.number, c.category, c.title, c.state, c.closed_at
        FROM visits v
        JOIN visit_results r ON r.city_id = v.city_id AND r.visit_id = v.visit_id
        LEFT JOIN cases c ON c.city_id = r.city_id AND c.case_id = r.case_id
        WHERE v.city_id = $1 AND v.submitted_at >= $2 AND v.submitted_at < $3 AND r.answer = 'not_met'
        ORDER BY v.submitted_at, r.visit_id, r.position";
    PHOTOS = "
        SELECT p.visit_id, p.item_code, p.file_hash
        FROM visits v
        JOIN visit_photos p ON p.city_id = v.city_id AND p.visit_id = v.visit_id
        WHERE v.city_id = $1 AND v.submitted_at >= $2 AND v.submitted_at < $3
        ORDER BY v.submitted_at, p.visit_id, p.item_code, p.position";
    FIRST_AND_LAST_VISIT = "
        SELECT MIN(submitted_at) AS first, MAX(submitted_at) AS last
        FROM visits
        WHERE city_id = $1";
}

/// Visits submitted in `[from, until)`, oldest first.
pub async fn visits(db: &Db, city: CityId, from: Instant, until: Instant) -> Result<Vec<ScoredVisit>, StoreError> {
    db.rows(&VISITS, params![city, from, until]).await?.iter().map(visit).collect()
}

/// Cases due in `[from, until)` that were closed in time at the first check. In time is what the unit reported fixed by the
/// deadline: how long the check takes is not in its hands.
pub async fn closed_well(db: &Db, city: CityId, from: Instant, until: Instant) -> Result<Vec<WellClosed>, StoreError> {
    let rows = db.rows(&CLOSED_WELL, params![city, from, until]).await?;
    rows.iter()
        .map(|row| {
            Ok(WellClosed { lead: row.id("lead", UnitId)?, category: row.text("category")?, count: row.int("n")? })
        })
        .collect()
}

/// Cases due in `[from, until)` that were sent back, fixed late, or are open and late at `now`.
pub async fn lost(
    db: &Db,
    city: CityId,
    from: Instant,
    until: Instant,
    now: Instant,
) -> Result<Vec<LostCase>, StoreError> {
    let rows = db.rows(&LOST, params![city, from, until, now]).await?;
    rows.iter()
        .map(|row| {
            Ok(LostCase {
                id: row.id("case_id", CaseId)?,
                number: number_text(row.int("number")?),
                title: row.text("title")?,
                place: row.text("place")?,
                category: row.text("category")?,
                lead: row.id("lead", UnitId)?,
                state: row.code("state", State::parse)?,
                due_at: row.instant("due_at")?,
                done_at: row.opt_instant("done_at")?,
                paused: row.opt_int("paused_at")?.is_some(),
                rework_count: row.int("rework_count")?,
                exempt: row.flag("exempt")?,
            })
        })
        .collect()
}

/// What was not met in `[from, until)`.
pub async fn findings(db: &Db, city: CityId, from: Instant, until: Instant) -> Result<Vec<FindingRow>, StoreError> {
    db.rows(&FINDINGS, params![city, from, until])
        .await?
        .iter()
        .map(|row| {
            let case = match row.opt_int("number")? {
                None => None,
                Some(number) => Some(FindingCase {
                    number: number_text(number),
                    category: row.text("category")?,
                    title: row.text("title")?,
                    state: row.code("state", State::parse)?,
                    closed_at: row.opt_instant("closed_at")?,
                }),
            };
            Ok(FindingRow {
                visit: row.id("visit_id", VisitId)?,
                item: row.text("item_code")?,
                note: row.text("note")?,
                case,
            })
        })
        .collect()
}

/// Visit, item and content hash of every photo of the visits in `[from, until)`.
pub async fn photos(
    db: &Db,
    city: CityId,
    from: Instant,
    until: Instant,
) -> Result<Vec<(VisitId, String, [u8; 32])>, StoreError> {
    db.rows(&PHOTOS, params![city, from, until])
        .await?
        .iter()
        .map(|row| Ok((row.id("visit_id", VisitId)?, row.text("item_code")?, row.hash("file_hash")?)))
        .collect()
}

/// The first and the last visit ever; `None` before the first.
pub async fn first_and_last_visit(db: &Db, city: CityId) -> Result<Option<(Instant, Instant)>, StoreError> {
    let Some(row) = db.row(&FIRST_AND_LAST_VISIT, params![city]).await? else { return Ok(None) };
    Ok(row.opt_instant("first")?.zip(row.opt_instant("last")?))
}

fn visit(row: &Row) -> Result<ScoredVisit, StoreError> {
    Ok(ScoredVisit {
        id: row.id("visit_id", VisitId)?,
        number: row.int("number")?,
        site: row.id("site_id", SiteId)?,
        site_number: row.int("site_number")?,
        site_name: row.text("name")?,
        site_name_en: row.text("name_en")?,
        site_generated: row.flag("generated")?,
        site_type: row.text("site_type")?,
        division: row.int("division")?,
        unit: row.opt_id("unit_id", UnitId)?,
        system: row.id("system_id", SystemId)?,
        submitted_at: row.instant("submitted_at")?,
    })
}
