//! Rows of sealed tables as they stand, with everything that belongs to them.

use std::collections::{HashMap, HashSet};

use changxiao_domain::{
    ids::CityId,
    sealing::{Hash, NO_HASH, RowHasher, RowPrint, from_hex, hex},
    time::Instant,
};
use uuid::Uuid;

use super::tables::{BELONGS, Changes, Part, Sealed, Shown};
use crate::{
    Db, StoreError,
    engine::{Built, Params, Row, Value},
    numbers::number_text,
};

/// One row as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Its key as text, as leaves have it.
    pub key: String,
    /// The cells of its key, after which the next page begins.
    pub cells: Vec<Value>,
    /// What people call it.
    pub shown: String,
    /// 1 where rows never change, 0 where they change with the model.
    pub version: i64,
    /// Of its last event; zeros for what has no chain.
    pub head: Hash,
    pub written: Option<Instant>,
    pub values: Vec<Value>,
    /// The rows of each part, sorted.
    pub parts: Vec<Vec<Vec<Value>>>,
}

impl Standing {
    pub fn print(&self, table: &Sealed) -> RowPrint {
        let mut hasher = RowHasher::default();
        for (column, value) in table.columns.iter().zip(&self.values) {
            hasher.add(column, &bytes_of(value));
        }
        for (part, rows) in table.parts.iter().zip(&self.parts) {
            for (place, column) in part.columns.iter().enumerate() {
                let all: Vec<u8> = rows.iter().flat_map(|row| lengthened(&row[place])).collect();
                hasher.add(&format!("{}.{column}", part.name), &all);
            }
        }
        hasher.finish()
    }
}

/// Bytes that differ where the values do: the kind, then the content. What is missing has no kind.
fn bytes_of(value: &Value) -> Vec<u8> {
    let tagged = |tag: u8, content: &[u8]| [&[tag], content].concat();
    match value {
        Value::Int(Some(number)) => tagged(1, &number.to_be_bytes()),
        Value::Text(Some(text)) => tagged(2, text.as_bytes()),
        Value::Blob(Some(bytes)) => tagged(3, bytes),
        Value::Int(None) | Value::Text(None) | Value::Blob(None) => vec![0],
    }
}

fn lengthened(value: &Value) -> Vec<u8> {
    let bytes = bytes_of(value);
    [&(bytes.len() as u32).to_be_bytes()[..], &bytes].concat()
}

/// Rows of a part in an order that does not depend on where they come from.
pub fn sorted(mut rows: Vec<Vec<Value>>) -> Vec<Vec<Value>> {
    rows.sort_by_cached_key(|row| row.iter().flat_map(lengthened).collect::<Vec<u8>>());
    rows
}

/// Whether two values are the same, whatever kind a missing one is of.
pub fn same(one: &Value, other: &Value) -> bool {
    bytes_of(one) == bytes_of(other)
}

/// A value as a report shows it.
pub fn shown(value: &Value) -> String {
    match value {
        Value::Int(Some(number)) => number.to_string(),
        Value::Text(Some(text)) => text.chars().take(60).collect(),
        Value::Blob(Some(bytes)) => match Uuid::from_slice(bytes) {
            Ok(id) => id.to_string(),
            Err(_) => {
                Hash::try_from(bytes.as_slice()).map_or_else(|_| format!("{} bytes", bytes.len()), |hash| hex(&hash))
            }
        },
        Value::Int(None) | Value::Text(None) | Value::Blob(None) => "—".to_owned(),
    }
}

