//! People who leave a post, are away or hand over what they have in hand.

use changxiao_domain::{cases::Action, ids::PostId, time::Day};
use changxiao_store::cases;
use changxiao_testkit::{CITY, World, on_both_engines};
use serde_json::json;

use super::{act, audit_holds, dispatched};
use crate::api::program::Program;

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

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_nobody_leads_is_named_until_somebody_does() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (office, admin) = (world.sign_in("office").await?, world.sign_in("sysadmin").await?);
        let words = "无人负责的指挥部和推进组";
        assert!(!office.get("/units/gaps").await?.expect(200)?.text().contains(words), "the headquarters has a leader");
        let group =
            [("code", "G1"), ("name", "城市管理推进组"), ("kind", "group"), ("parent", "HQ"), ("from", "2026-06-01")];
        office.post("/units", &group).await?.expect(303)?;
        office.get("/units/gaps").await?.expect(200)?.says(words)?.says("城市管理推进组")?;
        office.get("/units/gaps.csv").await?.expect(200)?.says("城市管理推进组")?;
        let post = [("unit", "G1"), ("role", "unit_head"), ("title", "组长"), ("from", "2026-06-01")];
        admin.post("/people/head/posts", &post).await?.expect(303)?;
        assert!(!office.get("/units/gaps").await?.expect(200)?.text().contains(words));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_leaves_by_the_interface_as_by_the_form() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let number = dispatched(world, "one", world.city.department).await?;
        act(&world.sign_in("handler").await?, &format!("/cases/{number}"), "acceptance", &[]).await?;
        let program = Program::of(world, "sysadmin", &["read", "handle"]).await?;
        let hanging = program.read("/people/handler/leaving?until=2026-06-17").await?;
        assert_eq!(hanging["hanging"][0], json!({ "kind": "posts", "count": 1, "needs_heir": false }));
        assert_eq!(hanging["hanging"][1], json!({ "kind": "cases", "count": 1, "needs_heir": false }));
        assert_eq!((&hanging["posts"][0]["unit"], &hanging["posts"][0]["role"]), (&json!("CG"), &json!("handler")));

        let leaving = |heirs| json!({ "until": "2026-06-16", "heirs": heirs });
        // A misspelt kind, a kind that goes to nobody, one that hangs on units, oneself.
        for (kind, heir, named) in [
            ("casse", "head", "casse"),
            ("posts", "head", "posts"),
            ("matrix", "head", "matrix"),
            ("cases", "handler", "heir.cases"),
        ] {
            let document = leaving(json!({ kind: heir }));
            program.post("/people/handler/leaving", &document).await?.expect(422)?.says(named)?;
        }
        program.post("/people/nobody/leaving", &leaving(json!({}))).await?.expect(404)?;
        let done = program.post("/people/handler/leaving", &leaving(json!({ "cases": "head" }))).await?.expect(200)?;
        assert_eq!(done.json()?["moved"], 1);
        let case = cases::by_number(world.app.db(), CITY, &number).await?.and_then(|row| row.case.handler);
        assert_eq!(case, Some(world.actor("head").await?.person));
        // Who keeps reference data and no people may not.
        Program::of(world, "office", &["read"]).await?.get("/people/head/leaving").await?.expect(403)?;
        audit_holds(world).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_took_a_post_over_today_is_told_from_which_day_the_post_can_end() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        let fields = [("unit", "S2"), ("role", "handler"), ("title", "接替人"), ("from", "2026-06-16")];
        admin.post("/people/handler/posts", &fields).await?.expect(303)?;
        let early = [("until", "2026-06-16")];
        let said = admin.post("/people/handler/leaving", &early).await?.expect(422)?;
        said.says("测试handler的岗位“新桥街道 · 接替人”自 2026-06-16 起任职")?.says("请改填 2026-06-17")?;
        admin.post("/people/handler/leaving", &[("until", "2026-06-17")]).await?.expect(303)?;
        Ok(())
    })
    .await
}
