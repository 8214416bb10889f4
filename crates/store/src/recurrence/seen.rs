//! Cases as the job takes them up: each once, with the keys by which what lies at the same place is found.

use std::collections::{BTreeMap, BTreeSet};

use changxiao_domain::{
    geo::Position,
    ids::{CaseId, ChronicId, CityId, SiteId, UnitId},
    recurrence::{Seen, State, cell_of, cells_around, place_key},
    time::Instant,
};

use crate::{
    Db, StoreError, Tx,
    engine::{Built, Bulk, Params, Row, Value},
    legible::Legible,
    numbers::number_text,
    params, sql,
};

sql! {
    NEW = "
        SELECT c.case_id, c.number, c.category, c.division, c.place, c.site_id, c.lon_e6, c.lat_e6, c.reported_at, c.closed_at,
               c.lead_unit
        FROM cases c
        WHERE c.city_id = $1 AND c.case_id >= $2
          AND NOT EXISTS (SELECT 1 FROM recurrence_cases r WHERE r.city_id = c.city_id AND r.case_id = c.case_id)
        ORDER BY c.case_id
        LIMIT $3";
    WAITING = "
        SELECT c.case_id, c.number, c.category, c.division, c.place, c.site_id, c.lon_e6, c.lat_e6, c.reported_at, c.closed_at,
               c.lead_unit, c.state
        FROM recurrence_cases r
        JOIN cases c ON c.city_id = r.city_id AND c.case_id = r.case_id
        WHERE r.city_id = $1 AND r.looked = 0
        ORDER BY r.case_id
        LIMIT $2";
    LOOK_AGAIN = "UPDATE recurrence_cases SET looked = 0 WHERE city_id = $1 AND case_id = $2";
    FOLLOW_DIVISION = "UPDATE recurrence_cases SET division = $3 WHERE city_id = $1 AND case_id = $2";
    HOW_MANY_WAIT = "SELECT COUNT(*) AS n FROM recurrence_cases WHERE city_id = $1 AND looked = 0";
}

/// A case with what the finder needs besides [`Seen`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub seen: Seen,
    /// As people see it: 261121-0041.
    pub number: String,
    pub category: String,
    /// The words for the place as they were written.
    pub place: String,
    pub lead: Option<UnitId>,
    /// Void and merged cases come back as nothing.
    pub counts: bool,
    /// The problem that it belongs to, and where that stands.
    pub problem: Option<(ChronicId, State)>,
}

/// Rows as far as they can be read, named by the numbers of the cases.
fn legible(rows: &[Row], read: impl Fn(&Row) -> Result<Taken, StoreError>) -> Result<Legible<Taken>, StoreError> {
    Legible::of(rows, |row| row.int("number").map_or_else(|_| row.name("case_id"), number_text), read)
}

/// Cases with ids from `from` on that were not taken up yet, in the order of their ids, which is that of their reports.
pub async fn new_cases(db: &Db, city: CityId, from: CaseId, most: i64) -> Result<Legible<Taken>, StoreError> {
    legible(&db.rows(&NEW, params![city, from, most]).await?, taken)
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
pub async fn waiting(db: &Db, city: CityId, most: i64) -> Result<Legible<Taken>, StoreError> {
    legible(&db.rows(&WAITING, params![city, most]).await?, |row| {
        let counts = !matches!(row.text("state")?.as_str(), "voided" | "merged");
        Ok(Taken { counts, ..taken(row)? })
    })
}

/// Notes that the finder has looked at these cases of one category; gives those at which nobody else had looked meanwhile.
pub async fn looked(
    tx: &mut Tx,
    city: CityId,
    category: &str,
    cases: impl IntoIterator<Item = CaseId>,
) -> Result<BTreeSet<CaseId>, StoreError> {
    let ids: Vec<CaseId> = cases.into_iter().collect();
    let mut looked = BTreeSet::new();
    for some in ids.chunks(MOST_AT_ONCE) {
        let mut values: Vec<Value> = vec![city.into(), category.into()];
        let list = places(&mut values, some.iter().copied());
        let text = format!(
            "UPDATE recurrence_cases SET looked = 1, category = $2 \
             WHERE city_id = $1 AND looked = 0 AND case_id IN ({list}) RETURNING case_id"
        );
        let rows = tx.rows(Built { name: "store::recurrence::looked", text }, Params(values)).await?;
        for row in rows {
            looked.insert(row.id("case_id", CaseId)?);
        }
    }
    Ok(looked)
}

/// Called by a save that changes what a case is counted as: its category, or that it is void or merged no more.
pub(crate) async fn look_again(tx: &mut Tx, city: CityId, case: CaseId) -> Result<(), StoreError> {
    tx.execute(&LOOK_AGAIN, params![city, case]).await?;
    Ok(())
}

/// Called by a save that moves a case into the division that follows its own. Padded code.
pub(crate) async fn follow_division(tx: &mut Tx, city: CityId, case: CaseId, division: i64) -> Result<(), StoreError> {
    tx.execute(&FOLLOW_DIVISION, params![city, case, division]).await?;
    Ok(())
}

/// How many cases were taken up and not looked at yet.
pub async fn how_many_wait(db: &Db, city: CityId) -> Result<i64, StoreError> {
    db.row(&HOW_MANY_WAIT, params![city]).await?.map_or(Ok(0), |row| row.int("n"))
}

/// Keys or cases that one statement names.
pub(super) const MOST_AT_ONCE: usize = 500;

/// `$4, $5, $6`: places for these values, which are put behind the others.
pub(super) fn places<T: Into<Value>>(values: &mut Vec<Value>, these: impl IntoIterator<Item = T>) -> String {
    let mut list = String::new();
    for value in these {
        values.push(value.into());
        list.push_str(if list.is_empty() { "$" } else { ", $" });
        list.push_str(&values.len().to_string());
    }
    list
}

/// By what a case is found that may lie at the same place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceKey {
    Cell(i64),
    Site(SiteId),
    /// Division and words.
    Words(i64, String),
}

