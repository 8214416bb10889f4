//! Who is told: absence hands over to the deputy.

use changxiao_app::{
    cases::{Target, carry_out},
    escalation::absences,
    people::add_post::{AddPost, add_post},
};
use changxiao_domain::{cases::Command, orgs::Role, time::Day};
use changxiao_testkit::on_both_engines;

use super::{DAY, at, dispatched, stored, swept_at, told};

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_away_is_stood_in_for_by_the_deputy_of_the_post() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (keeper, handler) = (world.actor("sysadmin").await?, world.actor("handler").await?);
        let deputy = AddPost {
            person: world.actor("street1").await?.person,
            unit: world.city.department,
            role: Role::Handler,
            title: "代班".to_owned(),
            from: Day::constant(2026, 6, 1),
            deputy_of: Some(handler.post),
        };
        add_post(&world.app, &keeper, deputy).await?;
        let number = dispatched(world, DAY).await?;
        carry_out(
            &world.app,
            &handler,
            &Target { number: number.clone(), version: None },
            Command::Accept { handler: None },
            &[],
        )
        .await?;

        // The handler enters the absence on the page.
        let browser = world.sign_in("handler").await?;
        let days = [("first", "2026-06-17"), ("last", "2026-06-18")];
        browser.post("/absences", &days).await?.expect(303)?;
        browser.get("/absences").await?.expect(200)?.says("2026-06-17")?.says("代班")?;
        let wrong = [("first", "2026-06-18"), ("last", "2026-06-17")];
        browser.post("/absences", &wrong).await?.expect(422)?.says("末日早于首日")?;

        assert_eq!(swept_at(world, at(17, 8, 24)).await?.levels, 1);
        assert_eq!((told(world, "handler").await?, told(world, "street1").await?), (0, 1));
        let (_, events) = stored(world, &number).await?;
        let told_to = &events.last().ok_or_else(|| anyhow::anyhow!("no event"))?.particulars["told"][0];
        assert_eq!(told_to["for"], handler.post.to_string());
        let street = world.sign_in("street1").await?;
        street.get("/notices").await?.expect(200)?.says("（代行）")?;

        // The session of the day before has ended.
        let browser = world.sign_in("handler").await?;
        // Somebody else cannot take the absence back; the person can.
        let mine = absences::mine(&world.app, &handler).await?;
        let path = format!("/absences/{}/end", mine[0].id);
        street.post(&path, &[]).await?.expect(404)?;
        browser.post(&path, &[]).await?.expect(303)?;
        assert!(absences::mine(&world.app, &handler).await?.is_empty());
        Ok(())
    })
    .await
}
