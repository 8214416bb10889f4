//! `changxiao found`: a city that does not ship, in one command, with the city's own sheets; then again, and wrongly.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use anyhow::{Context, ensure};
use changxiao_app::{
    App, Parts,
    chance::SystemChance,
    cities::{
        country::city_of_words,
        found::{FOUNDED_UNITS, FoundCity, found},
    },
    clock::SystemClock,
    founding,
    imports::{self, ImportOptions, ImportRequest, Kind},
    people::hashing::Hashing,
};
use changxiao_domain::{
    founding::Step,
    ids::CityId,
    orgs::{Actor, Post, Role, Scope},
    time::Day,
};
use changxiao_files::{
    photos::{FilesConfig, PhotoStore},
    seals::SealBook,
};
use changxiao_store::{
    Db, PoolSize, cities, divisions,
    engine::Value,
    founding::facts,
    imports::left::{self, Connection, Image, ImportTable},
};
use changxiao_testkit::{Fresh, fresh_databases};

use super::{Server, changxiao, my_turn};

const XIAMEN: CityId = CityId(3502);

const PEOPLE: &str = "登录名,姓名,单位,角色,职务\n\
    office,张三,市创建办,office,综合岗\ndispatcher,李四,市创建办,dispatcher,调度岗\n\
    inspector,王五,市创建办,inspector,督查岗\nchecker,赵六,市创建办,checker,核查岗\n\
    handler,孙七,市城管局,handler,承办岗\nstreet,周八,厦港街道办事处,handler,承办岗\n";
const SITES: &str = "点位名称,点位类型,区划,责任单位\n思明南路,主干道,厦港街道,市城管局\n";

fn run(fresh: &Fresh, words: &[&str]) -> anyhow::Result<(bool, String)> {
    let done = changxiao(fresh, words).output()?;
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    Ok((done.status.success(), said))
}

#[tokio::test(flavor = "multi_thread")]
async fn one_command_founds_a_city_and_names_what_is_missing() -> anyhow::Result<()> {
    let _turn = my_turn().await;
    changxiao_files::tls::provide();
    for (engine, fresh) in fresh_databases().await? {
        let (people, sites) = (fresh.folder.path().join("人员.csv"), fresh.folder.path().join("点位.csv"));
        std::fs::write(&people, PEOPLE)?;
        std::fs::write(&sites, SITES)?;
        let (people, sites) = (people.to_string_lossy().into_owned(), sites.to_string_lossy().into_owned());

        // What is no city founds none, and a file that is not there is told before anything is done.
        for wrong in ["35", "350203001", "9999", "厦门"] {
            let (done, said) = run(&fresh, &["found", "--city", wrong])?;
            ensure!(!done && said.contains("--city"), "on {engine} {wrong}: {said}");
        }
        let (done, said) = run(&fresh, &["found", "--city", "3502", "--people", "nowhere.csv"])?;
        ensure!(!done && said.contains("nowhere.csv"), "on {engine}: {said}");
        let db = Db::open(&fresh.address, PoolSize { sqlite_readers: 1, postgres: 2, postgres_readers: 1 }).await?;
        ensure!(cities::all(&db).await?.is_empty(), "on {engine} a refused command founded a city");

        // 350200 is 3502.
        let (done, said) = run(&fresh, &["found", "--city", "350200", "--people", &people, "--sites", &sites])?;
        ensure!(done, "on {engine}: {said}");
        ensure!(said.contains("founded 厦门市 (3502)") && said.contains("one-time password"), "on {engine}: {said}");
        ensure!(said.contains("still to do") && said.contains("changxiao import outlines"), "on {engine}: {said}");
        ensure!(!said.contains("changxiao import people"), "on {engine}: {said}");
        let found = facts(&db, XIAMEN, FOUNDED_UNITS).await?;
        ensure!(found.divisions > 500 && found.units > 500, "on {engine}: {found:?}");
        ensure!(
            (found.people, found.sites, found.systems, found.category_sets) == (6, 1, 1, 1),
            "on {engine}: {found:?}"
        );
        ensure!(divisions::editions(&db, XIAMEN).await?[0].0.contains("2023-06-30"));

        // Again nothing changes, and nobody gets another password.
        let (done, again) = run(&fresh, &["found", "--city", "3502", "--people", &people, "--sites", &sites])?;
        ensure!(done && again.contains("is there already") && !again.contains("one-time"), "on {engine}: {again}");
        ensure!(facts(&db, XIAMEN, FOUNDED_UNITS).await? == found, "on {engine}");
        db.close().await;

        // The printed passwords are those of the accounts.
        let passwords: BTreeMap<&str, &str> = said
            .lines()
            .filter_map(|line| {
                let mut words = line.split_whitespace();
                Some((words.next()?, words.next()?))
            })
            .collect();
        let (mut server, address) = Server::start(&fresh)?;
        for login in ["office", "street"] {
            let password = passwords.get(login).context("a password is printed")?;
            let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build()?;
            let fields = [("login", login), ("password", *password)];
            let answer = client.post(format!("{address}/signin")).form(&fields).send().await?;
            ensure!(answer.status().as_u16() == 303, "on {engine} {login}: {}", answer.status());
        }
        server.kill()?;
        fresh.remove().await?;
    }
    Ok(())
}

