//! The city of a request: by host, by the first part of the path, by the browser, by the session; and an address that is no city's says so.

use std::collections::BTreeMap;

use anyhow::ensure;
use changxiao_app::{
    cities::found::{FirstSignIn, FoundCity, found},
    notices::send::{CityAddress, OutletConfig},
};
use changxiao_domain::ids::CityId;
use changxiao_testkit::{Browser, CITY, PASSWORD, World, on_both_engines};
use changxiao_web::{Place, Places, WebConfig};

use crate::durability::reports;

const OTHER: CityId = CityId(5301);
const HERE: &str = "cx.zhangzhou.example";
const THERE: &str = "cx.kunming.example";

/// A second city beside that of the world.
async fn other_city(world: &World) -> anyhow::Result<FirstSignIn> {
    let (name, name_en) = ("昆明市".to_owned(), "Kunming".to_owned());
    Ok(found(&world.app, FoundCity { id: OTHER, name, name_en, demonstration: false }).await?)
}

fn places() -> anyhow::Result<Places> {
    let place = |host: &str, path: Option<&str>| Place { hosts: vec![host.to_owned()], path: path.map(str::to_owned) };
    Ok(Places::read(&BTreeMap::from([(CITY, place(HERE, None)), (OTHER, place(THERE, Some("kunming")))]), &[])?)
}

/// As a server is set up for both.
fn for_both(world: &World, places: Places) -> WebConfig {
    WebConfig { city: None, places, ..world.web.config().clone() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_is_one_citys_and_an_unknown_one_says_so() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let first = other_city(world).await?;
        let server = world.beside_with(for_both(world, places()?)).await?;
        let stranger = world.stranger()?.at(server.address);
        stranger.get_at(HERE, "/signin").await?.expect(200)?.says("漳州市")?;
        let there = stranger.get_at(&format!("{}:8443", THERE.to_uppercase()), "/signin").await?.expect(200)?;
        ensure!(there.text().contains("昆明市") && !there.text().contains("漳州市"));
        let nowhere = stranger.get_at("cx.nowhere.example", "/signin").await?.expect(404)?;
        let nowhere = nowhere.says("E-1208")?.says("没有对应的城市")?.text();
        assert!(!nowhere.contains("href=\"/signin\""), "there is nothing to sign in to: {nowhere}");
        for path in ["/health", "/health/ready"] {
            stranger.get_at("cx.nowhere.example", path).await?.expect(200)?;
        }
        let page = stranger.get_at("cx.nowhere.example", "/cases").await?.expect(303)?;
        ensure!(page.location().starts_with("/signin"), "{}", page.location());

        // A login of one city is nobody in the other.
        let sign_in = [("login", "office"), ("password", PASSWORD), ("next", "/health")];
        stranger.post_at(THERE, "/signin", &sign_in).await?.expect(401)?;
        let office = world.stranger()?.at(server.address);
        office.post_at(HERE, "/signin", &sign_in).await?.expect(303)?;
        office.get_at(HERE, "/units").await?.expect(200)?;
        // The cookie was carried there by hand: it opens nothing.
        ensure!(office.get_at(THERE, "/units").await?.status == 303);
        let admin = world.stranger()?.at(server.address);
        let sign_in = [("login", first.login.as_str()), ("password", &first.password), ("next", "/health")];
        admin.post_at(THERE, "/signin", &sign_in).await?.expect(303)?;
        ensure!(admin.get_at(THERE, "/units").await?.location() == "/password");
        ensure!(admin.get_at(HERE, "/password").await?.status == 303);

        let token = reports::token(world, "inspector").await?;
        ensure!(asks(&server.address, HERE, "/api/v1/cases", &token).await? == 200);
        ensure!(asks(&server.address, THERE, "/api/v1/cases", &token).await? == 401);
        server.end().await;
        Ok(())
    })
    .await
}

async fn asks(address: &std::net::SocketAddr, host: &str, path: &str, token: &str) -> anyhow::Result<u16> {
    let client = reqwest::Client::builder().no_proxy().build()?;
    let request = client.get(format!("http://{address}{path}")).header("host", host).bearer_auth(token);
    Ok(request.send().await?.status().as_u16())
}

