//! A row that a job cannot deal with stands in nobody's way, and `/jobs` shows it until a run gets past it.

use changxiao_app::{
    cases::{
        report::{ReportCase, report},
        search,
    },
    escalation::sweep::sweep,
    recurrence::detect::detect,
};
use changxiao_domain::{jobs::JobKind, time::HOUR};
use changxiao_store::{engine::Built, jobs::faults, params};
use changxiao_testkit::{CITY, World, on_both_engines};

use super::dispatched;

async fn by_hand(world: &World, text: &str, number: i64) -> anyhow::Result<()> {
    world.fresh.db.execute(Built { name: "test::by_hand", text: text.to_owned() }, params![CITY, number]).await?;
    Ok(())
}

async fn reported(world: &World, title: &str) -> anyhow::Result<String> {
    let inspector = world.actor("inspector").await?;
    let new = ReportCase {
        category: "E0405".to_owned(),
        site: Some(1),
        title: title.to_owned(),
        text: title.to_owned(),
        ..ReportCase::default()
    };
    Ok(report(&world.app, &inspector, new, &[]).await?.number)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_look_for_what_came_back_goes_on_without_a_row_it_cannot_read() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let mut numbers = Vec::new();
        for _ in 0..3 {
            numbers.push(reported(world, "积存垃圾").await?);
            world.clock.advance(48 * HOUR);
        }
        let broken = reported(world, "积存垃圾").await?;
        let number: i64 = broken.replace('-', "00").parse()?;
        detect(&world.app, CITY).await?;
        by_hand(world, "UPDATE recurrence_cases SET looked = 0 WHERE city_id = $1 AND $2 > 0", number).await?;
        by_hand(world, "UPDATE cases SET lon_e6 = 999000000, lat_e6 = 1 WHERE city_id = $1 AND number = $2", number)
            .await?;
        world.clock.advance(HOUR);
        let done = detect(&world.app, CITY).await?;
        assert_eq!(done.looked, 3, "the three others were looked at");

        let faults = faults::newest(&world.fresh.db, CITY, 10).await?;
        assert_eq!(faults.len(), 1);
        assert_eq!((faults[0].kind, faults[0].key.as_str()), (JobKind::Recurrence, broken.as_str()));
        assert!(faults[0].reason.contains("lon_e6"), "{}", faults[0].reason);
        let admin = world.sign_in("sysadmin").await?;
        admin.get("/jobs").await?.expect(200)?.says(&broken)?.says("没有处理成的条目")?;
        let shown = admin.get("/api/v1/jobs").await?.expect(200)?.json()?;
        assert_eq!(shown["faults"][0]["row"], broken.as_str());

        by_hand(world, "UPDATE cases SET lon_e6 = NULL, lat_e6 = NULL WHERE city_id = $1 AND number = $2", number)
            .await?;
        world.clock.advance(HOUR);
        assert_eq!(detect(&world.app, CITY).await?.looked, 1);
        assert!(faults::newest(&world.fresh.db, CITY, 10).await?.is_empty(), "a run got past it");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_index_of_the_search_takes_a_text_of_signs_only_and_goes_on_without_a_row() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let signs = reported(world, "，。！？").await?;
        by_hand(world, "UPDATE cases SET place = '——' WHERE city_id = $1 AND $2 > 0", 1).await?;
        let plain = reported(world, "井盖破损").await?;
        assert!(!search::catch_up(&world.app, CITY).await?, "nothing is left");
        assert_eq!(changxiao_store::cases::search::backlog(&world.fresh.db, CITY).await?, 0);
        assert!(faults::newest(&world.fresh.db, CITY, 10).await?.is_empty(), "{signs} and {plain} are in");
        let office = world.sign_in("office").await?;
        office.get("/cases?tab=all&q=%E4%BA%95%E7%9B%96").await?.expect(200)?.says(&plain)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sweep_climbs_with_the_others() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let mut all = Vec::new();
        for _ in 0..3 {
            all.push(dispatched(world).await?.number);
        }
        let number: i64 = all[1].replace('-', "00").parse()?;
        by_hand(world, "UPDATE cases SET state = 'nonsense' WHERE city_id = $1 AND number = $2", number).await?;
        world.clock.advance(30 * 24 * HOUR);
        let swept = sweep(&world.app, CITY).await?;
        assert_eq!(swept.looked, 2, "the two others were looked at");
        assert!(swept.levels > 0);
        let faults = faults::newest(&world.fresh.db, CITY, 10).await?;
        assert_eq!(faults.len(), 1);
        assert_eq!((faults[0].kind, faults[0].key.as_str()), (JobKind::Sweep, all[1].as_str()));
        world.clock.advance(HOUR);
        sweep(&world.app, CITY).await?;
        let faults = faults::newest(&world.fresh.db, CITY, 10).await?;
        assert_eq!((faults.len(), faults[0].times), (1, 2), "counted, not listed again");
        Ok(())
    })
    .await
}
