//! The nightly seals with their leaves, and the tables that they are laid over.

pub mod pages;
pub mod rows;
pub mod tables;

use std::collections::HashMap;

use changxiao_domain::{
    ids::CityId,
    sealing::{KeyId, Leaf, Seal, SealSum},
    time::Day,
};

use crate::{
    Db, StoreError, Tx, columns,
    engine::{Built, Bulk, Params, Row, Value},
    legible::{Legible, Unreadable},
    params, sql,
};

columns! {
    SEAL_COLUMNS, seal_values(seal: &Seal) {
        number = seal.number,
        day = seal.day,
        at = seal.at,
        model_version = seal.model_version,
        key_id = seal.key_id.to_vec(),
        prev_digest = seal.prev,
        digest = seal.digest,
    }

    SUM_COLUMNS, sum_values(number: i64, sum: &SealSum) {
        number = number,
        kind = &sum.kind,
        counted = sum.counted,
        leaves = sum.leaves,
        sum_hash = sum.hash,
    }

    LEAF_COLUMNS, leaf_values(leaf: &Leaf) {
        kind = &leaf.kind,
        key = &leaf.key,
        number = leaf.number,
        version = leaf.version,
        row_hash = leaf.row,
        marks = leaf.marks.as_slice(),
        mac = leaf.mac,
    }
}

