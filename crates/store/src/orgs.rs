//! Units and the matrix of who answers where for what.

use changxiao_domain::{
    ids::{CityId, UnitId},
    time::Day,
};

use crate::{
    Db, StoreError, Tx, columns,
    engine::{Bulk, Columns},
    params, sql,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitRow {
    pub id: UnitId,
    pub code: String,
    pub name: String,
    pub name_en: String,
    /// Code of `changxiao_domain::orgs::UnitKind`.
    pub kind: String,
    pub parent: Option<UnitId>,
    /// Padded to twelve digits.
    pub division: Option<i64>,
    /// Divisions that its territory overlies, padded, in the order of their codes.
    pub areas: Vec<i64>,
    pub valid_from: Day,
    pub valid_until: Option<Day>,
    pub version: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatrixRow {
    /// Padded to twelve digits.
    pub division: i64,
    /// A category code, a major, or `*`.
    pub category: String,
    pub territory_unit: Option<UnitId>,
    pub line_unit: Option<UnitId>,
    pub valid_from: Day,
}

/// The columns of `duty_matrix` behind the city.
const MATRIX_COLUMNS: Columns = &["division", "category", "territory_unit", "line_unit", "valid_from"];

columns! {
    UNIT_COLUMNS, unit_values(unit: &UnitRow) {
        code = &unit.code,
        name = &unit.name,
        name_en = &unit.name_en,
        kind = &unit.kind,
        parent = unit.parent,
        division = unit.division,
        areas = areas_text(&unit.areas),
        valid_from = unit.valid_from,
        valid_until = unit.valid_until,
    }
}

sql! {
    ALL_UNITS = "
        SELECT unit_id, code, name, name_en, kind, parent, division, areas, valid_from, valid_until, version
        FROM units
        WHERE city_id = $1
        ORDER BY code, valid_from";
    INSERT_UNIT = (UNIT_COLUMNS "
        INSERT INTO units (city_id, unit_id, {}, version)
        VALUES ($1, $2, {$3}, 1)");
    SAVE_UNIT = (UNIT_COLUMNS "
        UPDATE units
        SET {=$4}, version = version + 1
        WHERE city_id = $1 AND unit_id = $2 AND version = $3");
    ALL_DUTIES = (MATRIX_COLUMNS "
        SELECT {}
        FROM duty_matrix
        WHERE city_id = $1
        ORDER BY division, category");
    REMOVE_DUTY = "DELETE FROM duty_matrix WHERE city_id = $1 AND division = $2 AND category = $3";
}

pub async fn units(db: &Db, city: CityId) -> Result<Vec<UnitRow>, StoreError> {
    db.rows(&ALL_UNITS, params![city])
        .await?
        .iter()
        .map(|row| {
            Ok(UnitRow {
                id: row.id("unit_id", UnitId)?,
                code: row.text("code")?,
                name: row.text("name")?,
                name_en: row.text("name_en")?,
                kind: row.text("kind")?,
                parent: row.opt_id("parent", UnitId)?,
                division: row.opt_int("division")?,
                areas: areas_of("units", &row.text("areas")?)?,
                valid_from: row.day("valid_from")?,
                valid_until: row.opt_day("valid_until")?,
                version: row.int("version")?,
            })
        })
        .collect()
}

/// Padded codes as one text.
pub(crate) fn areas_text(areas: &[i64]) -> String {
    areas.iter().map(i64::to_string).collect::<Vec<_>>().join(" ")
}

/// And back, out of a table.
///
/// Errors: what stands there is no number.
pub(crate) fn areas_of(table: &'static str, text: &str) -> Result<Vec<i64>, StoreError> {
    let number = |part: &str| part.parse().map_err(|_| StoreError::content(table, "codes of divisions"));
    text.split(' ').filter(|part| !part.is_empty()).map(number).collect()
}

pub async fn insert_unit(tx: &mut Tx, city: CityId, unit: &UnitRow) -> Result<(), StoreError> {
    let values = params![city, unit.id].and(unit_values(unit));
    tx.execute(&INSERT_UNIT, values).await?;
    Ok(())
}

/// Saves over the version that `unit` carries.
///
/// Errors: [`StoreError::Conflict`] where it does not stand in that version any more.
pub async fn save_unit(tx: &mut Tx, city: CityId, unit: &UnitRow) -> Result<(), StoreError> {
    let values = params![city, unit.id, unit.version].and(unit_values(unit));
    match tx.execute(&SAVE_UNIT, values).await? {
        0 => Err(StoreError::Conflict),
        _ => Ok(()),
    }
}

pub async fn matrix(db: &Db, city: CityId) -> Result<Vec<MatrixRow>, StoreError> {
    db.rows(&ALL_DUTIES, params![city])
        .await?
        .iter()
        .map(|row| {
            Ok(MatrixRow {
                division: row.int("division")?,
                category: row.text("category")?,
                territory_unit: row.opt_id("territory_unit", UnitId)?,
                line_unit: row.opt_id("line_unit", UnitId)?,
                valid_from: row.day("valid_from")?,
            })
        })
        .collect()
}

pub async fn put_matrix(tx: &mut Tx, city: CityId, rows: impl Iterator<Item = MatrixRow>) -> Result<(), StoreError> {
    let mut bulk = Bulk::in_city(
        "store::orgs::put_matrix",
        "duty_matrix",
        MATRIX_COLUMNS,
        "ON CONFLICT (city_id, division, category) DO UPDATE SET territory_unit = excluded.territory_unit, \
         line_unit = excluded.line_unit, valid_from = excluded.valid_from",
    );
    for row in rows {
        bulk.push(tx, params![city, row.division, row.category, row.territory_unit, row.line_unit, row.valid_from])
            .await?;
    }
    bulk.send(tx).await
}

pub async fn remove_duty(tx: &mut Tx, city: CityId, division: i64, category: &str) -> Result<bool, StoreError> {
    Ok(tx.execute(&REMOVE_DUTY, params![city, division, category]).await? > 0)
}
