//! Divisions, padded to twelve digits, and outlines.

use changxiao_domain::{ids::CityId, time::Day};

use crate::{
    Db, StoreError, Tx,
    engine::{Bulk, Columns, Row},
    params, sql,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DivisionRow {
    /// Twelve digits; shorter codes are filled with zeros on the right.
    pub code: i64,
    /// `province`, `prefecture`, `county`, `township`, `village`.
    pub level: String,
    pub name: String,
    pub parent: Option<i64>,
    pub edition: String,
}

/// The columns of `divisions` behind the city.
const DIVISION_COLUMNS: Columns = &["code", "level", "name", "parent", "edition"];

sql! {
    ALL_DIVISIONS = (DIVISION_COLUMNS "SELECT {} FROM divisions WHERE city_id = $1 ORDER BY code");
    DIVISION_BY_CODE = (DIVISION_COLUMNS "SELECT {} FROM divisions WHERE city_id = $1 AND code = $2");
    DIVISIONS_AROUND = (DIVISION_COLUMNS "
        SELECT {}
        FROM divisions
        WHERE city_id = $1 AND (code BETWEEN $2 AND $3 OR code IN ($4, $5))
        ORDER BY code");
    EDITIONS = "SELECT edition, COUNT(*) AS n FROM divisions WHERE city_id = $1 GROUP BY edition ORDER BY edition";
    OUTLINE_SOURCES = "SELECT source, COUNT(*) AS n FROM outlines WHERE city_id = $1 GROUP BY source ORDER BY source";
    COUNT_DIVISIONS = "SELECT COUNT(*) AS n FROM divisions WHERE city_id = $1";
    OUTLINES = "SELECT code, geometry FROM outlines WHERE city_id = $1 ORDER BY code";
    PUT_OUTLINE = "
        INSERT INTO outlines (city_id, code, geometry, source)
        VALUES               ($1,      $2,   $3,       $4)
        ON CONFLICT (city_id, code) DO UPDATE SET geometry = excluded.geometry, source = excluded.source";
    ENDED_DIVISIONS = "
        SELECT code, valid_until, successor
        FROM divisions
        WHERE city_id = $1 AND valid_until IS NOT NULL
        ORDER BY code";
    END_DIVISION = "UPDATE divisions SET valid_until = $3, successor = $4 WHERE city_id = $1 AND code = $2";
    REMOVE_DIVISION = "DELETE FROM divisions WHERE city_id = $1 AND code = $2";
}

pub async fn all(db: &Db, city: CityId) -> Result<Vec<DivisionRow>, StoreError> {
    db.rows(&ALL_DIVISIONS, params![city]).await?.iter().map(division).collect()
}

/// The division with this code, padded to twelve digits.
pub async fn by_code(db: &Db, city: CityId, code: i64) -> Result<Option<DivisionRow>, StoreError> {
    db.row(&DIVISION_BY_CODE, params![city, code]).await?.as_ref().map(division).transpose()
}

/// The divisions of a range of padded codes, both ends included, and two that lie above it, in the order of codes.
pub async fn around(
    db: &Db,
    city: CityId,
    (low, high): (i64, i64),
    above: [i64; 2],
) -> Result<Vec<DivisionRow>, StoreError> {
    let values = params![city, low, high, above[0], above[1]];
    db.rows(&DIVISIONS_AROUND, values).await?.iter().map(division).collect()
}

/// The editions that the divisions come from, with how many of them.
pub async fn editions(db: &Db, city: CityId) -> Result<Vec<(String, i64)>, StoreError> {
    db.rows(&EDITIONS, params![city]).await?.iter().map(|row| Ok((row.text("edition")?, row.int("n")?))).collect()
}

/// The sources that the outlines come from, with how many of them.
pub async fn outline_sources(db: &Db, city: CityId) -> Result<Vec<(String, i64)>, StoreError> {
    db.rows(&OUTLINE_SOURCES, params![city]).await?.iter().map(|row| Ok((row.text("source")?, row.int("n")?))).collect()
}

pub async fn count(db: &Db, city: CityId) -> Result<i64, StoreError> {
    db.row(&COUNT_DIVISIONS, params![city]).await?.map_or(Ok(0), |row| row.int("n"))
}

/// Adds or renews divisions; the same row again changes nothing.
pub async fn put(tx: &mut Tx, city: CityId, rows: impl Iterator<Item = DivisionRow>) -> Result<(), StoreError> {
    let mut bulk = Bulk::in_city(
        "store::divisions::put",
        "divisions",
        DIVISION_COLUMNS,
        "ON CONFLICT (city_id, code) DO UPDATE SET level = excluded.level, name = excluded.name, \
         parent = excluded.parent, edition = excluded.edition",
    );
    for row in rows {
        bulk.push(tx, params![city, row.code, row.level, row.name, row.parent, row.edition]).await?;
    }
    bulk.send(tx).await
}

/// Divisions that end or have ended: code, the first day without it, the code of the one that follows. Padded.
pub async fn ended(db: &Db, city: CityId) -> Result<Vec<(i64, Day, Option<i64>)>, StoreError> {
    let rows = db.rows(&ENDED_DIVISIONS, params![city]).await?;
    rows.iter().map(|row| Ok((row.int("code")?, row.day("valid_until")?, row.opt_int("successor")?))).collect()
}

/// Ends a division with a day; what was told of it keeps its name.
pub async fn end(tx: &mut Tx, city: CityId, code: i64, until: Day, successor: i64) -> Result<(), StoreError> {
    tx.execute(&END_DIVISION, params![city, code, until, successor]).await?;
    Ok(())
}

pub async fn remove(tx: &mut Tx, city: CityId, code: i64) -> Result<bool, StoreError> {
    Ok(tx.execute(&REMOVE_DIVISION, params![city, code]).await? > 0)
}

/// Code and GeoJSON geometry of every outline.
pub async fn outlines(db: &Db, city: CityId) -> Result<Vec<(i64, String)>, StoreError> {
    db.rows(&OUTLINES, params![city]).await?.iter().map(|row| Ok((row.int("code")?, row.text("geometry")?))).collect()
}

pub async fn put_outline(tx: &mut Tx, city: CityId, code: i64, geometry: &str, source: &str) -> Result<(), StoreError> {
    tx.execute(&PUT_OUTLINE, params![city, code, geometry, source]).await?;
    Ok(())
}

fn division(row: &Row) -> Result<DivisionRow, StoreError> {
    Ok(DivisionRow {
        code: row.int("code")?,
        level: row.text("level")?,
        name: row.text("name")?,
        parent: row.opt_int("parent")?,
        edition: row.text("edition")?,
    })
}
