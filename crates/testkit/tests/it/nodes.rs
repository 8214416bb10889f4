//! Several servers over one database hold as one: what is changed on one is refused or held on the other within a second, whether the
//! other was looking or its look was cut.

mod accounts;

use anyhow::ensure;
use changxiao_domain::{ids::TokenId, time::Day};
use changxiao_store::{Db, engine::Built, nodes, params, people};
use changxiao_testkit::{Beside, Browser, CITY, World, on_both_engines};

use crate::durability::reports;

/// A second is all that another server may take, in microseconds.
const SECOND: i64 = 1_000_000;

/// How the other server learns of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Learns {
    /// Its task looks.
    Looking,
    /// Nothing looks for it, as after its connection was cut; a second later somebody asks.
    Cut,
}

const BOTH: [Learns; 2] = [Learns::Looking, Learns::Cut];

async fn learns(world: &World, other: &Beside, how: Learns) -> anyhow::Result<()> {
    match how {
        Learns::Looking => drop(other.app.look().await?),
        Learns::Cut => world.clock.advance(SECOND),
    }
    Ok(())
}

async fn on_two_servers(story: impl AsyncFn(&World, &Beside, Learns) -> anyhow::Result<()>) -> anyhow::Result<()> {
    for how in BOTH {
        on_both_engines(async |world| {
            let other = world.beside().await?;
            let told = story(world, &other, how).await;
            other.end().await;
            told.map_err(|problem| problem.context(format!("{how:?}")))
        })
        .await?;
    }
    Ok(())
}

