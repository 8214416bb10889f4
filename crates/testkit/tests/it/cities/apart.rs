//! Two demonstration cities in one database: founding the second leaves the first as it was, and whoever walks through one, by every link
//! and by every address that people of the other have seen, meets nothing of the other.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use aho_corasick::AhoCorasick;
use anyhow::{Context, ensure};
use changxiao_domain::ids::CityId;
use changxiao_store::{Db, engine::Built, params};
use changxiao_testkit::{
    Answer, Demonstration, fresh_databases,
    walk::{Keep, Visitor},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Who walks on which engine: the pages are the same on both, and so is the text of their statements.
const WALKERS: [(&str, &[&str]); 2] = [("SQLite", &["admin", "town-head"]), ("PostgreSQL", &["office"])];

/// Of whatever has states so many are looked at: whose it is does not depend on where it stands.
const MOST_STATES: usize = 6;

fn built(text: String) -> Built {
    Built { name: "test::apart", text }
}

/// Every table with a city, and what its rows of this city say.
async fn said_of(db: &Db, city: CityId) -> anyhow::Result<BTreeMap<String, String>> {
    let tables = match db {
        Db::Sqlite(_) => {
            "SELECT m.name AS name FROM sqlite_schema m JOIN pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND c.name = 'city_id'"
        }
        Db::Postgres(_) => {
            "SELECT table_name::text AS name FROM information_schema.columns \
             WHERE table_schema = 'public' AND column_name = 'city_id'"
        }
    };
    let mut all = BTreeMap::new();
    for row in db.rows(built(tables.to_owned()), params![]).await? {
        let table = row.text("name")?;
        // Sessions and refusals of whoever walks are no part of it.
        let text = match db {
            Db::Sqlite(_) => sqlite_rows(db, &table).await?,
            Db::Postgres(_) => format!("SELECT t::text AS said FROM {table} t WHERE t.city_id = $1 ORDER BY said"),
        };
        let mut digest = Sha256::new();
        for row in db.rows(built(text), params![city]).await? {
            digest.update(row.text("said")?);
        }
        let digest: [u8; 32] = digest.finalize().into();
        all.insert(table, changxiao_domain::sealing::hex(&digest));
    }
    Ok(all)
}

/// All columns of a table as one text.
async fn sqlite_rows(db: &Db, table: &str) -> anyhow::Result<String> {
    let ask = format!("SELECT name FROM pragma_table_info('{table}') ORDER BY name");
    let rows = db.rows(built(ask), params![]).await?;
    let columns = rows.iter().map(|row| Ok(format!("quote(\"{}\")", row.text("name")?)));
    let columns = columns.collect::<anyhow::Result<Vec<_>>>()?.join(" || '|' || ");
    Ok(format!("SELECT {columns} AS said FROM {table} WHERE city_id = $1 ORDER BY said"))
}

/// Writes a sign of its own behind every title in a city: lines of a list often tell nothing else that only one city has.
async fn mark(db: &Db, city: CityId, sign: &str) -> anyhow::Result<()> {
    let tables = match db {
        Db::Sqlite(_) => {
            "SELECT m.name AS name FROM sqlite_schema m WHERE m.type = 'table' \
               AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) c WHERE c.name = 'city_id') \
               AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) c WHERE c.name = 'title')"
        }
        Db::Postgres(_) => {
            "SELECT c.table_name::text AS name FROM information_schema.columns c \
             WHERE c.table_schema = 'public' AND c.column_name = 'title' \
               AND EXISTS (SELECT 1 FROM information_schema.columns o \
                           WHERE o.table_schema = 'public' AND o.table_name = c.table_name AND o.column_name = 'city_id')"
        }
    };
    let tables = db.rows(built(tables.to_owned()), params![]).await?;
    ensure!(tables.len() >= 5, "only {} tables have titles", tables.len());
    for row in tables {
        let text = format!("UPDATE {} SET title = title || $2 WHERE city_id = $1", row.text("name")?);
        db.execute(built(text), params![city, sign]).await?;
    }
    Ok(())
}

/// The signs behind the titles of this city and of the other one.
const SIGNS: [&str; 2] = ["（此城之事）", "（彼城之事）"];

/// What only this city has and would tell of it: names of divisions, units and sites, places where something happened, and ids.
struct Own {
    /// Finds each of `texts`, all of them in one going through a page.
    finder: AhoCorasick,
    texts: Vec<String>,
}

impl Own {
    /// What `city`, whose titles bear `sign`, has and `other` has not.
    async fn of(db: &Db, city: CityId, other: CityId, sign: &str) -> anyhow::Result<Self> {
        let (theirs, own) = (names_of(db, other).await?, names_of(db, city).await?);
        // A city's bare name stands in sources of rules.
        let long = Self::finding(own.into_iter().filter(|name| name.chars().count() >= SHORTEST).collect())?;
        // What is part of a name of the other city would be found there rightly.
        let shared: BTreeSet<&str> = theirs.iter().flat_map(|their| long.found_in(their)).collect();
        let names: Vec<String> = long.texts.iter().filter(|name| !shared.contains(name.as_str())).cloned().collect();
        let ids: BTreeSet<String> = &ids_of(db, city).await? - &ids_of(db, other).await?;
        ensure!(names.len() > 100 && ids.len() > 100, "{} names and {} ids", names.len(), ids.len());
        Self::finding(names.into_iter().chain(ids).chain([sign.to_owned()]).collect())
    }

    fn finding(texts: Vec<String>) -> anyhow::Result<Self> {
        Ok(Self { finder: AhoCorasick::new(&texts)?, texts })
    }

    /// What of it stands in a text.
    fn found_in(&self, text: &str) -> BTreeSet<&str> {
        self.finder.find_overlapping_iter(text).map(|found| self.texts[found.pattern()].as_str()).collect()
    }
}

async fn names_of(db: &Db, city: CityId) -> anyhow::Result<BTreeSet<String>> {
    let text = "SELECT name FROM divisions WHERE city_id = $1 UNION SELECT name FROM units WHERE city_id = $1 \
                UNION SELECT name FROM sites WHERE city_id = $1 UNION SELECT name FROM cities WHERE city_id = $1 \
                UNION SELECT place FROM cases WHERE city_id = $1 UNION SELECT place FROM whistles WHERE city_id = $1";
    let rows = db.rows(built(text.to_owned()), params![city]).await?;
    Ok(rows.iter().map(|row| row.text("name")).collect::<Result<_, _>>()?)
}

/// Ids of the city's rows, of every kind, as addresses and forms write them.
async fn ids_of(db: &Db, city: CityId) -> anyhow::Result<BTreeSet<String>> {
    let columns = match db {
        Db::Sqlite(_) => {
            "SELECT m.name AS of_table, c.name AS name FROM sqlite_schema m JOIN pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND c.type = 'BLOB' AND c.name LIKE '%_id' \
               AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) o WHERE o.name = 'city_id')"
        }
        Db::Postgres(_) => {
            "SELECT c.table_name::text AS of_table, c.column_name::text AS name FROM information_schema.columns c \
             WHERE c.table_schema = 'public' AND c.data_type = 'bytea' AND c.column_name LIKE '%_id' \
               AND EXISTS (SELECT 1 FROM information_schema.columns o \
                           WHERE o.table_schema = 'public' AND o.table_name = c.table_name AND o.column_name = 'city_id')"
        }
    };
    let mut ids = BTreeSet::new();
    for row in db.rows(built(columns.to_owned()), params![]).await? {
        let (table, column) = (row.text("of_table")?, row.text("name")?);
        let text = format!("SELECT DISTINCT {column} AS id FROM {table} WHERE city_id = $1 AND {column} IS NOT NULL");
        for row in db.rows(built(text), params![city]).await? {
            ids.extend(Uuid::from_slice(&row.blob("id")?).ok().map(|id| id.to_string()));
        }
    }
    Ok(ids)
}

/// Where people were, and what they read.
#[derive(Clone, Default)]
struct Seen {
    addresses: Rc<RefCell<BTreeSet<String>>>,
    /// What is the other city's, each with the address where it was read.
    foreign: Rc<RefCell<BTreeMap<String, String>>>,
}

/// No name is shorter.
const SHORTEST: usize = 4;

struct Walker<'a> {
    seen: Seen,
    not_to_be_read: &'a Own,
}

