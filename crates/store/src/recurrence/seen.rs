//! Cases as the job takes them up: each once, with the keys by which what lies at the same place is found.

use changxiao_domain::{
    geo::Position,
    ids::{CaseId, ChronicId, CityId, SiteId, UnitId},
    recurrence::{Seen, State, cell_of, cells_around, place_key},
    time::Instant,
};

use crate::{
    Db, StoreError, Tx,
    engine::{Built, Bulk, Params, Row, Value},
    params, sql,
};

sql! {
    NEW = "
        SELECT c.case_id, c.category, c.division, c.place, c.site_id, c.lon_e6, c.lat_e6, c.reported_at, c.closed_at, c.lead_unit
        FROM cases c
        WHERE c.city_id = $1 AND c.case_id >= $2
          AND NOT EXISTS (SELECT 1 FROM recurrence_cases r WHERE r.city_id = c.city_id AND r.case_id = c.case_id)
        ORDER BY c.case_id
        LIMIT $3";
    WAITING = "
        SELECT c.case_id, c.category, c.division, c.place, c.site_id, c.lon_e6, c.lat_e6, c.reported_at, c.closed_at, c.lead_unit,
               c.state
        FROM recurrence_cases r
        JOIN cases c ON c.city_id = r.city_id AND c.case_id = r.case_id
        WHERE r.city_id = $1 AND r.looked = 0
        ORDER BY r.case_id
        LIMIT $2";
    LOOKED = "UPDATE recurrence_cases SET looked = 1, category = $3 WHERE city_id = $1 AND case_id = $2 AND looked = 0";
    LOOK_AGAIN = "UPDATE recurrence_cases SET looked = 0 WHERE city_id = $1 AND case_id = $2";
    HOW_MANY_WAIT = "SELECT COUNT(*) AS n FROM recurrence_cases WHERE city_id = $1 AND looked = 0";
}

/// A case with what the finder needs besides [`Seen`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub seen: Seen,
    pub category: String,
    /// The words for the place as they were written.
    pub place: String,
    pub lead: Option<UnitId>,
    /// Void and merged cases come back as nothing.
    pub counts: bool,
    /// The problem that it belongs to, and where that stands.
    pub problem: Option<(ChronicId, State)>,
}

/// Cases with ids from `from` on that were not taken up yet, in the order of their ids, which is that of their reports.
pub async fn new_cases(db: &Db, city: CityId, from: CaseId, most: i64) -> Result<Vec<Taken>, StoreError> {
    db.rows(&NEW, params![city, from, most]).await?.iter().map(taken).collect()
}

/// Keeps that these were taken up. An error of the kind [`StoreError::Exists`]: another worker was faster with one of them.
pub async fn take_up(tx: &mut Tx, city: CityId, cases: &[Taken]) -> Result<(), StoreError> {
    let columns =
        ["city_id", "case_id", "category", "site_id", "cell", "division", "place_key", "reported_at", "looked"];
    let mut rows = Bulk::new("store::recurrence::take_up", "recurrence_cases", &columns, "");
    for one in cases {
        let seen = &one.seen;
        let values = params![
            city,
            seen.case,
            &one.category,
            seen.site,
            seen.position.map(cell_of),
            seen.division,
            &seen.place,
            seen.reported_at,
            0_i64
        ];
        rows.push(tx, values).await?;
    }
    rows.send(tx).await
}

/// Cases at which the finder has to look, the oldest first.
pub async fn waiting(db: &Db, city: CityId, most: i64) -> Result<Vec<Taken>, StoreError> {
    db.rows(&WAITING, params![city, most])
        .await?
        .iter()
        .map(|row| {
            let counts = !matches!(row.text("state")?.as_str(), "voided" | "merged");
            Ok(Taken { counts, ..taken(row)? })
        })
        .collect()
}

/// Notes that the finder has looked. `false`: somebody else has, and nothing was written.
pub async fn looked(tx: &mut Tx, city: CityId, case: &Taken) -> Result<bool, StoreError> {
    Ok(tx.execute(&LOOKED, params![city, case.seen.case, &case.category]).await? > 0)
}

/// Called by a save that changes what a case is counted as: its category, or that it is void or merged no more.
pub(crate) async fn look_again(tx: &mut Tx, city: CityId, case: CaseId) -> Result<(), StoreError> {
    tx.execute(&LOOK_AGAIN, params![city, case]).await?;
    Ok(())
}

