//! What an import left in the tables of reference data: each row as it was before, so that it can be put back, and a digest of what it
//! became, so that a later change is seen.

use std::collections::HashSet;

use changxiao_domain::{
    departures::{
        Becomes,
        references::{self, Reference},
    },
    ids::{CityId, ImportId},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    Db, StoreError, Tx, columns,
    engine::{Built, Bulk, Columns, Params, Row, Value},
    params, sql,
};

/// A table that imports write.
#[derive(Debug)]
pub struct ImportTable {
    pub name: &'static str,
    /// The columns of its key behind the city.
    pub key: Columns,
    pub columns: Columns,
    /// The columns of releases before: what was kept then has no cell for what came later. No two lists are equally long.
    pub earlier: &'static [Columns],
    /// The columns by which people name a row.
    pub shown: Columns,
    /// Where it can end: the columns that name a row of it.
    pub ends: &'static [Reference],
    /// Other tables and columns that may name a row of this table by the first column of its key.
    pub also_built_on: &'static [(&'static str, &'static str)],
    /// Rows that a nightly seal holds may not go any more; they can only be changed.
    pub stays_once_sealed: bool,
}

/// Tables whose rows are only what they say: nothing names them.
const PLAIN: ImportTable = ImportTable {
    name: "",
    key: &[],
    columns: &[],
    earlier: &[],
    shown: &[],
    ends: &[],
    also_built_on: &[],
    stays_once_sealed: false,
};

/// Every table that imports write; what names others stands behind what it names.
#[rustfmt::skip]
pub const TABLES: &[ImportTable] = &[
    ImportTable {
        name: "divisions", key: &["code"], columns: &["level", "name", "parent", "edition", "valid_until", "successor"], shown: &["code", "name"],
        earlier: &[&["level", "name", "parent", "edition"]],
        ends: references::DIVISIONS,
        ..PLAIN
    },
    ImportTable {
        name: "grids", key: &["code"], columns: &["name", "division", "staff", "geometry", "valid_until", "version"], shown: &["code", "name"],
        earlier: &[&["name", "division", "staff", "geometry", "version"]],
        ..PLAIN
    },
    ImportTable { name: "outlines", key: &["code"], columns: &["geometry", "source"], shown: &["code"], ..PLAIN },
    ImportTable {
        name: "calendar_days", key: &["day"], columns: &["kind", "name", "source"], shown: &["day", "name"], ..PLAIN
    },
    ImportTable {
        name: "systems", key: &["system_id"],
        columns: &["key", "edition", "name", "status", "effective_from", "document", "changed_at", "version"],
        shown: &["name", "edition"],
        also_built_on: &[("responsibilities", "system_id"), ("visits", "system_id"), ("former_ties", "system_id"), ("standards_told", "system_id")],
        stays_once_sealed: true,
        ..PLAIN
    },
    ImportTable {
        name: "category_sets", key: &["set_id"], columns: &["key", "edition", "effective_from", "document", "version"],
        shown: &["key", "edition"], stays_once_sealed: true, ..PLAIN
    },
    ImportTable {
        name: "category_leads", key: &["edition"],
        columns: &["document", "saved_at", "post_id", "on_day", "done_at", "version"], shown: &["edition"], ..PLAIN
    },
    ImportTable {
        name: "units", key: &["unit_id"],
        columns: &["code", "name", "name_en", "kind", "parent", "division", "areas", "valid_from", "valid_until", "version"],
        earlier: &[&["code", "name", "name_en", "kind", "parent", "division", "valid_from", "valid_until", "version"]],
        shown: &["code", "name"],
        ends: references::UNITS,
        stays_once_sealed: true,
        ..PLAIN
    },
    ImportTable {
        // Never the hash of a password: what an import adds nobody has signed in with.
        name: "people", key: &["person_id"],
        columns: &["login", "name", "disabled_at", "last_seen_at", "password_set_at", "version"],
        shown: &["login", "name"],
        ends: references::PEOPLE,
        stays_once_sealed: true,
        ..PLAIN
    },
    ImportTable {
        name: "posts", key: &["post_id"],
        columns: &["person_id", "unit_id", "role", "title", "deputy_of", "valid_from", "valid_until", "version"],
        shown: &["role", "title"],
        ends: references::POSTS,
        stays_once_sealed: true,
        ..PLAIN
    },
    ImportTable {
        name: "responsibilities", key: &["system_id", "node_code", "unit_id"], columns: &["duty"], shown: &["node_code", "duty"],
        ..PLAIN
    },
    ImportTable {
        name: "duty_matrix", key: &["division", "category"], columns: &["territory_unit", "line_unit", "valid_from"],
        shown: &["division", "category"], ..PLAIN
    },
    ImportTable {
        name: "sites", key: &["site_id"],
        columns: &[
            "number", "site_type", "name", "name_en", "generated", "division", "lon_e6", "lat_e6", "unit_id", "holder_post",
            "deputy_post", "active", "created_at", "version",
        ],
        shown: &["number", "name"],
        also_built_on: &[
            ("visits", "site_id"), ("cases", "site_id"), ("recurrence_cases", "site_id"), ("chronic_problems", "site_id"),
            ("evidence", "site_id"),
        ],
        stays_once_sealed: true,
        ..PLAIN
    },
];