impl Walker<'_> {
    fn read(&self, name: &str, answer: &Answer) {
        // A page may repeat what it was asked.
        for foreign in self.not_to_be_read.found_in(&answer.text()) {
            if !name.contains(foreign) {
                self.seen.foreign.borrow_mut().entry(foreign.to_owned()).or_insert_with(|| name.to_owned());
            }
        }
    }
}

impl Keep for Walker<'_> {
    fn keep(&mut self, name: &str, answer: &Answer, _: &str) -> anyhow::Result<()> {
        self.read(name, answer);
        if answer.status < 300 {
            self.seen.addresses.borrow_mut().insert(name.to_owned());
        }
        Ok(())
    }
}

/// Walks through a city; gives where people were.
async fn walk(city: &Demonstration, login: &str, foreign: &Own, seen: &Seen) -> anyhow::Result<()> {
    let walker = Walker { seen: seen.clone(), not_to_be_read: foreign };
    let mut visitor = Visitor::enter_for(city, Some(login), "zh-CN", walker, MOST_STATES).await?;
    visitor.look(false).await?;
    ensure!(visitor.pages > 20, "{login} saw {} pages only", visitor.pages);
    Ok(())
}

/// Asks, as a person of one city, for everything that the same person of the other has seen.
async fn ask_for_all(city: &Demonstration, login: &str, foreign: &Own, theirs: &Seen) -> anyhow::Result<Seen> {
    let seen = Seen::default();
    let walker = Walker { seen: seen.clone(), not_to_be_read: foreign };
    let browser = city.sign_in(login).await?;
    let addresses = theirs.addresses.borrow().clone();
    for address in &addresses {
        // An address says what it is asked by; the answer may repeat the question.
        if address.contains('%') {
            continue;
        }
        walker.read(address, &browser.get(address).await?);
    }
    Ok(seen)
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_of_one_city_sees_anything_of_another() -> anyhow::Result<()> {
    for (engine, fresh) in fresh_databases().await? {
        let here = Demonstration::start(fresh).await?;
        let (db, own) = (here.db().clone(), here.city.city);
        let before = said_of(&db, own).await?;
        ensure!(before.len() > 40, "{engine}: only {} tables have a city", before.len());
        let there = here.beside("5301").await?;
        let other = there.city.city;
        ensure!(before == said_of(&db, own).await?, "{engine}: the first city was touched");

        mark(&db, own, SIGNS[0]).await?;
        mark(&db, other, SIGNS[1]).await?;
        let names = Own::of(&db, own, other, SIGNS[0]).await?;
        let their_names = Own::of(&db, other, own, SIGNS[1]).await?;
        let walkers = WALKERS.iter().find(|(of, _)| *of == engine).map(|(_, walkers)| *walkers);
        for login in walkers.context(engine)? {
            let (seen, seen_there) = (Seen::default(), Seen::default());
            walk(&here, login, &their_names, &seen).await.context(login)?;
            walk(&there, login, &names, &seen_there).await.context(login)?;
            let asked = ask_for_all(&here, login, &their_names, &seen_there).await?;
            let asked_there = ask_for_all(&there, login, &names, &seen).await?;
            for seen in [seen, seen_there, asked, asked_there] {
                let foreign = seen.foreign.take();
                ensure!(foreign.is_empty(), "{engine}: {login} read of another city: {foreign:?}");
            }
        }
        there.leave().await;
        here.end().await?;
    }
    Ok(())
}
