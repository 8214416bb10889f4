//! In which language somebody is answered: the one that was chosen, else the one that the browser asks for.

use changxiao_testkit::{Browser, PASSWORD, on_both_engines};

/// What a page calls its own language.
fn language_of(page: &str) -> &str {
    page.split("lang=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("none")
}

/// Every page and refusal that somebody meets without signing in.
async fn meets(stranger: &Browser, lang: &str) -> anyhow::Result<()> {
    let wrong = [("login", "handler"), ("password", "wrong")];
    for answer in [
        stranger.get("/signin").await?.expect(200)?,
        stranger.get("/no/such/page").await?.expect(404)?,
        stranger.bare("DELETE", "/cases").await?.expect(404)?,
        stranger.post("/signin", &wrong).await?.expect(401)?,
        stranger.post("/signout", &[]).await?.expect(401)?,
        stranger.post("/cases/new", &[]).await?.expect(401)?,
        stranger.post("/password", &[]).await?.expect(401)?,
    ] {
        assert_eq!(language_of(&answer.text()), lang, "{}", answer.text());
    }
    let problem = stranger.api("GET", "/api/v1/cases", "", None).await?.expect(401)?.json()?;
    let is_english = problem["title"].as_str().is_some_and(str::is_ascii);
    assert_eq!(is_english, lang == "en", "{problem}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_signed_in_is_answered_as_the_browser_asks() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        meets(&world.stranger_reading("en-GB,en;q=0.9,zh-CN;q=0.5")?, "en").await?;
        meets(&world.stranger_reading("zh-CN,zh;q=0.9,en;q=0.8")?, "zh-CN").await?;
        meets(&world.stranger_reading("fr")?, "zh-CN").await?;
        meets(&world.stranger()?, "zh-CN").await?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_go_on_in_the_browsers_language_until_one_is_chosen() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let browser = world.stranger_reading("en")?;
        let right = [("login", "dispatcher"), ("password", PASSWORD)];
        browser.post("/signin", &right).await?.expect(303)?;
        browser.remember_csrf().await?;
        for path in ["/", "/password", "/no/such/page"] {
            assert_eq!(language_of(&browser.get(path).await?.text()), "en", "{path}");
        }
        let chinese = world.sign_in("dispatcher").await?;
        assert_eq!(language_of(&chinese.get("/").await?.text()), "zh-CN");

        browser.post("/preferences", &[("lang", "zh-CN"), ("back", "/")]).await?.expect(303)?;
        assert_eq!(language_of(&browser.get("/").await?.text()), "zh-CN");
        Ok(())
    })
    .await
}
