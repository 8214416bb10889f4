//! The register: an ask for what is held is refused at every door, and what is asked no more vanishes.

use std::collections::BTreeSet;

use changxiao_app::escalation::sweep::sweep;
use changxiao_domain::time::Day;
use changxiao_testkit::{CITY, World, on_both_engines};
use serde_json::{Value, json};

use super::{act, begun, holds, office, order, outside, part};
use crate::{api::program::Program, lists::bring};
use changxiao_app::imports::Kind;

/// D5: publishing an ask with a fact that is held fails, with the place where it stands.
#[tokio::test(flavor = "multi_thread")]
async fn an_ask_for_what_is_held_is_refused_at_form_interface_and_document() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let program = office(world).await?;
        // By the fact that somebody names, and by a title that says it.
        for items in [
            json!([{ "what": "本周情况", "fact": "site_list" }]),
            json!([{ "what": "志愿者人数" }, { "what": "点位名称：" }]),
        ] {
            let answer = program.post("/matters", &outside(items, "2026-12-31", "communities")).await?;
            answer.expect(422)?.says("系统已有（点位清单）")?.says("/sites")?;
        }
        let browser = world.sign_in("office").await?;
        let fields = [
            ("request_key", "ask-1"),
            ("procedure", "outside_ask"),
            ("title", "社区台账周报"),
            ("issuer", "市民政局"),
            ("basis", "民发〔2026〕3 号"),
            ("frequency", "weekly"),
            ("until", "2026-12-31"),
            ("minutes", "20"),
            ("asked_of", "communities"),
            ("items.what", "整改前后照片"),
            ("items.fact", ""),
            ("note", ""),
        ];
        let form = browser.get("/matters/new?procedure=outside_ask").await?.expect(200)?;
        assert!(form.text().contains("<select") && form.text().contains("点位清单"), "facts are chosen");
        browser
            .post("/matters/new", &fields)
            .await?
            .expect(422)?
            .says("系统已有")?
            .says("/cases")?
            .says("民发〔2026〕3 号")?;
        // Of a document: by the fact of a field, and by the title of a field of its parts.
        let shipped = program.read("/procedures/dispatch_order").await?["document"].clone();
        let refused = async |place: &str, value: Value| {
            let mut document = shipped.clone();
            document["part"]["flow"]["fields"][0][place] = value;
            program.put("/procedures/dispatch_order", &json!({ "document": document })).await?.expect(422)
        };
        refused("fact", json!("scores")).await?.says("/part/flow/fields/0/fact")?.says("考核成绩 /scores")?;
        refused("name_zh", json!("整改情况")).await?.says("/part/flow/fields/0/name_zh")?.says("问题清单 /cases")?;
        // Minutes and the last day are such.
        let mut wrong = outside(json!([{ "what": "志愿者人数" }]), "2026-06-15", "both");
        program.post("/matters", &wrong).await?.expect(422)?.says("截止日期 2026-06-15 已过")?;
        wrong["values"]["until"] = json!("2026-12-31");
        wrong["values"]["minutes"] = json!(601);
        program.post("/matters", &wrong).await?.expect(422)?.says("1 至 600")?;
        assert_eq!(program.read("/matters?procedure=outside_ask").await?["matters"], json!([]), "nothing was begun");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_registered_reaches_whom_it_is_for_and_ends_by_itself() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let program = office(world).await?;
        // A street tells the office of a table; the office cannot register what is held, and refuses it.
        let street = Program::of(world, "street1", &["read", "handle"]).await?;
        let told = begun(&street, outside(json!([{ "what": "点位名称" }]), "2026-12-31", "towns")).await?;
        let version = program.read(&format!("/matters/{told}")).await?["version"].clone();
        let accept = json!({ "action": "accept", "version": version, "values": {} });
        program.post(&format!("/matters/{told}/actions"), &accept).await?.expect(422)?.says("/sites")?;
        act(&program, &told, "refuse", json!({})).await?;
        // What nobody holds is registered, for communities and towns.
        let items = json!([{ "what": "志愿者人数", "fact": "" }]);
        let both = begun(&program, outside(items.clone(), "2026-06-30", "both")).await?;
        let below = begun(&program, outside(items, "2026-06-30", "communities")).await?;
        let numbers = |list: &Value| -> BTreeSet<String> {
            let asks = list["asks"].as_array().into_iter().flatten();
            asks.filter_map(|ask| ask["number"].as_str().map(str::to_owned)).collect()
        };
        assert_eq!(numbers(&program.read("/asks").await?), BTreeSet::from([both.clone(), below.clone()]));
        let of_street = street.read("/asks").await?;
        assert_eq!(
            numbers(&of_street),
            BTreeSet::from([both.clone()]),
            "what is for communities does not reach a street"
        );
        let dispatch =
            of_street["asks"].as_array().into_iter().flatten().find(|ask| ask["procedure"] == "dispatch_order");
        assert_eq!(dispatch.map(|ask| ask["minutes"].clone()), Some(json!(15)), "procedures ask, too");
        assert!(of_street["held"].as_array().is_some_and(|held| held.iter().any(|one| one["address"] == "/sites")));
        let browser = world.sign_in("office").await?;
        browser.get("/asks").await?.expect(200)?.says("社区台账周报")?.says("民发〔2026〕3 号")?.says("即将到期")?;
        browser.get("/asks/export.xlsx").await?.expect(200)?;
        world
            .sign_in("street1")
            .await?
            .get("/asks")
            .await?
            .expect(200)?
            .says("对本单位的要求")?
            .says("社区台账周报")?;
        // Ended by hand, and by itself on the morning after its last day.
        act(&program, &below, "stop", json!({})).await?;
        assert_eq!(numbers(&program.read("/asks").await?), BTreeSet::from([both.clone()]));
        world.set_time(Day::constant(2026, 7, 1), 8, 30);
        sweep(&world.app, CITY).await?;
        let program = office(world).await?;
        assert_eq!(numbers(&program.read("/asks").await?), BTreeSet::new());
        assert_eq!(numbers(&program.read("/asks?shown=over").await?), BTreeSet::from([both.clone(), below]));
        assert_eq!(program.read(&format!("/matters/{both}")).await?["state"], "run_out");
        program.get("/asks?shown=all").await?.expect(400)?;
        world.sign_in("office").await?.get(&format!("/matters/{both}")).await?.expect(200)?.says("已到期")?;
        holds(world).await
    })
    .await
}

