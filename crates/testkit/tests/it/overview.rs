//! The first page shows each post its own work and no more.

use changxiao_app::cases::{self, Target, report::ReportCase};
use changxiao_domain::{cases::Command, time::HOUR};
use changxiao_testkit::{CITY, World, on_both_engines};

async fn report(world: &World, site: i64) -> anyhow::Result<Target> {
    let street = world.actor("street1").await?;
    let new = ReportCase { category: "E0101".to_owned(), site: Some(site), ..ReportCase::default() };
    let reported = cases::report::report(&world.app, &street, new, &[]).await?;
    Ok(Target { number: reported.number, version: None })
}

#[tokio::test(flavor = "multi_thread")]
async fn work_moves_from_post_to_post() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let dispatcher = world.sign_in("dispatcher").await?;
        let handler = world.sign_in("handler").await?;
        dispatcher.get("/").await?.expect(200)?.says("本岗现在没有待办")?;

        let target = report(world, 1).await?;
        dispatcher.get("/").await?.expect(200)?.says("待立案")?.says(&format!("/cases/{}", target.number))?;
        let page = handler.get("/").await?.expect(200)?;
        assert!(!page.text().contains(&target.number), "nothing was dispatched to the bureau yet");

        let actor = world.actor("dispatcher").await?;
        cases::file::file(&world.app, &actor, &target, None, None).await?;
        dispatcher.get("/").await?.expect(200)?.says("待派遣")?;
        let case = cases::dispatch::dispatch(&world.app, &actor, &target, Default::default()).await?;
        handler.get("/").await?.expect(200)?.says("待处置")?.says(&target.number)?;

        // The other street neither reported nor handles it, and it does not lie there.
        let other = world.sign_in("street2").await?.get("/").await?.expect(200)?;
        assert!(!other.text().contains(&target.number));

        world.clock.advance(case.due_at.unwrap().since(world.app.now()) + 60_000_000);
        let dispatcher = world.sign_in("dispatcher").await?;
        dispatcher.get("/").await?.expect(200)?.says("超期问题")?.says("1 件，显示 1 件")?;
        dispatcher.get("/overview/report").await?.expect(200)?.says(&target.number)?.says("截至")?;
        dispatcher.get("/overview/report.csv").await?.expect(200)?.says(&target.number)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_role_has_a_first_page() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        report(world, 2).await?;
        for login in [
            "office",
            "dispatcher",
            "inspector",
            "checker",
            "leader",
            "auditor",
            "sysadmin",
            "secadmin",
            "handler",
            "head",
            "street1",
        ] {
            world.sign_in(login).await?.get("/").await?.expect(200)?;
        }
        world.sign_in("inspector").await?.get("/").await?.says("该去的点位")?.says("从未督查")?;
        world.sign_in("auditor").await?.get("/").await?.says("本岗页面")?;
        world.sign_in("handler").await?.get("/overview/report").await?.expect(403)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_that_came_back_stands_on_the_first_page_of_the_city_only() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        office.get("/").await?.expect(200)?.says("没有未销号的顽疾")?;
        for _ in 0..3 {
            report(world, 1).await?;
            world.clock.advance(3 * 24 * HOUR);
        }
        changxiao_app::recurrence::detect::detect(&world.app, CITY).await?;
        let page = world.sign_in("office").await?.get("/").await?.expect(200)?;
        let page = page.says("/recurrence/")?;
        assert!(!page.text().contains("没有未销号的顽疾"));
        let street = world.sign_in("street1").await?.get("/").await?.expect(200)?;
        assert!(!street.text().contains("没有未销号的顽疾") && !street.text().contains("未销号，次数多的在前"));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_waits_for_a_decision_stands_among_what_is_to_do() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let dispatcher = world.actor("dispatcher").await?;
        let target = report(world, 1).await?;
        cases::file::file(&world.app, &dispatcher, &target, None, None).await?;
        cases::dispatch::dispatch(&world.app, &dispatcher, &target, Default::default()).await?;
        let page = world.sign_in("dispatcher").await?;
        page.get("/").await?.expect(200)?.says("本岗现在没有待办")?;
        let handler = world.actor("handler").await?;
        cases::carry_out(&world.app, &handler, &target, Command::Accept { handler: None }, &[]).await?;
        cases::carry_out(
            &world.app,
            &handler,
            &target,
            Command::AskExtension { reason: "等配件".to_owned(), photos: Vec::new() },
            &[],
        )
        .await?;
        page.get("/").await?.expect(200)?.says("待审批")?.says("延期：")?.says(&target.number)?;
        Ok(())
    })
    .await
}
