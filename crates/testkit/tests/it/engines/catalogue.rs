//! What an engine says that its schema is, in words that both engines share.

use std::collections::{BTreeMap, BTreeSet};

use changxiao_store::{
    Db, Engine,
    engine::{Built, Params, Row},
    params,
};

/// One table. `kind` of a column is BIGINT, TEXT or BYTEA.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Name, kind, NOT NULL; in their order.
    pub columns: Vec<(String, String, bool)>,
    pub primary_key: Vec<String>,
    pub indexes: BTreeMap<String, Index>,
    /// Own columns, other table, its columns.
    pub foreign_keys: BTreeSet<(Vec<String>, String, Vec<String>)>,
}

/// An index that was declared with CREATE INDEX.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    pub unique: bool,
    pub columns: Vec<String>,
    /// Without brackets and spaces at its ends.
    pub condition: Option<String>,
}

pub type Catalogue = BTreeMap<String, Table>;

/// The one thing that each engine has of its own kind, with the tables that the engines keep beside it.
const SEARCH_INDEX: [&str; 13] = [
    "case_search",
    "case_search_towns",
    "case_search_data",
    "case_search_idx",
    "case_search_content",
    "case_search_docsize",
    "case_search_config",
    "evidence_search",
    "evidence_search_data",
    "evidence_search_idx",
    "evidence_search_content",
    "evidence_search_docsize",
    "evidence_search_config",
];

pub async fn read(db: &Db) -> anyhow::Result<Catalogue> {
    let mut all = match db.engine() {
        Engine::Sqlite => sqlite(db).await?,
        Engine::Postgres => postgres(db).await?,
    };
    all.retain(|name, _| !SEARCH_INDEX.contains(&name.as_str()));
    Ok(all)
}

async fn ask(db: &Db, text: &str, params: Params) -> anyhow::Result<Vec<Row>> {
    Ok(db.rows(Built { name: "testkit::catalogue", text: text.to_owned() }, params).await?)
}

async fn sqlite(db: &Db) -> anyhow::Result<Catalogue> {
    let mut all = Catalogue::new();
    let tables = ask(
        db,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'",
        params![],
    )
    .await?;
    for row in tables {
        let name = row.text("name")?;
        let mut table = Table::default();
        let mut key = BTreeMap::new();
        let columns = "SELECT name, type, \"notnull\" AS no_null, pk FROM pragma_table_info($1) ORDER BY cid";
        for row in ask(db, columns, params![&name]).await? {
            let column = row.text("name")?;
            let kind = row.text("type")?.replace("INTEGER", "BIGINT").replace("BLOB", "BYTEA");
            if row.int("pk")? > 0 {
                key.insert(row.int("pk")?, column.clone());
            }
            table.columns.push((column, kind, row.flag("no_null")?));
        }
        table.primary_key = key.into_values().collect();
        let indexes = "SELECT i.name, i.\"unique\" AS is_unique, s.sql FROM pragma_index_list($1) i \
                       JOIN sqlite_schema s ON s.name = i.name WHERE i.origin = 'c'";
        for row in ask(db, indexes, params![&name]).await? {
            let index = row.text("name")?;
            let text = row.text("sql")?;
            let mut columns = Vec::new();
            let names = ask(db, "SELECT name FROM pragma_index_info($1) ORDER BY seqno", params![&index]).await?;
            for (place, row) in names.iter().enumerate() {
                // What is computed from columns has no name; it stands in the text.
                columns.push(row.opt_text("name")?.unwrap_or_else(|| computed(&text, place)));
            }
            let condition = text.split_once(" WHERE ").map(|(_, condition)| plain(condition));
            table.indexes.insert(index, Index { unique: row.flag("is_unique")?, columns, condition });
        }
        let keys = "SELECT id, \"table\" AS other, \"from\" AS own, \"to\" AS theirs FROM pragma_foreign_key_list($1) \
                    ORDER BY id, seq";
        let mut by_id: BTreeMap<i64, (Vec<String>, String, Vec<String>)> = BTreeMap::new();
        for row in ask(db, keys, params![&name]).await? {
            let entry = by_id.entry(row.int("id")?).or_default();
            entry.0.push(row.text("own")?);
            entry.1 = row.text("other")?;
            entry.2.push(row.text("theirs")?);
        }
        table.foreign_keys = by_id.into_values().collect();
        all.insert(name, table);
    }
    Ok(all)
}