/// The office proposes an edition from a day on, another person puts it in force.
async fn in_force(world: &World, document: &mut Value, edition: &str, day: &str) -> anyhow::Result<()> {
    document["edition"] = json!(edition);
    document["in_force_from"] = json!(day);
    let key = document["key"].as_str().unwrap_or_default().to_owned();
    let body = json!({ "document": document });
    let draft: Value = office(world).await?.put(&format!("/procedures/{key}"), &body).await?.expect(200)?.json()?;
    let other = Program::of(world, "sysadmin", &["read", "handle"]).await?;
    let seen = json!({ "version": draft["version"] });
    other.post(&format!("/procedures/{key}/confirmation"), &seen).await?.expect(200)?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_procedure_asks_no_more_is_not_issued_and_leaves_the_to_dos() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let program = office(world).await?;
        let mut document = program.read("/procedures/dispatch_order").await?["document"].clone();
        document["ask"]["until"] = json!("2026-06-20");
        in_force(world, &mut document, "2026-3", "2026-06-16").await?;
        let mut task = program.read("/procedures/task").await?["document"].clone();
        task["ask"]["until"] = json!("2026-06-20");
        in_force(world, &mut task, "2026-4", "2026-06-16").await?;
        let whole = begun(&program, order("端午前清理占道", &["S1", "S2"])).await?;
        let street = world.sign_in("street1").await?;
        street.get("/matters?show=mine").await?.expect(200)?.says("端午前清理占道")?;
        world.set_time(Day::constant(2026, 6, 21), 8, 30);
        sweep(&world.app, CITY).await?;
        sweep(&world.app, CITY).await?;
        let (program, street) = (office(world).await?, world.sign_in("street1").await?);
        street.get("/matters?show=mine").await?.expect(200)?.says("没有符合筛选条件的事项")?;
        let number = part(&program, "S1").await?;
        assert_eq!(program.read(&format!("/matters/{number}")).await?["state"], "run_out");
        // It is not offered any more, and refused to whoever asks all the same.
        let choice = world.sign_in("office").await?.get("/matters/new").await?.expect(200)?;
        assert!(!choice.text().contains("dispatch_order"), "nobody is offered what is asked no more");
        program.post("/matters", &order("再清理", &["S1"])).await?.expect(422)?.says("已于 2026-06-20 截止")?;
        let version = program.read(&format!("/matters/{whole}")).await?["version"].clone();
        let add = json!({ "action": "add", "version": version, "units": ["X"] });
        program.post(&format!("/matters/{whole}/actions"), &add).await?.expect(422)?.says("截止")?;
        // Neither by a sheet, nor out of a line of something else.
        let actor = world.actor("office").await?;
        let sheet = "办理规程,标题,任务内容\n任务,清运,清运垃圾\n";
        let refused = bring(world, &actor, Kind::Matters, ("事项.csv", sheet.as_bytes()), true).await;
        assert!(format!("{:?}", refused.err()).contains("2026-06-20"), "a sheet is no way round");
        let program = office(world).await?;
        let called = json!({ "held_on": "2026-06-21", "chair": "市长", "participants": [{ "unit": "市城管局", "who": "" }] });
        let meeting = begun(&program, json!({ "procedure": "meeting", "title": "推进会", "values": called })).await?;
        let line = json!([{ "what": "清运垃圾", "unit": "市城管局", "who": "测试handler", "by": "2026-06-30", "why_not": "" }]);
        act(&program, &meeting, "record", json!({ "minutes": "一项", "decisions": line })).await?;
        let version = program.read(&format!("/matters/{meeting}")).await?["version"].clone();
        let opened = json!({ "action": "open_tasks", "version": version, "values": {} });
        program.post(&format!("/matters/{meeting}/actions"), &opened).await?.expect(422)?.says("截止")?;
        // What nobody waits for holds nothing up.
        act(&program, &whole, "close", json!({ "summary": "要求已截止" })).await?;
        holds(world).await?;
        // A later last day lets it be asked again.
        document["ask"]["until"] = json!("2026-12-31");
        in_force(world, &mut document, "2026-4", "2026-06-21").await?;
        begun(&program, order("再清理", &["S1"])).await?;
        Ok(())
    })
    .await
}
