//! The catalogues of both engines are equal, the city leads every key, and there is no place for what may not be kept.

use std::collections::BTreeSet;

use changxiao_store::{Engine, engine::Built, params};
use changxiao_testkit::{WATCHING_WORDS, exceptions, fresh_databases};

use super::catalogue::{self, Catalogue};

async fn catalogues() -> anyhow::Result<Vec<(&'static str, Catalogue)>> {
    let mut all = Vec::new();
    for (engine, fresh) in fresh_databases().await? {
        fresh.db.migrate().await?;
        let read = catalogue::read(&fresh.db).await;
        fresh.remove().await?;
        all.push((engine, read?));
    }
    Ok(all)
}

#[tokio::test]
async fn both_catalogues_are_equal() -> anyhow::Result<()> {
    let all = catalogues().await?;
    for (engine, one) in &all {
        assert!(one.len() > 20, "{engine} has only {} tables", one.len());
        let count = |what: fn(&catalogue::Table) -> usize| one.values().map(what).sum::<usize>();
        assert!(count(|table| table.indexes.len()) > 15, "{engine}: too few indexes were read");
        assert!(count(|table| table.foreign_keys.len()) > 8, "{engine}: too few foreign keys were read");
        assert!(one.values().all(|table| !table.primary_key.is_empty()), "{engine}: a table has no primary key");
    }
    for pair in all.windows(2) {
        let [(_, one), (_, two)] = pair else { continue };
        let names = |catalogue: &Catalogue| catalogue.keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(names(one), names(two));
        for (name, table) in one {
            assert_eq!(Some(table), two.get(name), "table {name} (SQLite left, PostgreSQL right)");
        }
    }
    Ok(())
}

/// So lists come in the same order and searches find the same on both engines, whatever language the server was set up for.
#[tokio::test]
async fn text_is_ordered_by_bytes() -> anyhow::Result<()> {
    for (engine, fresh) in fresh_databases().await? {
        fresh.db.migrate().await?;
        let other = match fresh.db.engine() {
            // SQLite orders by bytes where a column names nothing else.
            Engine::Sqlite => {
                let text = "SELECT name FROM sqlite_schema WHERE sql LIKE '%COLLATE%'".to_owned();
                let rows = fresh.db.rows(Built { name: "testkit::collations", text }, params![]).await?;
                rows.iter().map(|row| row.text("name")).collect::<Result<Vec<_>, _>>()?
            }
            Engine::Postgres => catalogue::texts_in_another_order(&fresh.db).await?,
        };
        fresh.remove().await?;
        assert!(other.is_empty(), "{engine}: columns in another order: {other:?}");
    }
    Ok(())
}

/// So one database serves many cities, and a province can distribute it by city.
#[tokio::test]
async fn the_city_leads_every_key() -> anyhow::Result<()> {
    let allowed: BTreeSet<String> = exceptions("key without the city").into_iter().collect();
    for (engine, all) in catalogues().await? {
        let mut found = BTreeSet::new();
        for (name, table) in &all {
            let leads = |columns: &[String]| columns.first().is_some_and(|column| column == "city_id");
            if !leads(&table.primary_key) {
                found.insert(format!("{name} primary key"));
            }
            for (index, of) in &table.indexes {
                if !leads(&of.columns) {
                    found.insert(format!("{name} index {index}"));
                }
            }
            for (own, other, theirs) in &table.foreign_keys {
                if !leads(own) || !leads(theirs) {
                    found.insert(format!("{name} foreign key to {other}"));
                }
            }
        }
        assert_eq!(found, allowed, "{engine}: keys that the city does not lead (left) and reviewed ones (right)");
    }
    Ok(())
}

#[tokio::test]
async fn nothing_watches_people() -> anyhow::Result<()> {
    let allowed: BTreeSet<String> = exceptions("word in the schema").into_iter().collect();
    for (engine, all) in catalogues().await? {
        let names = all.iter().flat_map(|(table, of)| {
            let columns = of.columns.iter().map(move |(column, ..)| format!("{table}.{column}"));
            std::iter::once(table.clone()).chain(columns)
        });
        let found: BTreeSet<String> =
            names.filter(|name| WATCHING_WORDS.iter().any(|word| name.to_lowercase().contains(word))).collect();
        assert_eq!(
            found, allowed,
            "{engine}: names that sound like a watch over people (left) and reviewed ones (right)"
        );
        // A position belongs to a place or a photo, never to a person or a post.
        for (table, of) in &all {
            let has = |name: &str| of.columns.iter().any(|(column, ..)| column == name);
            let about_people = ["people", "posts", "sessions", "api_tokens", "access_log"].contains(&table.as_str());
            assert!(!(about_people && (has("lon_e6") || has("lat_e6"))), "{engine}: {table} keeps where a person is");
        }
    }
    Ok(())
}
