//! Cases: everything that can be done to one.

use changxiao_domain::time::{Day, HOUR};
use changxiao_testkit::{CITY, photo};
use serde_json::{Value, json};

use super::story::Story;

pub async fn tell(story: &Story<'_>) -> anyhow::Result<()> {
    checked_twice(story).await?;
    fixed_on_the_spot(story).await?;
    sent_to_and_fro(story).await?;
    asked_for(story).await?;
    voided_and_closed_by_order(story).await?;
    merged(story).await?;
    counted_anew_and_escalated(story).await?;
    appealed(story).await
}

/// Something that the inspector finds on a main road.
async fn reported(story: &Story<'_>) -> anyhow::Result<String> {
    let new = json!({ "category": "E0104", "text": "垃圾箱满溢，污水流到人行道", "site": 1 });
    let made = story.send("inspector", "/cases", new).await?;
    Ok(made["number"].as_str().unwrap_or_default().to_owned())
}

/// With the department under a limit of four working hours.
async fn dispatched(story: &Story<'_>) -> anyhow::Result<String> {
    let number = reported(story).await?;
    act(story, &number, "dispatcher", "filing", json!({})).await?;
    let to = json!({ "lead_unit": "CG", "co_units": ["S1"], "limit": { "kind": "working_hour", "amount": 4 } });
    act(story, &number, "dispatcher", "dispatch", to).await?;
    Ok(number)
}

async fn act(story: &Story<'_>, number: &str, login: &str, what: &str, document: Value) -> anyhow::Result<()> {
    story.send(login, &format!("/cases/{number}/{what}"), document).await.map(drop)
}

async fn checked_twice(story: &Story<'_>) -> anyhow::Result<()> {
    let new = json!({ "category": "E0104", "text": "垃圾堆放", "site": 1 });
    let made = story.show("inspector", "/cases", new, 1).await?;
    let number = made["number"].as_str().unwrap_or_default().to_owned();
    let number = number.as_str();
    act(story, number, "office", "verification-request", json!({ "note": "位置不清" })).await?;
    let seen = json!({ "found": true, "text": "属实" });
    story.show("checker", &format!("/cases/{number}/verification"), seen, 2).await?;
    act(story, number, "dispatcher", "filing", json!({ "category": "E0102" })).await?;
    act(story, number, "dispatcher", "dispatch", json!({ "lead_unit": "CG", "co_units": ["S1", "S2"] })).await?;
    act(story, number, "dispatcher", "reminder", json!({ "text": "尽快" })).await?;
    let order = json!({ "kind": "leader", "reply_required": true, "reason": "三日内办结" });
    act(story, number, "leader", "supervision", order).await?;
    act(story, number, "head", "supervision-reply", json!({ "text": "明日完成" })).await?;
    act(story, number, "handler", "acceptance", json!({})).await?;
    for (round, passed) in [(1, false), (2, true)] {
        let path = format!("/cases/{number}/result");
        story.show("handler", &path, json!({ "text": format!("第{round}次清空并冲洗") }), 2 * round + 1).await?;
        act(story, number, "dispatcher", "check-request", json!({ "note": "现场看" })).await?;
        let checked = json!({ "passed": passed, "text": "看过" });
        story.show("checker", &format!("/cases/{number}/check"), checked, 2 * round + 2).await?;
        if !passed {
            // It went back to the unit.
            act(story, number, "handler", "acceptance", json!({})).await?;
        }
    }
    act(story, number, "dispatcher", "closure", json!({ "conditions_met": true })).await?;
    act(story, number, "office", "note", json!({ "text": "已告知上报人" })).await
}

async fn fixed_on_the_spot(story: &Story<'_>) -> anyhow::Result<()> {
    for (place, granted) in [(1, true), (3, false)] {
        let inspector = story.world.sign_in("inspector").await?;
        let fields = [("category", "E0405"), ("site", "1"), ("fixed", "on"), ("fixed_text", "扶起三辆")];
        let photos = [("photos", "a.jpg", photo(10 + place)), ("after", "b.jpg", photo(11 + place))];
        let answer = inspector.upload("/cases/new", &fields, &photos).await?.expect(303)?;
        let number = answer.location().trim_start_matches("/cases/").to_owned();
        act(story, &number, "dispatcher", "audit", json!({ "granted": granted, "reason": "看过照片" })).await?;
    }
    Ok(())
}

async fn sent_to_and_fro(story: &Story<'_>) -> anyhow::Result<()> {
    let number = reported(story).await?;
    let number = number.as_str();
    act(story, number, "office", "filing", json!({})).await?;
    act(story, number, "office", "return", json!({ "to": "acceptance", "reason": "再核实" })).await?;
    act(story, number, "office", "filing", json!({})).await?;
    let street = json!({ "lead_unit": "S1", "limit": { "kind": "working_day", "amount": 2 } });
    act(story, number, "office", "dispatch", street).await?;
    act(story, number, "street1", "return", json!({ "to": "dispatch", "reason": "非本街道" })).await?;
    act(story, number, "office", "dispatch", json!({ "lead_unit": "CG", "designated": true })).await?;
    act(story, number, "handler", "acceptance", json!({})).await?;
    act(story, number, "handler", "withdrawal", json!({ "reason": "换人" })).await?;
    act(story, number, "handler", "acceptance", json!({})).await?;
    let done = || json!({ "text": "已清", "without_photo": "夜间作业无法拍照" });
    act(story, number, "handler", "result", done()).await?;
    act(story, number, "head", "rework", json!({ "to": "handler", "reason": "没清干净" })).await?;
    act(story, number, "handler", "result-for-unit", done()).await?;
    act(story, number, "head", "confirmation", json!({ "note": "属实" })).await?;
    act(story, number, "office", "rework", json!({ "reason": "照片看不出" })).await
}

