//! From a decision to a named person: a meeting whose decisions become tasks, plans and commitments, tasks in their order and by the calendar.

use changxiao_app::{
    escalation::sweep::sweep,
    imports::{self, Kind},
    sealing::{AuditScope, verify_audit},
};
use changxiao_domain::time::{HOUR, MINUTE};
use changxiao_testkit::{CITY, World, on_both_engines};
use serde_json::{Value, json};

use crate::{api::program::Program, lists::bring};

async fn holds(world: &World) -> anyhow::Result<()> {
    let audit = verify_audit(&world.app, CITY, AuditScope::default(), |_, _| {}).await?;
    anyhow::ensure!(audit.broken.is_empty(), "{:?}", audit.broken);
    Ok(())
}

/// Begins something, and gives its number.
async fn begun(program: &Program, procedure: &str, title: &str, values: Value) -> anyhow::Result<String> {
    let body = json!({ "procedure": procedure, "title": title, "values": values });
    let begun: Value = program.post("/matters", &body).await?.expect(201)?.json()?;
    Ok(begun["number"].as_str().unwrap_or_default().to_owned())
}

async fn seen(program: &Program, number: &str) -> anyhow::Result<Value> {
    program.read(&format!("/matters/{number}")).await
}

/// Takes an action on it as it stands, which has to end with this status; the answer.
async fn act(program: &Program, number: &str, status: u16, action: &str, values: Value) -> anyhow::Result<String> {
    let version = seen(program, number).await?["version"].clone();
    let body = json!({ "action": action, "version": version, "values": values, "reason": "会议要求" });
    let answer = program.post(&format!("/matters/{number}/actions"), &body).await?;
    Ok(answer.expect(status)?.text())
}

fn numbers(list: &Value) -> Vec<String> {
    let number = |one: &Value| one["number"].as_str().unwrap_or_default().to_owned();
    list.as_array().map(|all| all.iter().map(number).collect()).unwrap_or_default()
}

fn decision(what: &str, who: &str, by: &str, why_not: &str) -> Value {
    json!({ "what": what, "unit": if who.is_empty() { "" } else { "市城管局" }, "who": who, "by": by, "why_not": why_not })
}

#[tokio::test(flavor = "multi_thread")]
async fn decisions_of_a_meeting_become_tasks_or_say_why_not() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = Program::of(world, "office", &["read", "handle"]).await?;
        let participants =
            json!([{ "unit": "市城管局", "who": "测试unit_head" }, { "unit": "巷口街道", "who": "测试handler" }]);
        let called = json!({ "held_on": "2026-06-16", "chair": "市长", "participants": participants });
        let meeting = begun(&office, "meeting", "创建推进会", called).await?;
        // Whom nobody knows is named with its line.
        let unknown = json!({ "minutes": "略", "decisions": [decision("清理占道", "张三丰", "2026-06-30", "")] });
        let refused = act(&office, &meeting, 422, "record", unknown).await?;
        assert!(refused.contains("第 1 行") && refused.contains("张三丰"), "{refused}");
        let decisions = json!([
            decision("清理占道经营", "测试handler", "2026-06-30", ""),
            decision("修复破损路面", "测试unit_head", "2026-07-15", ""),
            decision("增设公厕", "", "", ""),
        ]);
        act(&office, &meeting, 200, "record", json!({ "minutes": "会议议定三项", "decisions": decisions })).await?;
        let open = seen(&office, &meeting).await?;
        assert_eq!(open["held_up"][0]["code"], "lines_open", "it cannot be closed, and says why");
        let refused = act(&office, &meeting, 422, "close", json!({})).await?;
        assert!(refused.contains("第 1、2、3 行"), "{refused}");
        act(&office, &meeting, 200, "open_tasks", json!({})).await?;
        let after = seen(&office, &meeting).await?;
        let states: Vec<_> = after["children"].as_array().unwrap().iter().map(|one| one["state"].clone()).collect();
        assert_eq!(states, ["published", "published", "draft"], "nobody answers for the third, so it is not published");
        assert_eq!(after["children"][0]["holder"]["name"], "市城管局");
        // Twice opens nothing twice, and what became a task stays as it was.
        act(&office, &meeting, 422, "open_tasks", json!({})).await?;
        let mut changed = decisions.clone();
        changed[0]["what"] = json!("另一件事");
        let refused = act(&office, &meeting, 422, "amend", json!({ "decisions": changed })).await?;
        assert!(refused.contains("第 1 行已转为任务"), "{refused}");
        let mut more = decisions.clone();
        more.as_array_mut().unwrap().push(decision("编印简报", "", "", "由办公室日常办理"));
        act(&office, &meeting, 200, "amend", json!({ "decisions": more })).await?;
        act(&office, &meeting, 200, "close", json!({})).await?;
        // The person hears, and has it in the to-do; the page of the plan shows it.
        let handler = world.sign_in("handler").await?;
        handler.get("/").await?.expect(200)?.says("清理占道经营")?;
        handler.get("/notices").await?.expect(200)?.says("清理占道经营")?;
        let head = world.sign_in("head").await?;
        let notices = head.get("/notices").await?.expect(200)?.text();
        assert!(!notices.contains("清理占道经营") && notices.contains("修复破损路面"), "each hears of what is its own");
        let plan = world.sign_in("office").await?.get(&format!("/matters/{meeting}/plan")).await?.expect(200)?;
        let plan = plan.says("清理占道经营")?.says("测试handler")?.says("修复破损路面")?.text();
        assert!(plan.contains("cx-plan-bar"));
        holds(world).await
    })
    .await
}

