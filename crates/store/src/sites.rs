//! Places that are inspected (点位).

use std::collections::HashMap;

use changxiao_domain::{
    ids::{CityId, PostId, SiteId, UnitId},
    time::Instant,
};

use crate::{
    Db, StoreError, Tx,
    cases::ScopeFilter,
    columns,
    engine::{Built, Bulk, Params, Row, Value, contains},
    params, sql,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteRow {
    pub id: SiteId,
    pub number: i64,
    pub site_type: String,
    pub name: String,
    pub name_en: String,
    /// Made up for the demonstration; shown with ※.
    pub generated: bool,
    /// Padded to twelve digits.
    pub division: i64,
    /// Micro-degrees WGS-84.
    pub position: Option<(i64, i64)>,
    pub unit: Option<UnitId>,
    pub holder: Option<PostId>,
    pub deputy: Option<PostId>,
    pub active: bool,
    pub created_at: Instant,
    pub version: i64,
}

/// A site as a list shows it: with its last visit and what is open there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteLine {
    pub site: SiteRow,
    pub last_visit: Option<Instant>,
    /// Met and not met of the last visit.
    pub last_result: Option<(i64, i64)>,
    pub open_cases: i64,
}

/// Which sites a list wants. Empty fields do not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteFilter {
    /// Which rows the asking post may see at all: those of its units, or of its division.
    pub scope: ScopeFilter,
    /// Range of padded division codes, both ends included.
    pub divisions: Option<(i64, i64)>,
    pub site_type: Option<String>,
    pub unit: Option<UnitId>,
    /// Part of a name.
    pub words: Option<String>,
    /// Only sites that nobody answers for.
    pub without_unit: bool,
    /// Sites that are no longer inspected, too.
    pub with_inactive: bool,
}

columns! {
    /// The columns of `sites` behind the city.
    SITE_COLUMNS, site_values(site: &SiteRow) {
        site_id = site.id,
        number = site.number,
        site_type = &site.site_type,
        name = &site.name,
        name_en = &site.name_en,
        generated = site.generated,
        division = site.division,
        lon_e6 = site.position.map(|position| position.0),
        lat_e6 = site.position.map(|position| position.1),
        unit_id = site.unit,
        holder_post = site.holder,
        deputy_post = site.deputy,
        active = site.active,
        created_at = site.created_at,
        version = 1_i64,
    }

    /// What the office changes of a site.
    CHANGED_COLUMNS, changed_values(site: &SiteRow) {
        site_type = &site.site_type,
        name = &site.name,
        name_en = &site.name_en,
        division = site.division,
        lon_e6 = site.position.map(|position| position.0),
        lat_e6 = site.position.map(|position| position.1),
        unit_id = site.unit,
        holder_post = site.holder,
        deputy_post = site.deputy,
        active = site.active,
    }
}