async fn asked_for(story: &Story<'_>) -> anyhow::Result<()> {
    let number = dispatched(story).await?;
    let number = number.as_str();
    let (yes, no) = (json!({ "granted": true }), json!({ "granted": false, "reason": "可先围挡" }));
    for answer in [&no, &yes] {
        act(story, number, "head", "extension", json!({ "reason": "配件未到" })).await?;
        act(story, number, "dispatcher", "extension-decision", answer.clone()).await?;
    }
    let wait = json!({ "kind": "season", "until": "2026-06-22", "reason": "雨季后补种" });
    for answer in [&no, &yes] {
        act(story, number, "head", "hang", wait.clone()).await?;
        act(story, number, "dispatcher", "hang-decision", answer.clone()).await?;
    }
    act(story, number, "dispatcher", "hang-end", json!({ "note": "雨停" })).await?;

    let number = dispatched(story).await?;
    let number = number.as_str();
    act(story, number, "head", "objection", json!({ "kind": "limit", "reason": "需开挖" })).await?;
    act(story, number, "office", "objection-decision", no).await?;
    let number = dispatched(story).await?;
    let number = number.as_str();
    act(story, number, "head", "objection", json!({ "kind": "limit", "reason": "需开挖" })).await?;
    let longer = json!({ "granted": true, "limit": { "kind": "working_day", "amount": 3 } });
    act(story, number, "office", "objection-decision", longer).await?;
    let number = dispatched(story).await?;
    let number = number.as_str();
    act(story, number, "head", "objection", json!({ "kind": "duty", "reason": "属园林" })).await?;
    act(story, number, "office", "objection-decision", yes).await
}

async fn voided_and_closed_by_order(story: &Story<'_>) -> anyhow::Result<()> {
    let number = dispatched(story).await?;
    for answer in [json!({ "granted": false, "reason": "仍在" }), json!({ "granted": true })] {
        act(story, &number, "dispatcher", "voiding-request", json!({ "reason": "物业已办" })).await?;
        act(story, &number, "leader", "voiding-decision", answer).await?;
    }
    let number = reported(story).await?;
    act(story, &number, "office", "verification-request", json!({})).await?;
    act(story, &number, "checker", "verification", json!({ "found": false, "text": "现场无此问题" })).await?;
    act(story, &number, "office", "voiding", json!({ "reason": "不属实" })).await?;
    let number = dispatched(story).await?;
    act(story, &number, "leader", "forced-closure", json!({ "reason": "地块移交" })).await
}

async fn merged(story: &Story<'_>) -> anyhow::Result<()> {
    let (one, two) = (reported(story).await?, reported(story).await?);
    act(story, &one, "office", "filing", json!({})).await?;
    act(story, &two, "office", "filing", json!({})).await?;
    act(story, &two, "office", "merger", json!({ "into": one })).await?;
    act(story, &two, "office", "reopening", json!({ "reason": "不是同一处" })).await
}

/// Wednesday becomes a day off under running cases; then days go by, the ladder is climbed and a suspended case goes on by itself.
async fn counted_anew_and_escalated(story: &Story<'_>) -> anyhow::Result<()> {
    let world = story.world;
    let number = dispatched(story).await?;
    let wait = json!({ "kind": "engineering", "until": "2026-06-19", "reason": "管网改造" });
    act(story, &number, "head", "hang", wait).await?;
    act(story, &number, "dispatcher", "hang-decision", json!({ "granted": true })).await?;
    let fields = [("kind", "off"), ("name", "端午节"), ("source", "测试通知"), ("was_kind", ""), ("was_name", "")];
    world.sign_in("office").await?.post("/calendar/2026-06-17", &fields).await?.expect(303)?;
    for day in 18..=24 {
        world.set_time(Day::constant(2026, 6, day), 9, 0);
        changxiao_app::escalation::sweep::sweep(&world.app, CITY).await?;
        changxiao_app::cases::resume_suspended(&world.app, CITY).await?;
    }
    Ok(())
}

/// Two late cases, one appeal granted on both levels, one refused.
async fn appealed(story: &Story<'_>) -> anyhow::Result<()> {
    for granted in [true, false] {
        let number = dispatched(story).await?;
        let number = number.as_str();
        act(story, number, "handler", "acceptance", json!({})).await?;
        story.world.clock.advance(25 * HOUR);
        let done = json!({ "text": "已复位", "without_photo": "台风停电" });
        act(story, number, "handler", "result", done).await?;
        act(story, number, "office", "closure", json!({ "conditions_met": true, "reason": "电话确认" })).await?;
        act(story, number, "head", "appeal", json!({ "reason": "台风停工一日" })).await?;
        let answer = json!({ "granted": granted, "reason": "看过停工通知" });
        act(story, number, "office", "appeal-decision", answer.clone()).await?;
        if granted {
            act(story, number, "leader", "appeal-decision", answer).await?;
        }
    }
    Ok(())
}
