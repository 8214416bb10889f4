//! Lays the tables out by city where Citus is installed: a table with a city is spread over the servers by it, a table without one lies
//! whole on each. What is read of the schema is the schema itself, so that a table that comes later needs no line here.
//!
//! Source: docs.citusdata.com, "Creating and Modifying Distributed Objects": every primary key, unique index and foreign key of a
//! distributed table holds the column by which it is distributed.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Db, Engine, StoreError,
    engine::{Built, Row},
    params,
};

/// By which the tables are spread.
const CITY: &str = "city_id";

/// How a table lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lies {
    /// Spread by city, the rows of one city together with those of the other tables.
    ByCity,
    /// Whole on every server.
    Everywhere,
}

/// A table in the order in which they are laid out: what others point to comes first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    pub lies: Lies,
    /// It lies so already.
    pub done: bool,
}

/// A key or index that keeps its table from being spread.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unfit {
    pub table: String,
    pub name: String,
    pub columns: Vec<String>,
}

/// What would be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The version of Citus; `None` where it is not installed in this database.
    pub citus: Option<String>,
    pub tables: Vec<Table>,
    pub unfit: Vec<Unfit>,
}

#[derive(Debug, thiserror::Error)]
pub enum DistributeError {
    #[error("only PostgreSQL is spread over several servers; this database is an SQLite file")]
    NotPostgres,
    #[error(
        "Citus is not installed in this database: put it into shared_preload_libraries, start PostgreSQL again and run CREATE EXTENSION \
         citus; --dry-run says without it what would be done"
    )]
    NoCitus,
    #[error("{} keys or indexes do not hold city_id; nothing was changed", .0.len())]
    Unfit(Vec<Unfit>),
    #[error("tables point to each other in a circle: {0}")]
    Circle(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reads the schema and says how it would be laid out. Nothing is changed.
///
/// Errors: the database is not PostgreSQL; foreign keys go round in a circle.
pub async fn plan(db: &Db) -> Result<Layout, DistributeError> {
    if db.engine() != Engine::Postgres {
        return Err(DistributeError::NotPostgres);
    }
    let citus = ask(db, "SELECT extversion::text AS version FROM pg_extension WHERE extname = 'citus'").await?;
    let citus = citus.first().map(|row| row.text("version")).transpose()?;
    let done = match citus {
        Some(_) => names(&ask(db, "SELECT logicalrelid::regclass::text AS name FROM pg_dist_partition").await?)?,
        None => BTreeSet::new(),
    };
    let by_city = names(&ask(db, WITH_CITY).await?)?;
    let mut tables = Vec::new();
    for name in in_order(names(&ask(db, TABLES).await?)?, &pointers(db).await?)? {
        let lies = if by_city.contains(&name) { Lies::ByCity } else { Lies::Everywhere };
        tables.push(Table { done: done.contains(&name), name, lies });
    }
    let unfit = unfit(db, &by_city).await?;
    Ok(Layout { citus, tables, unfit })
}

/// Lays out what does not lie so yet, table by table; `progress` gets each before its turn. It may be called again after it broke off.
///
/// Errors: Citus is not installed; a key does not fit, and nothing was changed; the database refuses one, and those before it lie as
/// planned.
pub async fn distribute(db: &Db, layout: &Layout, progress: impl Fn(&Table)) -> Result<(), DistributeError> {
    if layout.citus.is_none() {
        return Err(DistributeError::NoCitus);
    }
    if !layout.unfit.is_empty() {
        return Err(DistributeError::Unfit(layout.unfit.clone()));
    }
    for table in layout.tables.iter().filter(|table| !table.done) {
        progress(table);
        db.outside_transaction(&statement(table)).await?;
    }
    Ok(())
}

/// The statement that lays out a table. Its name comes from the catalogue, quoted there where it has to be.
pub fn statement(table: &Table) -> String {
    let name = &table.name;
    match table.lies {
        // All by the same column of the same type: Citus lays the rows of one city together.
        Lies::ByCity => format!("SELECT create_distributed_table('{name}', '{CITY}')"),
        Lies::Everywhere => format!("SELECT create_reference_table('{name}')"),
    }
}

const TABLES: &str = "SELECT c.oid::regclass::text AS name FROM pg_class c \
                      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'";

const WITH_CITY: &str = "SELECT c.oid::regclass::text AS name FROM pg_class c \
                         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'city_id' AND NOT a.attisdropped \
                         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'";

/// Each key that is unique, column by column.
const UNIQUE: &str = "SELECT t.oid::regclass::text AS name, i.relname::text AS key, \
                             pg_get_indexdef(x.indexrelid, CAST(k.n AS INTEGER), true) AS column_name \
                      FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid \
                      CROSS JOIN LATERAL generate_series(1, x.indnkeyatts) AS k(n) \
                      WHERE t.relnamespace = 'public'::regnamespace AND t.relkind = 'r' AND x.indisunique \
                      ORDER BY 1, 2, k.n";

/// Each foreign key, column by column.
const FOREIGN: &str = "SELECT c.conrelid::regclass::text AS name, c.confrelid::regclass::text AS other, c.conname::text AS key, \
                              o.attname::text AS column_name, t.attname::text AS theirs \
                       FROM pg_constraint c \
                       CROSS JOIN LATERAL unnest(c.conkey, c.confkey) WITH ORDINALITY AS k(own, theirs, n) \
                       JOIN pg_attribute o ON o.attrelid = c.conrelid AND o.attnum = k.own \
                       JOIN pg_attribute t ON t.attrelid = c.confrelid AND t.attnum = k.theirs \
                       WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace \
                       ORDER BY 1, 3, k.n";

async fn ask(db: &Db, text: &str) -> Result<Vec<Row>, StoreError> {
    db.rows(Built { name: "store::distribute", text: text.to_owned() }, params![]).await
}

fn names(rows: &[Row]) -> Result<BTreeSet<String>, StoreError> {
    rows.iter().map(|row| row.text("name")).collect()
}

/// To which other tables each table points.
async fn pointers(db: &Db) -> Result<BTreeMap<String, BTreeSet<String>>, StoreError> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in ask(db, FOREIGN).await? {
        let (own, other) = (row.text("name")?, row.text("other")?);
        if own != other {
            all.entry(own).or_default().insert(other);
        }
    }
    Ok(all)
}

