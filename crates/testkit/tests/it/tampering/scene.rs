//! A city in which everything was done, sealed on three nights; and how something is changed in it and put back.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::Context;
use changxiao_app::{evidence, sealing};
use changxiao_domain::{
    evidence::{Use, UsedBy},
    ids::{SystemId, VisitId},
    time::HOUR,
};
use changxiao_files::photos::StoredFile;
use changxiao_store::{
    engine::{Built, Engine, Params, Row, Value},
    files, inspections, params,
};
use changxiao_testkit::{CITY, World, photo};

use super::kinds::{Change, Kind};
use crate::sealed::{cases, chronic, story::Story, whistles};

/// Tables that are put back after every kind: whatever a kind can write to.
const TABLES: &[&str] = &[
    "access_log",
    "calendar_days",
    "case_events",
    "case_pauses",
    "case_photos",
    "case_pleas",
    "case_units",
    "cases",
    "category_sets",
    "chain_digests",
    "chronic_cases",
    "chronic_events",
    "chronic_looks",
    "chronic_problems",
    "consultation_cases",
    "consultation_events",
    "consultation_units",
    "consultations",
    "digests",
    "due_steps",
    "directory_links",
    "duty_matrix",
    "escalations",
    "evidence",
    "evidence_campaigns",
    "evidence_tags",
    "evidence_uses",
    "files",
    "people",
    "posts",
    "recurrence_cases",
    "responsibilities",
    "seal_leaves",
    "seal_sums",
    "seals",
    "settings",
    "sites",
    "systems",
    "units",
    "visit_photos",
    "visit_results",
    "visits",
    "whistle_cases",
    "whistle_events",
    "whistle_units",
    "whistles",
];

pub struct Scene<'a> {
    pub world: &'a World,
    /// Every row of [`TABLES`].
    rows: BTreeMap<&'static str, (Vec<String>, Vec<Vec<Value>>)>,
    /// Key, log and photos.
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl<'a> Scene<'a> {
    pub async fn set(world: &'a World) -> anyhow::Result<Self> {
        let story = Story { world };
        young_passwords(world).await?;
        cases::tell(&story).await.context("cases")?;
        old_digests(world).await?;
        visit(world, 1).await?;
        seal(world).await?;
        whistles::tell(&story).await.context("whistles")?;
        seal(world).await?;
        chronic::tell(&story).await.context("chronic problems")?;
        visit(world, 2).await?;
        setting(world).await?;
        evidence_in_use(world).await?;
        seal(world).await?;
        lawless(world).await?;
        let mut rows = BTreeMap::new();
        for table in TABLES {
            let columns = columns_of(world, table).await?;
            let all = all(world, table, &columns).await?;
            rows.insert(*table, (columns, all));
        }
        let mut files = BTreeMap::new();
        read_all(world.fresh.folder.path(), &mut files)?;
        Ok(Self { world, rows, files })
    }

    /// Changes what the kind says, does `look`, and puts everything back.
    pub async fn under(
        &self,
        kind: &Kind,
        look: impl AsyncFnOnce() -> anyhow::Result<Vec<String>>,
    ) -> anyhow::Result<Vec<String>> {
        self.change(&kind.change).await.with_context(|| kind.name.to_owned())?;
        let lines = look().await.with_context(|| kind.name.to_owned())?;
        self.put_back().await.with_context(|| format!("after {}", kind.name))?;
        Ok(lines)
    }

    async fn change(&self, change: &Change) -> anyhow::Result<()> {
        match change {
            Change::Sql(statements) => {
                for text in *statements {
                    let changed = self.run((*text).to_owned(), params![CITY]).await?;
                    anyhow::ensure!(changed > 0, "nothing was changed by {text}");
                }
                Ok(())
            }
            Change::File(change) => change(self.world.fresh.folder.path()),
            Change::Forged(forge) => forge.forge(self).await,
        }
    }

    pub async fn run(&self, text: String, values: Params) -> anyhow::Result<u64> {
        Ok(self.world.fresh.db.execute(Built { name: "tampering", text }, values).await?)
    }

    pub async fn ask(&self, text: &str, values: Params) -> anyhow::Result<Vec<Row>> {
        Ok(self.world.fresh.db.rows(Built { name: "tampering", text: text.to_owned() }, values).await?)
    }

    async fn put_back(&self) -> anyhow::Result<()> {
        for (table, (columns, rows)) in &self.rows {
            if all(self.world, table, columns).await? == *rows {
                continue;
            }
            self.run(format!("DELETE FROM {table} WHERE city_id = $1"), params![CITY]).await?;
            let places: Vec<String> = (1..=columns.len()).map(|place| format!("${place}")).collect();
            for row in rows {
                let text = format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), places.join(", "));
                self.run(text, Params(row.clone())).await?;
            }
        }
        let mut now = BTreeMap::new();
        read_all(self.world.fresh.folder.path(), &mut now)?;
        for path in now.keys().filter(|path| !self.files.contains_key(*path)) {
            std::fs::remove_file(path)?;
        }
        for (path, content) in self.files.iter().filter(|(path, content)| now.get(*path) != Some(content)) {
            std::fs::write(path, content)?;
        }
        Ok(())
    }
}

