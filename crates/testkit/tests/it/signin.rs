//! Signing in, being refused, and the trace that it leaves.

use changxiao_domain::{time::MINUTE, trace::TraceKind};
use changxiao_store::access;
use changxiao_testkit::{CITY, on_both_engines};

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_in_and_out() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let browser = world.sign_in("dispatcher").await?;
        browser.get("/password").await?.expect(200)?;
        browser.post("/signout", &[]).await?.expect(303)?;
        let answer = browser.get("/password").await?.expect(303)?;
        assert_eq!(answer.location(), "/signin?next=/password");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sixth_try_is_locked_and_the_lock_ends() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let stranger = world.stranger()?;
        for _ in 0..4 {
            stranger.post("/signin", &[("login", "handler"), ("password", "wrong")]).await?.expect(401)?;
        }
        stranger.post("/signin", &[("login", "handler"), ("password", "wrong")]).await?.expect(429)?;
        let right = [("login", "handler"), ("password", changxiao_testkit::PASSWORD)];
        stranger.post("/signin", &right).await?.expect(429)?.says("E-1003")?;
        world.clock.advance(15 * MINUTE);
        stranger.post("/signin", &right).await?.expect(303)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_session_ends() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let browser = world.sign_in("dispatcher").await?;
        world.clock.advance(14 * MINUTE);
        browser.get("/password").await?.expect(200)?;
        world.clock.advance(14 * MINUTE);
        browser.get("/password").await?.expect(200)?;
        world.clock.advance(16 * MINUTE);
        browser.get("/password").await?.expect(303)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_from_elsewhere_changes_nothing_and_leaves_a_trace() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let browser = world.sign_in("dispatcher").await?;
        browser.bare("POST", "/signout").await?.expect(403)?.says("E-1007")?;
        browser.get("/password").await?.expect(200)?;
        world.web.tracer().flush().await;
        assert_eq!(access::count(&world.fresh.db, CITY, TraceKind::Refused, "POST /signout").await?, 1);
        Ok(())
    })
    .await
}
