//! Grids: parts of towns and villages, with who walks them.

use changxiao_domain::{
    ids::{CityId, PostId},
    time::Day,
};

use crate::{Db, StoreError, Tx, columns, params, sql};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridRow {
    pub code: String,
    pub name: String,
    /// Padded to twelve digits.
    pub division: i64,
    pub staff: Option<PostId>,
    /// A GeoJSON geometry.
    pub geometry: Option<String>,
    /// The first day without it.
    pub valid_until: Option<Day>,
    pub version: i64,
}

columns! {
    GRID_COLUMNS, grid_values(grid: &GridRow) {
        name = &grid.name,
        division = grid.division,
        staff = grid.staff,
        geometry = grid.geometry.as_deref(),
        valid_until = grid.valid_until,
    }
}

sql! {
    ALL_GRIDS = "
        SELECT code, name, division, staff, geometry, valid_until, version
        FROM grids
        WHERE city_id = $1
        ORDER BY code";
    INSERT_GRID = (GRID_COLUMNS "
        INSERT INTO grids (city_id, code, {}, version)
        VALUES ($1, $2, {$3}, 1)");
    SAVE_GRID = (GRID_COLUMNS "
        UPDATE grids
        SET {=$4}, version = version + 1
        WHERE city_id = $1 AND code = $2 AND version = $3");
    STAFF_TO = "UPDATE grids SET staff = $3, version = version + 1 WHERE city_id = $1 AND staff = $2";
}

pub async fn all(db: &Db, city: CityId) -> Result<Vec<GridRow>, StoreError> {
    let rows = db.rows(&ALL_GRIDS, params![city]).await?;
    rows.iter()
        .map(|row| {
            Ok(GridRow {
                code: row.text("code")?,
                name: row.text("name")?,
                division: row.int("division")?,
                staff: row.opt_id("staff", PostId)?,
                geometry: row.opt_text("geometry")?,
                valid_until: row.opt_day("valid_until")?,
                version: row.int("version")?,
            })
        })
        .collect()
}

pub async fn insert(tx: &mut Tx, city: CityId, grid: &GridRow) -> Result<(), StoreError> {
    tx.execute(&INSERT_GRID, params![city, &grid.code].and(grid_values(grid))).await?;
    Ok(())
}

/// Saves over the version that `grid` carries.
///
/// Errors: [`StoreError::Conflict`] where it does not stand in that version any more.
pub async fn save(tx: &mut Tx, city: CityId, grid: &GridRow) -> Result<(), StoreError> {
    match tx.execute(&SAVE_GRID, params![city, &grid.code, grid.version].and(grid_values(grid))).await? {
        0 => Err(StoreError::Conflict),
        _ => Ok(()),
    }
}

/// The grids of one post go to another.
pub async fn follow_post(tx: &mut Tx, city: CityId, from: PostId, to: PostId) -> Result<(), StoreError> {
    tx.execute(&STAFF_TO, params![city, from, to]).await?;
    Ok(())
}