/// Those first to which others point.
fn in_order(
    mut left: BTreeSet<String>,
    pointers: &BTreeMap<String, BTreeSet<String>>,
) -> Result<Vec<String>, DistributeError> {
    let mut order = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let waits =
            |name: &String| pointers.get(name).is_some_and(|others| others.iter().any(|one| left.contains(one)));
        let next: Vec<String> = left.iter().filter(|name| !waits(name)).cloned().collect();
        if next.is_empty() {
            return Err(DistributeError::Circle(left.into_iter().collect::<Vec<_>>().join(", ")));
        }
        for name in next {
            left.remove(&name);
            order.push(name);
        }
    }
    Ok(order)
}

/// Keys of tables with a city that do not hold it: unique ones, and foreign ones in which it does not meet itself.
async fn unfit(db: &Db, by_city: &BTreeSet<String>) -> Result<Vec<Unfit>, StoreError> {
    let mut keys: BTreeMap<(String, String), (Vec<String>, bool)> = BTreeMap::new();
    for row in ask(db, UNIQUE).await? {
        let column = row.text("column_name")?;
        let (columns, holds) = keys.entry((row.text("name")?, row.text("key")?)).or_default();
        *holds |= column == CITY;
        columns.push(column);
    }
    for row in ask(db, FOREIGN).await? {
        let (column, theirs, other) = (row.text("column_name")?, row.text("theirs")?, row.text("other")?);
        let (columns, holds) = keys.entry((row.text("name")?, row.text("key")?)).or_default();
        // A table that lies everywhere may be pointed to from anywhere.
        *holds |= !by_city.contains(&other) || (column == CITY && theirs == CITY);
        columns.push(column);
    }
    let misfit = keys.into_iter().filter(|((table, _), (_, holds))| by_city.contains(table) && !holds);
    Ok(misfit.map(|((table, name), (columns, _))| Unfit { table, name, columns }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pointing(all: &[(&str, &str)]) -> BTreeMap<String, BTreeSet<String>> {
        let mut pointers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (own, other) in all {
            pointers.entry((*own).to_owned()).or_default().insert((*other).to_owned());
        }
        pointers
    }

    fn tables(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn what_is_pointed_to_comes_first_and_a_circle_is_named() {
        let order = in_order(tables(&["a", "b", "c"]), &pointing(&[("a", "b"), ("b", "c")])).ok();
        assert_eq!(order, Some(vec!["c".to_owned(), "b".to_owned(), "a".to_owned()]));
        let circle = in_order(tables(&["a", "b", "c"]), &pointing(&[("a", "b"), ("b", "a")]));
        assert!(matches!(circle, Err(DistributeError::Circle(names)) if names == "a, b"));
    }

    #[test]
    fn a_table_with_a_city_is_spread_and_another_lies_everywhere() {
        let table = |lies| Table { name: "cases".to_owned(), lies, done: false };
        assert_eq!(statement(&table(Lies::ByCity)), "SELECT create_distributed_table('cases', 'city_id')");
        assert_eq!(statement(&table(Lies::Everywhere)), "SELECT create_reference_table('cases')");
    }
}
