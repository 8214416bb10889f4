//! One database serves several cities: who comes back from a directory is in the city where that was begun.

use std::collections::HashMap;

use anyhow::{Context, ensure};
use changxiao_app::{
    cities::found::{FoundCity, found},
    notices::send::OutletConfig,
};
use changxiao_domain::{ids::CityId, notices::InsideHosts};
use changxiao_testkit::{Beside, Browser, PASSWORD, World, on_both_engines};
use changxiao_web::{Places, WebConfig};

use super::{Provider, link, set_up};

/// A server for two cities that no host tells apart, with its directory reachable; people open it under this address.
async fn for_both(world: &World, public_address: &str) -> anyhow::Result<Beside> {
    let server =
        world.beside_with(WebConfig { city: None, places: Places::default(), ..world.web.config().clone() }).await?;
    let public_address = public_address.to_owned();
    let inside = InsideHosts::read(&["127.0.0.1".to_owned()])?;
    server.app.outlets().set(OutletConfig { inside, public_address, ..OutletConfig::default() });
    Ok(server)
}

async fn with_another_city(world: &World) -> anyhow::Result<Provider> {
    let provider = set_up(world).await?;
    link(&world.sign_in("handler").await?, &provider, "u-handler").await?;
    let (id, name, name_en) = (CityId(5301), "昆明市".to_owned(), "Kunming".to_owned());
    found(&world.app, FoundCity { id, name, name_en, demonstration: false }).await?;
    Ok(provider)
}

/// The address of ours that the directory was told to send back to.
fn redirect_of(sent_to: &str) -> anyhow::Result<String> {
    let query: HashMap<String, String> = reqwest::Url::parse(sent_to)?.query_pairs().into_owned().collect();
    query.get("redirect_uri").cloned().context("no redirect")
}

/// Follows one redirect of ours after another; gives where the last one leads.
async fn followed(browser: &Browser, path: &str) -> anyhow::Result<String> {
    let mut path = path.to_owned();
    for _ in 0..3 {
        let answer = browser.get(&path).await?.expect(303)?;
        path = answer.location().to_owned();
        if !path.starts_with("/signin/directory/answer") {
            return Ok(path);
        }
    }
    anyhow::bail!("it goes on to {path}")
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_back_is_in_the_city_that_the_path_named() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let provider = with_another_city(world).await?;
        let server = for_both(world, "http://cx.example").await?;
        let browser = world.stranger()?.at(server.address);
        browser.get("/3506/signin").await?.expect(303)?;
        let sent = browser.get("/signin/directory").await?.expect(303)?;
        let redirect = redirect_of(sent.location())?;
        ensure!(redirect == "http://cx.example/3506/signin/directory/answer", "{redirect}");
        let back = format!("/3506{}", provider.lets_in(sent.location(), "u-handler")?);
        // Another tab was led to the other city meanwhile.
        browser.get("/5301/signin").await?.expect(303)?;
        ensure!(followed(&browser, &back).await? == "/");
        browser.get("/units").await?.expect(200)?.says("漳州市")?;
        server.end().await;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_back_is_in_the_city_where_it_was_begun_whatever_another_tab_asked_for() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let provider = with_another_city(world).await?;
        let server = for_both(world, "").await?;
        let browser = world.stranger()?.at(server.address);
        browser.get("/3506/signin").await?.expect(303)?;
        let sent = browser.get("/signin/directory?next=/units").await?.expect(303)?;
        ensure!(redirect_of(sent.location())?.ends_with(&format!("{}/signin/directory/answer", server.address)));
        let back = provider.lets_in(sent.location(), "u-handler")?;
        browser.get("/5301/signin").await?.expect(303)?;
        ensure!(followed(&browser, &back).await? == "/units");
        browser.get("/units").await?.expect(200)?.says("漳州市")?;
        // Once only, as ever.
        browser.get(&back).await?.expect(401)?.says("不是在本浏览器发起的")?;

        // The same for who says while signed in who they are there.
        let office = world.stranger()?.at(server.address);
        office.get("/3506/signin").await?.expect(303)?;
        office.post("/signin", &[("login", "office"), ("password", PASSWORD)]).await?.expect(303)?;
        office.remember_csrf().await?;
        let sent = office.get("/account/directory/way").await?.expect(303)?;
        let back = provider.lets_in(sent.location(), "u-office")?;
        office.get("/5301/signin").await?.expect(303)?;
        ensure!(followed(&office, &back).await? == "/account/directory");
        office.get("/account/directory").await?.expect(200)?.says("确认您是 u-office")?;

        // A browser that began nothing is led nowhere.
        let stranger = world.stranger()?.at(server.address);
        stranger.get("/5301/signin").await?.expect(303)?;
        stranger.get("/signin/directory/answer?code=code-1&state=x").await?.expect(401)?;
        server.end().await;
        Ok(())
    })
    .await
}
