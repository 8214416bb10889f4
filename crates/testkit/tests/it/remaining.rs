//! Procedures that ship and that no other story tells: instructions from above, praise, projects, holiday plans, reports to deputies, and the
//! ends of a call to account. Each is told by programs, who are let do what their posts may do.

use changxiao_domain::time::HOUR;
use changxiao_testkit::{World, on_both_engines, photo};
use serde_json::{Value, json};

use crate::{api::program::Program, matters::broken};

/// Those who act.
struct People {
    office: Program,
    leader: Program,
    head: Program,
    handler: Program,
    street: Program,
}

impl People {
    async fn of(world: &World) -> anyhow::Result<Self> {
        let program = async |login| Program::of(world, login, &["read", "handle"]).await;
        Ok(Self {
            office: program("office").await?,
            leader: program("leader").await?,
            head: program("head").await?,
            handler: program("handler").await?,
            street: program("street1").await?,
        })
    }
}

async fn begun(by: &Program, procedure: &str, title: &str, values: Value, units: &[&str]) -> anyhow::Result<String> {
    let body = json!({ "procedure": procedure, "title": title, "values": values, "units": units });
    let begun: Value = by.post("/matters", &body).await?.expect(201)?.json()?;
    Ok(begun["number"].as_str().unwrap_or_default().to_owned())
}

async fn seen(by: &Program, number: &str) -> anyhow::Result<Value> {
    by.read(&format!("/matters/{number}")).await
}

/// Takes an action on it as it stands; the answer, which has to have this status.
async fn act(by: &Program, number: &str, status: u16, action: &str, values: Value) -> anyhow::Result<String> {
    let version = seen(by, number).await?["version"].clone();
    let body = json!({ "action": action, "version": version, "values": values, "reason": "按规定办理" });
    Ok(by.post(&format!("/matters/{number}/actions"), &body).await?.expect(status)?.text())
}

async fn state(by: &Program, number: &str) -> anyhow::Result<String> {
    Ok(seen(by, number).await?["state"].as_str().unwrap_or_default().to_owned())
}

