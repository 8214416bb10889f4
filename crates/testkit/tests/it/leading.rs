//! A city's own category list takes over: what is open is shown, nothing comes into force before it is led or left out, and nothing is
//! filed under a code whose meaning has changed.

use changxiao_app::{
    AppError, cases,
    categories::leading::{self, Said, TookOver},
    departures, exchange,
    imports::{self, ImportOptions, ImportOutcome, ImportRequest, Kind},
    synonyms::{self, Meaning},
    views,
};
use changxiao_domain::{
    categories::{CategoryKey, NewLead},
    exchange::{Mapping, ValueOf},
    orgs::Actor,
    time::Day,
};
use changxiao_store::{
    cases as stored,
    exchange::mappings,
    standards,
    views::{Viewed, all_views},
};
use changxiao_testkit::{Browser, CITY, World, on_both_engines};
use changxiao_words::Lang;
use rust_xlsxwriter::Workbook;
use serde_json::json;

use crate::{api::program::Program, scoring::visit};

const HEADER: &str = "大类代码,大类名称,小类代码,小类名称,立案条件,结案条件,处置时限,处置单位,主管部门\n";
/// E0401 was 店外经营 and is bicycles; E0405 was bicycles and is 店外经营; E0102 is called a little otherwise; most others are gone.
const EVENTS: &str = "04,街面秩序,01,非机动车乱停,占盲道停放,摆放整齐,4工作时,市城管局,市创建办
,,05,店外经营,店外摆摊,收回店内,2工作时,,
01,市容环境,01,道路不洁,路面有垃圾,清扫干净,1工作时,,
,,02,暴露垃圾及积存渣土,有暴露垃圾,清运干净,2工作时,,
";

const OLD: &str = "builtin/2026";
const NEW: &str = "filing-standard/2026-06-16";

async fn bring(world: &World, actor: &Actor, kind: Kind, file: &str, text: &str) -> anyhow::Result<ImportOutcome> {
    let request = ImportRequest {
        kind,
        file_name: file.to_owned(),
        bytes: text.as_bytes().to_vec(),
        dry_run: false,
        options: ImportOptions::default(),
    };
    Ok(imports::import(&world.app, actor, request, &|_, _| {}).await?)
}

async fn bring_list(world: &World, actor: &Actor) -> anyhow::Result<()> {
    bring(world, actor, Kind::FilingStandard, "事件.csv", &format!("{HEADER}{EVENTS}")).await?;
    Ok(())
}

async fn in_force(world: &World) -> anyhow::Result<String> {
    let model = world.app.model(CITY).await?;
    Ok(model.category_version().map(|version| version.key.clone()).unwrap_or_default())
}

fn key(text: &str) -> CategoryKey {
    text.parse().expect("a code")
}

/// Everything that is open is left out on purpose.
async fn leave_open_out(world: &World, actor: &Actor) -> anyhow::Result<()> {
    let model = world.app.model(CITY).await?;
    let waiting = leading::view(&world.app, &model, actor, "").await?.expect("a list waits");
    let left = |row: &leading::LeadRow| (row.key, NewLead { to: None, reason: "本年度不再检查".to_owned() });
    let codes = waiting.rows.iter().filter(|row| row.is_open).map(left).collect();
    let said = Said { codes, items: Vec::new() };
    leading::save(&world.app, actor, &waiting.to.key, waiting.version, &said).await?;
    Ok(())
}

async fn decide(world: &World, actor: &Actor, day: Option<Day>) -> Result<TookOver, AppError> {
    let model = world.app.model(CITY).await?;
    let waiting = leading::view(&world.app, &model, actor, "").await?.expect("a list waits");
    leading::decide(&world.app, actor, &waiting.to.key, waiting.version, day).await
}

/// Leaves out what is open and puts the list that waits in force.
pub async fn leave_the_rest_out(world: &World, actor: &Actor) -> anyhow::Result<TookOver> {
    leave_open_out(world, actor).await?;
    Ok(decide(world, actor, None).await?)
}

