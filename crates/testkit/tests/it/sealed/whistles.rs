//! Whistles, the consultations that they lead to, and those that the office convenes itself.

use changxiao_domain::time::HOUR;
use serde_json::{Value, json};

use super::story::Story;

pub async fn tell(story: &Story<'_>) -> anyhow::Result<()> {
    rated_by_both_sides(story).await?;
    refused_and_withdrawn(story).await?;
    disputed(story).await?;
    acted_jointly(story).await
}

async fn act(story: &Story<'_>, room: &str, login: &str, what: &str, document: Value) -> anyhow::Result<()> {
    story.send(login, &format!("{room}/{what}"), document).await.map(drop)
}

/// The handler of 巷口街道 drafts, calling the bureau and the neighbouring street.
async fn drafted(story: &Story<'_>, kind: &str) -> anyhow::Result<String> {
    let units = json!([{ "unit": "CG", "task": "查处违规排放" }, { "unit": "S2", "task": "同段商户告知" }]);
    let (title, text) = ("沿街店铺油烟直排", "居民多次反映，街道无执法权");
    let new = json!({ "kind": kind, "title": title, "text": text, "place": "新华西路", "units": units });
    let made = story.send("street1", "/whistles", new).await?;
    Ok(format!("/whistles/{}", made["number"].as_str().unwrap_or_default()))
}

async fn blown(story: &Story<'_>, kind: &str) -> anyhow::Result<String> {
    let room = drafted(story, kind).await?;
    act(story, &room, "street1", "approval-request", json!({})).await?;
    act(story, &room, "streethead", "approval", json!({})).await?;
    Ok(room)
}

async fn rated_by_both_sides(story: &Story<'_>) -> anyhow::Result<()> {
    let room = blown(story, "emergency").await?;
    act(story, &room, "handler", "arrival", json!({})).await?;
    story.world.clock.advance(HOUR);
    act(story, &room, "street2", "arrival", json!({})).await?;
    let plan = json!({ "text": "先查后改", "units": [{ "unit": "CG", "task": "当场查处三家" }] });
    act(story, &room, "street1", "plan", plan).await?;
    act(story, &room, "street1", "result", json!({ "text": "三家已停排" })).await?;
    for (unit, response) in [("CG", 5), ("S2", 2)] {
        let stars = json!({ "unit": unit, "response": response, "solution": 3, "text": "评语" });
        act(story, &room, "street1", "unit-rating", stars).await?;
    }
    act(story, &room, "handler", "call-rating", json!({ "justified": true })).await?;
    act(story, &room, "street2", "call-rating", json!({ "justified": false, "text": "不在本街道" })).await?;
    act(story, &room, "street1", "closure", json!({})).await
}

async fn refused_and_withdrawn(story: &Story<'_>) -> anyhow::Result<()> {
    let room = drafted(story, "tackling").await?;
    let fields = [
        ("kind", "tackling"),
        ("title", "油烟直排（改）"),
        ("text", "补充照片"),
        ("place", "新华西路"),
        ("unit_0", &story.world.city.department.to_string()),
        ("task_0", "查处"),
    ];
    story.fill("street1", &room, "revision", &fields).await?;
    act(story, &room, "street1", "approval-request", json!({})).await?;
    act(story, &room, "streethead", "refusal", json!({ "reason": "本街道可自行解决" })).await?;
    let room = blown(story, "daily").await?;
    act(story, &room, "handler", "absence", json!({ "reason": "人员在防汛一线" })).await?;
    act(story, &room, "street1", "withdrawal", json!({ "reason": "已自行解决" })).await
}

/// A consultation that binds one unit and releases the other.
async fn disputed(story: &Story<'_>) -> anyhow::Result<()> {
    let room = blown(story, "daily").await?;
    act(story, &room, "handler", "objection", json!({ "reason": "油烟归生态环境部门" })).await?;
    act(story, &room, "street2", "objection", json!({ "reason": "不在本街道" })).await?;
    act(story, &room, "streethead", "referral", json!({ "reason": "职责有争议" })).await?;
    let list = story.read("office", "/consultations").await?;
    let number = list["consultations"][0]["number"].as_str().unwrap_or_default().to_owned();
    let consultation = format!("/consultations/{number}");
    act(story, &consultation, "handler", "contribution", json!({ "text": "我局只管占道" })).await?;
    let answers = json!([{ "unit": "CG", "bound": true }, { "unit": "S2", "bound": false }]);
    let result = json!({ "text": "由城管局到场", "justified": true, "answers": answers });
    act(story, &consultation, "leader", "decision", result).await?;
    act(story, &room, "handler", "arrival", json!({})).await
}

async fn acted_jointly(story: &Story<'_>) -> anyhow::Result<()> {
    let units = json!([{ "unit": "CG", "task": "清理占道摊位" }, { "unit": "S1", "task": "提前告知商户" }]);
    let new = json!({ "kind": "joint_action", "title": "夜市占道联合整治", "text": "两处夜市", "units": units });
    let made = story.send("office", "/consultations", new.clone()).await?;
    let room = format!("/consultations/{}", made["number"].as_str().unwrap_or_default());
    act(story, &room, "handler", "contribution", json!({ "text": "清理十二处" })).await?;
    act(story, &room, "street1", "contribution", json!({ "text": "告知四十户" })).await?;
    act(story, &room, "office", "decision", json!({ "text": "夜市恢复畅通", "lead": "CG" })).await?;
    let made = story.send("office", "/consultations", new).await?;
    let room = format!("/consultations/{}", made["number"].as_str().unwrap_or_default());
    act(story, &room, "office", "cancellation", json!({ "reason": "改期" })).await
}
