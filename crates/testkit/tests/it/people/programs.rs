//! Tokens of programs: shown once, with the consent of the holder, and told in what they do.

use changxiao_app::{AppError, people::authenticate};
use changxiao_store::people;
use changxiao_testkit::{CITY, on_both_engines};

use super::{post_of, secret};

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_shown_once_and_stops_when_it_is_revoked() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let security = world.sign_in("secadmin").await?;
        let post = post_of(world, "dispatcher", "dispatcher").await?;
        let fields = [
            ("name", "12345 热线"),
            ("post", post.as_str()),
            ("days", "30"),
            ("scope", "read"),
            ("request_key", "k-1"),
        ];
        let page = security.post("/security/tokens", &fields).await?.expect(200)?.text();
        let token = secret(&page);
        assert!(token.starts_with("cx.3506."), "{token}");
        security.post("/security/tokens", &fields).await?.expect(422)?.says("E-1204")?;
        let list = security.get("/security").await?.expect(200)?.text();
        assert!(list.contains("12345 热线") && !list.contains(&token));

        let (city, given) = changxiao_app::people::issue_token::read_token(&token).unwrap_or_else(|| panic!("{token}"));
        let id = people::tokens(world.app.db(), CITY).await?.remove(0).id;
        // Nothing works with it before the holder of the post has agreed, on the own page and nowhere else.
        let waits = authenticate::token(&world.app, city, &given).await;
        assert!(matches!(waits, Err(AppError::SignInRequired)));
        let consent = format!("/account/programs/{id}/consent");
        security.post(&consent, &[]).await?.expect(404)?;
        let holder = world.sign_in("dispatcher").await?;
        holder.get("/account").await?.expect(200)?.says("12345 热线")?.says("待岗位本人同意")?;
        holder.post(&consent, &[]).await?.expect(303)?;
        authenticate::token(&world.app, city, &given).await?;
        security.post(&format!("/security/tokens/{id}/revocation"), &[]).await?.expect(303)?;
        let refused = authenticate::token(&world.app, city, &given).await;
        assert!(matches!(refused, Err(AppError::SignInRequired)));
        security
            .post("/security/tokens", &[("name", "x"), ("post", post.as_str()), ("days", "400"), ("scope", "read")])
            .await?
            .expect(422)?;
        Ok(())
    })
    .await
}

/// A token was issued for any post, and what was done with it was sealed as that person's own deed.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_program_does_is_told_as_done_by_the_program() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let security = world.sign_in("secadmin").await?;
        let post = post_of(world, "inspector", "inspector").await?;
        let fields = [("name", "巡查小程序"), ("post", post.as_str()), ("days", "30"), ("scope", "report")];
        let token = secret(&security.post("/security/tokens", &fields).await?.expect(200)?.text());
        let program = world.stranger()?;
        let new = serde_json::json!({ "category": "E0104", "text": "垃圾箱满溢，污水流到人行道", "site": 1 });
        program.api("POST", "/api/v1/cases", &token, Some(&new)).await?.expect(401)?;
        let holder = world.sign_in("inspector").await?;
        let id = people::tokens(world.app.db(), CITY).await?.remove(0).id;
        holder.post(&format!("/account/programs/{id}/consent"), &[]).await?.expect(303)?;
        let made = program.api("POST", "/api/v1/cases", &token, Some(&new)).await?.json()?;
        let number = made["number"].as_str().unwrap_or_default().to_owned();
        let page = world.sign_in("dispatcher").await?.get(&format!("/cases/{number}")).await?.expect(200)?;
        page.says("检查员（程序“巡查小程序”）")?;
        let told = holder.get(&format!("/api/v1/cases/{number}")).await?.expect(200)?.json()?;
        assert_eq!(
            (&told["events"][0]["by_program"], &told["events"][0]["by_system"]),
            (&"巡查小程序".into(), &false.into())
        );
        let auditor = world.sign_in("auditor").await?;
        auditor.post("/trace/verification", &[]).await?.expect(200)?.says("都完整，没有改动")?;
        // Who agreed may end it.
        holder.post(&format!("/account/programs/{id}/revocation"), &[]).await?.expect(303)?;
        program.api("POST", "/api/v1/cases", &token, Some(&new)).await?.expect(401)?;
        Ok(())
    })
    .await
}
