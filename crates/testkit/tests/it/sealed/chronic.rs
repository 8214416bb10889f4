//! Chronic problems: one from its finding over a relapse to its end, and one that is dismissed.

use changxiao_domain::{
    calendar::Calendar,
    time::{DEFAULT_ZONE, HOUR},
};
use changxiao_testkit::CITY;
use serde_json::json;

use super::story::Story;

const DAY: i64 = 24 * HOUR;

pub async fn tell(story: &Story<'_>) -> anyhow::Result<()> {
    let department = story.world.city.department.to_string();
    let department = department.as_str();
    let room = found(story, 1).await?;
    story.fill("office", &room, "confirmation", &[("unit", department)]).await?;
    story.fill("office", &room, "assignment", &[("unit", department), ("text", "市管道路")]).await?;
    let (end, first, second) = (day(story, 18)?, day(story, 28)?, day(story, 49)?);
    let plan = [("text", "加划停车位"), ("end_on", &*end), ("look_1", &*first), ("look_2", &*second)];
    story.fill("head", &room, "plan", &plan).await?;
    story.fill("office", &room, "sending-back", &[("text", "写明位置")]).await?;
    story.fill("head", &room, "plan", &plan).await?;
    story.fill("office", &room, "approval", &[("text", "同意")]).await?;
    story.fill("handler", &room, "completion", &[("text", "已划线")]).await?;
    story.world.clock.advance(22 * DAY);
    // Meanwhile elsewhere.
    let other = found(story, 2).await?;
    story.fill("office", &other, "dismissal", &[("text", "施工期间临时停放")]).await?;
    for wait in [0, 21] {
        story.world.clock.advance(wait * DAY);
        story.fill("checker", &room, "observation", &[("clean", "yes"), ("text", "停放整齐")]).await?;
    }
    reported(story, 1).await?;
    detect(story).await?;
    let (end, look) = (day(story, 0)?, day(story, 30)?);
    let plan = [("text", "增设护栏"), ("end_on", &*end), ("look_1", &*look)];
    story.fill("head", &room, "plan", &plan).await?;
    story.fill("office", &room, "approval", &[]).await?;
    story.fill("head", &room, "completion", &[("text", "已设护栏")]).await?;
    story.world.clock.advance(30 * DAY);
    story.fill("office", &room, "observation", &[("clean", "yes"), ("text", "整齐")]).await?;
    story.fill("office", &room, "end", &[("text", "连续未再发生")]).await
}

async fn reported(story: &Story<'_>, site: i64) -> anyhow::Result<()> {
    story.send("inspector", "/cases", json!({ "category": "E0405", "site": site })).await.map(drop)
}

async fn detect(story: &Story<'_>) -> anyhow::Result<()> {
    changxiao_app::recurrence::detect::detect(&story.world.app, CITY).await?;
    Ok(())
}

/// Reported three times within six days; answers with the page of what was found.
async fn found(story: &Story<'_>, site: i64) -> anyhow::Result<String> {
    for _ in 0..3 {
        reported(story, site).await?;
        story.world.clock.advance(2 * DAY);
    }
    detect(story).await?;
    let list = story.read("office", "/recurrence").await?;
    let mut problems = list["problems"].as_array().into_iter().flatten();
    let newest = problems.find(|problem| problem["category"]["code"] == "E0405" || problem["category"] == "E0405");
    Ok(format!("/recurrence/{}", newest.and_then(|newest| newest["number"].as_str()).unwrap_or_default()))
}

/// The day after so many days.
fn day(story: &Story<'_>, days: i64) -> anyhow::Result<String> {
    let zone = Calendar::zone_named(DEFAULT_ZONE)?;
    Ok(story.world.app.now().plus_micros(days * DAY).in_zone(&zone).date().to_string())
}
