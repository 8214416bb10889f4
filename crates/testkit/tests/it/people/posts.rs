//! Posts: several of a person, deputies, what each opens.

use changxiao_testkit::{CITY, on_both_engines};

use super::{give, post_of};

#[tokio::test(flavor = "multi_thread")]
async fn a_person_acts_through_one_of_several_posts_at_a_time() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        give(&admin, "street1", "OFFICE", "office").await?.expect(303)?;
        let person = world.sign_in("street1").await?;
        // Whoever holds several posts begins in the first by the order of the roles: here the office, which keeps the units.
        person.get("/units/new").await?.expect(200)?;
        let office = post_of(world, "street1", "office").await?;
        person.post("/session/post", &[("post_id", &office)]).await?.expect(303)?;
        person.get("/units/new").await?.expect(200)?;
        let street = post_of(world, "street1", "handler").await?;
        person.post("/session/post", &[("post_id", &street)]).await?.expect(303)?;
        person.get("/units/new").await?.expect(403)?;
        // A post of somebody else is no choice.
        let other = post_of(world, "leader", "leader").await?;
        person.post("/session/post", &[("post_id", &other)]).await?.expect(404)?;
        // The chosen post ends while the session runs: the next page is in the one that is left.
        person.post("/session/post", &[("post_id", &office)]).await?.expect(303)?;
        admin.post(&format!("/people/street1/posts/{office}/ending"), &[("until", "2026-06-17")]).await?.expect(303)?;
        person.get("/units/new").await?.expect(200)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_page_opens_to_its_own_role_only() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let doors = [
            ("/people", "sysadmin"),
            ("/people/new", "sysadmin"),
            ("/people/handler", "sysadmin"),
            ("/security", "secadmin"),
            ("/trace", "auditor"),
            ("/trace.csv", "auditor"),
        ];
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
        ] {
            let browser = world.sign_in(login).await?;
            for (path, owner) in doors {
                let status = browser.get(path).await?.status;
                assert_eq!(status, if owner == login { 200 } else { 403 }, "{login} at {path}");
            }
            for path in ["/units", "/units/matrix", "/units/gaps", "/divisions", "/calendar", "/calendar/deadline"] {
                assert_eq!(browser.get(path).await?.status, 200, "{login} at {path}");
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deputy_names_the_post_it_stands_in_for() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        let of_head = post_of(world, "head", "unit_head").await?;
        let of_handler = post_of(world, "handler", "handler").await?;
        let page = admin.get("/people/handler").await?.expect(200)?.text();
        assert!(page.contains(&format!("value=\"{of_head}\"")), "the post of another person may be chosen");
        assert!(!page.contains(&format!("<option value=\"{of_handler}\"")), "one's own may not");

        let stand_in = async |login: &str, unit: &str, role: &str, of: &str| {
            let fields = [("unit", unit), ("role", role), ("title", ""), ("from", "2026-06-16"), ("deputy_of", of)];
            admin.post(&format!("/people/{login}/posts"), &fields).await
        };
        stand_in("handler", "OFFICE", "unit_head", &of_head).await?.expect(422)?.says("单位、角色须一致")?;
        stand_in("handler", "CG", "handler", &of_head).await?.expect(422)?.says("单位、角色须一致")?;
        stand_in("head", "CG", "unit_head", &of_head).await?.expect(422)?.says("不能代理自己的岗位")?;
        stand_in("handler", "CG", "unit_head", "no-such-post").await?.expect(422)?.says("没有这个岗位")?;
        let posts = world.app.model(CITY).await?.posts.len();
        stand_in("handler", "CG", "unit_head", &of_head).await?.expect(303)?;
        stand_in("handler", "CG", "unit_head", &of_head).await?.expect(303)?;
        let model = world.app.model(CITY).await?;
        assert_eq!(model.posts.len(), posts + 1, "a form sent twice gives one post");
        admin.get("/people/handler").await?.expect(200)?.says("代理 市城管局 · 单位负责人 测试unit_head")?;

        // Nobody stands in for a post that has ended by then.
        admin.post(&format!("/people/head/posts/{of_head}/ending"), &[("until", "2026-06-16")]).await?.expect(303)?;
        stand_in("street1", "CG", "unit_head", &of_head).await?.expect(422)?.says("此岗届时已离任")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_stand_in_english_too() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        admin.post("/preferences", &[("lang", "en"), ("back", "/people")]).await?.expect(303)?;
        admin.get("/people").await?.expect(200)?.says("Add person")?;
        admin.get("/people/handler").await?.expect(200)?.says("Unit handler")?;
        admin.get("/units/CG").await?.expect(200)?.says("City management bureau")?.says("Duty matrix")?;
        admin.get("/calendar").await?.expect(200)?.says("Make-up workday")?;
        admin.get("/divisions/350602").await?.expect(200)?.says("Directly below")?;
        Ok(())
    })
    .await
}
