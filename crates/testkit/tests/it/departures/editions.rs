//! An edition gives way to the next: also on the same day, and without renaming what was inspected before.

use changxiao_domain::time::Day;
use changxiao_testkit::{Browser, CITY, World, on_both_engines};

use crate::scoring::visit;

const BUILT_IN: &str = "/standards/national-2017-district~2017";

async fn page_version(office: &Browser, page: &str) -> anyhow::Result<String> {
    Ok(super::version(&office.get(page).await?.expect(200)?.text()))
}

/// A copy of the built-in edition with another text of an item, in force from a day on.
async fn in_force(office: &Browser, edition: &str, text: &str, from: &str) -> anyhow::Result<()> {
    let fields = [("edition", edition), ("name_zh", "测评体系"), ("name_en", "Evaluation system")];
    office.post(&format!("{BUILT_IN}/draft"), &fields).await?.expect(303)?;
    let draft = format!("/standards/national-2017-district~{edition}");
    let version = page_version(office, &draft).await?;
    let item = [
        ("version", version.as_str()),
        ("site_type", "zgd"),
        ("text_zh", text),
        ("text_en", "Tactile paving"),
        ("source", "S01"),
        ("evidence", "certain"),
        ("content", "III-59"),
        ("category", "E0405"),
    ];
    office.post(&format!("{draft}/check-items/zgd-03"), &item).await?.expect(303)?;
    let version = page_version(office, &draft).await?;
    office.post(&format!("{draft}/in-force"), &[("from", from), ("version", &version)]).await?.expect(303)?;
    Ok(())
}

async fn current(world: &World) -> anyhow::Result<String> {
    Ok(world.app.model(CITY).await?.current_system().map(|system| system.version.clone()).unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_editions_of_one_day_the_one_put_in_force_later_counts() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        in_force(&office, "2027", "盲道连续一", "2026-06-16").await?;
        assert_eq!(current(world).await?, "2027");
        world.clock.advance(changxiao_domain::time::MINUTE);
        in_force(&office, "2026", "盲道连续二", "2026-06-16").await?;
        assert_eq!(current(world).await?, "2026", "its name sorts before, and it came later");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_month_keeps_the_words_under_which_it_was_inspected() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let model = world.app.model(CITY).await?;
        let old = model.check_item("zgd-03").map(|item| item.text_zh.clone()).unwrap_or_default();
        visit(world, 1, &["zgd-03"]).await?;
        world.set_time(Day::constant(2026, 7, 2), 9, 0);
        let office = world.sign_in("office").await?;
        office.get("/scores/2026-06/units/S1").await?.expect(200)?.says(&old)?;
        in_force(&office, "2027", "改写的检查项", "2026-07-02").await?;
        visit(world, 1, &["zgd-03"]).await?;
        let office = world.sign_in("office").await?;
        let june = office.get("/scores/2026-06/units/S1").await?.expect(200)?.says(&old)?.text();
        assert!(!june.contains("改写的检查项"), "June was inspected under the edition before");
        office.get("/scores/2026-07/units/S1").await?.expect(200)?.says("改写的检查项")?;
        Ok(())
    })
    .await
}
