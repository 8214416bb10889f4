//! The register of matters: filters under names, the sheet that comes back, a text to begin with, the ladder of what is overdue, and a draft that
//! goes out again.

use changxiao_app::{escalation::sweep::sweep, imports::Kind};
use changxiao_domain::{matters::Matter, time::HOUR};
use changxiao_files::sheets::{ReadLimits, Sheet};
use changxiao_store::workflow::by_number;
use changxiao_testkit::{CITY, World, on_both_engines};
use serde_json::{Value, json};

use crate::{
    api::program::Program,
    lists::{bring, remarks, wrong},
    matters::{act, broken, open},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_of_the_register_is_kept_under_a_name_apart_from_those_of_cases() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let fields =
            [("name", "在办物资"), ("query", "procedure=supply&show=open&after=M260616-0001"), ("share", "unit")];
        let kept = office.post("/matters/views", &fields).await?.expect(303)?;
        assert_eq!(kept.location(), "/matters?procedure=supply&show=open", "which page was open is no part of a view");
        office.get("/matters").await?.expect(200)?.says("在办物资")?.says("/matters?procedure=supply&#38;show=open")?;
        let cases = office.get("/cases").await?.expect(200)?.text();
        assert!(!cases.contains("在办物资"), "a filter of matters is none of cases");
        office.post("/matters/views", &fields).await?.expect(303)?;
        office.get("/matters").await?.expect(200)?.says("已有同名视图")?;
        // Who shares the unit sees it; others do not.
        world.sign_in("dispatcher").await?.get("/matters").await?.expect(200)?.says("在办物资")?;
        let street = world.sign_in("street1").await?;
        let page = street.get("/matters").await?.expect(200)?.text();
        assert!(!page.contains("在办物资"));
        let page = open(&office, "/matters").await?;
        let view =
            page.split("/matters/views/").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default().to_owned();
        street.post(&format!("/matters/views/{view}/deletion"), &[("query", "")]).await?.expect(404)?;
        office.post(&format!("/cases/views/{view}/deletion"), &[("query", "")]).await?.expect(404)?;
        office.post(&format!("/matters/views/{view}/deletion"), &[("query", "")]).await?.expect(303)?;
        assert!(!open(&office, "/matters").await?.contains("在办物资"));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_is_narrowed_alike_for_people_and_programs() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = Program::of(world, "office", &["read", "handle"]).await?;
        let rule = || json!({ "kind": "regulation", "text": "每月巡查一次。", "basis": "实施意见" });
        let first = begun(&office, "document", "巡查制度 100%", rule()).await?;
        world.clock.advance(3 * 24 * HOUR);
        let office = Program::of(world, "office", &["read", "handle"]).await?;
        let street = Program::of(world, "street1", &["read", "handle"]).await?;
        let supply = json!({ "kind": "facilities", "place": "350602003001", "items": [{ "what": "垃圾桶", "count": "2", "why": "楼道" }], "amount": "10", "needed_by": "2026-06-30" });
        let second = begun(&street, "supply", "社区缺垃圾桶", supply).await?;
        let browser = world.sign_in("office").await?;
        let cases = [
            ("q=%E5%B7%A1%E6%9F%A5", &first),
            ("q=100%25", &first),
            (&*format!("q={}", first.to_lowercase()), &first),
            ("beginner=S1", &second),
            ("beginner=OFFICE", &first),
            ("holder=S1", &second),
            ("from=2026-06-17", &second),
            ("to=2026-06-18", &first),
            ("division=350602003", &second),
        ]
        .map(|(query, number)| (query.to_owned(), number));
        for (query, number) in cases {
            let list = office.read(&format!("/matters?{}", query.replace("q=", "words="))).await?;
            let found: Vec<_> = list["matters"].as_array().into_iter().flatten().map(|one| one["number"].clone()).collect();
            assert_eq!(found, [json!(number)], "{query}");
            let page = open(&browser, &format!("/matters?{query}")).await?;
            let other = if *number == first { &second } else { &first };
            assert!(page.contains(&format!("/matters/{number}\"")) && !page.contains(&format!("/matters/{other}\"")), "{query}");
        }
        // What waits for the office: the request that it decides about, the first due first.
        let mine = office.read("/matters?mine=true").await?;
        let found: Vec<_> = mine["matters"].as_array().into_iter().flatten().map(|one| one["number"].clone()).collect();
        assert_eq!(found, [json!(second), json!(first)]);
        assert_eq!(office.read("/matters?late=true").await?["matters"], json!([]));
        for strange in ["division=999999", "from=gestern", "beginner=NONE"] {
            office.get(&format!("/matters?{strange}")).await?.expect(400)?;
            let refused = browser.get(&format!("/matters?{strange}")).await?;
            assert_ne!(refused.status, 200, "{strange}");
        }
        Ok(())
    })
    .await
}