/// The check-list of the first page, step by step, with the same sheets.
async fn by_the_check_list(fresh: &Fresh) -> anyhow::Result<()> {
    let app = App::new(Parts {
        db: fresh.db.clone(),
        photos: PhotoStore::open(FilesConfig { folder: fresh.folder.path().join("photos"), s3: None }).await?,
        seals: SealBook::in_folder(fresh.folder.path()),
        clock: Arc::new(SystemClock),
        chance: Arc::new(SystemChance),
        hashing: Hashing::cheap(),
    });
    app.db().migrate().await?;
    let chosen = city_of_words("厦门")?;
    let new = FoundCity { id: chosen.id(), name: chosen.name, name_en: String::new(), demonstration: false };
    let first = found(&app, new).await?;
    app.look().await?;
    let model = app.model(XIAMEN).await?;
    let held = |post: &&Post| post.person == first.person && post.role == Role::SystemAdmin;
    let post = model.posts.values().find(held).context("the administrator's post")?;
    let actor = Actor {
        city: XIAMEN,
        person: first.person,
        post: post.id,
        unit: post.unit,
        role: Role::SystemAdmin,
        division: None,
        scope: Scope::WholeCity,
        program: None,
        address: None,
    };
    let from: Day = FROM.parse()?;
    for step in [Step::Divisions, Step::Holidays, Step::Standard, Step::Filing, Step::Units] {
        founding::carry_out(&app, &actor, step, Some(from)).await?;
    }
    for (kind, sheet) in [(Kind::People, PEOPLE), (Kind::Sites, SITES)] {
        let options = ImportOptions { valid_from: Some(from), ..ImportOptions::default() };
        let (file_name, bytes) = (format!("{kind}.csv"), sheet.as_bytes().to_vec());
        let request = ImportRequest { kind, file_name, bytes, dry_run: false, options };
        imports::import(&app, &actor, request, &|_, _| {}).await?;
    }
    Ok(())
}

/// From this day on units and posts count in both cities.
const FROM: &str = "2026-06-01";

/// Moments, and what counts changes: they differ from one founding to the next.
const MOMENTS: [&str; 5] = ["created_at", "changed_at", "password_set_at", "last_seen_at", "version"];

