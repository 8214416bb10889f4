//! A city brings its own filing standard: what comes in, what is refused and named, what open cases keep, and that what leaves as a
//! workbook comes back without loss.

use changxiao_words::Lang;
use std::time::{Duration, Instant};

use changxiao_app::{
    AppError,
    categories::export,
    imports::{self, Change, ImportOptions, ImportOutcome, ImportRequest, Kind},
};
use changxiao_domain::{
    calendar::{Limit, LimitKind},
    orgs::Actor,
    time::Day,
};
use changxiao_store::{cases, standards};
use changxiao_testkit::{Browser, CITY, World, on_both_engines};
use rust_xlsxwriter::{Format, Workbook};

use crate::leading::leave_the_rest_out;

const HEADER: &str = "大类代码,大类名称,小类代码,小类名称,立案条件,结案条件,处置时限,处置单位,主管部门\n";
/// Blank cells stand for the value above; units by what people call them.
const EVENTS: &str = "04,街面秩序,05,非机动车乱停,占盲道停放,摆放整齐,4工作时,城管局,市创建办
,,,,占绿化带停放,摆放整齐并复绿,2紧急工作时,,
,,99,占道晾晒（自定义）,占道晾晒,物品收回,紧急工作日,漳州市城市管理局,
";

async fn bring(
    world: &World,
    actor: &Actor,
    file: &str,
    bytes: &[u8],
    dry_run: bool,
) -> Result<ImportOutcome, AppError> {
    let request = ImportRequest {
        kind: Kind::FilingStandard,
        file_name: file.to_owned(),
        bytes: bytes.to_vec(),
        dry_run,
        options: ImportOptions::default(),
    };
    imports::import(&world.app, actor, request, &|_, _| {}).await
}

fn counts(outcome: &ImportOutcome) -> (u64, u64, u64, u64) {
    (outcome.added, outcome.changed, outcome.unchanged, outcome.removed)
}

/// Code, row, column and value of every problem.
fn places(refused: Result<ImportOutcome, AppError>) -> Vec<(&'static str, Option<u32>, Option<String>, String)> {
    match refused {
        Err(AppError::Import(problems)) => {
            let place = |problem: &changxiao_files::sheets::Problem| {
                (problem.code(), problem.row, problem.column_letters(), problem.value.clone())
            };
            problems.kept().iter().map(place).collect()
        }
        Err(other) => panic!("another error: {other}"),
        Ok(outcome) => panic!("it was imported: {outcome:?}"),
    }
}

/// Reports parked bicycles at the first site; gives the number.
async fn report(browser: &Browser, key: &str, condition: &str) -> anyhow::Result<String> {
    let fields =
        [("request_key", key), ("category", "E0405"), ("condition", condition), ("site", "1"), ("text", "六辆")];
    let answer = browser.upload("/cases/new", &fields, &[]).await?.expect(303)?;
    Ok(answer.location().trim_start_matches("/cases/").to_owned())
}