/// How many cases were taken up and not looked at yet.
pub async fn how_many_wait(db: &Db, city: CityId) -> Result<i64, StoreError> {
    db.row(&HOW_MANY_WAIT, params![city]).await?.map_or(Ok(0), |row| row.int("n"))
}

/// Every case of the category since `from` that may lie at the same place as one of these, in one statement over three indexes.
/// Void and merged cases and those of dismissed problems are left out.
///
/// Errors: [`StoreError::Content`] for a position that is none on earth.
pub async fn near(
    db: &Db,
    city: CityId,
    category: &str,
    to: &[Seen],
    metres: i64,
    from: Instant,
) -> Result<Vec<Taken>, StoreError> {
    let mut values: Vec<Value> = vec![city.into(), category.into(), from.into()];
    let mut place = |value: Value| {
        values.push(value);
        format!("${}", values.len())
    };
    let mut cells: Vec<i64> =
        to.iter().filter_map(|seen| seen.position).flat_map(|at| cells_around(at, metres)).collect();
    cells.sort_unstable();
    cells.dedup();
    let mut sites: Vec<SiteId> = to.iter().filter_map(|seen| seen.site).collect();
    sites.sort_unstable();
    sites.dedup();
    let mut words: Vec<(i64, &str)> =
        to.iter().filter(|seen| !seen.place.is_empty()).map(|seen| (seen.division, seen.place.as_str())).collect();
    words.sort_unstable();
    words.dedup();
    let mut ways = Vec::new();
    if !cells.is_empty() {
        let list: Vec<String> = cells.into_iter().map(|cell| place(cell.into())).collect();
        ways.push(format!("r.cell IN ({})", list.join(", ")));
    }
    if !sites.is_empty() {
        let list: Vec<String> = sites.into_iter().map(|site| place(site.into())).collect();
        ways.push(format!("r.site_id IN ({})", list.join(", ")));
    }
    for (division, words) in words {
        ways.push(format!("(r.division = {} AND r.place_key = {})", place(division.into()), place(words.into())));
    }
    if ways.is_empty() {
        return Ok(Vec::new());
    }
    let text = format!(
        "SELECT c.case_id, c.category, c.division, c.place, c.site_id, c.lon_e6, c.lat_e6, c.reported_at, c.closed_at, \
         c.lead_unit, m.chronic_id, p.state AS problem_state \
         FROM recurrence_cases r \
         JOIN cases c ON c.city_id = r.city_id AND c.case_id = r.case_id \
         LEFT JOIN chronic_cases m ON m.city_id = r.city_id AND m.case_id = r.case_id \
         LEFT JOIN chronic_problems p ON p.city_id = m.city_id AND p.chronic_id = m.chronic_id \
         WHERE r.city_id = $1 AND r.category = $2 AND r.reported_at >= $3 AND c.category = $2 \
         AND c.state <> 'voided' AND c.state <> 'merged' AND ({}) \
         ORDER BY r.case_id",
        ways.join(" OR ")
    );
    let rows = db.rows(Built { name: "store::recurrence::near", text }, Params(values)).await?;
    rows.iter()
        .map(|row| {
            let state = row.opt_text("problem_state")?;
            let state = state.map(|code| State::parse(&code).ok_or_else(|| StoreError::content("state", "a state")));
            let problem = row.opt_id("chronic_id", ChronicId)?.zip(state.transpose()?);
            Ok(Taken { problem, ..taken(row)? })
        })
        .collect()
}

fn taken(row: &Row) -> Result<Taken, StoreError> {
    let position = row
        .opt_int("lon_e6")?
        .zip(row.opt_int("lat_e6")?)
        .map(|(lon, lat)| Position::new(lon, lat).map_err(|_| StoreError::content("lon_e6", "a position on earth")))
        .transpose()?;
    let place = row.text("place")?;
    let seen = Seen {
        case: row.id("case_id", CaseId)?,
        site: row.opt_id("site_id", SiteId)?,
        position,
        division: row.int("division")?,
        place: place_key(&place),
        reported_at: row.instant("reported_at")?,
        closed_at: row.opt_instant("closed_at")?,
    };
    Ok(Taken {
        seen,
        category: row.text("category")?,
        place,
        lead: row.opt_id("lead_unit", UnitId)?,
        counts: true,
        problem: None,
    })
}