/// One row by the cells of its key.
pub async fn one(db: &Db, city: CityId, table: &Sealed, cells: &[Value]) -> Result<Option<Standing>, StoreError> {
    let mut values: Vec<Value> = vec![city.into()];
    values.extend(cells.iter().cloned());
    let places: Vec<String> = (2..=values.len()).map(|place| format!("${place}")).collect();
    let text = format!(
        "SELECT {} FROM {} WHERE city_id = $1 AND ({}) = ({})",
        selected(table).join(", "),
        table.name,
        table.key.join(", "),
        places.join(", ")
    );
    let rows = db.rows(Built { name: "store::seals::one", text }, Params(values)).await?;
    let read = rows.iter().map(|row| standing(table, row)).collect::<Result<_, _>>()?;
    Ok(whole(db, city, table, read).await?.pop())
}

pub(super) fn selected(table: &Sealed) -> Vec<&'static str> {
    let mut columns: Vec<&str> = table.key.to_vec();
    columns.extend(table.columns.iter().filter(|column| !table.key.contains(column)));
    columns
}

pub(super) fn standing(table: &Sealed, row: &Row) -> Result<Standing, StoreError> {
    let cells = table.key.iter().map(|column| row.value(column)).collect::<Result<Vec<_>, _>>()?;
    let key = cells.iter().map(shown).collect::<Vec<_>>().join(" ");
    let name = match table.shown {
        Shown::As([]) => key.clone(),
        Shown::As(columns) => {
            let names =
                columns.iter().map(|column| Ok(shown(&row.value(column)?))).collect::<Result<Vec<_>, StoreError>>();
            names?.join(" ")
        }
        Shown::Number(letter) => format!("{letter}{}", number_text(row.int("number")?)),
    };
    Ok(Standing {
        key,
        cells,
        shown: name,
        version: match table.changes {
            Changes::Never => 1,
            Changes::WithVersion => row.int("version")?,
            Changes::WithModel => 0,
        },
        head: if table.is_chained() { row.hash("head_hash").unwrap_or(NO_HASH) } else { NO_HASH },
        written: table.written.map(|column| row.instant(column)).transpose()?,
        values: table.columns.iter().map(|column| row.value(column)).collect::<Result<_, _>>()?,
        parts: Vec::new(),
    })
}

/// With their parts. The parts of a row change with its version only, so that those belong to it which were read between two readings of
/// one version.
pub(super) async fn whole(
    db: &Db,
    city: CityId,
    table: &Sealed,
    mut rows: Vec<Standing>,
) -> Result<Vec<Standing>, StoreError> {
    if rows.is_empty() || table.parts.is_empty() {
        return Ok(rows);
    }
    for part in table.parts {
        let mut of = parts_of(db, city, part, &rows).await?;
        for row in &mut rows {
            row.parts.push(sorted(of.remove(&row.key).unwrap_or_default()));
        }
    }
    if table.changes == Changes::WithVersion {
        let versions = versions_of(db, city, table, &rows).await?;
        rows.retain(|row| versions.get(&row.key) == Some(&row.version));
    }
    Ok(rows)
}

async fn parts_of(
    db: &Db,
    city: CityId,
    part: &Part,
    rows: &[Standing],
) -> Result<HashMap<String, Vec<Vec<Value>>>, StoreError> {
    let (values, places) = listed(city, rows);
    let text = format!(
        "SELECT {of} AS row_it_belongs_to, {} FROM {} WHERE city_id = $1 AND {of} IN ({places})",
        part.columns.join(", "),
        part.name,
        of = part.of,
    );
    let mut of: HashMap<String, Vec<Vec<Value>>> = HashMap::new();
    for row in db.rows(Built { name: "store::seals::parts_of", text }, values).await? {
        let cells = part.columns.iter().map(|column| row.value(column)).collect::<Result<_, _>>()?;
        of.entry(shown(&row.value("row_it_belongs_to")?)).or_default().push(cells);
    }
    Ok(of)
}

async fn versions_of(
    db: &Db,
    city: CityId,
    table: &Sealed,
    rows: &[Standing],
) -> Result<HashMap<String, i64>, StoreError> {
    let (values, places) = listed(city, rows);
    let key = table.key[0];
    let text = format!("SELECT {key}, version FROM {} WHERE city_id = $1 AND {key} IN ({places})", table.name);
    let rows = db.rows(Built { name: "store::seals::versions_of", text }, values).await?;
    rows.iter().map(|row| Ok((shown(&row.value(key)?), row.int("version")?))).collect()
}