sql! {
    PUT_SEAL = (SEAL_COLUMNS "INSERT INTO seals (city_id, {}) VALUES ($1, {$2})");
    PUT_SUM = (SUM_COLUMNS "INSERT INTO seal_sums (city_id, {}) VALUES ($1, {$2})");
    SEALS_AFTER = (SEAL_COLUMNS "
        SELECT {}
        FROM seals
        WHERE city_id = $1 AND number > $2
        ORDER BY number
        LIMIT $3");
    NEWEST_SEAL = (SEAL_COLUMNS "
        SELECT {}
        FROM seals
        WHERE city_id = $1
        ORDER BY number DESC
        LIMIT 1");
    SEAL_OF_DAY = "SELECT number FROM seals WHERE city_id = $1 AND day = $2 LIMIT 1";
    SUMS_OF = (SUM_COLUMNS "
        SELECT {}
        FROM seal_sums
        WHERE city_id = $1 AND number = $2
        ORDER BY kind");
    LEAVES_OF_SEAL = (LEAF_COLUMNS "
        SELECT {}
        FROM seal_leaves
        WHERE city_id = $1 AND number = $2 AND kind = $3 AND key > $4
        ORDER BY key
        LIMIT $5");
    NEWEST_LEAVES = "
        SELECT key, MAX(number) AS number
        FROM seal_leaves
        WHERE city_id = $1 AND kind = $2 AND number <= $3 AND key > $4
        GROUP BY key
        ORDER BY key
        LIMIT $5";
    KINDS_OF_SEAL = "SELECT DISTINCT kind FROM seal_leaves WHERE city_id = $1 AND number = $2 ORDER BY kind";
    STRAY_LEAVES = "
        SELECT kind, key, number
        FROM seal_leaves
        WHERE city_id = $1 AND (number < 1 OR number > $2 + 1)
        ORDER BY number, kind, key
        LIMIT $3";
}

/// Adds a seal with what it holds. [`StoreError::Exists`] where another worker was faster.
pub async fn put(tx: &mut Tx, seal: &Seal) -> Result<(), StoreError> {
    tx.execute(&PUT_SEAL, params![seal.city].and(seal_values(seal))).await?;
    for sum in &seal.sums {
        tx.execute(&PUT_SUM, params![seal.city].and(sum_values(seal.number, sum))).await?;
    }
    Ok(())
}

/// Adds leaves of a seal that is still being made; what a run that broke off left under the same number is replaced.
pub async fn put_leaves(tx: &mut Tx, city: CityId, leaves: &[Leaf]) -> Result<(), StoreError> {
    let again = "ON CONFLICT (city_id, kind, key, number) DO UPDATE SET version = excluded.version, \
                 row_hash = excluded.row_hash, marks = excluded.marks, mac = excluded.mac";
    let mut bulk = Bulk::in_city("store::seals::put_leaves", "seal_leaves", LEAF_COLUMNS, again);
    for leaf in leaves {
        bulk.push(tx, params![city].and(leaf_values(leaf))).await?;
    }
    bulk.send(tx).await
}

pub async fn newest(db: &Db, city: CityId) -> Result<Option<Seal>, StoreError> {
    match db.row(&NEWEST_SEAL, params![city]).await? {
        Some(row) => seal(db, city, &row).await.map(Some),
        None => Ok(None),
    }
}

/// Seals by ascending number, those after `number`.
pub async fn after(db: &Db, city: CityId, number: i64, most: i64) -> Result<Vec<Seal>, StoreError> {
    let mut seals = Vec::new();
    for row in db.rows(&SEALS_AFTER, params![city, number, most]).await? {
        seals.push(seal(db, city, &row).await?);
    }
    Ok(seals)
}

/// Whether a day has its seal.
pub async fn has_day(db: &Db, city: CityId, day: Day) -> Result<bool, StoreError> {
    Ok(db.row(&SEAL_OF_DAY, params![city, day]).await?.is_some())
}

async fn seal(db: &Db, city: CityId, row: &Row) -> Result<Seal, StoreError> {
    let number = row.int("number")?;
    let sums = db.rows(&SUMS_OF, params![city, number]).await?;
    let sum = |row: &Row| {
        Ok(SealSum {
            kind: row.text("kind")?,
            counted: row.int("counted")?,
            leaves: row.int("leaves")?,
            hash: row.hash("sum_hash")?,
        })
    };
    let key_id: KeyId = row.blob("key_id")?.try_into().map_err(|_| StoreError::content("key_id", "eight bytes"))?;
    Ok(Seal {
        city,
        number,
        day: row.day("day")?,
        at: row.instant("at")?,
        model_version: row.int("model_version")?,
        key_id,
        prev: row.hash("prev_digest")?,
        sums: sums.iter().map(sum).collect::<Result<_, StoreError>>()?,
        digest: row.hash("digest")?,
    })
}

fn leaf(row: &Row) -> Result<Leaf, StoreError> {
    Ok(Leaf {
        kind: row.text("kind")?,
        key: row.text("key")?,
        number: row.int("number")?,
        version: row.int("version")?,
        row: row.hash("row_hash")?,
        marks: row.blob("marks")?,
        mac: row.hash("mac")?,
    })
}

/// The leaves of some rows, each row's by ascending number.
#[derive(Debug, Default)]
pub struct LeavesOf {
    pub of: HashMap<String, Vec<Leaf>>,
    /// Leaves that cannot be read, by the keys of their rows.
    pub unreadable: Vec<Unreadable>,
}

impl LeavesOf {
    /// Whether a leaf of this row cannot be read.
    pub fn is_spoiled(&self, key: &str) -> bool {
        self.unreadable.iter().any(|leaf| leaf.key == key)
    }
}

/// The leaves of these rows in all seals up to `number`.
pub async fn leaves_of(db: &Db, city: CityId, kind: &str, keys: &[&str], number: i64) -> Result<LeavesOf, StoreError> {
    if keys.is_empty() {
        return Ok(LeavesOf::default());
    }
    let mut values: Vec<Value> = vec![city.into(), kind.into(), number.into()];
    values.extend(keys.iter().map(|key| Value::from(*key)));
    let places: Vec<String> = (4..=values.len()).map(|place| format!("${place}")).collect();
    let text = format!(
        "SELECT {} FROM seal_leaves WHERE city_id = $1 AND kind = $2 AND number <= $3 AND key IN ({}) ORDER BY key, number",
        LEAF_COLUMNS.join(", "),
        places.join(", ")
    );
    let rows = db.rows(Built { name: "store::seals::leaves_of", text }, Params(values)).await?;
    let Legible { rows, unreadable } = Legible::of(&rows, |row| row.name("key"), leaf)?;
    let mut of: HashMap<String, Vec<Leaf>> = HashMap::new();
    for leaf in rows {
        of.entry(leaf.key.clone()).or_default().push(leaf);
    }
    Ok(LeavesOf { of, unreadable })
}

/// The leaves of one seal and table by ascending key, those after `key`.
pub async fn leaves_of_seal(
    db: &Db,
    city: CityId,
    number: i64,
    kind: &str,
    key: &str,
    most: i64,
) -> Result<Legible<Leaf>, StoreError> {
    let rows = db.rows(&LEAVES_OF_SEAL, params![city, number, kind, key, most]).await?;
    Legible::of(&rows, |row| row.name("key"), leaf)
}

/// The tables that have leaves under a number.
pub async fn kinds_of(db: &Db, city: CityId, number: i64) -> Result<Vec<String>, StoreError> {
    db.rows(&KINDS_OF_SEAL, params![city, number]).await?.iter().map(|row| row.text("kind")).collect()
}

/// Every sealed row of a table with the seal of its newest leaf, by ascending key, those after `key`.
pub async fn newest_leaves(
    db: &Db,
    city: CityId,
    kind: &str,
    number: i64,
    key: &str,
    most: i64,
) -> Result<Vec<(String, i64)>, StoreError> {
    let rows = db.rows(&NEWEST_LEAVES, params![city, kind, number, key, most]).await?;
    rows.iter().map(|row| Ok((row.text("key")?, row.int("number")?))).collect()
}

/// Leaves of seals that there cannot be; `newest` is the number of the newest seal.
pub async fn stray(db: &Db, city: CityId, newest: i64, most: i64) -> Result<Vec<(String, String, i64)>, StoreError> {
    let rows = db.rows(&STRAY_LEAVES, params![city, newest, most]).await?;
    rows.iter().map(|row| Ok((row.text("kind")?, row.text("key")?, row.int("number")?))).collect()
}
