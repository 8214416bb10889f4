//! Fresh databases: always SQLite, and PostgreSQL where `CHANGXIAO_TEST_POSTGRES` names a server (`cargo xtask test` and
//! `cargo xtask postgres` start a private one and set it).

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
};

use anyhow::Context;
use changxiao_store::{Address, Db, PoolSize, engine::Built, params};
use tempfile::TempDir;

/// An empty database that vanishes with this value.
pub struct Fresh {
    pub db: Db,
    pub address: Address,
    /// Also the folder for photos.
    pub folder: TempDir,
    server: Option<(String, String)>,
}

static COUNT: AtomicU64 = AtomicU64::new(0);

/// One empty database of each engine, named for messages.
pub async fn fresh_databases() -> anyhow::Result<Vec<(&'static str, Fresh)>> {
    let mut all = vec![("SQLite", sqlite().await?)];
    if let Some(server) = server() {
        all.push(("PostgreSQL", postgres(server).await?));
    }
    Ok(all)
}

async fn sqlite() -> anyhow::Result<Fresh> {
    let folder = tempfile::tempdir()?;
    let address = Address::Sqlite(folder.path().join("test.db"));
    let db = Db::open(&address, PoolSize::default()).await?;
    Ok(Fresh { db, address, folder, server: None })
}

async fn postgres(server: String) -> anyhow::Result<Fresh> {
    let name = format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst));
    let admin = Db::open(&server.parse()?, PoolSize { postgres: 1, ..PoolSize::default() })
        .await
        .context("CHANGXIAO_TEST_POSTGRES names no server that answers")?;
    admin.outside_transaction(&format!("CREATE DATABASE {name}")).await?;
    admin.close().await;
    let address: Address = in_database(&server, &name).parse()?;
    let db = Db::open(&address, PoolSize { postgres: 10, ..PoolSize::default() }).await?;
    Ok(Fresh { db, address, folder: tempfile::tempdir()?, server: Some((server, name)) })
}

impl Fresh {
    /// Closes the connections and removes the database.
    pub async fn remove(self) -> anyhow::Result<()> {
        self.db.close().await;
        if let Some((server, name)) = self.server {
            let admin = Db::open(&server.parse()?, PoolSize { postgres: 1, ..PoolSize::default() }).await?;
            admin.outside_transaction(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
            admin.close().await;
        }
        Ok(())
    }

    /// Rows of every table but these.
    pub async fn row_counts(&self, except: &[&str]) -> anyhow::Result<BTreeMap<String, i64>> {
        let tables = match &self.db {
            Db::Sqlite(_) => {
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
            }
            Db::Postgres(_) => "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public'",
        };
        let ask = |text: String| self.db.rows(Built { name: "testkit::row_counts", text }, params![]);
        let mut counts = BTreeMap::new();
        for row in ask(tables.to_owned()).await? {
            let table = row.text("name")?;
            if except.contains(&table.as_str()) {
                continue;
            }
            let rows = ask(format!("SELECT COUNT(*) AS n FROM {table}")).await?;
            counts.insert(table, rows.first().context("a count is one row")?.int("n")?);
        }
        Ok(counts)
    }

    /// How many transactions the engine still holds open, this question apart.
    pub async fn open_transactions(&self) -> anyhow::Result<i64> {
        match &self.db {
            Db::Sqlite(_) => Ok(i64::from(!self.db.is_quiet())),
            Db::Postgres(_) => {
                let text = "SELECT COUNT(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
                let row =
                    self.db.row(Built { name: "testkit::open_transactions", text: text.to_owned() }, params![]).await?;
                Ok(row.context("no answer")?.int("n")?)
            }
        }
    }
}

#[allow(clippy::disallowed_methods, reason = "tests learn from the environment which server to use")]
fn server() -> Option<String> {
    std::env::var("CHANGXIAO_TEST_POSTGRES").ok().filter(|server| !server.is_empty())
}

/// The address of another database on the same server.
fn in_database(server: &str, name: &str) -> String {
    let (base, options) = server.split_once('?').map_or((server, ""), |(base, options)| (base, options));
    let authority_end = base.find("://").map_or(0, |at| at + 3);
    let path = base[authority_end..].find('/').map_or(base.len(), |at| authority_end + at);
    let options = if options.is_empty() { String::new() } else { format!("?{options}") };
    format!("{}/{name}{options}", &base[..path])
}