sql! {
    SITE_BY_NUMBER = (SITE_COLUMNS "
        SELECT {}
        FROM sites
        WHERE city_id = $1 AND number = $2");
    SITE_BY_ID = (SITE_COLUMNS "
        SELECT {}
        FROM sites
        WHERE city_id = $1 AND site_id = $2");
    ALL_SITES = (SITE_COLUMNS "
        SELECT {}
        FROM sites
        WHERE city_id = $1
        ORDER BY number");
    SAVE_SITE = (CHANGED_COLUMNS "
        UPDATE sites
        SET {=$4}, version = version + 1
        WHERE city_id = $1 AND site_id = $2 AND version = $3");
    SITE_NUMBERS = "SELECT site_id, number FROM sites WHERE city_id = $1";
    COUNT_SITES = "SELECT COUNT(*) AS n FROM sites WHERE city_id = $1 AND active = 1";
    HIGHEST_NUMBER = "SELECT COALESCE(MAX(number), 0) AS n FROM sites WHERE city_id = $1";
    DIVISIONS_OF_SITES = "
        SELECT division, COUNT(*) AS n
        FROM sites
        WHERE city_id = $1 AND active = 1
        GROUP BY division";
}

const LAST_VISIT: &str =
    "(SELECT MAX(v.submitted_at) FROM visits v WHERE v.city_id = sites.city_id AND v.site_id = sites.site_id)";

/// What a list knows of a site beside its own row; each part is one step in an index.
const LINE: &str = "(SELECT MAX(v.submitted_at) FROM visits v WHERE v.city_id = sites.city_id AND v.site_id = sites.site_id) AS last_visit, \
     (SELECT v.met FROM visits v WHERE v.city_id = sites.city_id AND v.site_id = sites.site_id ORDER BY v.submitted_at DESC LIMIT 1) AS last_met, \
     (SELECT v.not_met FROM visits v WHERE v.city_id = sites.city_id AND v.site_id = sites.site_id ORDER BY v.submitted_at DESC LIMIT 1) AS last_not_met, \
     (SELECT COUNT(*) FROM cases c WHERE c.city_id = sites.city_id AND c.site_id = sites.site_id AND c.is_open = 1) AS open_cases";

pub async fn by_number(db: &Db, city: CityId, number: i64) -> Result<Option<SiteRow>, StoreError> {
    db.row(&SITE_BY_NUMBER, params![city, number]).await?.as_ref().map(site).transpose()
}

pub async fn by_id(db: &Db, city: CityId, id: SiteId) -> Result<Option<SiteRow>, StoreError> {
    db.row(&SITE_BY_ID, params![city, id]).await?.as_ref().map(site).transpose()
}

pub async fn all(db: &Db, city: CityId) -> Result<Vec<SiteRow>, StoreError> {
    db.rows(&ALL_SITES, params![city]).await?.iter().map(site).collect()
}

/// The numbers of all sites.
pub async fn numbers(db: &Db, city: CityId) -> Result<HashMap<SiteId, i64>, StoreError> {
    let rows = db.rows(&SITE_NUMBERS, params![city]).await?;
    rows.iter().map(|row| Ok((row.read("site_id")?, row.int("number")?))).collect()
}

pub async fn count(db: &Db, city: CityId) -> Result<i64, StoreError> {
    db.row(&COUNT_SITES, params![city]).await?.map_or(Ok(0), |row| row.int("n"))
}

/// Sites with a number above `after`, in the order of their numbers.
pub async fn list(
    db: &Db,
    city: CityId,
    filter: &SiteFilter,
    after: i64,
    most: i64,
) -> Result<Vec<SiteRow>, StoreError> {
    let (text, mut values) = narrowed(city, filter, &format!("SELECT {} FROM sites", SITE_COLUMNS.join(", ")));
    values.0.push(after.into());
    values.0.push(most.into());
    let n = values.0.len();
    let text = format!("{text} AND number > ${} ORDER BY number LIMIT ${n}", n - 1);
    db.rows(Built { name: "store::sites::list", text }, values).await?.iter().map(site).collect()
}

/// The same with last visit and open cases, for a page of a list. `backwards`: numbers below `after`, the nearest first.
pub async fn lines(
    db: &Db,
    city: CityId,
    filter: &SiteFilter,
    after: i64,
    backwards: bool,
    most: i64,
) -> Result<Vec<SiteLine>, StoreError> {
    let columns = SITE_COLUMNS.join(", ");
    let (text, mut values) = narrowed(city, filter, &format!("SELECT {columns}, {LINE} FROM sites"));
    values.0.push(after.into());
    values.0.push(most.into());
    let n = values.0.len();
    let (compare, order) = if backwards { ("<", "number DESC") } else { (">", "number") };
    let text = format!("{text} AND number {compare} ${} ORDER BY {order} LIMIT ${n}", n - 1);
    db.rows(Built { name: "store::sites::lines", text }, values).await?.iter().map(line).collect()
}

/// Sites that were never visited, then those whose last visit is longest ago.
pub async fn longest_unvisited(
    db: &Db,
    city: CityId,
    filter: &SiteFilter,
    most: i64,
) -> Result<Vec<SiteLine>, StoreError> {
    // The order needs one step in an index for every site; the rest of the line is looked up for the chosen few only.
    let (chosen, mut values) = narrowed(city, filter, "SELECT site_id FROM sites");
    values.0.push(most.into());
    let (n, columns) = (values.0.len(), SITE_COLUMNS.join(", "));
    let text = format!(
        "SELECT {columns}, {LINE} FROM sites WHERE city_id = $1 AND site_id IN ({chosen} ORDER BY COALESCE({LAST_VISIT}, 0), number LIMIT ${n})"
    );
    let rows = db.rows(Built { name: "store::sites::longest_unvisited", text }, values).await?;
    let mut lines = rows.iter().map(line).collect::<Result<Vec<_>, StoreError>>()?;
    lines.sort_by_key(|line| (line.last_visit.map_or(0, Instant::micros), line.site.number));
    Ok(lines)
}

/// Sites with a position, at most `most`, for a map.
pub async fn map_points(db: &Db, city: CityId, filter: &SiteFilter, most: i64) -> Result<Vec<SiteRow>, StoreError> {
    let (text, mut values) = narrowed(city, filter, &format!("SELECT {} FROM sites", SITE_COLUMNS.join(", ")));
    values.0.push(most.into());
    let text = format!("{text} AND lon_e6 IS NOT NULL ORDER BY number LIMIT ${}", values.0.len());
    db.rows(Built { name: "store::sites::map_points", text }, values).await?.iter().map(site).collect()
}

pub async fn count_of(db: &Db, city: CityId, filter: &SiteFilter) -> Result<i64, StoreError> {
    let (text, values) = narrowed(city, filter, "SELECT COUNT(*) AS n FROM sites");
    db.row(Built { name: "store::sites::count_of", text }, values).await?.map_or(Ok(0), |row| row.int("n"))
}

/// How many sites each division has of its own, without those below it.
pub async fn count_by_division(db: &Db, city: CityId) -> Result<Vec<(i64, i64)>, StoreError> {
    db.rows(&DIVISIONS_OF_SITES, params![city])
        .await?
        .iter()
        .map(|row| Ok((row.int("division")?, row.int("n")?)))
        .collect()
}

/// The highest number of the city's sites, of those that are no longer inspected, too; 0 where there is none.
pub async fn highest_number(db: &Db, city: CityId) -> Result<i64, StoreError> {
    db.row(&HIGHEST_NUMBER, params![city]).await?.map_or(Ok(0), |row| row.int("n"))
}

fn narrowed(city: CityId, filter: &SiteFilter, head: &str) -> (String, Params) {
    let mut text = format!("{head} WHERE city_id = $1");
    let mut values: Vec<Value> = vec![city.into()];
    if !filter.with_inactive {
        text.push_str(" AND active = 1");
    }
    match &filter.scope {
        ScopeFilter::WholeCity => {}
        ScopeFilter::Units(units) => {
            let first = values.len() + 1;
            values.extend(units.iter().map(|unit| Value::from(*unit)));
            let places: Vec<String> = (first..=values.len()).map(|place| format!("${place}")).collect();
            // A scope without units shows nothing.
            let among = if places.is_empty() { "NULL".to_owned() } else { places.join(", ") };
            text.push_str(&format!(" AND unit_id IN ({among})"));
        }
        ScopeFilter::Territory { ranges, unit } => {
            text.push_str(" AND (");
            for (first, last) in ranges {
                let at = values.len();
                values.extend([Value::from(*first), Value::from(*last)]);
                text.push_str(&format!("division BETWEEN ${} AND ${} OR ", at + 1, at + 2));
            }
            values.push((*unit).into());
            text.push_str(&format!("unit_id = ${})", values.len()));
        }
    }
    let mut add = |condition: &str, value: Value| {
        values.push(value);
        text.push_str(&condition.replace("$?", &format!("${}", values.len())));
    };
    if let Some((first, last)) = filter.divisions {
        add(" AND division >= $?", first.into());
        add(" AND division <= $?", last.into());
    }
    if let Some(site_type) = &filter.site_type {
        add(" AND site_type = $?", site_type.into());
    }
    if let Some(unit) = filter.unit {
        add(" AND unit_id = $?", unit.into());
    }
    if let Some(words) = filter.words.as_deref().map(str::trim).filter(|words| !words.is_empty()) {
        match words.parse::<i64>() {
            Ok(number) => add(" AND number = $?", number.into()),
            Err(_) => add(" AND LOWER(name) LIKE $? ESCAPE '!'", contains(words).into()),
        }
    }
    if filter.without_unit {
        text.push_str(" AND unit_id IS NULL");
    }
    (text, Params(values))
}

/// Adds sites; they must be new.
pub async fn insert(tx: &mut Tx, city: CityId, rows: impl Iterator<Item = SiteRow>) -> Result<(), StoreError> {
    let mut bulk = Bulk::in_city("store::sites::insert", "sites", SITE_COLUMNS, "");
    for site in rows {
        let row = params![city].and(site_values(&site));
        bulk.push(tx, row).await?;
    }
    bulk.send(tx).await
}

/// Saves over the version that `site` carries.
///
/// Errors: [`StoreError::Conflict`] where it does not stand in that version any more.
pub async fn save(tx: &mut Tx, city: CityId, site: &SiteRow) -> Result<(), StoreError> {
    let values = params![city, site.id, site.version].and(changed_values(site));
    match tx.execute(&SAVE_SITE, values).await? {
        0 => Err(StoreError::Conflict),
        _ => Ok(()),
    }
}

fn line(row: &Row) -> Result<SiteLine, StoreError> {
    Ok(SiteLine {
        site: site(row)?,
        last_visit: row.opt_instant("last_visit")?,
        last_result: row.opt_int("last_met")?.zip(row.opt_int("last_not_met")?),
        open_cases: row.int("open_cases")?,
    })
}

fn site(row: &Row) -> Result<SiteRow, StoreError> {
    Ok(SiteRow {
        id: row.id("site_id", SiteId)?,
        number: row.int("number")?,
        site_type: row.text("site_type")?,
        name: row.text("name")?,
        name_en: row.text("name_en")?,
        generated: row.flag("generated")?,
        division: row.int("division")?,
        position: row.opt_int("lon_e6")?.zip(row.opt_int("lat_e6")?),
        unit: row.opt_id("unit_id", UnitId)?,
        holder: row.opt_id("holder_post", PostId)?,
        deputy: row.opt_id("deputy_post", PostId)?,
        active: row.flag("active")?,
        created_at: row.instant("created_at")?,
        version: row.int("version")?,
    })
}
