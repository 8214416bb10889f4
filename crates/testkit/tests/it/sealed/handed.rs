//! What was open is handed over to whoever follows: a case, a whistle, a consultation and a chronic problem of a bureau that ends.

use changxiao_domain::time::HOUR;
use changxiao_testkit::CITY;
use serde_json::json;

use super::story::Story;

pub async fn tell(story: &Story<'_>) -> anyhow::Result<()> {
    for _ in 0..3 {
        story.send("inspector", "/cases", json!({ "category": "E0405", "site": 1 })).await?;
        story.world.clock.advance(48 * HOUR);
    }
    changxiao_app::recurrence::detect::detect(&story.world.app, CITY).await?;
    let made =
        story.send("inspector", "/cases", json!({ "category": "E0104", "text": "垃圾箱满溢", "site": 2 })).await?;
    let case = format!("/cases/{}", made["number"].as_str().unwrap_or_default());
    story.send("dispatcher", &format!("{case}/filing"), json!({})).await?;
    let to = json!({ "lead_unit": "CG", "co_units": ["S1"], "limit": { "kind": "working_hour", "amount": 4 } });
    story.send("dispatcher", &format!("{case}/dispatch"), to).await?;
    story.send("handler", &format!("{case}/acceptance"), json!({})).await?;
    let units = json!([{ "unit": "CG", "task": "查处违规排放" }, { "unit": "S2", "task": "同段商户告知" }]);
    let new =
        json!({ "kind": "daily", "title": "油烟直排", "text": "居民多次反映", "place": "新华西路", "units": units });
    let whistle = story.send("street1", "/whistles", new).await?;
    let whistle = format!("/whistles/{}", whistle["number"].as_str().unwrap_or_default());
    story.send("street1", &format!("{whistle}/approval-request"), json!({})).await?;
    story.send("streethead", &format!("{whistle}/approval"), json!({})).await?;
    let units = json!([{ "unit": "CG", "task": "占道" }, { "unit": "S1", "task": "劝导" }]);
    let new = json!({ "kind": "joint_action", "title": "夜市去留", "text": "如何安置", "units": units });
    story.send("office", "/consultations", new).await?;

    let office = story.world.sign_in("office").await?;
    let fields =
        [("code", "ZF"), ("name", "市综合执法局"), ("kind", "department"), ("parent", "HQ"), ("from", "2026-06-01")];
    office.post("/units", &fields).await?.expect(303)?;
    let until = story.world.app.model(CITY).await?.day.to_string();
    let version = office.get("/units/CG/ending").await?.expect(200)?.text();
    let version = version.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let end = [("until", until.as_str()), ("version", version.unwrap_or("1")), ("heir", "ZF")];
    office.post("/units/CG/ending", &end).await?.expect(303)?;
    Ok(())
}
