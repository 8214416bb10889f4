//! Evaluation systems and category sets, each kept whole as one document, and who answers for a node.

use std::collections::HashMap;

use changxiao_domain::{
    ids::{CategorySetId, CityId, SystemId, UnitId},
    standards::{Duty, SystemStatus},
    time::{Day, Instant},
};

use crate::{
    Db, StoreError, Tx, columns,
    engine::{Bulk, Columns, Row},
    params, sql,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SystemRow {
    pub id: SystemId,
    pub key: String,
    pub edition: String,
    pub name: String,
    pub status: SystemStatus,
    pub effective_from: Day,
    /// JSON of `changxiao_domain::standards::System`.
    pub document: String,
    pub changed_at: Instant,
    pub version: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategorySetRow {
    pub id: CategorySetId,
    pub key: String,
    pub edition: String,
    pub effective_from: Day,
    /// JSON of `changxiao_domain::categories::CategorySet`.
    pub document: String,
    pub version: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponsibilityRow {
    pub system: SystemId,
    pub node: String,
    pub unit: UnitId,
    pub duty: Duty,
}

/// The columns of `responsibilities` behind the city.
const RESPONSIBILITY_COLUMNS: Columns = &["system_id", "node_code", "unit_id", "duty"];

columns! {
    NEW_SYSTEM_COLUMNS, new_system_values(row: &SystemRow) {
        system_id = row.id,
        key = &row.key,
        edition = &row.edition,
        name = &row.name,
        status = row.status.code(),
        effective_from = row.effective_from,
        document = &row.document,
        changed_at = row.changed_at,
    }

    CHANGED_SYSTEM_COLUMNS, changed_system_values(row: &SystemRow) {
        name = &row.name,
        status = row.status.code(),
        effective_from = row.effective_from,
        document = &row.document,
        changed_at = row.changed_at,
    }
}

sql! {
    ALL_SYSTEMS = "
        SELECT system_id, key, edition, name, status, effective_from, document, changed_at, version
        FROM systems
        WHERE city_id = $1
        ORDER BY effective_from DESC, changed_at DESC, key, edition";
    INSERT_SYSTEM = (NEW_SYSTEM_COLUMNS "
        INSERT INTO systems (city_id, {}, version)
        VALUES ($1, {$2}, 1)");
    SAVE_SYSTEM = (CHANGED_SYSTEM_COLUMNS "
        UPDATE systems
        SET {=$4}, version = version + 1
        WHERE city_id = $1 AND system_id = $2 AND version = $3");
    ALL_CATEGORY_SETS = "
        SELECT set_id, key, edition, effective_from, document, version
        FROM category_sets
        WHERE city_id = $1
        ORDER BY effective_from DESC, set_id DESC";
    INSERT_CATEGORY_SET = "
        INSERT INTO category_sets (city_id, set_id, key, edition, effective_from, document, version)
        VALUES                    ($1,      $2,     $3,  $4,      $5,             $6,       1)";
    ALL_RESPONSIBILITIES = (RESPONSIBILITY_COLUMNS "
        SELECT {}
        FROM responsibilities
        WHERE city_id = $1
        ORDER BY system_id, node_code");
    NODE_RESPONSIBILITIES = (RESPONSIBILITY_COLUMNS "
        SELECT {}
        FROM responsibilities
        WHERE city_id = $1 AND system_id = $2 AND node_code = $3");
    SITE_TYPE_COUNTS = "
        SELECT site_type, COUNT(*) AS n
        FROM sites
        WHERE city_id = $1 AND active = 1
        GROUP BY site_type";
    IS_TOLD = "SELECT at FROM standards_told WHERE city_id = $1 AND system_id = $2";
    NOTE_TOLD = "
        INSERT INTO standards_told (city_id, system_id, at, units)
        VALUES                     ($1,      $2,        $3, $4)
        ON CONFLICT (city_id, system_id) DO NOTHING";
    CLEAR_NODE = "DELETE FROM responsibilities WHERE city_id = $1 AND system_id = $2 AND node_code = $3";
}

pub async fn systems(db: &Db, city: CityId) -> Result<Vec<SystemRow>, StoreError> {
    db.rows(&ALL_SYSTEMS, params![city])
        .await?
        .iter()
        .map(|row| {
            Ok(SystemRow {
                id: row.id("system_id", SystemId)?,
                key: row.text("key")?,
                edition: row.text("edition")?,
                name: row.text("name")?,
                status: row.code("status", SystemStatus::parse)?,
                effective_from: row.day("effective_from")?,
                document: row.text("document")?,
                changed_at: row.instant("changed_at")?,
                version: row.int("version")?,
            })
        })
        .collect()
}

pub async fn insert_system(tx: &mut Tx, city: CityId, row: &SystemRow) -> Result<(), StoreError> {
    let values = params![city].and(new_system_values(row));
    tx.execute(&INSERT_SYSTEM, values).await?;
    Ok(())
}

/// Saves over the version that `row` carries.
///
/// Errors: [`StoreError::Conflict`] where it does not stand in that version any more.
pub async fn save_system(tx: &mut Tx, city: CityId, row: &SystemRow) -> Result<(), StoreError> {
    let values = params![city, row.id, row.version].and(changed_system_values(row));
    match tx.execute(&SAVE_SYSTEM, values).await? {
        0 => Err(StoreError::Conflict),
        _ => Ok(()),
    }
}

/// Whether the units that answer for what changed were told of this edition.
pub async fn is_told(db: &Db, city: CityId, system: SystemId) -> Result<bool, StoreError> {
    Ok(db.row(&IS_TOLD, params![city, system]).await?.is_some())
}

/// Notes that so many units were told. False: somebody else was faster.
pub async fn note_told(
    tx: &mut Tx,
    city: CityId,
    system: SystemId,
    at: Instant,
    units: i64,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&NOTE_TOLD, params![city, system, at, units]).await? > 0)
}

pub async fn category_sets(db: &Db, city: CityId) -> Result<Vec<CategorySetRow>, StoreError> {
    db.rows(&ALL_CATEGORY_SETS, params![city])
        .await?
        .iter()
        .map(|row| {
            Ok(CategorySetRow {
                id: row.id("set_id", CategorySetId)?,
                key: row.text("key")?,
                edition: row.text("edition")?,
                effective_from: row.day("effective_from")?,
                document: row.text("document")?,
                version: row.int("version")?,
            })
        })
        .collect()
}

pub async fn insert_category_set(tx: &mut Tx, city: CityId, row: &CategorySetRow) -> Result<(), StoreError> {
    let values = params![city, row.id, &row.key, &row.edition, row.effective_from, &row.document];
    tx.execute(&INSERT_CATEGORY_SET, values).await?;
    Ok(())
}

pub async fn responsibilities(db: &Db, city: CityId) -> Result<Vec<ResponsibilityRow>, StoreError> {
    db.rows(&ALL_RESPONSIBILITIES, params![city]).await?.iter().map(responsibility).collect()
}

/// Who answers for a node, as the transaction that is about to change it sees it.
pub async fn responsibilities_of(
    tx: &mut Tx,
    city: CityId,
    system: SystemId,
    node: &str,
) -> Result<Vec<ResponsibilityRow>, StoreError> {
    tx.rows(&NODE_RESPONSIBILITIES, params![city, system, node]).await?.iter().map(responsibility).collect()
}

/// How many active sites of each type there are.
pub async fn site_type_counts(db: &Db, city: CityId) -> Result<HashMap<String, i64>, StoreError> {
    db.rows(&SITE_TYPE_COUNTS, params![city])
        .await?
        .iter()
        .map(|row| Ok((row.text("site_type")?, row.int("n")?)))
        .collect()
}

fn responsibility(row: &Row) -> Result<ResponsibilityRow, StoreError> {
    Ok(ResponsibilityRow {
        system: row.id("system_id", SystemId)?,
        node: row.text("node_code")?,
        unit: row.id("unit_id", UnitId)?,
        duty: row.code("duty", Duty::parse)?,
    })
}

pub async fn put_responsibilities(
    tx: &mut Tx,
    city: CityId,
    rows: impl Iterator<Item = ResponsibilityRow>,
) -> Result<(), StoreError> {
    let mut bulk = Bulk::in_city(
        "store::standards::put_responsibilities",
        "responsibilities",
        RESPONSIBILITY_COLUMNS,
        "ON CONFLICT (city_id, system_id, node_code, unit_id) DO UPDATE SET duty = excluded.duty",
    );
    for row in rows {
        bulk.push(tx, params![city, row.system, row.node, row.unit, row.duty.code()]).await?;
    }
    bulk.send(tx).await
}

/// Takes all units off a node, before others are put there.
pub async fn clear_node(tx: &mut Tx, city: CityId, system: SystemId, node: &str) -> Result<(), StoreError> {
    tx.execute(&CLEAR_NODE, params![city, system, node]).await?;
    Ok(())
}