pub async fn columns_of(world: &World, table: &str) -> anyhow::Result<Vec<String>> {
    let db = &world.fresh.db;
    let text = match db.engine() {
        Engine::Sqlite => format!("SELECT name AS name FROM pragma_table_info('{table}') ORDER BY cid"),
        Engine::Postgres => format!(
            "SELECT column_name::text AS name FROM information_schema.columns WHERE table_name = '{table}' ORDER BY ordinal_position"
        ),
    };
    let rows = db.rows(Built { name: "tampering", text }, params![]).await?;
    Ok(rows.iter().map(|row| row.text("name")).collect::<Result<_, _>>()?)
}

/// All rows of a table. Its columns are asked for once: PostgreSQL takes longer to name them than to give the rows.
async fn all(world: &World, table: &str, columns: &[String]) -> anyhow::Result<Vec<Vec<Value>>> {
    let text = format!("SELECT * FROM {table} ORDER BY {}", columns.join(", "));
    let mut rows = Vec::new();
    for row in world.fresh.db.rows(Built { name: "tampering", text }, params![]).await? {
        rows.push(columns.iter().map(|column| row.value(column)).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(rows)
}

/// Nothing holds tables together any more, as for somebody who knows the database and not the program.
async fn lawless(world: &World) -> anyhow::Result<()> {
    let db = &world.fresh.db;
    if db.engine() == Engine::Sqlite {
        return Ok(db.outside_transaction("PRAGMA foreign_keys = OFF").await?);
    }
    let text = "SELECT conrelid::regclass::text AS held, conname::text AS name FROM pg_constraint WHERE contype = 'f'";
    for row in db.rows(Built { name: "tampering", text: text.to_owned() }, params![]).await? {
        let (held, name) = (row.text("held")?, row.text("name")?);
        db.outside_transaction(&format!("ALTER TABLE {held} DROP CONSTRAINT {name}")).await?;
    }
    Ok(())
}

/// The night comes, and what happened is sealed.
pub async fn seal(world: &World) -> anyhow::Result<()> {
    world.clock.advance(24 * HOUR);
    sealing::keep(&world.app, CITY).await?.context("the night has its seal")?;
    Ok(())
}

/// A visit with two results and a photo that lies on the shelf.
async fn visit(world: &World, number: i64) -> anyhow::Result<()> {
    let (db, actor) = (&world.fresh.db, world.actor("inspector").await?);
    let text = "SELECT file_hash AS hash FROM files WHERE city_id = $1 AND file_hash > $2 ORDER BY file_hash LIMIT 1";
    let before = if number == 1 { Vec::new() } else { vec![0x80] };
    let photo = db.row(Built { name: "tampering", text: text.to_owned() }, params![CITY, before]).await?;
    let photo = photo.context("a photo")?.hash("hash")?;
    anyhow::ensure!(files::find(db, CITY, &photo).await?.is_some());
    let id = world.app.new_id(VisitId);
    let result = |item: &str, position, answer: &str, photos| inspections::ResultRow {
        visit: id,
        item: item.to_owned(),
        position,
        answer: answer.to_owned(),
        quantity: None,
        note: String::new(),
        case: None,
        photos,
    };
    let row = inspections::VisitRow {
        id,
        number,
        site: world.city.sites[0],
        site_type: "主干道".to_owned(),
        division: 350_602_003_000,
        unit: Some(world.city.department),
        system: world.app.new_id(SystemId),
        person: actor.person,
        post: actor.post,
        started_at: world.app.now(),
        submitted_at: world.app.now(),
        met: 1,
        not_met: 1,
        not_applicable: 0,
        note: String::new(),
    };
    let results = [result("zgd-01", 1, "met", Vec::new()), result("zgd-02", 2, "not_met", vec![photo])];
    let mut tx = db.begin().await?;
    inspections::insert(&mut tx, CITY, &row, &results).await?;
    Ok(tx.commit().await?)
}

/// Digests as releases before the seals kept them.
async fn old_digests(world: &World) -> anyhow::Result<()> {
    let hash = [7_u8; 32];
    for text in [
        "INSERT INTO digests (city_id, day, heads, digest, at) VALUES ($1, '2026-06-01', 4, $2, 1)",
        "INSERT INTO chain_digests (city_id, day, words, heads, digest, at) VALUES ($1, '2026-06-01', 'changxiao whistle heads 1', 4, $2, 1)",
    ] {
        world.fresh.db.execute(Built { name: "tampering", text: text.to_owned() }, params![CITY, hash]).await?;
    }
    Ok(())
}

/// The stories take longer together than a password lives. Nothing is sealed yet.
async fn young_passwords(world: &World) -> anyhow::Result<()> {
    let text = "UPDATE people SET password_set_at = password_set_at + $2 WHERE city_id = $1";
    world.fresh.db.execute(Built { name: "tampering", text: text.to_owned() }, params![CITY, 400 * 24 * HOUR]).await?;
    Ok(())
}

async fn setting(world: &World) -> anyhow::Result<()> {
    let text = "INSERT INTO settings (city_id, key, document, source, effective_from, version) \
                VALUES ($1, 'tampering-scene', '{\"weight\":5}', '市规则 2026', '2026-01-01', 1)";
    world.fresh.db.execute(Built { name: "tampering", text: text.to_owned() }, params![CITY]).await?;
    Ok(())
}

/// An item that a case uses, and a campaign of the city's own.
async fn evidence_in_use(world: &World) -> anyhow::Result<()> {
    let office = world.actor("office").await?;
    let campaign = |text: &str| text.to_owned();
    let new = evidence::NewCampaign {
        code: campaign("sanitary_city"),
        name_zh: campaign("国家卫生城市"),
        name_en: String::new(),
        source: campaign("市创建办〔2026〕3 号"),
    };
    evidence::add_campaign(&world.app, &office, &new).await?;
    let brought = evidence::Bringing {
        stored: StoredFile::Photo(world.app.photos().store(photo(9).into()).await?),
        file_name: "a.jpg".to_owned(),
        caption: "盲道已清理".to_owned(),
        caption_field: "caption",
    };
    let draft = evidence::Draft { tags: vec!["sanitary_city".to_owned()], ..Default::default() };
    evidence::add(&world.app, &office, &draft, &[brought]).await?;
    evidence::attach(&world.app, &office, 1, Use { by: UsedBy::Case, number: "260616-0001".to_owned() })
        .await
        .context("the case uses it")
}

/// Everything in the folder but the database.
fn read_all(folder: &Path, into: &mut BTreeMap<PathBuf, Vec<u8>>) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read_all(&path, into)?;
        } else if !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("test.db")) {
            into.insert(path.clone(), std::fs::read(&path)?);
        }
    }
    Ok(())
}