/// The table of a name.
pub fn table(name: &str) -> Option<&'static ImportTable> {
    TABLES.iter().find(|table| table.name == name)
}

impl ImportTable {
    /// Tables and columns that may name a row of this table by the first column of its key.
    pub fn built_on(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let named = self.ends.iter().filter(|one| one.becomes != Becomes::Itself);
        named.map(|one| (one.table, one.column)).chain(self.also_built_on.iter().copied())
    }

    /// The columns of so many cells: today's, or those of the release that kept them.
    ///
    /// Errors: no release kept so many.
    pub fn columns_of(&self, cells: usize) -> Result<Columns, StoreError> {
        let mut lists = std::iter::once(self.columns).chain(self.earlier.iter().copied());
        let found = lists.find(|columns| columns.len() == cells);
        found.ok_or_else(|| StoreError::content("import_rows", "as many cells as the table had columns"))
    }

    /// Whether these cells are those of which `left` is the digest. Where a release before left them, what came later has to hold nothing:
    /// whoever has filled it since has changed the row.
    pub fn is_as_left(&self, cells: &[Value], left: [u8; 32]) -> Result<bool, StoreError> {
        let columns = self.columns_of(cells.len())?;
        for of_then in std::iter::once(columns).chain(self.earlier.iter().copied()) {
            let stood = |column: &&str| of_then.contains(column);
            let named = columns.iter().zip(cells);
            let of_row: Vec<Value> =
                named.clone().filter(|(column, _)| stood(column)).map(|(_, cell)| cell.clone()).collect();
            let came_later = named.filter(|(column, _)| !stood(column)).all(|(_, cell)| holds_nothing(cell));
            if of_row.len() == of_then.len() && came_later && digest(&of_row)? == left {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn holds_nothing(cell: &Value) -> bool {
    match cell {
        Value::Int(number) => number.is_none(),
        Value::Text(text) => text.as_deref().is_none_or(str::is_empty),
        Value::Blob(bytes) => bytes.is_none(),
    }
}

/// SHA-256 of cells.
fn digest(cells: &[Value]) -> Result<[u8; 32], StoreError> {
    Ok(Sha256::digest(told(cells)?.as_bytes()).into())
}

/// One row as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    pub key: Vec<Value>,
    pub cells: Vec<Value>,
    pub label: String,
}

/// A value with its kind, as it is kept.
#[derive(Serialize, Deserialize)]
enum StoredCell {
    Int(Option<i64>),
    Text(Option<String>),
    Blob(Option<Vec<u8>>),
}

impl Image {
    pub fn key_text(&self) -> Result<String, StoreError> {
        told(&self.key)
    }

    pub fn cells_text(&self) -> Result<String, StoreError> {
        told(&self.cells)
    }

    /// SHA-256 of everything that stands in the row.
    pub fn hash(&self) -> Result<[u8; 32], StoreError> {
        digest(&self.cells)
    }
}

/// Cells as JSON.
pub fn told(cells: &[Value]) -> Result<String, StoreError> {
    let told: Vec<StoredCell> = cells
        .iter()
        .map(|cell| match cell.clone() {
            Value::Int(number) => StoredCell::Int(number),
            Value::Text(text) => StoredCell::Text(text),
            Value::Blob(bytes) => StoredCell::Blob(bytes),
        })
        .collect();
    serde_json::to_string(&told).map_err(|_| StoreError::content("import_rows", "cells that can be written down"))
}

/// Cells out of JSON.
pub fn untold(text: &str) -> Result<Vec<Value>, StoreError> {
    let told: Vec<StoredCell> =
        serde_json::from_str(text).map_err(|_| StoreError::content("import_rows", "a list of cells"))?;
    let cell = |told| match told {
        StoredCell::Int(number) => Value::Int(number),
        StoredCell::Text(text) => Value::Text(text),
        StoredCell::Blob(bytes) => Value::Blob(bytes),
    };
    Ok(told.into_iter().map(cell).collect())
}

/// One row that an import wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftRow {
    /// A name of [`TABLES`].
    pub table: String,
    pub label: String,
    /// Its key, as JSON.
    pub key: String,
    /// Its cells before the import, as JSON; `None`: the import added it.
    pub before: Option<String>,
    pub after: [u8; 32],
}

columns! {
    /// The columns of `import_rows` behind the city.
    LEFT_COLUMNS, left_values(import: ImportId, position: i64, row: &LeftRow) {
        import_id = import,
        position = position,
        table_name = &row.table,
        label = &row.label,
        row_key = &row.key,
        before_row = row.before.clone(),
        after_hash = row.after,
    }
}

sql! {
    ROWS_OF_IMPORT = (LEFT_COLUMNS "
        SELECT {}
        FROM import_rows
        WHERE city_id = $1 AND import_id = $2
        ORDER BY position");
}

pub async fn put(tx: &mut Tx, city: CityId, import: ImportId, rows: &[LeftRow]) -> Result<(), StoreError> {
    let mut bulk = Bulk::in_city("store::imports::left::put", "import_rows", LEFT_COLUMNS, "");
    for (position, row) in (0..).zip(rows) {
        bulk.push(tx, params![city].and(left_values(import, position, row))).await?;
    }
    bulk.send(tx).await
}

/// What an import wrote, in its order; nothing where that was not kept.
pub async fn of_import(db: &Db, city: CityId, import: ImportId) -> Result<Vec<LeftRow>, StoreError> {
    let rows = db.rows(&ROWS_OF_IMPORT, params![city, import]).await?;
    let row = |row: &Row| {
        Ok(LeftRow {
            table: row.text("table_name")?,
            label: row.text("label")?,
            key: row.text("row_key")?,
            before: row.opt_text("before_row")?,
            after: row.hash("after_hash")?,
        })
    };
    rows.iter().map(row).collect()
}

/// Where something is asked: beside a transaction, or within it.
pub enum Connection<'a> {
    Db(&'a Db),
    Tx(&'a mut Tx),
}

impl Connection<'_> {
    async fn rows(&mut self, name: &'static str, text: String, values: Params) -> Result<Vec<Row>, StoreError> {
        let built = Built { name, text };
        match self {
            Connection::Db(db) => db.rows(built, values).await,
            Connection::Tx(tx) => tx.rows(built, values).await,
        }
    }
}

/// Every row of a table of the city.
pub async fn images(asked: &mut Connection<'_>, city: CityId, table: &ImportTable) -> Result<Vec<Image>, StoreError> {
    let all: Vec<&str> = table.key.iter().chain(table.columns).copied().collect();
    let text = format!("SELECT {} FROM {} WHERE city_id = $1", all.join(", "), table.name);
    let rows = asked.rows("store::imports::left::images", text, params![city]).await?;
    let image = |row: &Row| {
        let cells = |names: Columns| names.iter().map(|name| row.value(name)).collect::<Result<Vec<_>, _>>();
        let label: Vec<String> =
            table.shown.iter().map(|name| row.value(name).map(|value| said(&value))).collect::<Result<_, _>>()?;
        let label = label.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        Ok(Image { key: cells(table.key)?, cells: cells(table.columns)?, label })
    };
    rows.iter().map(image).collect()
}

fn said(value: &Value) -> String {
    match value {
        Value::Int(Some(number)) => number.to_string(),
        Value::Text(Some(text)) => text.clone(),
        _ => String::new(),
    }
}

/// Parameters that one statement takes at once.
const CHUNK: usize = 500;

/// How often rows with these keys are named by a column of another table, rows of `gone` apart (keys as JSON): key, table, times.
pub async fn named_by(
    asked: &mut Connection<'_>,
    city: CityId,
    (other, column): (&'static str, &'static str),
    keys: &[Value],
    gone: &HashSet<(String, String)>,
) -> Result<Vec<(Value, i64)>, StoreError> {
    let mut found: Vec<(Value, i64)> = Vec::new();
    let own = table(other);
    for some in keys.chunks(CHUNK) {
        let places: Vec<String> = (2..some.len() + 2).map(|place| format!("${place}")).collect();
        let of = format!("FROM {other} WHERE city_id = $1 AND {column} IN ({})", places.join(", "));
        let values = Params(std::iter::once(Value::from(city)).chain(some.iter().cloned()).collect());
        let name = "store::imports::left::named_by";
        let Some(own) = own else {
            let text = format!("SELECT {column} AS named, COUNT(*) AS n {of} GROUP BY {column}");
            for row in asked.rows(name, text, values).await? {
                found.push((row.value("named")?, row.int("n")?));
            }
            continue;
        };
        let text = format!("SELECT {column} AS named, {} {of}", own.key.join(", "));
        for row in asked.rows(name, text, values).await? {
            let key = own.key.iter().map(|name| row.value(name)).collect::<Result<Vec<_>, _>>()?;
            if gone.contains(&(other.to_owned(), told(&key)?)) {
                continue;
            }
            let named = row.value("named")?;
            match found.iter_mut().find(|(known, _)| *known == named) {
                Some((_, n)) => *n += 1,
                None => found.push((named, 1)),
            }
        }
    }
    Ok(found)
}

/// How many cases keep a version of the category list.
pub async fn cases_of_edition(asked: &mut Connection<'_>, city: CityId, edition: &str) -> Result<i64, StoreError> {
    let text = "SELECT COUNT(*) AS n FROM cases WHERE city_id = $1 AND filing_edition = $2".to_owned();
    let rows = asked.rows("store::imports::left::cases_of_edition", text, params![city, edition]).await?;
    rows.first().map_or(Ok(0), |row| row.int("n"))
}

/// Rows that one statement takes away.
const AT_ONCE: usize = 200;

/// Takes rows away that imports added, by their keys. False: one of them was gone.
pub async fn remove(tx: &mut Tx, city: CityId, table: &ImportTable, keys: &[Vec<Value>]) -> Result<bool, StoreError> {
    for some in keys.chunks(AT_ONCE) {
        let each = (0..some.len()).map(|at| format!("({})", wanted(table, 2 + at * table.key.len())));
        let any = each.collect::<Vec<_>>().join(" OR ");
        let text = format!("DELETE FROM {} WHERE city_id = $1 AND ({any})", table.name);
        let values = Params(std::iter::once(Value::from(city)).chain(some.iter().flatten().cloned()).collect());
        let gone = tx.execute(Built { name: "store::imports::left::remove", text }, values).await?;
        if gone != some.len() as u64 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Puts a row back as it was before an import; a row with a version gets the next one. What came into the table since stays. False: it was
/// gone.
pub async fn put_back(
    tx: &mut Tx,
    city: CityId,
    table: &ImportTable,
    key: Vec<Value>,
    before: Vec<Value>,
) -> Result<bool, StoreError> {
    let mut values = vec![Value::from(city)];
    let mut set = Vec::new();
    for (column, value) in table.columns_of(before.len())?.iter().zip(before) {
        if *column == "version" {
            set.push("version = version + 1".to_owned());
        } else {
            values.push(value);
            set.push(format!("{column} = ${}", values.len()));
        }
    }
    let text = format!(
        "UPDATE {} SET {} WHERE city_id = $1 AND {}",
        table.name,
        set.join(", "),
        wanted(table, values.len() + 1)
    );
    values.extend(key);
    Ok(tx.execute(Built { name: "store::imports::left::put_back", text }, Params(values)).await? > 0)
}

fn wanted(table: &ImportTable, first: usize) -> String {
    let each = table.key.iter().enumerate().map(|(at, column)| format!("{column} = ${}", first + at));
    each.collect::<Vec<_>>().join(" AND ")
}