async fn begun(by: &Program, procedure: &str, title: &str, values: Value) -> anyhow::Result<String> {
    let body = json!({ "procedure": procedure, "title": title, "values": values });
    let begun: Value = by.post("/matters", &body).await?.expect(201)?.json()?;
    Ok(begun["number"].as_str().unwrap_or_default().to_owned())
}

/// The first sheet of a workbook: titles, then rows.
fn sheet(bytes: &[u8]) -> anyhow::Result<Vec<Vec<String>>> {
    let sheet =
        Sheet::read(bytes, "a.xlsx", &ReadLimits::default()).map_err(|problem| anyhow::anyhow!("{problem:?}"))?;
    let width = sheet.header.len();
    let rows = sheet.rows.iter().map(|row| (0..width).map(|at| row.cell(at).to_owned()).collect());
    Ok(std::iter::once(sheet.header.clone()).chain(rows).collect())
}

fn csv(rows: &[Vec<String>]) -> String {
    let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
    let line = |row: &Vec<String>| row.iter().map(quoted).collect::<Vec<_>>().join(",");
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_comes_back_as_a_sheet_and_an_edited_cell_is_an_edit() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = Program::of(world, "office", &["read", "handle"]).await?;
        let rule = json!({ "kind": "regulation", "text": "每月巡查一次。", "basis": "实施意见" });
        let number = begun(&office, "document", "巡查制度", rule).await?;
        let browser = world.sign_in("office").await?;
        let taken = browser.get("/matters/export.xlsx?procedure=document&show=open").await?.expect(200)?;
        let mut rows = sheet(&taken.body)?;
        let column = |rows: &[Vec<String>], title: &str| rows[0].iter().position(|one| one == title).expect("a column");
        let (kind, basis, text) = (column(&rows, "类别"), column(&rows, "依据"), column(&rows, "正文"));
        assert_eq!((rows[1][kind].as_str(), rows[1][text].as_str()), ("规章制度", "每月巡查一次。"));
        // Unchanged it changes nothing.
        let actor = world.actor("office").await?;
        let same = bring(world, &actor, Kind::Matters, ("事项.xlsx", &taken.body), false).await?;
        assert_eq!((same.added, same.changed, same.unchanged), (0, 0, 1));
        assert!(same.unknown_columns.is_empty(), "{:?}", same.unknown_columns);
        // What a sheet does not change is told and never dropped: the title is refused, what goes on by itself is named and not taken.
        let (title, state) = (column(&rows, "标题"), column(&rows, "状态"));
        let mut other = rows.clone();
        other[1][title] = "巡查办法".to_owned();
        let refused = bring(world, &actor, Kind::Matters, ("事项.csv", csv(&other).as_bytes()), true).await;
        assert_eq!(wrong(refused), [("import_told_only", Some(2), "巡查办法".to_owned())]);
        let mut other = rows.clone();
        (other[1][state], other[1][kind]) = ("已发布".to_owned(), "工作方法".to_owned());
        let looked = bring(world, &actor, Kind::Matters, ("事项.csv", csv(&other).as_bytes()), true).await?;
        assert_eq!((looked.changed, remarks(&looked).len()), (1, 1), "{:?}", remarks(&looked));
        assert!(remarks(&looked)[0].contains("“状态”不能通过表格修改") && remarks(&looked)[0].contains("已发布"));
        let procedure = format!("编号,办理规程,正文\n{number},物资申请,略\n");
        let refused = bring(world, &actor, Kind::Matters, ("事项.csv", procedure.as_bytes()), true).await;
        assert_eq!(wrong(refused), [("import_told_only", Some(2), "物资申请".to_owned())]);
        // A column that the procedure of a row has not says so where something stands in it.
        let mixed = format!("编号,办理规程,标题,正文,牵头单位\n{number},,,,市城管局\n,任务,清运,,市城管局\n");
        let refused = bring(world, &actor, Kind::Matters, ("事项.csv", mixed.as_bytes()), true).await;
        assert_eq!(wrong(refused), [("import_no_field_here", Some(2), "市城管局".to_owned())]);
        let strange = format!("编号,心得,正文\n{number},很好,每月巡查一次。\n");
        let looked = bring(world, &actor, Kind::Matters, ("事项.csv", strange.as_bytes()), true).await?;
        assert_eq!((looked.unchanged, &*looked.unknown_columns), (1, &["心得".to_owned()][..]));
        // What somebody without the right to numbers of persons took out masks nothing when it comes back.
        let calls = json!({ "kind": "regulation", "text": "值班电话 13800001234" });
        let called = begun(&office, "document", "值班制度", calls).await?;
        let masked = format!("编号,标题,正文\n{called},值班制度,值班电话 138****1234\n");
        let looked = bring(world, &actor, Kind::Matters, ("事项.csv", masked.as_bytes()), true).await?;
        assert_eq!((looked.changed, looked.unchanged), (0, 1), "{:?}", looked.first);
        // An edited cell is an edit by the action that edits a draft; a look changes nothing.
        rows[1][basis] = "长效机制实施意见".to_owned();
        rows[1][kind] = "Working method".to_owned();
        let edited = csv(&rows);
        let look = bring(world, &actor, Kind::Matters, ("事项.csv", edited.as_bytes()), true).await?;
        assert_eq!((look.changed, look.applied), (1, false));
        let back = bring(world, &actor, Kind::Matters, ("事项.csv", edited.as_bytes()), false).await?;
        assert_eq!((back.added, back.changed), (0, 1));
        let seen = office.read(&format!("/matters/{number}")).await?;
        assert_eq!((&seen["values"]["basis"], &seen["values"]["kind"]), (&json!("长效机制实施意见"), &json!("method")));
        assert_eq!(seen["submissions"][1]["action"], "revise");
        // A named action is taken, with what it asks for; what its page would refuse is refused with its row.
        let acting = |fields: &str, cells: &str| format!("编号,办理动作,{fields}\n{number},发布施行,{cells}\n");
        let lacking = acting("发文字号", "创建办〔2026〕3 号");
        let refused = bring(world, &actor, Kind::Matters, ("事项.csv", lacking.as_bytes()), true).await;
        assert_eq!(wrong(refused), [("import_matter_refused", Some(2), String::new())]);
        let whole = acting("发文字号,施行日期,复审日期", "创建办〔2026〕3 号,2026年7月1日,2026-09-01");
        bring(world, &actor, Kind::Matters, ("事项.csv", whole.as_bytes()), false).await?;
        let seen = office.read(&format!("/matters/{number}")).await?;
        assert_eq!((&seen["state"], &seen["values"]["effective_from"]), (&json!("in_force"), &json!("2026-07-01")));
        // In force its text is not edited any more, by a sheet neither.
        let late = format!("编号,正文\n{number},每周巡查一次。\n");
        let refused = bring(world, &actor, Kind::Matters, ("事项.csv", late.as_bytes()), true).await;
        assert_eq!(wrong(refused), [("import_matter_refused", Some(2), String::new())]);
        // A row without a number is begun; what does not fit is named with its cell.
        let new = "办理规程,标题,类别,正文\n制度文件,保洁制度,规章制度,每日两扫\n制度文件,停车制度,不详,划线停放\n";
        let refused = bring(world, &actor, Kind::Matters, ("事项.csv", new.as_bytes()), false).await;
        assert_eq!(wrong(refused), [("import_field_unfit", Some(3), "不详".to_owned())]);
        let new = "办理规程,标题,类别,正文\n制度文件,保洁制度,规章制度,每日两扫\n";
        let brought = bring(world, &actor, Kind::Matters, ("事项.csv", new.as_bytes()), false).await?;
        assert_eq!((brought.added, brought.changed), (1, 0));
        browser.get("/matters?procedure=document").await?.expect(200)?.says("保洁制度")?;
        let unknown = "编号,正文\nM260101-0009,每周\n";
        let refused = bring(world, &actor, Kind::Matters, ("事项.csv", unknown.as_bytes()), true).await;
        assert_eq!(wrong(refused), [("import_no_such_matter", Some(2), "M260101-0009".to_owned())]);
        assert_eq!(broken(world).await?, Vec::<String>::new());
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_begins_from_a_template_that_is_changed_and_stays_as_it_was_written() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        office.get("/matters/new").await?.expect(200)?.says("从模板起草：“一五十”工作法")?;
        let form = office.get("/matters/new?procedure=document&template=one_five_ten").await?.expect(200)?;
        form.says("“一五十”工作法")?.says("（待填）")?;
        let text = "“一五十”工作法\n\n一\n1.每日一巡\n\n五\n1.五看";
        let fields = [
            ("request_key", "template-1"),
            ("procedure", "document"),
            ("title", "“一五十”工作法"),
            ("kind", "method"),
            ("text", text),
        ];
        let address = office.post("/matters/new", &fields).await?.expect(303)?.location().to_owned();
        let number = address.trim_start_matches("/matters/");
        let program = Program::of(world, "office", &["read"]).await?;
        let seen = program.read(&format!("/matters/{number}")).await?;
        assert_eq!(seen["values"]["text"], text);
        Ok(())
    })
    .await
}

