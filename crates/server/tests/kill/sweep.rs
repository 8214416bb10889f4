//! `kill -9` of the server in the middle of the sweep, again and again: in the end every due case has climbed every level
//! exactly once, with its notices, and every chain holds.

use std::{collections::BTreeMap, time::Duration};

use anyhow::{Context, ensure};
use changxiao_domain::{
    calendar::{Limit, LimitKind},
    cases::{Action, ActorStamp, Case, Command as Ask, Decided, NewCase, Source, verify_case},
    ids::CaseId,
    orgs::Actor,
};
use changxiao_store::{
    Db, PoolSize,
    cases::{self as stored, CaseRow},
    engine::Built,
    params,
};
use changxiao_testkit::{CITY, Fresh, World, fresh_databases};
use tokio::time::sleep;

use super::{Server, my_turn};

const CASES: i64 = 1_500;
pub const LEVELS: i64 = 5;
/// What the cases are called that are past every level.
const OVERDUE: &str = "垃圾满溢";
const ROUNDS: u64 = 12;

fn stamp(actor: &Actor) -> ActorStamp {
    ActorStamp {
        person: actor.person,
        post: actor.post,
        unit: actor.unit,
        role: actor.role,
        system: false,
        program: None,
    }
}

/// Cases that were dispatched in June; by the machine's clock they are past every level.
pub async fn fill(world: &World, cases: i64) -> anyhow::Result<()> {
    let dispatcher = stamp(&world.actor("dispatcher").await?);
    let model = world.app.model(CITY).await?;
    let (now, limit) = (world.app.now(), Limit::new(LimitKind::WorkingDay, 1));
    let mut tx = world.app.db().begin().await?;
    for place in 0..cases {
        let new = NewCase {
            id: world.app.new_id(CaseId),
            city: CITY,
            number: format!("260616-{:06}", 100_000 + place),
            category: "E0301".to_owned(),
            limit,
            filed_under: None,
            photo_required: false,
            division: 350602003000,
            site: None,
            visit: None,
            item: None,
            title: OVERDUE.to_owned(),
            text: String::new(),
            position: None,
            source: Source::Hand,
            photos: Vec::new(),
        };
        let Decided { case, event } = Case::report(new, &dispatcher, now)?;
        let row = CaseRow { case: case.clone(), place: String::new(), reporter_unit: None, reporter_post: None };
        stored::insert(&mut tx, &row, &event).await?;
        let file = Ask::File { category: None, limit: None, filed_under: None };
        let filed = case.decide(file, &dispatcher, now, &model.calendar)?;
        stored::save(&mut tx, &case, &filed.case, &filed.event).await?;
        let send = Ask::Dispatch { lead: world.city.department, co: Vec::new(), limit, designated: false };
        let sent = filed.case.decide(send, &dispatcher, now, &model.calendar)?;
        stored::save(&mut tx, &filed.case, &sent.case, &sent.event).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn built(text: &str) -> Built {
    Built { name: "test::kill_sweep", text: text.to_owned() }
}

async fn one_number(db: &Db, text: &str) -> anyhow::Result<i64> {
    Ok(db.row(built(text), params![CITY]).await?.context("no row")?.int("n")?)
}

/// How many levels were reached, seen from beside the server.
pub async fn reached_now(fresh: &Fresh) -> anyhow::Result<i64> {
    let db = Db::open(&fresh.address, PoolSize { sqlite_readers: 1, postgres: 2, postgres_readers: 1 }).await?;
    let reached = one_number(&db, "SELECT COUNT(*) AS n FROM escalations WHERE city_id = $1").await?;
    db.close().await;
    Ok(reached)
}

/// Lets the lease of the server that was killed run out, without the minute that it takes.
pub async fn a_minute_later(fresh: &Fresh) -> anyhow::Result<()> {
    let db = Db::open(&fresh.address, PoolSize { sqlite_readers: 1, postgres: 2, postgres_readers: 1 }).await?;
    db.execute(built("UPDATE jobs SET lease_until = 0 WHERE city_id = $1 AND state = 'running'"), params![CITY])
        .await?;
    db.execute(built("UPDATE jobs SET run_at = 0 WHERE city_id = $1 AND state = 'waiting'"), params![CITY]).await?;
    db.close().await;
    Ok(())
}

/// Every case climbed every level once: chain, table and inboxes say the same.
pub async fn all_climbed_once(fresh: &Fresh, cases: i64) -> anyhow::Result<()> {
    let db = Db::open(&fresh.address, PoolSize { sqlite_readers: 1, postgres: 2, postgres_readers: 1 }).await?;
    let rows = db
        .rows(built("SELECT level, COUNT(*) AS n FROM escalations WHERE city_id = $1 GROUP BY level"), params![CITY])
        .await?;
    let by_level: BTreeMap<i64, i64> =
        rows.iter().map(|row| Ok((row.int("level")?, row.int("n")?))).collect::<anyhow::Result<_>>()?;
    ensure!(by_level == (1..=LEVELS).map(|level| (level, cases)).collect(), "{by_level:?}");
    let overdue = "SELECT case_id FROM cases WHERE city_id = $1 AND title = $2";
    for id in db.rows(built(overdue), params![CITY, OVERDUE]).await? {
        let row = stored::by_id(&db, CITY, id.id("case_id", CaseId)?).await?.context("a case is gone")?;
        let events = stored::events_of(&db, CITY, row.case.id).await?;
        verify_case(&row.case, &events).with_context(|| row.case.number.clone())?;
        let climbed = events.iter().filter(|event| event.action == Action::Escalate);
        let levels: Vec<i64> = climbed.filter_map(|event| event.particulars["level"].as_i64()).collect();
        ensure!(levels == [1, 2, 3, 4, 5], "{}: {levels:?}", row.case.number);
    }
    // One holder a rung in the test city, so one notice a level.
    let told = "SELECT COUNT(*) AS n FROM notices WHERE city_id = $1 AND kind IN ('reminded', 'escalated')";
    let told = one_number(&db, told).await?;
    ensure!(told == cases * LEVELS, "{told} notices");
    db.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_level_comes_once_through_kill_9_at_any_point_of_the_sweep() -> anyhow::Result<()> {
    let _turn = my_turn().await;
    for (engine, fresh) in fresh_databases().await? {
        let world = World::start(fresh).await?;
        fill(&world, CASES).await?;
        let fresh = world.leave().await?;
        let (mut reached, mut in_the_middle) = (0, 0);
        for round in 0..ROUNDS {
            let (mut server, _) = Server::start(&fresh)?;
            // Every other round kills whenever it may be; the others as soon as a batch has been saved.
            if round % 2 == 0 {
                sleep(Duration::from_millis(40 + 70 * (round % 6))).await;
            } else {
                for _ in 0..200 {
                    if reached_now(&fresh).await? > reached {
                        break;
                    }
                    sleep(Duration::from_millis(20)).await;
                }
                sleep(Duration::from_millis(7 * (round % 5))).await;
            }
            server.kill()?;
            let now = reached_now(&fresh).await?;
            a_minute_later(&fresh).await?;
            ensure!(now >= reached, "{engine}: levels vanished: {reached}, then {now}");
            in_the_middle += i64::from(now > reached && now < CASES * LEVELS);
            reached = now;
        }
        ensure!(in_the_middle > 0, "{engine}: no kill met a sweep: the rounds say nothing");
        let (mut server, _) = Server::start(&fresh)?;
        for _ in 0..300 {
            if reached == CASES * LEVELS {
                break;
            }
            sleep(Duration::from_millis(200)).await;
            reached = reached_now(&fresh).await?;
        }
        server.kill()?;
        all_climbed_once(&fresh, CASES)
            .await
            .with_context(|| format!("on {engine}, {in_the_middle} kills in the middle"))?;
        fresh.remove().await?;
    }
    Ok(())
}
