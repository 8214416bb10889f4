//! The worklists of every post, views that are shared, many cases at once, the map and the file, told on both engines.

mod bulk;
mod lists;
mod map;
mod views;

use changxiao_app::cases::{
    Target, carry_out, dispatch,
    dispatch::Dispatch,
    file, hashes,
    report::{ReportCase, report},
};
use changxiao_domain::{
    calendar::{Limit, LimitKind},
    cases::{Case, Command},
    orgs::Actor,
};
use changxiao_files::photos::Stored;
use changxiao_store::cases as store;
use changxiao_testkit::{CITY, World};

/// Whoever these stories need, below the web layer.
pub struct People {
    pub inspector: Actor,
    pub dispatcher: Actor,
    pub office: Actor,
    pub handler: Actor,
    pub head: Actor,
    pub checker: Actor,
}

impl People {
    pub async fn of(world: &World) -> anyhow::Result<Self> {
        Ok(Self {
            inspector: world.actor("inspector").await?,
            dispatcher: world.actor("dispatcher").await?,
            office: world.actor("office").await?,
            handler: world.actor("handler").await?,
            head: world.actor("head").await?,
            checker: world.actor("checker").await?,
        })
    }
}

pub fn now(number: &str) -> Target {
    Target { number: number.to_owned(), version: None }
}

/// Reported at the site with this number (1 or 2); its number.
pub async fn reported(world: &World, by: &Actor, site: i64) -> anyhow::Result<String> {
    // Numbers of a second are told apart by their order, and so are the ids.
    world.clock.advance(1_000);
    let new = ReportCase { category: "E0405".to_owned(), site: Some(site), ..ReportCase::default() };
    Ok(report(&world.app, by, new, &[]).await?.number)
}

pub async fn filed(world: &World, people: &People, site: i64) -> anyhow::Result<String> {
    let number = reported(world, &people.inspector, site).await?;
    file::file(&world.app, &people.dispatcher, &now(&number), None, None).await?;
    Ok(number)
}

/// With the department, under a limit of so many working hours.
pub async fn dispatched(world: &World, people: &People, site: i64, hours: i64) -> anyhow::Result<String> {
    let number = filed(world, people, site).await?;
    let to = Dispatch { limit: Some(Limit::new(LimitKind::WorkingHour, hours)), ..Dispatch::default() };
    dispatch::dispatch(&world.app, &people.dispatcher, &now(&number), to).await?;
    Ok(number)
}

/// How far a case goes beyond being dispatched.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Until {
    Handled,
    Checking,
    Passed,
    Closed,
}

pub async fn on(world: &World, people: &People, number: &str, until: Until) -> anyhow::Result<Case> {
    let app = &world.app;
    let none: &[Stored] = &[];
    carry_out(app, &people.handler, &now(number), Command::Accept { handler: None }, &[]).await?;
    let why = Some("夜间无法拍摄".to_owned());
    let mut case = carry_out(
        app,
        &people.handler,
        &now(number),
        Command::Submit { text: "已清理".to_owned(), after_photos: hashes(none), without_photo: why },
        none,
    )
    .await?;
    if until >= Until::Checking {
        case = carry_out(app, &people.dispatcher, &now(number), Command::RequestCheck { note: None }, &[]).await?;
    }
    if until >= Until::Passed {
        case = carry_out(
            app,
            &people.checker,
            &now(number),
            Command::CheckPass { text: "属实".to_owned(), photos: hashes(none) },
            none,
        )
        .await?;
    }
    if until >= Until::Closed {
        case = carry_out(
            app,
            &people.dispatcher,
            &now(number),
            Command::Close { conditions_met: true, reason: None },
            &[],
        )
        .await?;
    }
    Ok(case)
}

pub async fn asked_for_time(world: &World, people: &People, number: &str) -> anyhow::Result<Case> {
    Ok(carry_out(
        &world.app,
        &people.head,
        &now(number),
        Command::AskExtension { reason: "配件未到".to_owned(), photos: Vec::new() },
        &[],
    )
    .await?)
}

pub async fn returned(world: &World, people: &People, number: &str) -> anyhow::Result<Case> {
    Ok(carry_out(
        &world.app,
        &people.handler,
        &now(number),
        Command::ReturnByUnit { reason: "不属本单位".to_owned() },
        &[],
    )
    .await?)
}

pub async fn reworked(world: &World, people: &People, number: &str) -> anyhow::Result<Case> {
    Ok(carry_out(
        &world.app,
        &people.dispatcher,
        &now(number),
        Command::Rework { reason: "照片看不出".to_owned() },
        &[],
    )
    .await?)
}

pub async fn case_of(world: &World, number: &str) -> anyhow::Result<Case> {
    let row = store::by_number(&world.fresh.db, CITY, number).await?;
    Ok(row.ok_or_else(|| anyhow::anyhow!("no {number}"))?.case)
}
