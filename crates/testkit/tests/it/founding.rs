//! A city is founded on an empty machine and set up step by step: what ships, what the city brings, what can be taken back.

use std::time::Instant;

use anyhow::{Context, ensure};
use changxiao_app::{
    App, AppError, Parts,
    chance::SeededChance,
    cities::{
        country::{Country, city_of_code, city_of_words, rows},
        found::{FoundCity, found},
    },
    clock::ManualClock,
    founding,
    imports::{self, ImportOptions, ImportRequest, Kind},
    people::hashing::Hashing,
};
use changxiao_domain::{
    divisions::{DivisionCode, Level, pack},
    founding::{Built, Step},
    ids::{CityId, PersonId, PostId, UnitId},
    orgs::{Actor, Role, Scope},
};
use changxiao_files::{
    photos::{FilesConfig, PhotoStore},
    seals::SealBook,
};
use changxiao_store::{Db, divisions, people};
use changxiao_testkit::{Browser, World, databases_with_schema, on_both_engines};
use changxiao_web::{
    FoundingKey, Pace, Places, TrustedProxies, WebConfig, WebState,
    serving::{self, Patience},
};

const XIAMEN: CityId = CityId(3502);

/// An application over an empty database, and its folder, which lasts as long as it is held.
async fn empty(fresh: &changxiao_testkit::Fresh, db: Db) -> anyhow::Result<App> {
    Ok(App::new(Parts {
        db,
        photos: PhotoStore::open(FilesConfig { folder: fresh.folder.path().join("photos"), s3: None }).await?,
        seals: SealBook::in_folder(fresh.folder.path()),
        clock: std::sync::Arc::new(ManualClock::at(World::beginning())),
        chance: std::sync::Arc::new(SeededChance::new(9)),
        hashing: Hashing::cheap(),
    }))
}

/// 厦门市, founded, and its system administrator.
async fn xiamen(app: &App) -> anyhow::Result<Actor> {
    let city = city_of_code("350200", None)?;
    let first =
        found(app, FoundCity { id: city.id(), name: city.name, name_en: String::new(), demonstration: false }).await?;
    app.look().await?;
    actor(app, first.person, Role::SystemAdmin).await
}

async fn actor(app: &App, person: PersonId, role: Role) -> anyhow::Result<Actor> {
    let model = app.model(XIAMEN).await?;
    let post = model.posts.values().find(|post| post.person == person && post.role == role).context("a post")?;
    let (post, unit): (PostId, UnitId) = (post.id, post.unit);
    let scope = Scope::WholeCity;
    Ok(Actor { city: XIAMEN, person, post, unit, role, division: None, scope, program: None, address: None })
}

async fn bring(app: &App, actor: &Actor, kind: Kind, file: Vec<u8>) -> anyhow::Result<imports::ImportOutcome> {
    let options = ImportOptions::default();
    let request = ImportRequest { kind, file_name: "表.xlsx".to_owned(), bytes: file, dry_run: false, options };
    Ok(imports::import(app, actor, request, &|_, _| {}).await?)
}

async fn on_empty(story: impl AsyncFn(&App) -> anyhow::Result<()>) -> anyhow::Result<()> {
    for (engine, fresh) in databases_with_schema().await? {
        let app = empty(&fresh, fresh.db.clone()).await?;
        let told = story(&app).await.with_context(|| format!("on {engine}"));
        app.db().close().await;
        told?;
    }
    Ok(())
}

#[test]
fn the_country_ships_whole_and_small() -> anyhow::Result<()> {
    let began = Instant::now();
    let country = Country::unpack()?;
    let list = country.list()?;
    let mut counts = [0; 5];
    let mut all = Vec::with_capacity(list.len());
    for division in list.iter() {
        let division = division?;
        counts[division.code.level() as usize] += 1;
        all.push((division.code, division.name()));
    }
    ensure!(counts == [31, 342, 2_974, 41_352, 620_572] || counts.iter().sum::<usize>() == 665_271, "{counts:?}");
    ensure!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());
    // What ships is what the packer makes of it.
    ensure!(pack(list.edition(), &all)? == country.bytes());
    // The four names that everybody knows, and the city of the story down to a village.
    let xiamen = country.around(DivisionCode::new(3502)?)?;
    ensure!(xiamen.path_names(DivisionCode::new(350_203_001)?) == ["福建省", "厦门市", "思明区", "厦港街道"]);
    ensure!(xiamen.iter().filter(|division| division.level == Level::County).count() == 6);
    ensure!(country.around(DivisionCode::new(3599)?)?.is_empty());
    Ok(())
}

