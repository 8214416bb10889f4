//! The three administrators: who they are, and what two of them have to agree on.

use changxiao_domain::{notices::NoticeKind, time::HOUR};
use changxiao_store::{
    admin_requests,
    notices::{self, Receiver},
    people,
};
use changxiao_testkit::{CITY, PASSWORD, World, on_both_engines};

use super::{give, post_of, secret};

#[tokio::test(flavor = "multi_thread")]
async fn the_three_administrators_are_three_people() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        for (login, role) in [("auditor", "system_admin"), ("auditor", "security_admin"), ("secadmin", "auditor")] {
            give(&admin, login, "OFFICE", role).await?.expect(422)?.says("须由不同的人担任")?;
        }
        // Beside any other work they may be held.
        give(&admin, "handler", "CG", "unit_head").await?.expect(303)?;
        // Each of the three keeps somebody who can come in.
        for (login, role) in [("auditor", "auditor"), ("secadmin", "security_admin"), ("sysadmin", "system_admin")] {
            let post = post_of(world, login, role).await?;
            let ending = format!("/people/{login}/posts/{post}/ending");
            admin.post(&ending, &[("until", "2026-06-16")]).await?.expect(422)?.says("这是最后一个能登录的")?;
        }
        admin.post("/people/auditor/closing", &[]).await?.expect(422)?.says("这是最后一个能登录的")?;
        Ok(())
    })
    .await
}

/// He made himself a security administrator through a second account.
#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_is_made_by_two_of_the_three() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        admin.post("/people", &[("name", "二号"), ("login", "second")]).await?.expect(200)?;
        let posts = world.app.model(CITY).await?.posts.len();
        give(&admin, "second", "OFFICE", "security_admin").await?.expect(303)?;
        assert_eq!(world.app.model(CITY).await?.posts.len(), posts, "it waits");
        let page = admin.get("/administrators").await?.expect(200)?.says("是您提出的")?.text();
        let id = page
            .split("/administrators/")
            .nth(1)
            .and_then(|rest| rest.split('/').next())
            .unwrap_or_default()
            .to_owned();
        let confirm = format!("/administrators/{id}/confirmation");
        admin.post(&confirm, &[]).await?.expect(422)?.says("须另一名管理员确认")?;
        assert_eq!(world.app.model(CITY).await?.posts.len(), posts);
        world.sign_in("office").await?.post(&confirm, &[]).await?.expect(403)?;
        let auditor = world.sign_in("auditor").await?;
        auditor.post(&confirm, &[]).await?.expect(303)?;
        assert_eq!(world.app.model(CITY).await?.posts.len(), posts + 1);
        auditor.post(&confirm, &[]).await?.expect(404)?;
        auditor.get("/trace?kind=change").await?.says("second")?.says("确认")?;

        // A sheet is no way around it.
        let sheet = "login,name,unit,role\nthird,三号,OFFICE,auditor\n";
        let file = [("file", "people.csv", sheet.as_bytes().to_vec())];
        admin.upload("/imports/people/preview", &[], &file).await?.says("三种管理员不能用表格任岗")?;

        // With two security administrators either may go.
        let post = post_of(world, "secadmin", "security_admin").await?;
        let ending = format!("/people/secadmin/posts/{post}/ending");
        admin.post(&ending, &[("until", "2026-06-17")]).await?.expect(303)?;
        Ok(())
    })
    .await
}