/// The number of the part of a unit.
async fn part(by: &Program, whole: &str, unit: &str) -> anyhow::Result<String> {
    let parts = seen(by, whole).await?["parts"].clone();
    let of = parts.as_array().into_iter().flatten().find(|part| part["holder"]["name"] == unit);
    Ok(of.map_or("", |part| part["number"].as_str().unwrap_or_default()).to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instruction_from_above_is_answered_by_its_day() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let people = People::of(world).await?;
        let values = json!({ "sender": "省文明办", "text": "一周内报送占道整治情况", "due": "2026-06-22" });
        let number = begun(&people.office, "instruction", "省文明办交办占道整治", values, &[]).await?;
        act(&people.office, &number, 422, "reply", json!({ "answer": "已办", "replied_on": "2026-06-20" })).await?;
        act(&people.office, &number, 200, "assign", json!({ "lead": "市城管局" })).await?;
        // Another unit than the one that has it does not report.
        people.street.get(&format!("/matters/{number}")).await?.expect(404)?;
        act(&people.handler, &number, 200, "report", json!({ "draft": "整治 12 处" })).await?;
        act(&people.office, &number, 200, "give_back", json!({})).await?;
        act(&people.handler, &number, 200, "report", json!({ "draft": "整治 12 处，附照片" })).await?;
        let after = seen(&people.office, &number).await?;
        assert_eq!(after["submissions"].as_array().map(Vec::len), Some(4), "both reports are kept");
        act(&people.office, &number, 200, "reply", json!({ "answer": "整治 12 处", "replied_on": "2026-06-19" }))
            .await?;
        assert_eq!(state(&people.office, &number).await?, "answered");
        assert_eq!(broken(world).await?, Vec::<String>::new());
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn praise_is_of_units_and_approved_by_another_one() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let people = People::of(world).await?;
        let values = json!({ "unit": "市城管局", "form": "notice", "reason_text": "攻坚有力", "basis": "创建工作奖励办法第三条" });
        let lacking = json!({ "procedure": "praise", "title": "表扬", "values": { "unit": "市城管局", "form": "notice" } });
        people.office.post("/matters", &lacking).await?.expect(422)?.says("依据")?;
        let number = begun(&people.office, "praise", "表扬市城管局", values, &[]).await?;
        act(&people.office, &number, 422, "approve", json!({ "opinion": "同意" })).await?;
        act(&people.leader, &number, 200, "approve", json!({ "opinion": "同意" })).await?;
        act(&people.office, &number, 200, "carry_out", json!({ "carried_on": "2026-06-20", "carried": "已通报" })).await?;
        assert_eq!(state(&people.office, &number).await?, "carried_out");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_goes_through_its_stages_in_order() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let people = People::of(world).await?;
        let values = json!({ "kind": "lighting", "place": "350602003", "what": "更换路灯 40 盏", "budget": "86000.50", "finish": "2026-09-30" });
        let number = begun(&people.head, "project", "背街小巷亮化", values, &[]).await?;
        assert_eq!(seen(&people.head, &number).await?["values"]["budget"], 8_600_050);
        act(&people.head, &number, 422, "start", json!({ "started_on": "2026-06-20" })).await?;
        act(&people.leader, &number, 200, "approve", json!({ "opinion": "同意" })).await?;
        act(&people.handler, &number, 422, "finish_work", json!({ "finished_on": "2026-08-01", "cost": "80000" })).await?;
        act(&people.handler, &number, 200, "start", json!({ "started_on": "2026-06-20" })).await?;
        act(&people.handler, &number, 200, "progress_report", json!({ "progress": "已换 10 盏" })).await?;
        let pictures = [("file-1", "a.jpg", photo(1)), ("file-2", "b.jpg", photo(2))];
        let captions = [("caption-1", "2026年6月，更换中"), ("caption-2", "2026年6月，已更换")];
        world.sign_in("handler").await?.upload("/evidence/new", &captions, &pictures).await?.expect(303)?;
        act(&people.handler, &number, 200, "progress_report", json!({ "progress": "已换 30 盏", "photos": [1] })).await?;
        let bare = act(&people.handler, &number, 422, "finish_work", json!({ "finished_on": "2026-08-01", "cost": "80000" }));
        assert!(bare.await?.contains("完工照片"), "what was built is shown");
        let built = |day, cost| json!({ "finished_on": day, "cost": cost, "after": [2] });
        act(&people.handler, &number, 200, "finish_work", built("2026-08-01", "80000")).await?;
        act(&people.office, &number, 200, "give_back", json!({})).await?;
        act(&people.handler, &number, 200, "finish_work", built("2026-08-03", "80100")).await?;
        let page = world.sign_in("leader").await?.get(&format!("/matters/{number}")).await?.expect(200)?;
        page.says("已更换")?.says("更换中")?;
        act(&people.office, &number, 200, "accept", json!({ "found": "40 盏全亮" })).await?;
        assert_eq!(state(&people.office, &number).await?, "accepted");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_holiday_plan_is_published_once_every_unit_has_its_duty_list() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let people = People::of(world).await?;
        let values = json!({ "holiday": "端午", "from": "2026-06-19", "until": "2026-06-21", "due": "2026-06-18" });
        let whole = begun(&people.office, "holiday_plan", "端午值班", values, &["CG", "S1"]).await?;
        let duty = json!({ "duty": [{ "day": "2026-06-19", "post": "值班员", "who": "测试handler" }], "leave": [{ "who": "测试head", "from": "2026-06-20", "until": "2026-06-21" }] });
        let (first, second) = (part(&people.office, &whole, "市城管局").await?, part(&people.office, &whole, "巷口街道").await?);
        act(&people.handler, &first, 200, "hand_in", duty.clone()).await?;
        act(&people.office, &first, 200, "accept", json!({})).await?;
        act(&people.office, &whole, 422, "publish", json!({ "summary": "按表值守" })).await?;
        act(&people.street, &second, 200, "hand_in", duty).await?;
        // Who is on leave is read by the unit and by those who see the whole city, not by other units.
        people.handler.get(&format!("/matters/{second}")).await?.expect(404)?;
        act(&people.street, &second, 200, "take_back", json!({})).await?;
        act(&people.street, &second, 200, "hand_in", json!({ "duty": [{ "day": "2026-06-19", "post": "值班员", "who": "测试street1" }] })).await?;
        act(&people.office, &second, 200, "accept", json!({})).await?;
        act(&people.office, &whole, 200, "publish", json!({ "summary": "按表值守" })).await?;
        assert_eq!(state(&people.office, &whole).await?, "published");
        assert_eq!(broken(world).await?, Vec::<String>::new());
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_opinion_of_deputies_has_its_reply() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let people = People::of(world).await?;
        let values = json!({ "period": "2026 年上半年", "recipients": [{ "who": "市人大代表", "kind": "代表" }], "text": "上半年创建情况" });
        let whole = begun(&people.office, "deputies_report", "向代表委员报告", values, &[]).await?;
        let version = seen(&people.office, &whole).await?["version"].clone();
        let opinion = |text: &str, unit: &str, reply: &str| json!({ "who": "张代表", "text": text, "unit": unit, "reply": reply });
        let two = |first: &str, second: &str| {
            json!([opinion("背街小巷太暗", "市城管局", first), opinion("公厕太少", "巷口街道", second)])
        };
        // Each opinion has a unit that answers it.
        let nobody = json!({ "opinions": [opinion("背街小巷太暗", "", "")], "due": "2026-07-10" });
        act(&people.office, &whole, 422, "collect", nobody).await?;
        let opinions = json!({ "opinions": two("", ""), "due": "2026-07-10" });
        let body = json!({ "action": "collect", "version": version, "values": opinions, "units": ["CG", "S1"] });
        people.office.post(&format!("/matters/{whole}/actions"), &body).await?.expect(200)?;
        act(&people.office, &whole, 422, "close", json!({ "replies": "已答复" })).await?;
        for (who, unit) in [(&people.handler, "市城管局"), (&people.street, "巷口街道")] {
            let part = part(&people.office, &whole, unit).await?;
            act(who, &part, 422, "reply", json!({ "opinion": "背街小巷太暗" })).await?;
            act(who, &part, 200, "reply", json!({ "opinion": "背街小巷太暗", "reply_text": "9 月底前更换路灯" })).await?;
            act(&people.office, &part, 200, "accept", json!({})).await?;
        }
        // One reply is none for the other opinion.
        act(&people.office, &whole, 422, "close", json!({ "replies": "均已书面答复" })).await?;
        act(&people.office, &whole, 200, "record", json!({ "opinions": two("9 月底前更换路灯", "") })).await?;
        let half = act(&people.office, &whole, 422, "close", json!({})).await?;
        assert!(half.contains("第 2 行") && half.contains("答复"), "{half}");
        act(&people.office, &whole, 200, "record", json!({ "opinions": two("9 月底前更换路灯", "新增 3 座") })).await?;
        act(&people.office, &whole, 200, "close", json!({ "replies": "均已书面答复" })).await?;
        assert_eq!(state(&people.office, &whole).await?, "answered");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_to_account_is_carried_out_once_the_time_for_a_review_is_over() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let people = People::of(world).await?;
        let values = json!({ "unit": "市城管局", "facts": "三次督办未改", "evidence": "督办单", "basis": "《问责条例》第七条", "measure": "notice" });
        // Nobody is called to account without proof.
        let bare = json!({ "procedure": "accountability", "title": "油烟问题久拖未改", "values": values });
        people.office.post("/matters", &bare).await?.expect(422)?.says("证据材料")?;
        let proof = [("file-1", "a.jpg", photo(1))];
        world.sign_in("office").await?.upload("/evidence/new", &[("caption-1", "督办单")], &proof).await?.expect(303)?;
        let mut values = values;
        values["pack"] = json!([1]);
        let number = begun(&people.office, "accountability", "油烟问题久拖未改", values.clone(), &[]).await?;
        // The unit hears once another person has approved.
        people.head.get(&format!("/matters/{number}")).await?.expect(404)?;
        act(&people.leader, &number, 200, "approve", json!({ "opinion": "同意", "carry_by": "2026-07-31" })).await?;
        world.sign_in("head").await?.get("/notices").await?.expect(200)?.says("油烟问题久拖未改")?;
        act(&people.office, &number, 422, "expire", json!({})).await?;
        world.clock.advance(31 * 24 * HOUR);
        let people = People::of(world).await?;
        let late = act(&people.head, &number, 422, "ask_review", json!({ "plea": "已整改" })).await?;
        assert!(late.contains("30"), "{late}");
        act(&people.office, &number, 200, "expire", json!({})).await?;
        // It is carried out by its day, or it is said why not.
        let due = seen(&people.office, &number).await?["due_at"].to_string();
        assert!(due.contains("2026-07-31"), "{due}");
        act(&people.office, &number, 200, "carry_out", json!({ "carried": "已通报" })).await?;
        assert_eq!(state(&people.office, &number).await?, "carried_out");
        let other = begun(&people.office, "accountability", "占道问题久拖未改", values, &[]).await?;
        act(&people.leader, &other, 200, "approve", json!({ "opinion": "同意", "carry_by": "2026-08-31" })).await?;
        act(&people.head, &other, 200, "accept", json!({})).await?;
        let silent = act(&people.office, &other, 422, "not_carry_out", json!({})).await?;
        assert!(silent.contains("未执行的原因"), "{silent}");
        act(&people.office, &other, 200, "not_carry_out", json!({ "why_not": "单位已撤并" })).await?;
        assert_eq!(state(&people.office, &other).await?, "not_carried_out");
        assert_eq!(broken(world).await?, Vec::<String>::new());
        Ok(())
    })
    .await
}