async fn post_of(world: &World, login: &str) -> anyhow::Result<String> {
    Ok(world.actor(login).await?.post.to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_signed_out_or_closed_or_without_a_post_here_is_refused_there() -> anyhow::Result<()> {
    on_two_servers(async |world, other, how| {
        let admin = world.sign_in("sysadmin").await?;
        let post = post_of(world, "street1").await?;
        let (signs_out, is_closed, loses_post) =
            (world.sign_in("handler").await?, world.sign_in("head").await?, world.sign_in("street1").await?);
        for person in [&signs_out, &is_closed, &loses_post] {
            person.at(other.address).get("/units").await?.expect(200)?;
        }
        // The browser keeps no cookie of an ended session; whoever has copied it still has it.
        let copied = signs_out.cookies();
        signs_out.post("/signout", &[]).await?.expect(303)?;
        admin.post("/people/head/closing", &[]).await?.expect(303)?;
        let ending = format!("/people/street1/posts/{post}/ending");
        admin.post(&ending, &[("until", "2026-06-16")]).await?.expect(303)?;
        learns(world, other, how).await?;

        let with_copy = asked_with(other, "/units", &copied).await?;
        ensure!(with_copy == 303, "a copied cookie of an ended session: {with_copy}");
        let closed = is_closed.at(other.address).get("/units").await?;
        ensure!(closed.status == 303 && closed.location().starts_with("/signin"), "closed: {}", closed.status);
        loses_post.at(other.address).get("/units").await?.expect(403)?;
        Ok(())
    })
    .await
}

/// The status of a page that is asked for with these cookies.
async fn asked_with(other: &Beside, path: &str, cookies: &str) -> anyhow::Result<u16> {
    let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build()?;
    let request = client.get(format!("http://{}{path}", other.address)).header("cookie", cookies);
    Ok(request.send().await?.status().as_u16())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_revoked_here_is_refused_there() -> anyhow::Result<()> {
    on_two_servers(async |world, other, how| {
        let token = reports::token(world, "inspector").await?;
        let program = world.stranger()?.at(other.address);
        program.api("GET", "/api/v1/cases", &token, None).await?.expect(200)?;
        let id: TokenId = people::tokens(world.app.db(), CITY).await?[0].id;
        let keeper = world.sign_in("secadmin").await?;
        keeper.post(&format!("/security/tokens/{id}/revocation"), &[]).await?.expect(303)?;
        learns(world, other, how).await?;
        program.api("GET", "/api/v1/cases", &token, None).await?.expect(401)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_is_given_or_chosen_here_acts_there() -> anyhow::Result<()> {
    on_two_servers(async |world, other, how| {
        let admin = world.sign_in("sysadmin").await?;
        let person = world.sign_in("street1").await?;
        let there = person.at(other.address);
        there.get("/units/new").await?.expect(403)?;
        let fields = [("unit", "OFFICE"), ("role", "office"), ("title", ""), ("from", "2026-06-16")];
        admin.post("/people/street1/posts", &fields).await?.expect(303)?;
        let model = world.app.model(CITY).await?;
        let holder = people::by_login(world.app.db(), CITY, "street1").await?.map(|person| person.id);
        let office = model.posts.values().find(|post| Some(post.person) == holder && post.role.code() == "office");
        let office = office.map(|post| post.id.to_string()).unwrap_or_default();
        person.post("/session/post", &[("post_id", &office)]).await?.expect(303)?;
        learns(world, other, how).await?;
        there.get("/units/new").await?.expect(200)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_days_and_standards_that_are_set_here_hold_there() -> anyhow::Result<()> {
    on_two_servers(async |world, other, how| {
        let office = world.sign_in("office").await?;
        let there = office.at(other.address);
        there.get("/rules/escalation_ladder").await?.expect(200)?;
        let own = [("f/levels/0/share_permille", "90"), ("source", "创建办〔2026〕7 号"), ("version", "0")];
        office.post("/rules/escalation_ladder", &own).await?.expect(303)?;
        let day = [("kind", "off"), ("name", "端午节"), ("source", "测试通知"), ("was_kind", ""), ("was_name", "")];
        office.post("/calendar/2026-06-17", &day).await?.expect(303)?;
        let names = [("edition", "2027"), ("name_zh", "测评体系（2027 年）"), ("name_en", "Evaluation system 2027")];
        office.post("/standards/national-2017-district~2017/draft", &names).await?.expect(303)?;
        learns(world, other, how).await?;

        there.get("/rules/escalation_ladder").await?.expect(200)?.says("创建办〔2026〕7 号")?;
        there.get("/calendar?year=2026").await?.expect(200)?.says("端午节")?;
        there.get("/standards/national-2017-district~2027").await?.expect(200)?.says("测评体系（2027 年）")?;
        let model = other.app.model(CITY).await?;
        ensure!(model.ladder.levels()[0].share_permille == 900);
        ensure!(!model.calendar.is_workday(Day::constant(2026, 6, 17)));
        Ok(())
    })
    .await
}

/// How many cases the list says there are to file.
async fn waits(browser: &Browser) -> anyhow::Result<String> {
    let page = browser.get("/cases?tab=all").await?.expect(200)?.text();
    let parts: Vec<&str> = page.split("<nav").skip(1).filter_map(|rest| rest.split("</nav>").next()).collect();
    Ok(parts.join(" "))
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_around_lists_follow_what_others_report() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let other = world.beside().await?;
        // Both are there.
        world.app.tell(&world.app.look().await?).await;
        other.app.tell(&other.app.look().await?).await;
        let (here, there) = (world.sign_in("inspector").await?, world.sign_in("dispatcher").await?.at(other.address));
        let before = waits(&there).await?;
        ensure!(before == waits(&there).await?, "a list that nothing changes stays");
        reports::by_page(&here, 1).await?.expect(303)?;
        world.app.tell(&world.app.look().await?).await;
        other.app.look().await?;
        let after = waits(&there).await?;
        ensure!(before != after, "the other server still shows what it counted: {after}");
        other.end().await;
        Ok(())
    })
    .await
}

async fn number(db: &Db, text: &str) -> anyhow::Result<i64> {
    let row = db.row(Built { name: "test::nodes", text: text.to_owned() }, params![CITY]).await?;
    Ok(row.map_or(Ok(0), |row| row.int("n"))?)
}

/// A server that has slept through more news than are kept forgets everything.
#[tokio::test(flavor = "multi_thread")]
async fn who_has_missed_more_than_is_kept_forgets_everything() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let other = world.beside().await?;
        let person = world.sign_in("handler").await?;
        person.at(other.address).get("/units").await?.expect(200)?;
        let cookies = person.cookies();
        person.post("/signout", &[]).await?.expect(303)?;
        // News were put away before the other has seen them.
        let told = number(&world.fresh.db, "SELECT news AS n FROM cities WHERE city_id = $1").await?;
        ensure!(told > 0, "nothing was told");
        let away = "DELETE FROM news WHERE city_id = $1";
        world.fresh.db.execute(Built { name: "test::away", text: away.to_owned() }, params![CITY]).await?;
        let admin = world.sign_in("sysadmin").await?;
        admin.post("/people/head/closing", &[]).await?.expect(303)?;
        other.app.look().await?;
        ensure!(asked_with(&other, "/units", &cookies).await? == 303);
        other.end().await;
        Ok(())
    })
    .await
}

/// Of news that are written at the same time none is passed over.
#[tokio::test(flavor = "multi_thread")]
async fn news_come_in_the_order_of_their_commits() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let db = &world.fresh.db;
        let begun = number(db, "SELECT news AS n FROM cities WHERE city_id = $1").await?;
        let reader = db.clone();
        let reading = tokio::spawn(async move {
            let mut seen = begun;
            while seen < begun + 60 {
                for (number, _) in nodes::news_since(&reader, CITY, seen).await? {
                    ensure!(number == seen + 1, "{number} was seen after {seen}");
                    seen = number;
                }
            }
            Ok(())
        });
        let writing = (0..60_u8).map(|n| async move {
            let mut tx = db.begin().await?;
            people::end_session(&mut tx, CITY, &[n; 32]).await?;
            tx.commit().await
        });
        for done in futures::future::join_all(writing).await {
            done?;
        }
        reading.await?
    })
    .await
}