/// The name of the city whose sign-in page this browser gets.
async fn greeted_by(browser: &Browser) -> anyhow::Result<&'static str> {
    let page = browser.get("/signin").await?.expect(200)?.text();
    ensure!(page.contains("漳州市") != page.contains("昆明市"), "{page}");
    Ok(if page.contains("漳州市") { "漳州市" } else { "昆明市" })
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_part_of_a_path_leads_to_a_city_and_the_browser_keeps_it() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        other_city(world).await?;
        let server = world.beside_with(for_both(world, places()?)).await?;
        let browser = world.stranger()?.at(server.address);
        browser.get("/signin").await?.expect(404)?.says("E-1208")?;
        let led = browser.get("/5301/cases/W261121-0041?from=mail").await?.expect(303)?;
        ensure!(led.location() == "/cases/W261121-0041?from=mail", "{}", led.location());
        ensure!(greeted_by(&browser).await? == "昆明市");
        ensure!(browser.get("/3506").await?.expect(303)?.location() == "/");
        ensure!(greeted_by(&browser).await? == "漳州市");
        browser.get("/kunming/signin").await?.expect(303)?;
        ensure!(greeted_by(&browser).await? == "昆明市");
        // No redirect leads out, and a number that is no city is no path of ours.
        ensure!(browser.get("/5301//evil.example").await?.expect(303)?.location() == "/");
        browser.get("/5302/signin").await?.expect(404)?;

        // Signed in in one city, led to the other: nobody there, and back again without another sign-in.
        browser.get("/3506/signin").await?.expect(303)?;
        let sign_in = [("login", "office"), ("password", PASSWORD), ("next", "/health")];
        browser.post("/signin", &sign_in).await?.expect(303)?;
        browser.get("/units").await?.expect(200)?;
        browser.get("/5301/units").await?.expect(303)?;
        ensure!(browser.get("/units").await?.expect(303)?.location().starts_with("/signin"));
        browser.get("/3506/units").await?.expect(303)?;
        browser.get("/units").await?.expect(200)?;

        let token = reports::token(world, "inspector").await?;
        for (path, status) in [("/3506/api/v1/cases", 200), ("/5301/api/v1/cases", 401), ("/api/v1/cases", 200)] {
            let asked = world.stranger()?.at(server.address).api("GET", path, &token, None).await?;
            ensure!(asked.status == status, "{path}: {}", asked.status);
        }
        let body = serde_json::json!({ "category": "E0301", "site": 1, "title": "报告", "text": "路面有积存垃圾" });
        let program = world.stranger()?.at(server.address);
        program.api("POST", "/3506/api/v1/cases", &token, Some(&body)).await?.expect(201)?;
        server.end().await;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_city_needs_no_settings_and_a_session_names_its_own() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let alone = world.beside_with(for_both(world, Places::default())).await?;
        let browser = world.stranger()?.at(alone.address);
        browser.get_at("whatever.example", "/signin").await?.expect(200)?.says("漳州市")?;
        let office = world.sign_in("office").await?.at(alone.address);
        office.get("/units").await?.expect(200)?;
        // Another city comes while the server runs: whoever is signed in stays where they are, strangers have to say.
        other_city(world).await?;
        alone.app.look().await?;
        office.get("/units").await?.expect(200)?;
        browser.get("/signin").await?.expect(404)?;
        browser.get("/3506/signin").await?.expect(303)?;
        ensure!(greeted_by(&browser).await? == "漳州市");
        alone.end().await;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn links_in_messages_lead_to_the_city_they_are_of() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let set = |of_cities: BTreeMap<CityId, CityAddress>| {
            let public_address = "https://cx.example.gov.cn/".to_owned();
            world.app.outlets().set(OutletConfig { public_address, of_cities, ..OutletConfig::default() });
        };
        set(BTreeMap::new());
        ensure!(world.app.public_address(CITY) == "https://cx.example.gov.cn", "alone as ever");
        other_city(world).await?;
        world.app.look().await?;
        ensure!(world.app.public_address(OTHER) == "https://cx.example.gov.cn/5301");
        let own = CityAddress { own: Some("https://cx.zhangzhou.example/".to_owned()), path: None };
        let named = CityAddress { own: None, path: Some("kunming".to_owned()) };
        set(BTreeMap::from([(CITY, own), (OTHER, named)]));
        ensure!(world.app.public_address(CITY) == "https://cx.zhangzhou.example");
        ensure!(world.app.public_address(OTHER) == "https://cx.example.gov.cn/kunming");
        Ok(())
    })
    .await
}