impl PlaceKey {
    /// Those of the case itself.
    pub fn of(seen: &Seen) -> Vec<Self> {
        let words = (!seen.place.is_empty()).then(|| Self::Words(seen.division, seen.place.clone()));
        let cell = seen.position.map(|at| Self::Cell(cell_of(at)));
        [seen.site.map(Self::Site), cell, words].into_iter().flatten().collect()
    }

    /// All keys of what may lie at the same place as one of these.
    pub fn around<'a>(cases: impl IntoIterator<Item = &'a Seen>, metres: i64) -> BTreeSet<Self> {
        let mut keys = BTreeSet::new();
        let mut cells = BTreeSet::new();
        for seen in cases {
            keys.extend(seen.site.map(Self::Site));
            if !seen.place.is_empty() {
                keys.insert(Self::Words(seen.division, seen.place.clone()));
            }
            if let Some(at) = seen.position.filter(|at| cells.insert(*at)) {
                keys.extend(cells_around(at, metres).into_iter().map(Self::Cell));
            }
        }
        keys
    }
}

/// Every case of the category since `from` that has one of these keys, by three indexes. Void and merged cases and those of dismissed
/// problems are left out.
pub async fn near(
    db: &Db,
    city: CityId,
    category: &str,
    keys: &BTreeSet<PlaceKey>,
    from: Instant,
) -> Result<Legible<Taken>, StoreError> {
    let keys: Vec<&PlaceKey> = keys.iter().collect();
    let (mut found, mut unreadable) = (BTreeMap::new(), BTreeMap::new());
    for some in keys.chunks(MOST_AT_ONCE) {
        let (text, values) = near_these(city, category, some, from);
        let rows = db.rows(Built { name: "store::recurrence::near", text }, values).await?;
        let read = legible(&rows, |row| {
            let state = row.opt_text("problem_state")?;
            let state = state.map(|code| State::parse(&code).ok_or_else(|| StoreError::content("state", "a state")));
            let problem = row.opt_id("chronic_id", ChronicId)?.zip(state.transpose()?);
            Ok(Taken { problem, ..taken(row)? })
        })?;
        found.extend(read.rows.into_iter().map(|one| (one.seen.case, one)));
        unreadable.extend(read.unreadable.into_iter().map(|one| (one.key.clone(), one)));
    }
    Ok(Legible { rows: found.into_values().collect(), unreadable: unreadable.into_values().collect() })
}

fn near_these(city: CityId, category: &str, keys: &[&PlaceKey], from: Instant) -> (String, Params) {
    let mut values: Vec<Value> = vec![city.into(), category.into(), from.into()];
    let mut ways = Vec::new();
    let cells = places(
        &mut values,
        keys.iter().filter_map(|key| if let PlaceKey::Cell(cell) = key { Some(*cell) } else { None }),
    );
    if !cells.is_empty() {
        ways.push(format!("r.cell IN ({cells})"));
    }
    let sites = places(
        &mut values,
        keys.iter().filter_map(|key| if let PlaceKey::Site(site) = key { Some(*site) } else { None }),
    );
    if !sites.is_empty() {
        ways.push(format!("r.site_id IN ({sites})"));
    }
    for key in keys {
        if let PlaceKey::Words(division, words) = key {
            let division = places(&mut values, [*division]);
            let words = places(&mut values, [words.as_str()]);
            ways.push(format!("(r.division = {division} AND r.place_key = {words})"));
        }
    }
    let text = format!(
        "SELECT c.case_id, c.number, c.category, c.division, c.place, c.site_id, c.lon_e6, c.lat_e6, c.reported_at, c.closed_at, \
         c.lead_unit, m.chronic_id, p.state AS problem_state \
         FROM recurrence_cases r \
         JOIN cases c ON c.city_id = r.city_id AND c.case_id = r.case_id \
         LEFT JOIN chronic_cases m ON m.city_id = r.city_id AND m.case_id = r.case_id \
         LEFT JOIN chronic_problems p ON p.city_id = m.city_id AND p.chronic_id = m.chronic_id \
         WHERE r.city_id = $1 AND r.category = $2 AND r.reported_at >= $3 AND c.category = $2 \
         AND c.state <> 'voided' AND c.state <> 'merged' AND ({})",
        ways.join(" OR ")
    );
    (text, Params(values))
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
        number: number_text(row.int("number")?),
        category: row.text("category")?,
        place,
        lead: row.opt_id("lead_unit", UnitId)?,
        counts: true,
        problem: None,
    })
}