fn task(who: &str, starts: &str, due: &str, after: &[&str]) -> Value {
    json!({ "lead": "市城管局", "person": who, "starts": starts, "due": due, "after": after })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leaf_without_a_person_is_not_published_and_a_broken_down_one_ends_last() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = Program::of(world, "office", &["read", "handle"]).await?;
        let whole = begun(&office, "task", "迎检整治", json!({ "lead": "市城管局", "due": "2026-09-30" })).await?;
        let refused = act(&office, &whole, 422, "publish", json!({})).await?;
        assert!(refused.contains("责任人") && !refused.contains("牵头单位"), "{refused}");
        let steps = json!([
            { "what": "路面保洁", "unit": "市城管局", "who": "测试handler", "from": "2026-06-20", "by": "2026-07-20" },
            { "what": "绿化补植", "unit": "市城管局", "by": "2026-08-20" },
        ]);
        act(&office, &whole, 200, "split", json!({ "steps": steps })).await?;
        act(&office, &whole, 200, "publish", json!({})).await?;
        let tree = seen(&office, &whole).await?;
        let children = numbers(&tree["children"]);
        assert_eq!(
            (tree["children"][0]["state"].as_str(), tree["children"][1]["state"].as_str()),
            (Some("published"), Some("draft"))
        );
        // Whoever has it reports; not the whole before what came out of it.
        let handler = Program::of(world, "handler", &["read", "handle"]).await?;
        let refused = act(&handler, &whole, 422, "report", json!({ "done": "完成" })).await?;
        assert!(refused.contains("还有 2 项下级事项未结"), "{refused}");
        act(&handler, &children[0], 200, "report", json!({ "done": "已保洁" })).await?;
        act(&office, &children[0], 200, "confirm", json!({})).await?;
        act(&office, &children[1], 200, "withdraw", json!({})).await?;
        act(&handler, &whole, 200, "report", json!({ "done": "完成" })).await?;
        act(&office, &whole, 200, "confirm", json!({})).await?;
        assert_eq!(seen(&office, &whole).await?["state"], "done");
        holds(world).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn units_that_help_hear_of_a_task_and_have_a_copy_until_it_is_over() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = Program::of(world, "office", &["read", "handle"]).await?;
        let helpers = json!([{ "unit": "巷口街道" }, { "unit": "市城管局" }, { "unit": "巷口街道" }]);
        let mut values = task("测试handler", "2026-06-20", "2026-07-10", &[]);
        values["helpers"] = helpers;
        let number = begun(&office, "task", "路口秩序整治", values).await?;
        assert_eq!(
            seen(&office, &number).await?["parts"].as_array().map(Vec::len),
            Some(0),
            "nobody is told of a draft"
        );
        act(&office, &number, 200, "publish", json!({})).await?;
        // One that helps, once; the unit that leads sees the task itself.
        let copies = seen(&office, &number).await?["parts"].clone();
        let of = |one: &Value| {
            (one["level"].as_str().unwrap().to_owned(), one["holder"]["name"].as_str().unwrap().to_owned())
        };
        let all: Vec<_> = copies.as_array().unwrap().iter().map(of).collect();
        assert_eq!(all, [("copy".to_owned(), "巷口街道".to_owned())]);
        let copy = numbers(&copies)[0].clone();
        let street = world.sign_in("street1").await?;
        street.get("/notices").await?.expect(200)?.says("路口秩序整治")?;
        street.get("/").await?.expect(200)?.says("路口秩序整治")?;
        let page =
            street.get(&format!("/matters/{copy}")).await?.expect(200)?.says("路口秩序整治")?.says("测试handler")?;
        assert!(!page.text().contains(&format!("href=\"/matters/{number}\"")), "no link leads to a refusal");
        street.get(&format!("/matters/{number}")).await?.expect(404)?;
        // Cases and matters are counted in one badge.
        let street = world.sign_in("street1").await?;
        let page = street.get("/evidence").await?.expect(200)?.text();
        assert!(page.contains("<span class=\"cx-n\" title=\"本岗待办\">1</span>"), "{page}");
        let own = Program::of(world, "street1", &["read", "handle"]).await?;
        act(&own, &copy, 200, "receive", json!({})).await?;
        assert_eq!(seen(&office, &number).await?["parts"][0]["state"], "read");
        // A second one is not read before the task is over: nothing of it stays.
        let mut values = task("测试handler", "2026-06-20", "2026-07-10", &[]);
        values["helpers"] = json!([{ "unit": "新桥街道" }]);
        let second = begun(&office, "task", "夜间巡查", values).await?;
        act(&office, &second, 200, "publish", json!({})).await?;
        act(&office, &second, 200, "withdraw", json!({})).await?;
        assert_eq!(seen(&office, &second).await?["parts"][0]["state"], "lapsed");
        // By a table they have theirs, too.
        let actor = world.actor("office").await?;
        let table = "任务,牵头单位,责任单位,责任人,时限\n清理河道,市城管局,巷口街道、新桥街道,测试handler,2026-07-31\n";
        bring(world, &actor, Kind::Tasks, ("t.csv", table.as_bytes()), false).await?;
        let all = office.read("/matters?procedure=task&level=copy&open=true").await?;
        assert_eq!(numbers(&all["matters"]).len(), 2);
        holds(world).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn moving_a_task_names_what_would_start_too_early() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = Program::of(world, "office", &["read", "handle"]).await?;
        let first = begun(&office, "task", "路面修复", task("测试handler", "2026-07-01", "2026-07-10", &[])).await?;
        act(&office, &first, 200, "publish", json!({})).await?;
        let early = begun(&office, "task", "标线施划", task("测试handler", "2026-07-08", "2026-07-12", &[&first])).await?;
        let refused = act(&office, &early, 422, "publish", json!({})).await?;
        assert!(refused.contains(&early) && refused.contains("2026-07-08"), "{refused}");
        let days = json!({ "lead": "市城管局", "person": "测试handler", "starts": "2026-07-10", "due": "2026-07-12", "after": [&first] });
        act(&office, &early, 200, "arrange", days).await?;
        act(&office, &early, 200, "publish", json!({})).await?;
        let later = json!({ "starts": "2026-07-01", "due": "2026-07-11" });
        let refused = act(&office, &first, 422, "move", later).await?;
        assert!(refused.contains("标线施划") && refused.contains(&early), "{refused}");
        let anyway = json!({ "starts": "2026-07-01", "due": "2026-07-11", "anyway": true });
        act(&office, &first, 200, "move", anyway).await?;
        // One that is there for nobody is not named as one before.
        let gone = json!({ "procedure": "task", "title": "验收", "values": task("测试handler", "", "2026-08-01", &["M000101-0001"]) });
        office.post("/matters", &gone).await?.expect(422)?;
        // Several of one name in a city, one in the unit.
        let twice = json!({ "procedure": "task", "title": "验收", "values": { "person": "测试handler" } });
        let refused = office.post("/matters", &twice).await?.expect(422)?.text();
        assert!(refused.contains("有多人叫"), "{refused}");
        holds(world).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_recurs_comes_once_and_never_on_a_day_off() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = Program::of(world, "office", &["read", "handle"]).await?;
        // 16 June 2026 is a Tuesday; every Friday, beginning on the 19th.
        let values = json!({ "lead": "市城管局", "person": "测试handler", "starts": "2026-06-19", "due": "2026-06-19", "repeats": "workday" });
        let task = begun(&office, "task", "每日巡查", values).await?;
        act(&office, &task, 200, "publish", json!({})).await?;
        let count = async || -> anyhow::Result<Vec<String>> {
            sweep(&world.app, CITY).await?;
            sweep(&world.app, CITY).await?;
            let office = Program::of(world, "office", &["read", "handle"]).await?;
            Ok(numbers(&office.read("/matters?procedure=task").await?["matters"]))
        };
        assert_eq!(count().await?.len(), 1);
        // From Tuesday to Sunday: the next workday behind Friday is Monday.
        world.clock.advance(5 * 24 * HOUR);
        assert_eq!(count().await?.len(), 1);
        world.clock.advance(24 * HOUR);
        let all = count().await?;
        assert_eq!(all.len(), 2);
        let office = Program::of(world, "office", &["read", "handle"]).await?;
        let next = seen(&office, &all[0]).await?;
        assert_eq!((next["state"].as_str(), next["values"]["due"].as_str()), (Some("published"), Some("2026-06-22")));
        assert_eq!(next["values"]["person"], seen(&office, &task).await?["values"]["person"]);
        // Stopped, none comes any more.
        act(&office, &all[0], 200, "stop_repeating", json!({})).await?;
        world.clock.advance(3 * 24 * HOUR + MINUTE);
        sweep(&world.app, CITY).await?;
        let office = Program::of(world, "office", &["read", "handle"]).await?;
        assert_eq!(numbers(&office.read("/matters?procedure=task").await?["matters"]).len(), 2);
        holds(world).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_not_approved_while_a_line_lacks_its_person_or_day() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let head = Program::of(world, "head", &["read", "handle"]).await?;
        let line = |who: &str, by: &str| {
            json!({ "node": "III-1", "gap": "12 次中 3 次不达标", "what": "增加保洁频次", "unit": "市城管局", "who": who, "by": by })
        };
        let items = json!([line("测试handler", "2026-07-31"), line("", "2026-07-31")]);
        let plan = begun(&head, "group_plan", "城市管理组计划", json!({ "period": "三季度", "aim": "达标", "items": items })).await?;
        act(&head, &plan, 200, "submit", json!({})).await?;
        let leader = Program::of(world, "leader", &["read", "handle"]).await?;
        let refused = act(&leader, &plan, 422, "approve", json!({ "opinion": "同意" })).await?;
        assert!(refused.contains("第 2 行缺责任人"), "{refused}");
        act(&leader, &plan, 200, "give_back", json!({})).await?;
        let items = json!([line("测试handler", "2026-07-31"), line("测试unit_head", "2026-08-31")]);
        act(&head, &plan, 200, "edit", json!({ "period": "三季度", "aim": "达标", "items": items })).await?;
        act(&head, &plan, 200, "submit", json!({})).await?;
        act(&leader, &plan, 200, "approve", json!({ "opinion": "同意" })).await?;
        let after = seen(&head, &plan).await?;
        assert!(after["children"].as_array().unwrap().iter().all(|one| one["state"] == "published"));
        assert_eq!(after["children"].as_array().map(Vec::len), Some(2));
        holds(world).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commitment_comes_to_a_task_at_least() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let head = Program::of(world, "head", &["read", "handle"]).await?;
        let tasks = json!([{ "what": "主干道每日两扫", "why_not": "已在做" }]);
        let said = json!({ "occasion": "动员会", "said_on": "2026-06-16", "said": "保证主干道整洁", "tasks": tasks, "due": "2026-09-30" });
        let made = begun(&head, "commitment", "市城管局表态", said).await?;
        let office = Program::of(world, "office", &["read", "handle"]).await?;
        act(&office, &made, 422, "accept", json!({})).await?;
        act(&office, &made, 200, "give_back", json!({})).await?;
        let refused = act(&head, &made, 422, "report", json!({ "done": "已落实" })).await?;
        assert!(refused.contains("尚未转为任何任务"), "{refused}");
        let tasks = json!([
            { "what": "主干道每日两扫", "why_not": "已在做" },
            { "what": "清除小广告", "unit": "市城管局", "who": "测试handler", "by": "2026-07-31" },
        ]);
        act(&head, &made, 200, "amend", json!({ "tasks": tasks, "due": "2026-09-30" })).await?;
        act(&head, &made, 200, "open_tasks", json!({})).await?;
        act(&head, &made, 200, "report", json!({ "done": "已落实" })).await?;
        let refused = act(&office, &made, 422, "confirm", json!({ "verdict": "属实" })).await?;
        assert!(refused.contains("还有 1 项下级事项未结"), "{refused}");
        holds(world).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn board_month_and_a_procedure_of_ones_own_that_opens_what_is_not_there() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = Program::of(world, "office", &["read", "handle"]).await?;
        let values = json!({ "lead": "市城管局", "person": "测试handler", "due": "2026-06-25" });
        let task = begun(&office, "task", "清理楼道", values).await?;
        act(&office, &task, 200, "publish", json!({})).await?;
        let browser = world.sign_in("office").await?;
        browser.get("/matters/board?procedure=task").await?.expect(200)?.says("清理楼道")?.says("待下达")?;
        browser.get("/matters/board").await?.expect(200)?;
        browser.get("/matters/calendar?month=2026-06").await?.expect(200)?.says("清理楼道")?;
        let empty = browser.get("/matters/calendar?month=2026-07").await?.expect(200)?.text();
        assert!(!empty.contains("清理楼道") && empty.contains("本月没有到期的事项"));
        browser.get("/matters/calendar?month=juli").await?.expect(400)?;
        let mut own = office.read("/procedures/meeting").await?["document"].clone();
        own["whole"]["rows"][2]["effects"][0]["open_children"]["procedure"] = json!("nowhere");
        let refused = office.put("/procedures/meeting", &json!({ "document": own })).await?.expect(422)?.text();
        assert!(refused.contains("nowhere"), "{refused}");
        Ok(())
    })
    .await
}

