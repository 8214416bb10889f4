//! People who leave a post, are away or hand over what they have in hand.

use changxiao_domain::{cases::Action, ids::PostId, time::Day};
use changxiao_store::cases;
use changxiao_testkit::{CITY, World, on_both_engines};

use super::{act, audit_holds, dispatched};

async fn post_of(world: &World, login: &str) -> anyhow::Result<PostId> {
    let person = world.actor(login).await?.person;
    let model = world.app.model(CITY).await?;
    let post = model.posts_of.get(&person).into_iter().flatten().next().copied();
    post.ok_or_else(|| anyhow::anyhow!("{login} has no post"))
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_hands_over_cases_or_gives_them_back_to_the_unit() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let first = dispatched(world, "one", world.city.department).await?;
        let handler = world.sign_in("handler").await?;
        act(&handler, &format!("/cases/{first}"), "acceptance", &[]).await?;
        let (post, colleague) =
            (post_of(world, "handler").await?.to_string(), post_of(world, "head").await?.to_string());
        let admin = world.sign_in("sysadmin").await?;
        let page = format!("/people/handler/leaving?post={post}&until=2026-06-17");
        admin.get(&page).await?.expect(200)?.says("未结问题")?.says("退回本单位待接")?;
        let fields = [("post", post.as_str()), ("until", "2026-06-16"), ("heir.cases", colleague.as_str())];
        admin.post("/people/handler/leaving", &fields).await?.expect(303)?;
        let case = cases::by_number(world.app.db(), CITY, &first).await?.map(|row| row.case);
        let case = case.ok_or_else(|| anyhow::anyhow!("the case is gone"))?;
        assert_eq!(case.handler, Some(world.actor("head").await?.person));
        let events = cases::events_of(world.app.db(), CITY, case.id).await?;
        assert_eq!(events.last().map(|event| event.action), Some(Action::HandOver));
        assert!(world.sign_in("handler").await.is_err(), "who has no post does nothing");

        // The head leaves, too: the case waits for the unit, in which nobody is left, and that is said.
        let fields = [("until", "2026-06-16")];
        admin.post("/people/head/leaving", &fields).await?.expect(303)?;
        let case = cases::by_number(world.app.db(), CITY, &first).await?.map(|row| row.case.handler);
        assert_eq!(case, Some(None));
        let office = world.sign_in("office").await?;
        office.get("/units/gaps").await?.expect(200)?.says("无人在岗的单位")?.says("没有承办岗位")?;
        audit_holds(world).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_does_not_lose_its_holder_in_silence() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (post, colleague) = (post_of(world, "street1").await?, post_of(world, "streethead").await?);
        let mut site =
            changxiao_store::sites::by_number(world.app.db(), CITY, 1).await?.unwrap_or_else(|| panic!("site"));
        site.holder = Some(post);
        let mut tx = world.app.db().begin().await?;
        changxiao_store::sites::save(&mut tx, CITY, &site).await?;
        tx.commit().await?;
        let admin = world.sign_in("sysadmin").await?;
        let (post, colleague_text) = (post.to_string(), colleague.to_string());
        let ending = format!("/people/street1/posts/{post}/ending");
        admin.post(&ending, &[("until", "2026-06-16")]).await?.expect(422)?.says("点位尚有 1 项")?;
        let fields = [("until", "2026-06-16"), ("heir.sites", colleague_text.as_str())];
        admin.post(&ending, &fields).await?.expect(303)?;
        let site = changxiao_store::sites::by_number(world.app.db(), CITY, 1).await?;
        assert_eq!(site.and_then(|site| site.holder), Some(colleague));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_office_sees_what_everybody_has_in_hand_and_hands_it_over() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let number = dispatched(world, "one", world.city.department).await?;
        act(&world.sign_in("handler").await?, &format!("/cases/{number}"), "acceptance", &[]).await?;
        let office = world.sign_in("office").await?;
        office.get("/units/queues").await?.expect(200)?.says("市城管局")?;
        let (person, colleague) =
            (world.actor("handler").await?.person.to_string(), post_of(world, "head").await?.to_string());
        office.post("/units/queues", &[("person", person.as_str())]).await?.expect(422)?.says("请选择接替人员")?;
        let fields = [("person", person.as_str()), ("heir", colleague.as_str())];
        office.post("/units/queues", &fields).await?.expect(303)?;
        let case = cases::by_number(world.app.db(), CITY, &number).await?.and_then(|row| row.case.handler);
        assert_eq!(case, Some(world.actor("head").await?.person));
        // Nobody else may.
        world.sign_in("handler").await?.get("/units/queues").await?.expect(403)?;
        audit_holds(world).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_whose_people_are_all_away_is_named() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        assert!(!office.get("/units/gaps").await?.expect(200)?.text().contains("承办人员今日均请假"));
        let person = world.actor("street2").await?.person;
        let absence = changxiao_store::escalations::AbsenceRow {
            id: world.app.new_id(changxiao_domain::ids::AbsenceId),
            person,
            first_day: Day::constant(2026, 6, 16),
            last_day: Day::constant(2026, 6, 18),
        };
        let mut tx = world.app.db().begin().await?;
        changxiao_store::escalations::put_absence(&mut tx, CITY, &absence, world.app.now()).await?;
        tx.commit().await?;
        office.get("/units/gaps").await?.expect(200)?.says("新桥街道")?.says("承办人员今日均请假")?;
        Ok(())
    })
    .await
}