async fn told(world: &World, login: &str) -> anyhow::Result<usize> {
    let page = world.sign_in(login).await?.get("/notices").await?.expect(200)?.text();
    Ok(page.matches("”已超期").count())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stays_overdue_climbs_the_ladder_level_by_level_once_each() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = Program::of(world, "office", &["read", "handle"]).await?;
        let values =
            json!({ "lead": "市城管局", "person": "测试handler", "starts": "2026-06-16", "due": "2026-06-17" });
        let number = begun(&office, "task", "清运积存垃圾", values).await?;
        let version = office.read(&format!("/matters/{number}")).await?["version"].clone();
        let publish = json!({ "action": "publish", "version": version, "values": {} });
        office.post(&format!("/matters/{number}/actions"), &publish).await?.expect(200)?;
        let climb = async |days: i64| -> anyhow::Result<()> {
            world.clock.advance(days * 24 * HOUR);
            sweep(&world.app, CITY).await?;
            sweep(&world.app, CITY).await?;
            Ok(())
        };
        climb(1).await?;
        assert_eq!((told(world, "handler").await?, told(world, "leader").await?), (0, 0), "yellow");
        climb(1).await?;
        let at_deadline = (told(world, "handler").await?, told(world, "head").await?, told(world, "leader").await?);
        assert_eq!(at_deadline, (1, 1, 0));
        // 150, 200 and 300 per cent of five days: deputies of the head are the head here, then the head, then the leader above.
        climb(3).await?;
        let deputies = told(world, "head").await?;
        assert!(deputies >= 2, "a rung that nobody holds is held by the next one above");
        climb(3).await?;
        assert!(told(world, "head").await? > deputies);
        assert_eq!(told(world, "leader").await?, 0);
        climb(5).await?;
        assert_eq!(told(world, "leader").await?, 1, "the top of the ladder");
        let heads = told(world, "head").await?;
        climb(30).await?;
        assert_eq!((told(world, "leader").await?, told(world, "head").await?), (1, heads), "and no further");
        let matter: Matter = by_number(&world.fresh.db, CITY, &number).await?.expect("the task");
        assert!(matter.is_open());
        Ok(())
    })
    .await
}

