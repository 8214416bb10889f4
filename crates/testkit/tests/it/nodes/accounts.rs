//! What concerns the account of a person: every server that remembers the person hears of it.

use anyhow::{Context, ensure};
use changxiao_domain::{
    ids::{PasskeyId, PersonId},
    orgs::Identity,
};
use changxiao_store::{
    Db, StoreError, Tx,
    directory::{self, LinkRow},
    nodes::{self, News},
    passkeys::{self, PasskeyRow},
    people, second_factors,
};
use changxiao_testkit::{CITY, World, on_both_engines};

use super::{learns, on_two_servers};
use crate::directory as story;

/// How far the city has come.
async fn newest(db: &Db) -> anyhow::Result<i64> {
    let heads = nodes::heads(db, "test").await?;
    heads.iter().find(|head| head.city == CITY).map(|head| head.news).context("the city")
}

async fn version_of(db: &Db, person: PersonId) -> anyhow::Result<i64> {
    Ok(people::by_id(db, CITY, person).await?.context("the person")?.version)
}

/// Changes something of the person: the row goes on, and the transaction itself says who is not to be remembered.
async fn told(
    world: &World,
    person: PersonId,
    what: &str,
    change: impl AsyncFnOnce(&mut Tx) -> Result<(), StoreError>,
) -> anyhow::Result<()> {
    let db = &world.fresh.db;
    let (before, begun) = (version_of(db, person).await?, newest(db).await?);
    let mut tx = db.begin().await?;
    change(&mut tx).await.with_context(|| what.to_owned())?;
    tx.commit().await?;
    let news: Vec<News> = nodes::news_since(db, CITY, begun).await?.into_iter().map(|(_, news)| news).collect();
    ensure!(version_of(db, person).await? > before, "{what}: the row of the person stands as before");
    ensure!(news.iter().any(|one| matches!(one, News::Everybody) || *one == News::Person(person)), "{what}: {news:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_moves_the_row_of_a_person_on_is_told_to_all_servers() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (app, now) = (&world.app, world.app.now());
        let person = people::by_login(app.db(), CITY, "handler").await?.context("the handler")?.id;
        let passkey = |n: u8| PasskeyRow {
            id: app.new_id(PasskeyId),
            person,
            credential: vec![n; 20],
            public_key: vec![n; 40],
            counter: 0,
            name: "办公电脑".to_owned(),
            added_at: now,
            used_at: None,
        };
        let (one, other) = (passkey(1), passkey(2));
        let linked = LinkRow {
            person,
            identity: Identity {
                issuer: "https://id.example.gov.cn".to_owned(),
                claim: "sub".to_owned(),
                subject: "u-handler".to_owned(),
            },
            linked_by: None,
            linked_at: now,
        };
        told(world, person, "a new passkey", async |tx| passkeys::insert(tx, CITY, &one).await).await?;
        let renamed = async |tx: &mut Tx| passkeys::rename(tx, CITY, one.id, person, "指挥部电脑").await.map(drop);
        told(world, person, "a passkey with another name", renamed).await?;
        let removed = async |tx: &mut Tx| passkeys::remove(tx, CITY, one.id, person).await.map(drop);
        told(world, person, "a passkey that is removed", removed).await?;
        told(world, person, "another passkey", async |tx| passkeys::insert(tx, CITY, &other).await).await?;
        told(world, person, "no passkey any more", async |tx| passkeys::remove_all(tx, CITY, person).await).await?;
        let on = async |tx: &mut Tx| second_factors::turn_on(tx, CITY, person, now, &[[7; 32]]).await;
        told(world, person, "a second factor", on).await?;
        told(world, person, "no second factor", async |tx| second_factors::turn_off(tx, CITY, person).await).await?;
        told(world, person, "a link", async |tx| directory::put(tx, CITY, &linked).await).await?;
        told(world, person, "no link", async |tx| directory::remove(tx, CITY, person).await.map(drop)).await?;
        told(world, person, "a link again", async |tx| directory::put(tx, CITY, &linked).await).await?;
        told(world, person, "nobody is linked", async |tx| directory::remove_all(tx, CITY).await.map(drop)).await?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_unlinked_with_everybody_here_is_asked_to_link_there() -> anyhow::Result<()> {
    on_two_servers(async |world, other, how| {
        let provider = story::set_up(world).await?;
        let handler = world.sign_in("handler").await?;
        story::link(&handler, &provider, "u-handler").await?;
        let required = [("is_on", "on"), ("is_required", "on"), ("client_secret", "")];
        story::change(world, &provider.issuer, &required).await?.expect(303)?;
        learns(world, other, how).await?;
        let there = handler.at(other.address);
        there.get("/cases").await?.expect(200)?;
        // Known by another claim everybody is a stranger again; it takes two to set that up.
        let by_number = [("is_on", "on"), ("is_required", "on"), ("client_secret", ""), ("claim", "staff_number")];
        story::change(world, &provider.issuer, &by_number).await?.expect(303)?;
        story::confirm(world).await?;
        ensure!(directory::count(world.app.db(), CITY).await? == 0);
        learns(world, other, how).await?;
        for (place, browser) in [("here", &handler), ("there", &there)] {
            let answer = browser.get("/cases").await?;
            ensure!(answer.location() == "/account/directory", "{place}: {} {}", answer.status, answer.location());
        }
        Ok(())
    })
    .await
}
