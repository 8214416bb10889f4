//! An edition gives way to the next: also on the same day, and without renaming what was inspected before.

use changxiao_app::departures::carry_out::sweep;
use changxiao_domain::{
    notices::{NoticeKind, line},
    time::Day,
};
use changxiao_testkit::{Browser, CITY, World, on_both_engines};
use changxiao_words::Lang;

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

/// How many notices of changed standards somebody has.
async fn told(world: &World, login: &str) -> anyhow::Result<Vec<String>> {
    let person = world.actor(login).await?.person;
    let inbox = changxiao_store::notices::inbox(world.app.db(), CITY, person, false, None, 100).await?;
    let of_kind = inbox.into_iter().filter(|notice| notice.kind == NoticeKind::StandardChanged);
    Ok(of_kind.map(|notice| line(notice.kind, &notice.facts, Lang::Zh)).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn units_that_answer_for_what_changed_are_told_once() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let duties = "node,unit,duty\nIII-59,CG,牵头\n";
        super::bring(world, changxiao_app::imports::Kind::Responsibilities, duties, false).await?;
        let office = world.sign_in("office").await?;
        sweep(&world.app, CITY).await?;
        assert!(told(world, "head").await?.is_empty(), "the edition that ships takes over from nothing");

        in_force(&office, "2027", "盲道连续，无杂物", "2026-06-20").await?;
        sweep(&world.app, CITY).await?;
        assert!(told(world, "head").await?.is_empty(), "its day has not come");
        world.set_time(Day::constant(2026, 6, 20), 0, 1);
        for _ in 0..3 {
            sweep(&world.app, CITY).await?;
        }
        let lines = told(world, "head").await?;
        assert!(
            matches!(lines.as_slice(), [line] if line.contains("市城管局") && line.contains("2026-06-20")),
            "{lines:?}"
        );
        assert_eq!(told(world, "handler").await?.len(), 1, "each who works for the unit, once");
        assert!(told(world, "street1").await?.is_empty(), "it answers for nothing that changed");

        // The next edition is told again, and by a look at it.
        let office = world.sign_in("office").await?;
        in_force(&office, "2028", "盲道连续，无杂物，无断点", "2026-06-20").await?;
        world.clock.advance(changxiao_domain::time::MINUTE);
        sweep(&world.app, CITY).await?;
        assert_eq!(told(world, "head").await?.len(), 2);
        world.sign_in("head").await?.get("/notices").await?.expect(200)?.says("测评体系")?;
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