/// As offices write it: a headline, 序号, several units in a cell, days in words.
const TABLE: &str = "创建任务分解表,,,,,\n序号,重点任务,牵头单位,责任单位,责任人,完成时限\n\
    1,清理主干道占道经营,市城管局,巷口街道、新桥街道,测试handler,2026年7月31日\n\
    2,修复破损路面,市城管局、巷口街道,,测试unit_head,2026-08-15\n\
    3,增设公厕,,,,\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_table_of_tasks_comes_in_as_offices_write_it_and_an_edited_cell_is_an_edit() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("office").await?;
        let brought = bring(world, &actor, Kind::Tasks, ("任务分解表.csv", TABLE.as_bytes()), false).await?;
        assert_eq!((brought.added, brought.changed), (3, 0));
        assert!(brought.unknown_columns.is_empty(), "{:?}", brought.unknown_columns);
        let office = Program::of(world, "office", &["read", "handle"]).await?;
        let all = office.read("/matters?procedure=task").await?;
        let of = |title: &str| {
            let found = all["matters"].as_array().into_iter().flatten().find(|one| one["title"] == title);
            found.cloned().unwrap_or_default()
        };
        let (first, second, third) = (of("清理主干道占道经营"), of("修复破损路面"), of("增设公厕"));
        let states = [&first, &second, &third].map(|one| one["state"].as_str().unwrap_or_default().to_owned());
        assert_eq!(states, ["published", "published", "draft"]);
        // Whoever a task is given to is told once, as by the form; who brought the table is not.
        let told = async |login: &str, title: &str| -> anyhow::Result<usize> {
            let page = world.sign_in(login).await?.get("/notices").await?.expect(200)?.text();
            Ok(page.matches(title).count())
        };
        let by_form =
            json!({ "lead": "市城管局", "person": "测试handler", "starts": "2026-06-20", "due": "2026-07-31" });
        let formed = begun(&office, "task", "整治飞线充电", by_form).await?;
        act(&office, &formed, 200, "publish", json!({})).await?;
        let once = told("handler", "整治飞线充电").await?;
        assert!(once > 0);
        assert_eq!(told("handler", "清理主干道占道经营").await?, once);
        assert_eq!((told("handler", "修复破损路面").await?, told("head", "修复破损路面").await?), (0, once));
        assert_eq!((told("handler", "增设公厕").await?, told("office", "清理主干道占道经营").await?), (0, 0));
        assert_eq!(told("street1", "清理主干道占道经营").await?, once, "a unit that helps has its copy to read");
        let task = seen(&office, second["number"].as_str().unwrap()).await?;
        assert_eq!(task["values"]["helpers"].as_array().map(Vec::len), Some(1), "the first leads, the second helps");
        // A moved day moves the task, and nothing else of a published one is changed by a sheet.
        let number = first["number"].as_str().unwrap();
        let moved = format!("编号,任务,时限\n{number},清理主干道占道经营,2026-08-10\n");
        let back = bring(world, &actor, Kind::Tasks, ("t.csv", moved.as_bytes()), false).await?;
        assert_eq!((back.added, back.changed, back.unchanged), (0, 1, 0));
        assert_eq!(seen(&office, number).await?["values"]["due"], "2026-08-10");
        let other = format!("编号,任务,牵头单位\n{number},清理主干道占道经营,巷口街道\n");
        let refused = bring(world, &actor, Kind::Tasks, ("t.csv", other.as_bytes()), false).await.unwrap_err();
        assert_eq!(imports::problems_of(&refused).map(|all| all.count()), Some(1));
        let unknown = "任务,牵头单位,责任人\n清运,市城管局,张三丰\n清运,不存在局,\n";
        let refused = bring(world, &actor, Kind::Tasks, ("t.csv", unknown.as_bytes()), false).await.unwrap_err();
        assert_eq!(imports::problems_of(&refused).map(|all| all.count()), Some(2));
        // A tree: what others are parts of, by its title, is drafted where no row has it; merged cells stand for each of their rows.
        let tree = "一级任务,任务,具体措施,牵头单位,责任人,完成时限\n\
            市容环境,清洗护栏,每周一次,市城管局,测试handler,2026-07-31\n\
            市容环境,更换果皮箱,,市城管局,测试handler,2026-08-31\n\
            清洗护栏,冲洗立面,,市城管局,测试handler,2026-07-20\n";
        let brought = bring(world, &actor, Kind::Tasks, ("t.csv", tree.as_bytes()), false).await?;
        assert_eq!((brought.added, brought.changed), (4, 0));
        let all = office.read("/matters?procedure=task").await?;
        let number = |title: &str| {
            let found = all["matters"].as_array().into_iter().flatten().find(|one| one["title"] == title);
            found.and_then(|one| one["number"].as_str()).unwrap_or_default().to_owned()
        };
        let heading = seen(&office, &number("市容环境")).await?;
        assert_eq!((heading["state"].as_str(), heading["children"].as_array().map(Vec::len)), (Some("draft"), Some(2)));
        let washed = seen(&office, &number("清洗护栏")).await?;
        assert_eq!(
            (washed["values"]["what"].as_str(), washed["whole"].as_str()),
            (Some("每周一次"), heading["number"].as_str())
        );
        assert_eq!(seen(&office, &number("冲洗立面")).await?["whole"], washed["number"]);
        // By its number, too; what is there already stays where it is.
        let more = format!("上级任务,任务\n{},擦拭站牌\n", number("市容环境"));
        bring(world, &actor, Kind::Tasks, ("t.csv", more.as_bytes()), false).await?;
        assert_eq!(seen(&office, &number("市容环境")).await?["children"].as_array().map(Vec::len), Some(3));
        let moved = format!("编号,上级任务,任务\n{},清洗护栏,更换果皮箱\n", number("更换果皮箱"));
        let itself = "上级任务,任务\n自查,自查\n";
        let circle = "上级任务,任务\n甲事,乙事\n乙事,甲事\n";
        for (refused, rows) in [(moved.as_str(), 1), (itself, 1), (circle, 2)] {
            let refused = bring(world, &actor, Kind::Tasks, ("t.csv", refused.as_bytes()), false).await.unwrap_err();
            assert_eq!(imports::problems_of(&refused).map(|all| all.count()), Some(rows));
        }
        // Who may not begin one brings none.
        let admin = world.actor("sysadmin").await?;
        assert!(bring(world, &admin, Kind::Tasks, ("t.csv", TABLE.as_bytes()), true).await.is_err());
        holds(world).await
    })
    .await
}