const DRAFT: &str = "实施办法\n第一条　为巩固创建成果，制定本办法。\n第二条　各街道每月巡查一次。";

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_goes_out_again_with_the_text_that_was_adopted() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let fields = [
            ("request_key", "draft-1"),
            ("procedure", "draft"),
            ("title", "实施办法"),
            ("text", DRAFT),
            ("note", "起草说明"),
            ("ends", "2026-07-31"),
            ("audience", ""),
            ("units", "市城管局\n巷口街道"),
        ];
        let first = office.post("/matters/new", &fields).await?.expect(303)?.location().to_owned();
        let program = Program::of(world, "office", &["read", "handle"]).await?;
        let shape = async |address: &str| program.read(address).await;
        let parts = shape(&first).await?["parts"].clone();
        let part = |name: &str| {
            let found = parts.as_array().into_iter().flatten().find(|part| part["holder"]["name"] == name);
            found.map_or(String::new(), |part| format!("/matters/{}", part["number"].as_str().unwrap_or_default()))
        };
        let (ours, streets) = (part("市城管局"), part("巷口街道"));
        let handler = Program::of(world, "handler", &["read", "handle"]).await?;
        let street = Program::of(world, "street1", &["read", "handle"]).await?;
        let send = async |by: &Program, address: &str, action: &str, values: Value| -> anyhow::Result<()> {
            let version = by.read(address).await?["version"].clone();
            let body = json!({ "action": action, "version": version, "values": values });
            by.post(&format!("{address}/actions"), &body).await?.expect(200)?;
            Ok(())
        };
        let comment = json!({ "comments": [{ "who": "市城管局", "way": "书面", "clause": "第二条", "change": "words", "quoted": "每月", "words": "每季度", "reason": "便于落实" }] });
        send(&handler, &ours, "comment", comment).await?;
        send(&street, &streets, "none", json!({})).await?;
        let adopted = json!({ "dispositions": [{ "comment": "1", "ruling": "adopted", "reason": "" }] });
        send(&program, &ours, "decide", adopted).await?;
        act(&office, &first, "revise", &[]).await?;
        // Fewer than thirty days want a reason in the second round as in the first.
        let page = open(&office, &format!("{first}/act?action=ask_again")).await?;
        let version = crate::matters::version(&page);
        let short = [("version", version.as_str()), ("action", "ask_again"), ("next_ends", "2026-06-30"), ("next_reason", "")];
        office.post(&format!("{first}/act"), &short).await?.expect(422)?.says("30")?;
        act(&office, &first, "ask_again", &[("next_ends", "2026-08-31"), ("next_reason", "")]).await?;
        let after = shape(&first).await?;
        assert_eq!(after["state"], "asked_again");
        let second = format!("/matters/{}", after["children"][0]["number"].as_str().unwrap_or_default());
        let round = shape(&second).await?;
        assert_eq!((round["state"].as_str(), round["parts"].as_array().map(Vec::len)), (Some("open"), Some(2)));
        assert_eq!(round["values"]["text"], DRAFT.replace("每月", "每季度"), "to the character");
        office.get(&second).await?.expect(200)?.says(first.trim_start_matches("/matters/"))?;
        // The units have it in their to-do again, and what they said of the first text stays with that.
        world.sign_in("handler").await?.get("/").await?.expect(200)?.says("实施办法")?;
        let page = office.get(&format!("{second}/clauses")).await?.expect(200)?.says("每季度")?.text();
        assert!(!page.contains("便于落实"));
        office.get(&format!("{first}/clauses")).await?.expect(200)?.says("便于落实")?;
        assert_eq!(broken(world).await?, Vec::<String>::new());
        Ok(())
    })
    .await
}