/// Every row of reference data, with the names of what an id stands for: ids are drawn anew each time.
async fn rows(db: &Db) -> anyhow::Result<BTreeMap<&'static str, BTreeSet<String>>> {
    let mut read = Vec::new();
    for table in left::TABLES {
        read.push((table, left::images(&mut Connection::Db(db), XIAMEN, table).await?));
    }
    // What people call a row; a post by who holds it and where.
    let mut names: BTreeMap<Vec<u8>, String> = BTreeMap::new();
    for (table, images) in &read {
        for image in images {
            let [Value::Blob(Some(id))] = image.key.as_slice() else { continue };
            let of_cells = image.cells.iter().filter(|_| table.name == "posts").filter_map(|cell| match cell {
                Value::Blob(Some(other)) => names.get(other).cloned(),
                _ => None,
            });
            let name = format!("{} {} {}", table.name, image.label, of_cells.collect::<Vec<_>>().join(" "));
            names.insert(id.clone(), name);
        }
    }
    let systems: Vec<String> =
        names.iter().filter(|(_, name)| name.starts_with("systems ")).map(|(id, _)| hyphened(id)).collect();
    let said = |value: &Value| match value {
        Value::Blob(Some(id)) => names.get(id).cloned().unwrap_or_else(|| "?".to_owned()),
        // A document names itself by its id.
        Value::Text(Some(text)) => systems.iter().fold(text.clone(), |text, id| text.replace(id, "")),
        other => format!("{other:?}"),
    };
    let told = |table: &ImportTable, image: &Image| {
        let cells = table.columns.iter().zip(&image.cells).filter(|(column, _)| !MOMENTS.contains(*column));
        let cells = cells.map(|(column, cell)| format!("{column}={}", said(cell)));
        image.key.iter().map(&said).chain(cells).collect::<Vec<_>>().join("|")
    };
    let all = read.iter().map(|(table, images)| (table.name, images.iter().map(|image| told(table, image)).collect()));
    Ok(all.collect())
}

/// An id as documents write it.
fn hyphened(id: &[u8]) -> String {
    let mut text: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
    [8, 13, 18, 23].into_iter().for_each(|at| text.insert(at, '-'));
    text
}

/// Whoever founds by the check-list of the first page has the same city as whoever types one command.
#[tokio::test(flavor = "multi_thread")]
async fn one_command_brings_what_the_check_list_brings() -> anyhow::Result<()> {
    let _turn = my_turn().await;
    for ((engine, typed), (_, pressed)) in fresh_databases().await?.into_iter().zip(fresh_databases().await?) {
        let (people, sites) = (typed.folder.path().join("people.csv"), typed.folder.path().join("sites.csv"));
        std::fs::write(&people, PEOPLE)?;
        std::fs::write(&sites, SITES)?;
        let (people, sites) = (people.to_string_lossy().into_owned(), sites.to_string_lossy().into_owned());
        let words = ["found", "--city", "3502", "--people", &people, "--sites", &sites, "--valid-from", FROM];
        let (done, said) = run(&typed, &words)?;
        ensure!(done, "on {engine}: {said}");
        by_the_check_list(&pressed).await?;
        let (of_command, of_list) = (rows(&typed.db).await?, rows(&pressed.db).await?);
        let counts = |rows: &BTreeMap<&'static str, BTreeSet<String>>| -> Vec<(&'static str, usize)> {
            rows.iter().map(|(table, rows)| (*table, rows.len())).collect()
        };
        ensure!(counts(&of_command) == counts(&of_list), "{engine}: {:?} {:?}", counts(&of_command), counts(&of_list));
        for (table, rows) in &of_command {
            let other = &of_list[table];
            ensure!(
                rows == other,
                "{engine}, {table}: {:?}",
                rows.symmetric_difference(other).take(4).collect::<Vec<_>>()
            );
        }
        for table in
            ["divisions", "units", "posts", "responsibilities", "duty_matrix", "sites", "systems", "category_sets"]
        {
            ensure!(!of_command[table].is_empty(), "{engine}: {table}");
        }
        typed.remove().await?;
        pressed.remove().await?;
    }
    Ok(())
}