async fn report(browser: &Browser, fields: &[(&str, &str)]) -> anyhow::Result<changxiao_testkit::Answer> {
    let mut all = vec![("site", "1"), ("text", "六辆")];
    all.extend_from_slice(fields);
    browser.upload("/cases/new", &all, &[]).await
}

fn number(answer: &changxiao_testkit::Answer) -> String {
    answer.location().trim_start_matches("/cases/").to_owned()
}

/// What hangs on E0405: a row of the matrix, a word, a view, a mapping of the city's own.
async fn hang(world: &World, office: &Actor) -> anyhow::Result<()> {
    let matrix = "division,category,line_unit\n350602003000,E0405,S1\n350602003000,E0401,S2\n";
    bring(world, office, Kind::Matrix, "matrix.csv", matrix).await?;
    let word = Meaning { sort: "category".to_owned(), written: "乱停车".to_owned(), means: "E0405".to_owned() };
    synonyms::save(&world.app, office, &[word]).await?;
    views::save_view(&world.app, office, Viewed::Cases, "乱停", "tab=open&category=E0405", None).await?;
    let mut mapping = Mapping::parse(exchange::mappings::BUILT_IN[0])?;
    (mapping.name, mapping.system) = ("own".to_owned(), "own".to_owned());
    mapping.categories = vec![ValueOf { words: "车辆乱停".to_owned(), code: "E0405".to_owned() }];
    exchange::mappings::save(&world.app, office, &mapping, 0).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_takes_over_when_every_code_is_led_or_left_out() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (office, inspector) = (world.actor("office").await?, world.sign_in("inspector").await?);
        hang(world, &office).await?;
        let old = number(&report(&inspector, &[("request_key", "one"), ("category", "E0405")]).await?.expect(303)?);
        bring_list(world, &office).await?;
        assert_eq!(in_force(world).await?, OLD);

        // What has the same name is led by itself; what is only alike is proposed; the rest is open.
        let model = world.app.model(CITY).await?;
        let waiting = leading::view(&world.app, &model, &office, "").await?.expect("a list waits");
        let row = |code: &str| waiting.rows.iter().find(|row| row.key == key(code)).expect("something hangs there");
        assert_eq!((row("E0405").to, row("E0405").is_open), (Some(key("E0401")), false));
        assert_eq!((row("E0401").to, row("E0401").is_open), (Some(key("E0405")), false));
        assert!(row("E0102").is_open);
        assert_eq!(row("E0102").proposed.first(), Some(&key("E0102")));
        let kinds: Vec<&str> = row("E0405").hanging.iter().map(|(kind, _)| kind.code()).collect();
        assert_eq!(kinds, ["matrix", "views", "synonyms", "check_items", "mappings"]);
        assert!(waiting.rows.iter().all(|row| row.key != key("E0101")), "it keeps its meaning");
        assert!(waiting.rows[0].is_open, "what is open stands first");
        let page = world.sign_in("office").await?;
        page.get("/categories/leading").await?.expect(200)?.says("暴露垃圾及积存渣土")?.says("未落实")?;
        page.get("/categories").await?.expect(200)?.says("尚未启用")?;

        let Err(AppError::Invalid(faults)) = decide(world, &office, None).await else { panic!("something is open") };
        let told = faults[0].message.words(Lang::Zh);
        assert!(told.contains("E0102 暴露垃圾") && faults[0].field == "codes", "{told}");
        assert_eq!(in_force(world).await?, OLD);

        let led = Said {
            codes: vec![(key("E0102"), NewLead { to: Some(key("E0102")), reason: String::new() })],
            items: vec![("xq-02".to_owned(), Some("E0101".parse()?))],
        };
        leading::save(&world.app, &office, NEW, waiting.version, &led).await?;
        let stale = leading::save(&world.app, &office, NEW, waiting.version, &led).await;
        assert!(matches!(stale, Err(AppError::Conflict)), "somebody said something in between");
        let done = leave_the_rest_out(world, &office).await?;
        assert!(done.is_done && done.items > 100, "{done:?}");
        assert_eq!(in_force(world).await?, NEW);

        // All of it went over at one moment, though each of the two codes takes the place of the other.
        let model = world.app.model(CITY).await?;
        let name = |code: &str| model.filing(code, None).map(|filing| filing.category.name_zh.clone());
        assert_eq!(name("E0401").as_deref(), Some("非机动车乱停"));
        let street = "350602003000".parse()?;
        assert_eq!(model.duty(street, "E0401").line, Some(world.city.streets[0]));
        assert_eq!(model.duty(street, "E0405").line, Some(world.city.streets[1]));
        assert_eq!(model.synonyms.code("category", "乱停车"), Some("E0401"));
        let views = all_views(world.app.db(), CITY, Viewed::Cases).await?;
        assert_eq!(views[0].query, "tab=open&category=E0401");
        let own = mappings::newest(world.app.db(), CITY).await?;
        let own: Mapping = serde_json::from_str(&own[0].document)?;
        assert_eq!(own.categories[0].code, "E0401");
        let category = |item: &str| model.check_item(item).and_then(|item| item.category).map(|code| code.to_string());
        assert_eq!(category("zgd-11").as_deref(), Some("E0401"));
        assert_eq!(category("xq-02").as_deref(), Some("E0101"), "an item may go its own way");

        // The old case keeps its words, and goes to whoever answers for the same today.
        let row = stored::by_number(world.app.db(), CITY, &old).await?.expect("it is there");
        assert_eq!(model.lead_of_case(&row.case), Some(world.city.streets[0]));
        page.get("/cases").await?.expect(200)?.says("非机动车乱停")?;
        let verified = changxiao_app::sealing::verify_audit(&world.app, CITY, Default::default(), |_, _| {}).await?;
        assert!(verified.broken.is_empty(), "{:?}", verified.broken);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_filed_under_a_code_whose_meaning_has_changed() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (office, inspector) = (world.actor("office").await?, world.sign_in("inspector").await?);
        let before = number(&report(&inspector, &[("request_key", "one"), ("category", "E0405")]).await?.expect(303)?);
        bring_list(world, &office).await?;
        leave_the_rest_out(world, &office).await?;

        // A form that was shown before.
        let shown_before = [("request_key", "two"), ("category", "E0405"), ("edition", OLD)];
        let refused = report(&inspector, &shown_before).await?.expect(422)?;
        let refused = refused.says("此前指“非机动车乱停”")?.says("起指“店外经营”")?.text();
        assert!(!refused.contains("value=\"E0405\" selected"), "it has to be chosen again");
        let now = [("request_key", "three"), ("category", "E0405"), ("edition", NEW)];
        let new = number(&report(&inspector, &now).await?.expect(303)?);
        let kept = |number: String| async move {
            anyhow::Ok(stored::by_number(world.app.db(), CITY, &number).await?.expect("it is there").case)
        };
        assert_eq!(kept(new).await?.title, "店外经营");
        let same = [("request_key", "four"), ("category", "E0101"), ("edition", OLD)];
        report(&inspector, &same).await?.expect(303)?;

        // A program has to say of which list its code is, where that is not plain.
        let program = Program::of(world, "inspector", &["read", "report"]).await?;
        let document = json!({ "category": "E0405", "site": 1 });
        let problem = program.post("/cases", &document).await?.expect(422)?.json()?;
        assert!(problem.to_string().contains(NEW), "{problem}");
        let document = json!({ "category": "E0405", "category_edition": NEW, "site": 1 });
        program.post("/cases", &document).await?.expect(201)?;
        let document = json!({ "category": "E0405", "category_edition": OLD, "site": 1 });
        program.post("/cases", &document).await?.expect(422)?;
        program.post("/cases", &json!({ "category": "E0101", "site": 1 })).await?.expect(201)?;
        let listed = program.read(&format!("/cases/{before}")).await?;
        assert_eq!(listed["category"]["name"], "非机动车乱停", "old cases keep their words");

        // Who files an old case keeps what it was reported as, unless another category is chosen from today's list.
        let dispatcher = world.actor("dispatcher").await?;
        let target = |number: &str| cases::Target { number: number.to_owned(), version: None };
        let (target, chosen) = (target(&before), Some("E0405".to_owned()));
        let filed = cases::file::file_from(&world.app, &dispatcher, &target, chosen, None, Some(NEW)).await?;
        assert_eq!(filed.filed_under.as_ref().map(|under| under.edition.as_str()), Some(NEW));

        // A visit: what was led is filed under the new code, what was left out under the old one in the old list.
        let model = world.app.model(CITY).await?;
        let left = model.check_item("zgd-10").cloned().expect("an item");
        assert_eq!(left.category, None, "its category is gone and was left out");
        visit(world, 1, &["zgd-10", "zgd-11"]).await?;
        let filter = stored::CaseFilter::default();
        let lines = stored::list(world.app.db(), CITY, &filter, None, world.app.now(), 50).await?;
        let found: Vec<_> =
            lines.iter().filter(|line| line.source == changxiao_domain::cases::Source::Finding).collect();
        let of = |edition: &str| found.iter().filter(|line| line.edition.as_deref() == Some(edition)).count();
        assert_eq!((of(NEW), of(OLD)), (1, 1), "{found:?}");
        let led = found.iter().find(|line| line.edition.as_deref() == Some(NEW)).expect("the one that was led");
        assert_eq!((led.category.as_str(), led.title.as_str()), ("E0401", "非机动车乱停"));

        // Another system's code says nothing by itself.
        let known = exchange::mappings::find(&world.app, &office, "12345").await?;
        let model = world.app.model(CITY).await?;
        for value in &known.mapping.categories {
            let Ok(code) = value.code.parse() else { continue };
            assert!(model.filing(&value.code, None).is_some() && model.changed_meaning(code).is_none(), "{value:?}");
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_waits_for_its_day_and_for_what_came_to_hang_on_it() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.actor("office").await?;
        bring_list(world, &office).await?;
        leave_open_out(world, &office).await?;
        let early = decide(world, &office, Some(Day::constant(2026, 6, 15))).await;
        assert!(matches!(&early, Err(AppError::Invalid(faults)) if faults[0].field == "day"), "{early:?}");
        let done = decide(world, &office, Some(Day::constant(2026, 6, 20))).await?;
        assert!(!done.is_done);
        departures::carry_out::sweep(&world.app, CITY).await?;
        assert_eq!(in_force(world).await?, OLD);

        // In the meantime a row of the matrix comes to hang on a code that ends and that nobody leads.
        let matrix = "division,category,line_unit\n350602003000,E0402,S1\n";
        bring(world, &office, Kind::Matrix, "matrix.csv", matrix).await?;
        world.set_time(Day::constant(2026, 6, 20), 0, 1);
        departures::carry_out::sweep(&world.app, CITY).await?;
        assert_eq!(in_force(world).await?, OLD, "nothing comes into force over what is open");
        let led = Said {
            codes: vec![(key("E0402"), NewLead { to: Some(key("E0405")), reason: String::new() })],
            items: Vec::new(),
        };
        let model = world.app.model(CITY).await?;
        let version = model.waiting_list().map(|list| list.version).unwrap_or_default();
        leading::save(&world.app, &office, NEW, version, &led).await?;
        decide(world, &office, Some(Day::constant(2026, 6, 21))).await?;
        world.set_time(Day::constant(2026, 6, 21), 0, 1);
        departures::carry_out::sweep(&world.app, CITY).await?;
        assert_eq!(in_force(world).await?, NEW);
        departures::carry_out::sweep(&world.app, CITY).await?;
        let model = world.app.model(CITY).await?;
        let street = "350602003000".parse()?;
        assert_eq!(model.duty(street, "E0405").line, Some(world.city.streets[0]));

        // The month before still reads the matrix of then.
        let then = model.matrix_on(Day::constant(2026, 6, 19));
        assert!(then.contains_key(&(350602003000, "E0402".to_owned())));
        let row = then.get(&(350602003000, "E0405".to_owned()));
        assert!(row.is_none_or(|row| row.line_unit.is_none()), "{row:?}");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_of_before_call_categories_as_they_were_called_then() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (office, inspector) = (world.actor("office").await?, world.sign_in("inspector").await?);
        let number = number(&report(&inspector, &[("request_key", "one"), ("category", "E0405")]).await?.expect(303)?);
        let dispatcher = world.sign_in("dispatcher").await?;
        dispatcher
            .post(&format!("/cases/{number}/filing"), &[("version", "1"), ("category", "E0405")])
            .await?
            .expect(303)?;
        let before = world.app.model(CITY).await?.category_name("E0405", Lang::Zh).to_owned();
        bring_list(world, &office).await?;
        leave_open_out(world, &office).await?;
        decide(world, &office, Some(Day::constant(2026, 6, 20))).await?;
        world.set_time(Day::constant(2026, 6, 20), 0, 1);
        departures::carry_out::sweep(&world.app, CITY).await?;
        assert_eq!(in_force(world).await?, NEW);
        let after = world.app.model(CITY).await?.category_name("E0405", Lang::Zh).to_owned();
        assert_ne!(before, after);
        let leader = world.sign_in("leader").await?;
        let names = async |by: &str, days: &str| -> anyhow::Result<String> {
            let page = leader.get(&format!("/indicators?by={by}&period={days}")).await?.expect(200)?.text();
            // What stands in the table, without the filters above it.
            Ok(page.split("<tbody>").nth(1).unwrap_or_default().to_owned())
        };
        let (old, new) = ("2026-06-16..2026-06-18", "2026-06-16..2026-06-20");
        let then = names("category", old).await?;
        assert!(then.contains(&before) && !then.contains(&after), "{then}");
        let now = names("category", new).await?;
        assert!(now.contains(&after) && !now.contains(&before), "{now}");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_codes_are_led_by_a_sheet_and_by_a_program() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.actor("office").await?;
        let page = world.sign_in("office").await?;
        page.get("/categories/leading").await?.expect(200)?.says("没有待启用的版本")?;
        bring_list(world, &office).await?;
        let hidden = |text: &str, name: &str| {
            let at = format!("name=\"{name}\" value=\"");
            text.split(&at).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
        };

        // What leaves comes back and says nothing new.
        let before = world.app.model(CITY).await?.waiting_list().map(|list| list.leads.clone());
        let file = page.get("/categories/leading.xlsx").await?.expect(200)?.body;
        let text = page.get("/categories/leading").await?.expect(200)?.text();
        let version = hidden(&text, "version");
        let fields = [("edition", NEW), ("version", version.as_str())];
        page.upload("/categories/leading/sheet", &fields, &[("file", "对照.xlsx", file)]).await?.expect(303)?;
        assert_eq!(world.app.model(CITY).await?.waiting_list().map(|list| list.leads.clone()), before);

        // A sheet with a code that is not there is refused with its row.
        let sheet = |rows: &[[&str; 4]]| -> anyhow::Result<Vec<u8>> {
            let mut workbook = Workbook::new();
            let sheet = workbook.add_worksheet();
            for (column, title) in (0..).zip(["原类别代码", "检查项", "新类别代码", "不承接原因"]) {
                sheet.write(0, column, title)?;
            }
            for (at, row) in (1..).zip(rows) {
                for (column, text) in (0..).zip(row) {
                    sheet.write(at, column, *text)?;
                }
            }
            Ok(workbook.save_to_buffer()?)
        };
        let text = page.get("/categories/leading").await?.expect(200)?.text();
        let version = hidden(&text, "version");
        let fields = [("edition", NEW), ("version", version.as_str())];
        let bad = sheet(&[["E0102", "", "E0777", ""], ["E0101", "", "E0102", ""]])?;
        let refused =
            page.upload("/categories/leading/sheet", &fields, &[("file", "错.xlsx", bad)]).await?.expect(422)?;
        refused.says("第 2 行")?.says("第 3 行")?.says("新版本没有这个代码或名称")?;
        let good = sheet(&[
            ["E0102", "", "暴露垃圾及积存渣土", ""],
            ["E0102", "xq-02", "E0101", ""],
            ["E0201", "", "", "不再检查"],
        ])?;
        page.upload("/categories/leading/sheet", &fields, &[("file", "对.xlsx", good)]).await?.expect(303)?;

        // The same by a program, which sees what is left.
        let program = Program::of(world, "office", &["read", "handle"]).await?;
        let waiting = program.read("/categories/leading").await?;
        let of = |code: &str| {
            let codes = waiting["codes"].as_array().expect("codes");
            codes.iter().find(|row| row["code"] == code).cloned().unwrap_or_default()
        };
        assert_eq!((of("E0102")["to"].as_str(), of("E0102")["open"].as_bool()), (Some("E0102"), Some(false)));
        assert_eq!(of("E0201")["reason"], "不再检查");
        assert_eq!(of("E0102")["check_items"][1], json!({ "code": "xq-02", "to": "E0101" }));
        let early = json!({ "edition": NEW, "version": waiting["version"] });
        program.post("/categories/leading/decision", &early).await?.expect(422)?;
        let open = waiting["codes"].as_array().expect("codes").iter().filter(|row| row["open"] == true);
        let codes: serde_json::Map<String, serde_json::Value> = open
            .map(|row| (row["code"].as_str().unwrap_or_default().to_owned(), json!({ "reason": "暂缓" })))
            .collect();
        let said = json!({ "edition": NEW, "version": waiting["version"], "codes": codes });
        let kept = program.post("/categories/leading", &said).await?.expect(200)?.json()?;
        let taking = json!({ "edition": NEW, "version": kept["version"] });
        let taken = program.post("/categories/leading/decision", &taking).await?.expect(200)?.json()?;
        assert_eq!(taken["done"], true, "{taken}");
        assert_eq!(in_force(world).await?, NEW);
        program.get("/categories/leading").await?.expect(404)?;

        // Who may not import may not lead.
        let handler = world.sign_in("handler").await?;
        handler.get("/categories/leading").await?.expect(403)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_standard_written_for_the_list_before_is_refused_by_its_items() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.actor("office").await?;
        let model = world.app.model(CITY).await?;
        let system = model.current_system().expect("a system").clone();
        let workbook = |edition: &str, system: &changxiao_domain::standards::System| {
            let mut copy = system.clone();
            copy.version = edition.to_owned();
            imports::system_workbook(&copy, Day::constant(2026, 6, 16))
        };
        let old = workbook("2027", &system)?;
        bring_list(world, &office).await?;
        leave_the_rest_out(world, &office).await?;
        let request = |bytes: Vec<u8>| ImportRequest {
            kind: Kind::Standard,
            file_name: "测评体系.xlsx".to_owned(),
            bytes,
            dry_run: false,
            options: ImportOptions::default(),
        };
        let Err(AppError::Import(problems)) = imports::import(&world.app, &office, request(old), &|_, _| {}).await
        else {
            panic!("its items name codes that mean something else now");
        };
        let told = problems.kept()[0].sentence(Lang::Zh);
        assert!(told.contains("E0405") && told.contains("E0401"), "{told}");
        let model = world.app.model(CITY).await?;
        let today = workbook("2027", model.current_system().expect("a system"))?;
        imports::import(&world.app, &office, request(today), &|_, _| {}).await?;
        assert_eq!(standards::systems(world.app.db(), CITY).await?.len(), 2);
        Ok(())
    })
    .await
}