/// The city and the keys of these rows, which have one cell each; and their places.
fn listed(city: CityId, rows: &[Standing]) -> (Params, String) {
    let mut values: Vec<Value> = vec![city.into()];
    values.extend(rows.iter().filter_map(|row| row.cells.first().cloned()));
    let places: Vec<String> = (2..=values.len()).map(|place| format!("${place}")).collect();
    (Params(values), places.join(", "))
}

/// Those of these keys that have a row.
pub async fn there(db: &Db, city: CityId, table: &Sealed, keys: &[&str]) -> Result<HashSet<String>, StoreError> {
    let mut values: Vec<Value> = vec![city.into()];
    let given = match table.key {
        [column] => {
            values.extend(keys.iter().map(|key| cell(key)));
            let places: Vec<String> = (2..=values.len()).map(|place| format!("${place}")).collect();
            format!(" AND {column} IN ({})", places.join(", "))
        }
        // Tables whose keys have several columns are small.
        _ => String::new(),
    };
    let text = format!("SELECT {} FROM {} WHERE city_id = $1{given}", table.key.join(", "), table.name);
    let rows = db.rows(Built { name: "store::seals::there", text }, Params(values)).await?;
    let key = |row: &Row| {
        let cells =
            table.key.iter().map(|column| Ok(shown(&row.value(column)?))).collect::<Result<Vec<_>, StoreError>>();
        Ok(cells?.join(" "))
    };
    rows.iter().map(key).collect()
}

/// The one cell of a key from its text: an id, a hash, or the text itself.
fn cell(key: &str) -> Value {
    if let Ok(id) = key.parse::<Uuid>() {
        return id.as_bytes().to_vec().into();
    }
    from_hex(key).map_or_else(|| key.into(), Value::from)
}

/// How many rows there are.
pub async fn count(db: &Db, city: CityId, table: &Sealed) -> Result<i64, StoreError> {
    let text = format!("SELECT COUNT(*) AS n FROM {} WHERE city_id = $1", table.name);
    db.row(Built { name: "store::seals::count", text }, Params(vec![city.into()]))
        .await?
        .map_or(Ok(0), |row| row.int("n"))
}

/// A row that belongs to something that is gone.
pub struct Orphan {
    pub table: &'static str,
    pub key: String,
    pub of: &'static str,
}

/// Rows beside what is gone, each subject once, at most `most` of each kind.
pub async fn orphans(db: &Db, city: CityId, most: i64) -> Result<Vec<Orphan>, StoreError> {
    let mut orphans = Vec::new();
    let events =
        crate::sealed().into_iter().filter_map(|table| Some((table.events?, table.key, table.name, table.key)));
    for (table, columns, of, keys) in BELONGS.iter().copied().chain(events) {
        let beside: Vec<String> = columns.iter().map(|column| format!("b.{column}")).collect();
        let same: Vec<String> =
            columns.iter().zip(keys).map(|(column, key)| format!(" AND s.{key} = b.{column}")).collect();
        let text = format!(
            "SELECT DISTINCT {} FROM {table} b WHERE b.city_id = $1 AND NOT EXISTS \
             (SELECT 1 FROM {of} s WHERE s.city_id = b.city_id{}) LIMIT {most}",
            beside.join(", "),
            same.concat(),
        );
        for row in db.rows(Built { name: "store::seals::orphans", text }, Params(vec![city.into()])).await? {
            let cells =
                columns.iter().map(|column| Ok(shown(&row.value(column)?))).collect::<Result<Vec<_>, StoreError>>()?;
            orphans.push(Orphan { table, key: cells.join(" "), of });
        }
    }
    Ok(orphans)
}