/// Sends a form of the case with the version that the page shows now.
async fn act(browser: &Browser, number: &str, place: &str, fields: &[(&str, &str)]) -> anyhow::Result<()> {
    let page = browser.get(&format!("/cases/{number}")).await?.expect(200)?.text();
    let version = page.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("0");
    let mut all = vec![("version", version)];
    all.extend_from_slice(fields);
    browser.post(&format!("/cases/{number}/{place}"), &all).await?.expect(303)?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_becomes_a_dated_version_that_changes_nothing_when_it_comes_again() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("office").await?;
        let before = world.app.model(CITY).await?;
        let events = before.categories.categories.iter().filter(|category| category.code.to_string().starts_with('E'));
        let removed: usize = events.map(|category| category.standards.len()).sum();
        let text = format!("{HEADER}{EVENTS}");

        let look = bring(world, &actor, "事件.csv", text.as_bytes(), true).await?;
        assert_eq!(counts(&look), (3, 0, 0, removed as u64), "{:?}", look.first);
        let said: Vec<String> = look.remarks.iter().map(|remark| remark.words(Lang::Zh)).collect();
        for words in ["成为版本 2026-06-16", "按 1 计：第 4 行", "城管局 → 市城管局", "文件没有部件", "暂不启用"]
        {
            assert!(said.iter().any(|remark| remark.contains(words)), "{words} is not said: {said:?}");
        }
        assert!(look.first.iter().any(|row| row.change == Change::Removed));
        assert_eq!(
            world.app.model(CITY).await?.category_versions.len(),
            before.category_versions.len(),
            "a look changes nothing"
        );

        bring(world, &actor, "事件.csv", text.as_bytes(), false).await?;
        assert_eq!(
            world.app.model(CITY).await?.category_version().map(|version| version.key.as_str()),
            Some("builtin/2026"),
            "it waits until its codes are led"
        );
        let waits = bring(world, &actor, "事件.csv", text.as_bytes(), false).await?;
        assert_eq!(counts(&waits), (0, 0, 3, 0), "no second one beside the one that waits");
        leave_the_rest_out(world, &actor).await?;
        let model = world.app.model(CITY).await?;
        assert_eq!(model.category_version().map(|version| version.key.as_str()), Some("filing-standard/2026-06-16"));
        let own = model.filing("E0499", None).expect("the minor that the city added");
        assert!(own.category.local && own.limit == Limit::new(LimitKind::NaturalDay, 1));
        assert_eq!(own.standards()[0].lead_key, "CG");
        assert_eq!(own.standards()[0].supervisor_key, "OFFICE", "the unit above");
        assert!(model.filing("C0101", None).is_some(), "the class that the file does not have stays");
        assert!(
            model.filing("E0401", None).is_none() && model.category("E0401").is_some(),
            "gone, but it keeps its name"
        );
        let system = model.current_system().expect("a system");
        for item in &system.check_items {
            assert!(model.filing_of_item(item).is_some(), "a finding of {} leads nowhere", item.code);
        }

        let again = bring(world, &actor, "事件.csv", text.as_bytes(), false).await?;
        assert_eq!(counts(&again), (0, 0, 3, 0), "{:?}", again.first);
        assert_eq!(standards::category_sets(world.app.db(), CITY).await?.len(), 2, "no version for nothing");

        let changed = text.replace("4工作时", "1工作日");
        let second = bring(world, &actor, "事件.csv", changed.as_bytes(), false).await?;
        assert_eq!((second.added, second.changed, second.removed), (0, 1, 0), "{:?}", second.first);
        let field = &second.first[0].fields[0];
        let said = [&field.title, &field.before, &field.after].map(|words| words.words(Lang::Zh));
        assert_eq!(said, ["处置时限", "4工作时", "1工作日"]);
        let model = world.app.model(CITY).await?;
        assert_eq!(model.category_version().map(|version| version.edition.as_str()), Some("2026-06-16-2"));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn open_cases_keep_limit_and_closing_condition_of_the_version_they_were_filed_under() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = world.sign_in("inspector").await?;
        let old = report(&inspector, "one", "").await?;
        let office = world.actor("office").await?;
        bring(world, &office, "事件.csv", format!("{HEADER}{EVENTS}").as_bytes(), false).await?;
        leave_the_rest_out(world, &office).await?;

        // The limit follows from the condition, here of the new version, and the deadline from the limit.
        let new = report(&inspector, "two", "E0405.2").await?;
        let refused = [("request_key", "three"), ("category", "E0405"), ("condition", "E0499.1"), ("site", "1")];
        inspector.upload("/cases/new", &refused, &[]).await?.expect(422)?.says("立案条件不属于所选类别")?;
        let refused = [("request_key", "three"), ("category", "E0405"), ("condition", "E0405.7"), ("site", "1")];
        inspector.upload("/cases/new", &refused, &[]).await?.expect(422)?.says("没有这条立案条件")?;

        let dispatcher = world.sign_in("dispatcher").await?;
        for number in [&old, &new] {
            act(&dispatcher, number, "filing", &[("category", "E0405")]).await?;
        }
        let case = |number: String| async move {
            anyhow::Ok(cases::by_number(world.app.db(), CITY, &number).await?.expect("it is there").case)
        };
        let (first, second) = (case(old.clone()).await?, case(new.clone()).await?);
        assert_eq!(first.limit, Limit::new(LimitKind::WorkingHour, 2));
        assert_eq!(first.filed_under.as_ref().map(|under| under.edition.as_str()), Some("builtin/2026"));
        assert_eq!(second.limit, Limit::new(LimitKind::UrgentHour, 2));
        let under = second.filed_under.clone().expect("a version");
        assert_eq!((under.edition.as_str(), under.condition), ("filing-standard/2026-06-16", Some(2)));

        let page =
            dispatcher.get(&format!("/cases/{old}")).await?.expect(200)?.says("摆放整齐，通行恢复")?.says("2026 版")?;
        assert!(!page.text().contains("复绿"), "the new version says nothing about the old case");
        dispatcher
            .get(&format!("/cases/{new}"))
            .await?
            .expect(200)?
            .says("摆放整齐并复绿")?
            .says("占绿化带停放")?
            .says("按此条立案")?;
        for number in [&old, &new] {
            let amount = case(number.clone()).await?.limit;
            let department = world.city.department.to_string();
            let fields = [("lead", department.as_str()), ("limit_amount", "2"), ("limit_kind", amount.kind.code())];
            act(&dispatcher, number, "dispatch", &fields).await?;
        }
        let due = |case: &changxiao_domain::cases::Case| {
            case.due_at.expect("a deadline").since(case.clock_from.expect("a clock"))
        };
        let second = case(new.clone()).await?;
        assert_eq!(due(&second), 2 * changxiao_domain::time::HOUR, "two urgent hours run on");

        // Who files may choose another condition of the version that the case stands under.
        let third = report(&inspector, "four", "E0405.1").await?;
        assert_eq!(case(third.clone()).await?.limit, Limit::new(LimitKind::WorkingHour, 4));
        act(&dispatcher, &third, "filing", &[("category", "E0405"), ("condition", "E0405.2")]).await?;
        assert_eq!(case(third).await?.limit, Limit::new(LimitKind::UrgentHour, 2));
        let verified = changxiao_app::sealing::verify_audit(&world.app, CITY, Default::default(), |_, _| {}).await?;
        assert!(verified.broken.is_empty(), "{:?}", verified.broken);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_understood_is_named_and_nothing_comes_in() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let text = format!(
            "{HEADER}04,街面秩序,05,非机动车乱停,占盲道停放,摆放整齐,尽快,城管委,市创建办\n,,0612,乱停,占路,摆放整齐,2天,市城管局,\n,,07,,无名,无,1天,,\n"
        );
        assert_eq!(
            places(bring(world, &actor, "事件.csv", text.as_bytes(), false).await),
            [
                ("import_filing_limit", Some(2), Some("G".to_owned()), "尽快".to_owned()),
                ("import_filing_code", Some(3), Some("C".to_owned()), "0612".to_owned()),
                ("sheet_required", Some(4), Some("D".to_owned()), String::new()),
            ]
        );
        let unit = format!("{HEADER}04,街面秩序,05,非机动车乱停,占盲道停放,摆放整齐,1天,城管大队,市创建办\n");
        let Err(AppError::Import(problems)) = bring(world, &actor, "事件.csv", unit.as_bytes(), false).await else {
            panic!("the unit is not there");
        };
        let told = problems.kept()[0].sentence(Lang::Zh);
        assert!(told.contains("第 2 行 H 列") && told.contains("城管大队") && told.contains("市城管局"), "{told}");

        let nameless = bring(world, &actor, "标准.csv", format!("{HEADER}{EVENTS}").as_bytes(), false).await;
        assert_eq!(places(nameless)[0].0, "import_filing_class");
        let columns = HEADER.replace("处置时限,", "");
        assert_eq!(places(bring(world, &actor, "事件.csv", format!("{columns}04,a,05,b,c,d,e,f\n").as_bytes(), false).await)[0].0, "sheet_missing_column");
        let local = format!("{HEADER}04,街面秩序,05,甲（自定义）,c,d,1天,CG,\n,,06,乙,e,f,1天,,\n");
        assert_eq!(places(bring(world, &actor, "事件.csv", local.as_bytes(), false).await)[0].0, "import_filing_local");
        assert_eq!(standards::category_sets(world.app.db(), CITY).await?.len(), 1);
        assert!(imports::newest(&world.app, &actor, 20).await?.is_empty());
        Ok(())
    })
    .await
}