/// The lists of the five shipped cities are cut from the same edition.
#[test]
fn the_country_says_what_the_shipped_cities_say() -> anyhow::Result<()> {
    let country = Country::unpack()?;
    for shipped in changxiao_app::cities::shipped::SHIPPED {
        let own = changxiao_app::cities::reference::read_divisions(shipped.divisions)?;
        let code = shipped.code.parse()?;
        let cut = country.around(code)?;
        let names = |list: &changxiao_domain::divisions::Divisions| {
            list.subtree(code).map(|one| (one.code, one.name.clone())).collect::<Vec<_>>()
        };
        let (own, cut) = (names(&own), names(&cut));
        ensure!(own.iter().all(|one| cut.contains(one)), "{}", shipped.code);
        // 延吉 leaves out farms and zones, which its report does not count.
        ensure!(own.len() == cut.len() || shipped.code == "222401", "{}", shipped.code);
    }
    Ok(())
}

#[test]
fn a_city_is_understood_by_any_of_its_codes_and_names() -> anyhow::Result<()> {
    for words in ["3502", "350200", "350200000000", "厦门市", "厦门", "厦门市 3502", " 350200 "] {
        ensure!(city_of_words(words)?.id() == XIAMEN, "{words}");
    }
    ensure!(city_of_code("110100", None)?.name == "北京市");
    ensure!(city_of_code("429004", None)?.name == "仙桃市");
    // Two places are called 朝阳区; which one is meant is asked.
    let several = city_of_words("朝阳区").err().context("several")?.words(changxiao_words::Lang::Zh);
    ensure!(several.contains("110105") && several.contains("220104"), "{several}");
    for (code, name) in [("35", None), ("350203001", None), ("厦门", None), ("", None), ("3599", None), ("4290", None)]
    {
        ensure!(matches!(city_of_code(code, name), Err(AppError::Invalid(_))), "{code}");
    }
    // A city that is newer than the list is founded under the name that somebody gives it.
    ensure!(city_of_code("3599", Some("新设市"))?.name == "新设市");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_means_another_city_founds_none() -> anyhow::Result<()> {
    on_empty(async |app| {
        let new =
            FoundCity {
                id: CityId(350_600), name: "漳州市".to_owned(), name_en: String::new(), demonstration: false
            };
        ensure!(matches!(found(app, new).await, Err(AppError::Invalid(_))));
        ensure!(changxiao_store::cities::all(app.db()).await?.is_empty());
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_city_is_set_up_from_what_ships_and_taken_back_step_by_step() -> anyhow::Result<()> {
    on_empty(async |app| {
        let admin = xiamen(app).await?;
        let count = async |step: Step| -> anyhow::Result<i64> {
            let (steps, _) = founding::view(app, &admin).await?;
            Ok(steps.iter().find(|view| view.step == step).context("a step")?.count)
        };
        // Units hang on divisions: which come first is said.
        let refused = founding::carry_out(app, &admin, Step::Units, None).await.err().context("refused")?;
        ensure!(refused.words(changxiao_words::Lang::Zh).contains("请先完成“区划”"), "{refused}");

        for step in [Step::Divisions, Step::Holidays, Step::Standard, Step::Filing, Step::Units] {
            let brought = founding::carry_out(app, &admin, step, None).await?;
            ensure!(brought.added + brought.changed > 0, "{step:?} {brought:?}");
            let again = founding::carry_out(app, &admin, step, None).await?;
            ensure!((again.added, again.changed) == (0, 0), "{step:?} again {again:?}");
        }
        let model = app.model(XIAMEN).await?;
        ensure!(model.divisions.children(DivisionCode::new(3502)?).count() == 6);
        ensure!(model.divisions.get(DivisionCode::new(35)?).is_some_and(|province| province.name == "福建省"));
        let gulangyu = DivisionCode::new(350_203_015)?;
        ensure!(model.units.by_code(&gulangyu.to_string()).is_some() == model.divisions.get(gulangyu).is_some());
        let urban = model.units.by_code("urban_management").context("a department")?;
        ensure!(urban.name == "市城管局", "{}", urban.name);
        ensure!(model.units.by_code("water_company").is_some_and(|unit| unit.name == "厦门供水公司"));
        ensure!(model.units.by_code("350203:urban_management").is_some_and(|unit| unit.name == "思明区城管局"));
        // Every kind of problem has a line unit in every town, and the contents of the standard have units.
        ensure!(model.unanswered().is_empty(), "{:?}", model.unanswered().first());
        ensure!(model.responsibilities.values().map(|nodes| nodes.len()).sum::<usize>() > 80);
        let outlines = founding::carry_out(app, &admin, Step::Outlines, None).await;
        ensure!(matches!(outlines, Err(AppError::Invalid(_))), "no outlines of 厦门 ship");

        // The sample sheets are filled in with the city's own units and places, and come in as they are.
        let people = imports::sample(app, &model, Kind::People, changxiao_words::Lang::Zh)?;
        let sign_ins = bring(app, &admin, Kind::People, people.bytes).await?.sign_ins;
        ensure!(sign_ins.len() == 6, "{sign_ins:?}");
        let model = app.model(XIAMEN).await?;
        let sites = imports::sample(app, &model, Kind::Sites, changxiao_words::Lang::Zh)?;
        ensure!(bring(app, &admin, Kind::Sites, sites.bytes).await?.added == 5);

        // From the last to the first: what something stands on stays, and is named.
        let (steps, _) = founding::view(app, &admin).await?;
        let standing = |step: Step| steps.iter().find(|view| view.step == step).and_then(|view| view.built);
        ensure!(standing(Step::Units) == Some(Built::Sites) && standing(Step::Divisions) == Some(Built::Sites));
        ensure!(matches!(founding::undo(app, &admin, Step::Units).await, Err(AppError::Invalid(_))));
        for step in
            [Step::Sites, Step::People, Step::Units, Step::Filing, Step::Standard, Step::Holidays, Step::Divisions]
        {
            ensure!(count(step).await? > 0, "{step:?}");
            founding::undo(app, &admin, step).await.with_context(|| format!("{step:?}"))?;
            ensure!(count(step).await? == 0, "{step:?}");
        }
        ensure!(matches!(founding::undo(app, &admin, Step::Sites).await, Err(AppError::Invalid(_))));
        // Headquarters, office and administrator are there, and everything may begin again.
        let model = app.model(XIAMEN).await?;
        ensure!(model.units.len() == 2 && model.posts.len() == 1);
        founding::carry_out(app, &admin, Step::Divisions, None).await?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_have_used_or_a_seal_holds_is_not_taken_back() -> anyhow::Result<()> {
    on_empty(async |app| {
        let admin = xiamen(app).await?;
        for step in [Step::Divisions, Step::Standard, Step::Units] {
            founding::carry_out(app, &admin, step, None).await?;
        }
        let model = app.model(XIAMEN).await?;
        let sheet = imports::sample(app, &model, Kind::People, changxiao_words::Lang::Zh)?;
        bring(app, &admin, Kind::People, sheet.bytes).await?;
        let office = people::by_login(app.db(), XIAMEN, "office").await?.context("office")?;
        let mut tx = app.db().begin().await?;
        people::note_success(&mut tx, XIAMEN, office.id, app.now()).await?;
        tx.commit().await?;
        let built = async |step: Step| -> anyhow::Result<Option<Built>> {
            let (steps, _) = founding::view(app, &admin).await?;
            Ok(steps.iter().find(|view| view.step == step).context("a step")?.built)
        };
        ensure!(built(Step::People).await? == Some(Built::SignIns));
        ensure!(built(Step::Standard).await?.is_none());
        changxiao_app::sealing::keep(app, XIAMEN).await?;
        ensure!(built(Step::Standard).await? == Some(Built::Seal));
        let refused = founding::undo(app, &admin, Step::Standard).await.err().context("refused")?;
        ensure!(refused.words(changxiao_words::Lang::Zh).contains("夜间封存"), "{refused}");
        // The office imports, but hands out no posts.
        let office = actor(app, office.id, Role::Office).await?;
        let (steps, _) = founding::view(app, &office).await?;
        let people = steps.iter().find(|view| view.step == Step::People).context("people")?;
        ensure!(!people.may && !people.can_undo);
        ensure!(founding::undo(app, &office, Step::People).await.is_err());
        Ok(())
    })
    .await
}

/// The way back of a step is that of its imports: several lists that changed the same unit go together, the list of imports says so, and
/// what somebody changed by hand since is not thrown away.
#[tokio::test(flavor = "multi_thread")]
async fn a_step_is_taken_back_by_its_imports() -> anyhow::Result<()> {
    on_empty(async |app| {
        let admin = xiamen(app).await?;
        for step in [Step::Divisions, Step::Units] {
            founding::carry_out(app, &admin, step, None).await?;
        }
        let rename = async |name: &str| {
            let sheet = format!("单位代码,单位名称,单位类型\nurban_management,{name},市直部门\n");
            let request = ImportRequest {
                kind: Kind::Units,
                file_name: "改名.csv".to_owned(),
                bytes: sheet.into_bytes(),
                dry_run: false,
                options: ImportOptions::default(),
            };
            imports::import(app, &admin, request, &|_, _| {}).await
        };
        ensure!(rename("市城管一局").await?.changed == 1);
        ensure!(founding::undo(app, &admin, Step::Units).await? > 100);
        ensure!(app.model(XIAMEN).await?.units.len() == 2);
        let all = imports::newest(app, &admin, 50).await?;
        let standing: Vec<&str> =
            all.iter().filter(|import| import.taken_back_at.is_none()).map(|import| import.kind.as_str()).collect();
        ensure!(standing == ["divisions"] && all.len() == 4, "{standing:?} of {}", all.len());
        let refused = founding::undo(app, &admin, Step::Units).await.err().context("refused")?;
        ensure!(refused.words(changxiao_words::Lang::Zh).contains("没有可撤销"), "{refused}");

        founding::carry_out(app, &admin, Step::Units, None).await?;
        let units = changxiao_store::orgs::units(app.db(), XIAMEN).await?;
        let mut unit = units.into_iter().find(|unit| unit.code == "urban_management").context("a unit")?;
        unit.name = "市城管二局".to_owned();
        let mut tx = app.db().begin().await?;
        changxiao_store::orgs::save_unit(&mut tx, XIAMEN, &unit).await?;
        tx.commit().await?;
        app.refresh_model(XIAMEN).await?;
        let refused = founding::undo(app, &admin, Step::Units).await.err().context("refused")?;
        let said = refused.words(changxiao_words::Lang::Zh);
        ensure!(said.contains("市城管局") && said.contains("导入后又改过"), "{said}");
        Ok(())
    })
    .await
}

/// A newer list of the country that somebody brought goes before the one that ships.
#[tokio::test(flavor = "multi_thread")]
async fn a_newer_list_on_the_shelf_goes_first() -> anyhow::Result<()> {
    on_empty(async |app| {
        let admin = xiamen(app).await?;
        let sheet = "code,name\n35,福建省\n3502,厦门市\n350203,思明新区\n350203001,厦港街道\n";
        let options =
            ImportOptions { whole_country: true, edition: Some("2026".to_owned()), ..ImportOptions::default() };
        let request = ImportRequest {
            kind: Kind::Divisions,
            file_name: "全国.csv".to_owned(),
            bytes: sheet.as_bytes().to_vec(),
            dry_run: false,
            options,
        };
        imports::import(app, &admin, request, &|_, _| {}).await?;
        ensure!(founding::carry_out(app, &admin, Step::Divisions, None).await?.added == 4);
        let model = app.model(XIAMEN).await?;
        ensure!(model.divisions.name(DivisionCode::new(350_203)?) == "思明新区");
        ensure!(divisions::editions(app.db(), XIAMEN).await? == [("2026".to_owned(), 4)]);
        Ok(())
    })
    .await
}

/// All 665,271 divisions go onto the shelf of both engines in a few seconds and little memory, and the city is found there again.
#[tokio::test(flavor = "multi_thread")]
#[allow(clippy::print_stdout, reason = "the figures are the answer")]
async fn the_whole_country_is_read_in_seconds() -> anyhow::Result<()> {
    on_empty(async |app| {
        let (began, before) = (Instant::now(), memory("VmRSS"));
        let country = Country::unpack()?;
        let list = country.list()?;
        let mut tx = app.db().begin().await?;
        divisions::put(&mut tx, CityId::COUNTRY, rows(&list).map_while(Result::ok)).await?;
        tx.commit().await?;
        let (took, grown) = (began.elapsed(), memory("VmHWM").saturating_sub(before) / 1024);
        println!("the whole country on the shelf of {:?}: {took:?}, {grown} MB at most", app.db().engine());
        ensure!(divisions::count(app.db(), CityId::COUNTRY).await? == 665_271);
        let code = DivisionCode::new(3502)?;
        let above = [350_000_000_000, 350_200_000_000];
        let around = divisions::around(app.db(), CityId::COUNTRY, code.range(), above).await?;
        ensure!(around.len() == country.around(code)?.len());
        ensure!(grown < 200, "{grown} MB");
        // A build for tests, beside other tests, is several times slower than what a city gets.
        ensure!(took.as_secs() < 60, "{took:?}");
        Ok(())
    })
    .await
}

/// A line of the kernel's own account of this process, in kB; 0 where there is no such account.
fn memory(line: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let found = status.lines().find_map(|text| text.strip_prefix(line)?.strip_prefix(':'));
    found.and_then(|text| text.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

/// On an empty machine whoever has the key founds one city, and then the page is gone.
#[tokio::test(flavor = "multi_thread")]
async fn an_empty_machine_is_founded_with_its_key_and_once() -> anyhow::Result<()> {
    on_empty(async |app| {
        let key = FoundingKey::draw(&SeededChance::new(5));
        let config = WebConfig {
            city: None,
            places: Places::default(),
            cookie_secret: [9; 64],
            secure_cookies: false,
            trusted_proxies: TrustedProxies::default(),
            pace: Pace::default(),
            founding_key: Some(key.clone()),
        };
        let web = WebState::new(app.clone(), config);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let stranger = Browser::new(listener.local_addr()?)?;
        let router = changxiao_web::router(&web);
        let server = tokio::spawn(async move {
            serving::serve(listener, router, Patience::default(), std::future::pending()).await;
        });
        for path in ["/", "/cases", "/signin"] {
            ensure!(stranger.get(path).await?.expect(303)?.location() == "/founding/city", "{path}");
        }
        stranger.get("/health").await?.expect(200)?;
        stranger.get("/health/ready").await?.expect(503)?.says("no city")?;
        stranger.get("/founding/city").await?.expect(200)?.says("厦门市 3502")?;
        let wrong = "0".repeat(32);
        for (city, said) in [("3502", wrong.as_str()), ("3502", ""), ("99", key.text()), ("", key.text())] {
            stranger.post("/founding/city", &[("city", city), ("key", said)]).await?.expect(422)?;
        }
        let founded = stranger.post("/founding/city", &[("city", "厦门"), ("key", key.text())]).await?.expect(200)?;
        founded.says("厦门市已新建")?.says("admin")?;
        stranger.post("/founding/city", &[("city", "5301"), ("key", key.text())]).await?.expect(404)?;
        stranger.get("/founding/city").await?.expect(404)?;
        stranger.get("/signin").await?.expect(200)?.says("厦门市")?;
        ensure!(changxiao_store::cities::all(app.db()).await?.len() == 1);
        server.abort();
        let _ = server.await;
        Ok(())
    })
    .await
}

/// The check-list stands on the first page of whoever imports, until the city works.
#[tokio::test(flavor = "multi_thread")]
async fn the_first_page_leads_through_the_steps() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        office.get("/").await?.expect(200)?.says("初始设置")?.says("founding-units")?;
        let inspector = world.sign_in("inspector").await?;
        ensure!(!inspector.get("/").await?.expect(200)?.text().contains("初始设置"));
        inspector.get("/founding").await?.expect(403)?;
        inspector.post("/founding/holidays", &[]).await?.expect(403)?;
        // Somebody without a city's key founds none, and where a city is the page is not there.
        world.stranger()?.get("/founding/city").await?.expect(404)?;
        world.stranger()?.post("/founding/city", &[("city", "3502"), ("key", "")]).await?.expect(404)?;
        office.get("/founding/samples/people.xlsx").await?.expect(200)?;
        office.post("/founding/people", &[]).await?.expect(404)?;
        Ok(())
    })
    .await
}
