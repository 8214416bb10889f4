//! Accounts: opened, closed, locked, silent.

use changxiao_domain::time::{HOUR, MINUTE};
use changxiao_testkit::{CITY, PASSWORD, on_both_engines};

use super::{give, secret};

#[tokio::test(flavor = "multi_thread")]
async fn a_new_person_gets_a_password_once_changes_it_and_works() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        let page = admin.post("/people", &[("name", "林晓"), ("login", "Lin.Xiao")]).await?.expect(200)?;
        assert_eq!(page.headers.get("cache-control").and_then(|value| value.to_str().ok()), Some("no-store"));
        let first = secret(&page.text());
        assert_eq!(first.len(), 14, "{first}");
        // The form sent again opens nothing and shows nothing.
        admin.post("/people", &[("name", "林晓"), ("login", "lin.xiao")]).await?.expect(422)?.says("已有人用")?;

        let person = world.stranger()?;
        let sign_in = [("login", "lin.xiao"), ("password", first.as_str())];
        // No post yet: there is nothing to act in.
        let without_post = person.post("/signin", &sign_in).await?;
        assert!(matches!(without_post.status, 303 | 403));
        give(&admin, "lin.xiao", "CG", "handler").await?.expect(303)?;
        let model = world.app.model(CITY).await?;
        let posts = model.posts.len();
        give(&admin, "lin.xiao", "CG", "handler").await?.expect(303)?;
        assert_eq!(world.app.model(CITY).await?.posts.len(), posts, "a form sent twice gives one post");

        let person = world.stranger()?;
        person.post("/signin", &sign_in).await?.expect(303)?;
        person.remember_csrf().await?;
        assert_eq!(person.get("/units").await?.expect(303)?.location(), "/password");
        let change = |new: &'static str| [("new_password", new), ("new_again", new)];
        for weak in ["short1A", "alllowercase", "lower1234", "Lin.Xiao-2026"] {
            let mut fields = change(weak).to_vec();
            fields.push(("old_password", &first));
            person.post("/password", &fields).await?.expect(422)?;
        }
        let mut fields = change("Wuyi-Mountain-26").to_vec();
        fields.push(("old_password", &first));
        person.post("/password", &fields).await?.expect(303)?;
        person.get("/units").await?.expect(200)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_an_account_ends_its_sessions_and_opening_gives_a_new_password() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        let person = world.sign_in("handler").await?;
        person.get("/units").await?.expect(200)?;
        admin.post("/people/handler/closing", &[]).await?.expect(303)?;
        person.get("/units").await?.expect(303)?;
        let stranger = world.stranger()?;
        stranger.post("/signin", &[("login", "handler"), ("password", PASSWORD)]).await?.expect(401)?.says("E-1002")?;
        admin.get("/people?state=closed").await?.expect(200)?.says("测试handler")?;
        admin.post("/people/sysadmin/closing", &[]).await?.expect(422)?.says("不能停用自己的账号")?;

        let page = admin.post("/people/handler/opening", &[]).await?.expect(200)?.text();
        stranger.post("/signin", &[("login", "handler"), ("password", PASSWORD)]).await?.expect(401)?;
        let fields = [("login", "handler"), ("password", &secret(&page))];
        assert_eq!(stranger.post("/signin", &fields).await?.expect(303)?.location(), "/password");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_after_twelve_hours_of_work_and_an_account_after_ninety_days_of_silence() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let person = world.sign_in("dispatcher").await?;
        for _ in 0..71 {
            world.clock.advance(10 * MINUTE);
            person.get("/units").await?.expect(200)?;
        }
        world.clock.advance(10 * MINUTE);
        person.get("/units").await?.expect(303)?;

        world.clock.advance(91 * 24 * HOUR);
        let stranger = world.stranger()?;
        stranger.post("/signin", &[("login", "dispatcher"), ("password", PASSWORD)]).await?.expect(401)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_security_administrator_releases_a_lock_and_changes_rules_within_their_limits() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let stranger = world.stranger()?;
        for _ in 0..5 {
            stranger.post("/signin", &[("login", "handler"), ("password", "wrong")]).await?;
        }
        let right = [("login", "handler"), ("password", PASSWORD)];
        stranger.post("/signin", &right).await?.expect(401)?;
        let security = world.sign_in("secadmin").await?;
        security.get("/security").await?.expect(200)?.says("连续失败 5 次")?;
        security.post("/security/locks/handler/release", &[]).await?.expect(303)?;
        stranger.post("/signin", &right).await?.expect(303)?;

        let rule = |lock_after: &'static str, version: &'static str| {
            [
                ("lock_after", lock_after),
                ("lock_minutes", "20"),
                ("idle_minutes", "10"),
                ("absolute_hours", "8"),
                ("disable_after_idle_days", "60"),
                ("source", "市网信办通知 2026 第 3 号"),
                ("version", version),
            ]
        };
        security.post("/security/sign-in-rule", &rule("11", "1")).await?.expect(422)?.says("须在 1 至 10 之间")?;
        security.post("/security/sign-in-rule", &rule("3", "1")).await?.expect(303)?;
        security.post("/security/sign-in-rule", &rule("4", "1")).await?.expect(422)?.says("E-1203")?;
        // Another browser: the first one is signed in by now, and its forms would need their word.
        let stranger = world.stranger()?;
        for _ in 0..3 {
            stranger.post("/signin", &[("login", "head"), ("password", "wrong")]).await?.expect(401)?;
        }
        stranger.post("/signin", &[("login", "head"), ("password", PASSWORD)]).await?.expect(401)?;

        let weaker =
            [("min_chars", "6"), ("min_classes", "3"), ("max_age_days", "90"), ("source", "无"), ("version", "0")];
        security.post("/security/password-rule", &weaker).await?.expect(422)?.says("须在 8 至 64 之间")?;
        Ok(())
    })
    .await
}