/// A title and a date above the titles, titles of two rows, merged cells, columns in another order, fullwidth digits, blank rows
/// at the end, and a sheet of notes.
fn odd_workbook() -> anyhow::Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    let centre = Format::new();
    let notes = workbook.add_worksheet().set_name("填写说明")?;
    notes.write(0, 0, "请勿修改表头")?;
    notes.write(1, 0, "联系人")?;
    notes.write(1, 1, "创建办")?;
    let sheet = workbook.add_worksheet().set_name("事件类")?;
    sheet.merge_range(0, 0, 0, 8, "漳州市城市管理立案结案标准（事件）", &centre)?;
    sheet.write(1, 0, "编制单位：市创建办")?;
    sheet.write(1, 6, "2026年6月")?;
    sheet.merge_range(2, 0, 2, 1, "大类", &centre)?;
    sheet.merge_range(2, 2, 2, 3, "小类", &centre)?;
    for (column, title) in [(4, "责任单位"), (5, "监管部门"), (6, "立案标准"), (7, "结案标准"), (8, "处理时限")]
    {
        sheet.merge_range(2, column, 3, column, title, &centre)?;
    }
    for (column, title) in [(0, "代码"), (1, "名称"), (2, "代码"), (3, "名称")] {
        sheet.write(3, column, title)?;
    }
    for (column, text) in [(0, "０４"), (1, "街面秩序"), (4, "市城管局"), (5, "市创建办")] {
        sheet.merge_range(4, column, 6, column, text, &centre)?;
    }
    sheet.merge_range(4, 2, 5, 2, "０５", &centre)?;
    sheet.merge_range(4, 3, 5, 3, "非机动车乱停", &centre)?;
    sheet.write(6, 2, 99)?;
    sheet.write(6, 3, "占道晾晒")?;
    for (row, condition, closing, limit) in [
        (4, "占盲道停放", "摆放整齐", "２个工作日"),
        (5, "占绿化带停放", "摆放整齐", "两天"),
        (6, "占道晾晒", "物品收回", "4小时"),
    ] {
        sheet.write(row, 6, condition)?;
        sheet.write(row, 7, closing)?;
        sheet.write(row, 8, limit)?;
    }
    for row in 7..60 {
        for column in 0..9 {
            sheet.write_blank(row, column, &centre)?;
        }
        sheet.write(row, 3, if row % 2 == 0 { " " } else { "\u{3000}" })?;
    }
    Ok(workbook.save_to_buffer()?)
}