/// The column at this place of an index that computes it: `a / 1000` of `CREATE INDEX i ON t (b, (a / 1000))`.
fn computed(index: &str, place: usize) -> String {
    let columns =
        index.split(" WHERE ").next().and_then(|head| head.split_once('(')).map_or("", |(_, columns)| columns);
    columns.split(',').nth(place).unwrap_or_default().replace(['(', ')'], "").trim().to_owned()
}

async fn postgres(db: &Db) -> anyhow::Result<Catalogue> {
    let mut all = Catalogue::new();
    let columns = "SELECT c.relname::text AS table_name, a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS kind, \
                          CAST(CASE WHEN a.attnotnull THEN 1 ELSE 0 END AS BIGINT) AS no_null \
                   FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid \
                   WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped \
                   ORDER BY c.relname, a.attnum";
    for row in ask(db, columns, params![]).await? {
        let table = all.entry(row.text("table_name")?).or_default();
        table.columns.push((row.text("name")?, row.text("kind")?.to_uppercase(), row.flag("no_null")?));
    }
    let indexes = "SELECT t.relname::text AS table_name, i.relname::text AS name, k.n AS place, \
                          pg_get_indexdef(x.indexrelid, CAST(k.n AS INTEGER), true) AS column_name, \
                          pg_get_expr(x.indpred, x.indrelid) AS condition, \
                          CAST(CASE WHEN x.indisunique THEN 1 ELSE 0 END AS BIGINT) AS is_unique, \
                          CAST(CASE WHEN x.indisprimary THEN 1 ELSE 0 END AS BIGINT) AS is_primary \
                   FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid \
                   CROSS JOIN LATERAL generate_series(CAST(1 AS BIGINT), CAST(x.indnatts AS BIGINT)) AS k(n) \
                   WHERE t.relnamespace = 'public'::regnamespace \
                   ORDER BY t.relname, i.relname, k.n";
    for row in ask(db, indexes, params![]).await? {
        let table = all.entry(row.text("table_name")?).or_default();
        // PostgreSQL quotes names that are also words of its language.
        let column = row.text("column_name")?.replace(['"', '(', ')'], "");
        if row.flag("is_primary")? {
            table.primary_key.push(column);
            continue;
        }
        let unique = row.flag("is_unique")?;
        let condition = row.opt_text("condition")?.as_deref().map(plain);
        let index = Index { unique, columns: Vec::new(), condition };
        table.indexes.entry(row.text("name")?).or_insert(index).columns.push(column);
    }
    let keys = "SELECT c.conrelid::regclass::text AS table_name, c.confrelid::regclass::text AS other, c.conname::text AS name, \
                       o.attname::text AS own, t.attname::text AS theirs \
                FROM pg_constraint c \
                CROSS JOIN LATERAL unnest(c.conkey, c.confkey) WITH ORDINALITY AS k(own, theirs, n) \
                JOIN pg_attribute o ON o.attrelid = c.conrelid AND o.attnum = k.own \
                JOIN pg_attribute t ON t.attrelid = c.confrelid AND t.attnum = k.theirs \
                WHERE c.contype = 'f' \
                ORDER BY c.conrelid, c.conname, k.n";
    type Found = (Vec<String>, String, Vec<String>);
    let mut by_name: BTreeMap<(String, String), Found> = BTreeMap::new();
    for row in ask(db, keys, params![]).await? {
        let entry = by_name.entry((row.text("table_name")?, row.text("name")?)).or_default();
        entry.0.push(row.text("own")?);
        entry.1 = row.text("other")?;
        entry.2.push(row.text("theirs")?);
    }
    for ((table, _), key) in by_name {
        all.entry(table).or_default().foreign_keys.insert(key);
    }
    Ok(all)
}

/// Columns of text that PostgreSQL does not order by bytes.
pub async fn texts_in_another_order(db: &Db) -> anyhow::Result<Vec<String>> {
    let text = "SELECT c.relname::text AS table_name, a.attname::text AS name \
                FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_collation o ON o.oid = a.attcollation \
                WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND o.collname <> 'C'";
    let rows = ask(db, text, params![]).await?;
    rows.iter().map(|row| Ok(format!("{}.{}", row.text("table_name")?, row.text("name")?))).collect()
}

/// One way to write a condition.
fn plain(condition: &str) -> String {
    condition.replace(['(', ')'], "").split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
