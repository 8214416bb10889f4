//! Fresh databases: always SQLite, and PostgreSQL where `CHANGXIAO_TEST_POSTGRES` names a server (`cargo xtask test` and
//! `cargo xtask postgres` start a private one and set it).

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use anyhow::Context;
use changxiao_store::{
    Address, Db, PoolSize,
    engine::{Built, MIGRATIONS},
    params,
};
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

/// The same with the schema of today. It is made once and copied: taking its steps would be most of what many a test does.
pub async fn databases_with_schema() -> anyhow::Result<Vec<(&'static str, Fresh)>> {
    let folder = tempfile::tempdir()?;
    std::fs::copy(schema_file().await?, folder.path().join(FILE))?;
    let mut all = vec![("SQLite", sqlite_in(folder).await?)];
    if let Some(server) = server() {
        let admin = admin(&server).await?;
        let schema = schema_database(&admin, &server).await?;
        all.push(("PostgreSQL", postgres_like(server, admin, &format!("TEMPLATE {schema}")).await?));
    }
    Ok(all)
}

const FILE: &str = "test.db";
const ONE_CONNECTION: PoolSize = PoolSize { sqlite_readers: 1, postgres: 1, postgres_readers: 1 };

async fn sqlite() -> anyhow::Result<Fresh> {
    sqlite_in(tempfile::tempdir()?).await
}

async fn sqlite_in(folder: TempDir) -> anyhow::Result<Fresh> {
    let address = Address::Sqlite(folder.path().join(FILE));
    let db = Db::open(&address, PoolSize::default()).await?;
    Ok(Fresh { db, address, folder, server: None })
}

async fn postgres(server: String) -> anyhow::Result<Fresh> {
    let admin = admin(&server).await?;
    postgres_like(server, admin, "").await
}

async fn postgres_like(server: String, admin: Db, like: &str) -> anyhow::Result<Fresh> {
    let name = unused_name();
    admin.outside_transaction(&format!("CREATE DATABASE {name} {like}")).await?;
    admin.close().await;
    let address: Address = in_database(&server, &name).parse()?;
    let db = Db::open(&address, PoolSize { postgres: 10, ..PoolSize::default() }).await?;
    Ok(Fresh { db, address, folder: tempfile::tempdir()?, server: Some((server, name)) })
}

async fn admin(server: &str) -> anyhow::Result<Db> {
    let opened = Db::open(&server.parse()?, ONE_CONNECTION).await;
    opened.context("CHANGXIAO_TEST_POSTGRES names no server that answers")
}

fn unused_name() -> String {
    format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst))
}

/// Today's steps in one number.
fn schema_number() -> u64 {
    let mut hasher = DefaultHasher::new();
    for step in MIGRATIONS {
        (step.step, step.name, step.text).hash(&mut hasher);
    }
    hasher.finish()
}

/// A file with the schema, beside the program of the tests. One that is older than the program is made anew.
async fn schema_file() -> anyhow::Result<PathBuf> {
    let program = std::env::current_exe()?;
    let beside = program.parent().context("a program lies in a folder")?;
    let made = beside.join(format!("schema-{:016x}.db", schema_number()));
    if is_younger(&made, &program) {
        return Ok(made);
    }
    let folder = tempfile::tempdir_in(beside)?;
    let path = folder.path().join(FILE);
    let db = Db::open(&Address::Sqlite(path.clone()), PoolSize::default()).await?;
    db.migrate().await?;
    // All of it into the one file that is copied.
    db.outside_transaction("PRAGMA wal_checkpoint(TRUNCATE)").await?;
    db.close().await;
    // Whoever made it at the same moment made the same.
    std::fs::rename(path, &made)?;
    Ok(made)
}

fn is_younger(one: &Path, other: &Path) -> bool {
    let at = |path: &Path| path.metadata().and_then(|of| of.modified()).ok();
    at(one).zip(at(other)).is_some_and(|(one, other)| one > other)
}

/// A database with the schema, which no test writes to. It stays as long as the server does.
async fn schema_database(admin: &Db, server: &str) -> anyhow::Result<String> {
    let name = format!("test_schema_{:016x}", schema_number());
    let text = "SELECT datname::text AS name FROM pg_database WHERE datname = $1".to_owned();
    if admin.row(Built { name: "testkit::schema_database", text }, params![&name]).await?.is_some() {
        return Ok(name);
    }
    let new = unused_name();
    admin.outside_transaction(&format!("CREATE DATABASE {new}")).await?;
    let db = Db::open(&in_database(server, &new).parse()?, ONE_CONNECTION).await?;
    db.migrate().await?;
    db.close().await;
    // Two tests may make it at once; the slower one takes what is there.
    if admin.outside_transaction(&format!("ALTER DATABASE {new} RENAME TO {name}")).await.is_err() {
        admin.outside_transaction(&format!("DROP DATABASE {new} WITH (FORCE)")).await?;
    }
    Ok(name)
}

impl Fresh {
    /// The same database for somebody else, who does not remove it, with a folder of its own.
    pub fn shared(&self) -> anyhow::Result<Self> {
        let (db, address) = (self.db.clone(), self.address.clone());
        Ok(Fresh { db, address, folder: tempfile::tempdir()?, server: None })
    }

    /// An empty database that somebody else made and removes.
    pub async fn at(address: &str) -> anyhow::Result<Self> {
        let address: Address = address.parse()?;
        let db = Db::open(&address, PoolSize::default()).await?;
        Ok(Fresh { db, address, folder: tempfile::tempdir()?, server: None })
    }

    /// Closes the connections and removes the database.
    pub async fn remove(self) -> anyhow::Result<()> {
        self.db.close().await;
        if let Some((server, name)) = self.server {
            let admin = admin(&server).await?;
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