#[tokio::test(flavor = "multi_thread")]
async fn sheets_as_cities_keep_them_are_understood() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("office").await?;
        let done = bring(world, &actor, "立案标准.xlsx", &odd_workbook()?, false).await?;
        assert_eq!(done.added, 3, "{:?}", done.first);
        leave_the_rest_out(world, &actor).await?;
        let model = world.app.model(CITY).await?;
        let bicycles = model.filing("E0405", None).expect("it came in").category;
        let limits: Vec<String> = bicycles.standards.iter().map(|row| row.limit.to_string()).collect();
        assert_eq!(limits, ["2工作日", "2工作日"]);
        assert_eq!(bicycles.name(Lang::En), "Bicycles or e-bikes in disorder", "what the sheet cannot say stays");
        let own = model.filing("E0499", None).expect("it came in").category;
        assert!(own.local, "numbered from the top");
        assert_eq!(own.standards[0].limit, Limit::new(LimitKind::WorkingHour, 4));
        Ok(())
    })
    .await
}

/// 属地街道 is the street of the case, 属地行政执法部门 the department of its district; 各产权单位 nobody can tell, so it is asked.
#[tokio::test(flavor = "multi_thread")]
async fn words_for_whoever_answers_at_the_place_lead_to_it_or_ask() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let units = "单位代码,单位名称,单位类型,上级单位代码\nXZF,芗城区执法局,区直部门,X\n";
        crate::lists::bring(world, &actor, Kind::Units, ("u.csv", units.as_bytes()), false).await?;
        let rows = "04,街面秩序,97,自定一,甲,整改,4工作时,属地街道,市创建办\n,,98,自定二,乙,整改,4工作时,各产权单位、市创建办,市创建办\n\
                    ,,99,自定三,丙,整改,4工作时,属地行政执法部门、所属街办,市创建办\n";
        bring(world, &actor, "事件.csv", format!("{HEADER}{rows}").as_bytes(), false).await?;
        leave_the_rest_out(world, &actor).await?;
        // The matrix of the test city names one bureau for everything, and comes before what a standard says.
        let nothing = changxiao_store::engine::Built {
            name: "testkit::filing::no_matrix",
            text: "DELETE FROM duty_matrix WHERE city_id = $1".to_owned(),
        };
        world.app.db().execute(nothing, changxiao_store::params![CITY]).await?;
        world.app.refresh_model(CITY).await?;
        let model = world.app.model(CITY).await?;
        let code = |unit: Option<changxiao_domain::ids::UnitId>| {
            unit.and_then(|unit| model.units.get(unit)).map_or("", |unit| unit.code.as_str())
        };
        let office = world.sign_in("office").await?;
        for (category, division, lead, helper) in [
            ("E0497", "350602003", "S1", ""),
            ("E0497", "350602002", "S2", ""),
            ("E0498", "350602003", "", "OFFICE"),
            ("E0499", "350602002", "XZF", "S2"),
        ] {
            let key = format!("{category}{division}");
            let edition = model.category_version().map_or("", |version| version.key.as_str());
            let fields = [
                ("request_key", key.as_str()),
                ("category", category),
                ("edition", edition),
                ("division", division),
                ("place", "某路"),
                ("text", "情况"),
            ];
            let made = office.post("/cases/new", &fields).await?.expect(303)?;
            let number = made.location().trim_start_matches("/cases/");
            let row = cases::by_number(world.app.db(), CITY, number).await?.expect("the case");
            assert_eq!(code(model.lead_of_case(&row.case)), lead, "{category} at {division}");
            let helpers: Vec<&str> = model.helpers_of_case(&row.case).into_iter().map(|unit| code(Some(unit))).collect();
            assert!(helper.is_empty() || helpers.contains(&helper), "{category} at {division}: {helpers:?}");
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_leaves_as_a_workbook_comes_back_without_loss() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let browser = world.sign_in("sysadmin").await?;
        for round in ["the built-in list", "an own one"] {
            let model = world.app.model(CITY).await?;
            let file = browser.get("/categories/export.xlsx").await?.expect(200)?.body;
            let back = bring(world, &actor, "标准.xlsx", &file, false).await?;
            assert_eq!(
                (back.added, back.changed, back.removed),
                (0, 0, 0),
                "{round}: {:?} {:?}",
                back.first,
                back.remarks
            );
            assert_eq!(back.rows_read, back.unchanged);
            let english = export::workbook(&model, &model.categories, Lang::En, Day::constant(2026, 6, 16))?;
            let back = bring(world, &actor, "standard.xlsx", &english, true).await?;
            assert_eq!((back.added, back.changed, back.removed), (0, 0, 0), "{round} in English: {:?}", back.first);
            let text = format!("{HEADER}{EVENTS}").replace(",市创建办\n", ",无\n");
            if bring(world, &actor, "事件.csv", text.as_bytes(), false).await?.added > 0 {
                leave_the_rest_out(world, &actor).await?;
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_rows_come_in_quickly_and_say_how_far_they_are() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("office").await?;
        let mut text = HEADER.to_owned();
        for n in 0..1_000 {
            let (major, minor, condition) = (n / 200 + 1, n / 4 % 50 + 1, n % 4);
            text.push_str(&format!(
                "{major:02},大类{major},{minor:02},小类{minor},条件{condition},结案条件{n},{}天,市城管局,市创建办\n",
                n % 15 + 1
            ));
        }
        let told = std::sync::Mutex::new(Vec::new());
        let request = ImportRequest {
            kind: Kind::FilingStandard,
            file_name: "部件.csv".to_owned(),
            bytes: text.into_bytes(),
            dry_run: false,
            options: ImportOptions::default(),
        };
        let began = Instant::now();
        let done =
            imports::import(&world.app, &actor, request, &|done, all| told.lock().unwrap().push((done, all))).await?;
        assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
        assert_eq!((done.rows_read, done.added + done.changed), (1_000, 1_000));
        assert_eq!(told.lock().unwrap().last(), Some(&(1_000, 1_000)));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_show_versions_conditions_and_sources() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = world.sign_in("inspector").await?;
        let page = inspector.get("/categories?open=all").await?.expect(200)?;
        for words in [
            "井盖缺失",
            "2 紧急工作时",
            "相邻两个公交站或地铁站均没有公益广告",
            "默认值",
            "见于来源",
            "运城市城市管理立案、结案标准",
            "本地小类",
        ] {
            assert!(page.text().contains(words), "{words} is not shown");
        }
        let found = inspector.get("/categories?q=%E7%9B%B2%E9%81%93&class=event").await?.expect(200)?.text();
        assert!(found.contains("E0407") && !found.contains("E0401") && !found.contains("C0203"), "盲道 among events");
        inspector.get("/categories?q=qqqq").await?.expect(200)?.says("没有符合的条件")?;
        inspector.get("/categories?edition=none").await?.expect(400)?;

        // Without script a button lists the conditions; with script the same come as JSON.
        let listed = inspector.upload("/cases/new/conditions", &[("category", "C0106"), ("text", "垂落")], &[]).await?;
        listed.expect(200)?.says("value=\"C0106.2\"")?.says("垂落")?;
        let offers = inspector.get("/categories/C0106/conditions.json").await?.expect(200)?.json()?;
        assert_eq!(offers[1]["value"], "C0106.2");
        inspector.get("/categories/E9999/conditions.json").await?.expect(404)?;

        // Look, then import, in the browser.
        let office = world.sign_in("office").await?;
        let text = format!("{HEADER}{EVENTS}").into_bytes();
        let look =
            office.upload("/imports/filing-standard/preview", &[], &[("file", "事件.csv", text)]).await?.expect(200)?;
        let look = look.says("移除")?.says("需要知道的")?.says("城管局 → 市城管局")?.text();
        let draft = look.split("name=\"draft\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("");
        office.post("/imports/filing-standard", &[("draft", draft)]).await?.expect(303)?;
        office.get("/categories").await?.expect(200)?.says("尚未启用")?;
        leave_the_rest_out(world, &world.actor("office").await?).await?;
        office.get("/categories").await?.expect(200)?.says("2026-06-16 版")?;
        office.get("/categories?edition=builtin%2F2026").await?.expect(200)?.says("这不是现用版本")?;
        let bad = format!("{HEADER}04,街面秩序,05,甲,乙,丙,尽快,市城管局,\n").into_bytes();
        office
            .upload("/imports/filing-standard/preview", &[], &[("file", "事件.csv", bad)])
            .await?
            .expect(422)?
            .says("尽快")?
            .says("不是可识别的时限")?;
        Ok(())
    })
    .await
}