/// The system administrator could come into the accounts of the other two.
#[tokio::test(flavor = "multi_thread")]
async fn an_administrators_password_is_reset_by_two_of_the_three() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        let first = secret(&admin.post("/people/secadmin/opening", &[]).await?.expect(200)?.says("前半段")?.text());
        // Until it is confirmed nothing has changed.
        let security = world.sign_in("secadmin").await?;
        let page = security.get("/administrators").await?.expect(200)?.says("事关您本人")?.text();
        let id = page
            .split("/administrators/")
            .nth(1)
            .and_then(|rest| rest.split('/').next())
            .unwrap_or_default()
            .to_owned();
        security.post(&format!("/administrators/{id}/confirmation"), &[]).await?.expect(422)?;
        let auditor = world.sign_in("auditor").await?;
        let answer = auditor.post(&format!("/administrators/{id}/confirmation"), &[]).await?.expect(200)?;
        let second = secret(&answer.says("后半段")?.text());
        security.get("/units").await?.expect(303)?;
        let sign_in = async |password: &str| {
            world.stranger()?.post("/signin", &[("login", "secadmin"), ("password", password)]).await
        };
        for half in [first.as_str(), second.as_str(), PASSWORD] {
            sign_in(half).await?.expect(401)?;
        }
        assert_eq!(sign_in(&format!("{first}-{second}")).await?.expect(303)?.location(), "/password");
        // Of anybody else it is the system administrator's alone.
        admin.post("/people/handler/opening", &[]).await?.expect(200)?.says("一次性口令")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_administrator_is_never_shut_out_and_the_owner_has_a_way_back() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        world.clock.advance(200 * 24 * HOUR);
        let stranger = world.stranger()?;
        stranger.post("/signin", &[("login", "dispatcher"), ("password", PASSWORD)]).await?.expect(401)?;
        for login in ["sysadmin", "secadmin", "auditor"] {
            let answer = world.stranger()?.post("/signin", &[("login", login), ("password", PASSWORD)]).await?;
            assert_eq!(
                answer.expect(303)?.location(),
                "/password",
                "{login}: the password is too old, the account is not"
            );
        }
        let password = changxiao_app::people::unlock::unlock(&world.app, CITY, "dispatcher").await?;
        let fields = [("login", "dispatcher"), ("password", password.as_str())];
        assert_eq!(stranger.post("/signin", &fields).await?.expect(303)?.location(), "/password");
        let line = changxiao_store::access::newest(&world.fresh.db, CITY, None, 20).await?;
        assert!(line.iter().any(|line| line.particulars.contains("owner")), "it leaves a trace");
        Ok(())
    })
    .await
}

async fn told(world: &World, login: &str, kind: NoticeKind) -> anyhow::Result<i64> {
    let person = people::by_login(world.app.db(), CITY, login).await?.unwrap_or_else(|| panic!("{login} is there"));
    Ok(notices::count_of(&world.fresh.db, CITY, Receiver::Person(person.id), kind).await?)
}

/// The same password asked for twice stood twice on the list, and only one of the halves opened anything.
#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_is_asked_for_again_waits_once() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        admin.post("/people/secadmin/opening", &[]).await?.expect(200)?;
        let newest = secret(&admin.post("/people/secadmin/opening", &[]).await?.expect(200)?.text());
        let waiting = async || -> anyhow::Result<_> {
            let since = world.app.now().plus_micros(-HOUR);
            Ok(admin_requests::waiting(&world.fresh.db, CITY, since).await?)
        };
        let rows = waiting().await?;
        assert_eq!(rows.len(), 1);
        // Twenty at once leave one, too.
        let asks = (0..20).map(|_| admin.post("/people/auditor/opening", &[]));
        let answers = futures::future::try_join_all(asks).await?;
        assert!(answers.iter().all(|answer| matches!(answer.status, 200 | 409)), "each is answered");
        assert_eq!(waiting().await?.len(), 2);
        // The half that was given last is the one that counts.
        let auditor = world.sign_in("auditor").await?;
        let answer = auditor.post(&format!("/administrators/{}/confirmation", rows[0].id), &[]).await?.expect(200)?;
        let second = secret(&answer.text());
        let password = format!("{newest}-{second}");
        let fields = [("login", "secadmin"), ("password", password.as_str())];
        world.stranger()?.post("/signin", &fields).await?.expect(303)?;
        // A post that is asked for twice waits once as well.
        for _ in 0..2 {
            give(&admin, "handler", "OFFICE", "auditor").await?.expect(303)?;
        }
        assert_eq!(waiting().await?.len(), 2);
        Ok(())
    })
    .await
}

/// Nothing said that something waits but the page on which it waits.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_to_consent_is_told() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        admin.post("/people/secadmin/opening", &[]).await?.expect(200)?;
        let kind = NoticeKind::Confirmation;
        assert_eq!(told(world, "auditor", kind).await?, 1);
        for nobody in ["sysadmin", "secadmin", "office"] {
            assert_eq!(told(world, nobody, kind).await?, 0, "{nobody}");
        }
        let auditor = world.sign_in("auditor").await?;
        let page = auditor.get("/notices").await?.expect(200)?.says("待另一名管理员确认")?;
        page.says("/administrators")?;

        let security = world.sign_in("secadmin").await?;
        let post = post_of(world, "inspector", "inspector").await?;
        let fields = [("name", "巡查小程序"), ("post", post.as_str()), ("days", "30"), ("scope", "report")];
        security.post("/security/tokens", &fields).await?.expect(200)?;
        assert_eq!(told(world, "inspector", NoticeKind::Consent).await?, 1);
        let inspector = world.sign_in("inspector").await?;
        inspector.get("/notices").await?.expect(200)?.says("巡查小程序")?.says("/account#programs")?;
        Ok(())
    })
    .await
}
