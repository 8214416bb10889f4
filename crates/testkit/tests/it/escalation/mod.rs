//! Due cases climb the ladder: each level once, by the deadline's own clock, through jumps of the clock, changes of the
//! calendar, two sweeps at once; and the sweep keeps up while intake runs.

mod climb;
mod load;
mod people;

use std::collections::BTreeMap;

use changxiao_app::{
    cases::{
        Target,
        dispatch::{Dispatch, dispatch},
        file,
        report::{ReportCase, report},
    },
    escalation::sweep::{Swept, sweep},
};
use changxiao_domain::{
    calendar::{Calendar, Limit, LimitKind},
    cases::{Action, Case, Event, verify_case},
    notices::NoticeKind,
    time::{Day, Instant},
};
use changxiao_store::{
    cases as store,
    engine::Built,
    notices::{self, Receiver},
    params,
};
use changxiao_testkit::{CITY, World};

/// One working day: from Tuesday, 16 June 2026, 10:00, the levels lie on the 17th at 08:24, 10:00 and 16:00, on the 18th at 10:00
/// and on the 19th at 10:00.
const DAY: Limit = Limit::new(LimitKind::WorkingDay, 1);
const LEVELS: [(i8, i8, i8); 5] = [(17, 8, 24), (17, 10, 0), (17, 16, 0), (18, 10, 0), (19, 10, 0)];

fn at(day: i8, hour: i8, minute: i8) -> Instant {
    Instant::from_civil(Day::constant(2026, 6, day).at(hour, minute, 0, 0), Calendar::plain().zone())
}

/// A case of the department with this limit, dispatched now.
async fn dispatched(world: &World, limit: Limit) -> anyhow::Result<String> {
    let (inspector, dispatcher) = (world.actor("inspector").await?, world.actor("dispatcher").await?);
    let new = ReportCase {
        category: "E0301".to_owned(),
        site: Some(1),
        title: "垃圾满溢".to_owned(),
        ..ReportCase::default()
    };
    let number = report(&world.app, &inspector, new, &[]).await?.number;
    let target = Target { number: number.clone(), version: None };
    file::file(&world.app, &dispatcher, &target, None, None).await?;
    let to = Dispatch { lead: Some(world.city.department), co: None, limit: Some(limit), designated: false };
    dispatch(&world.app, &dispatcher, &target, to).await?;
    Ok(number)
}

async fn swept_at(world: &World, now: Instant) -> anyhow::Result<Swept> {
    world.clock.set(now);
    Ok(sweep(&world.app, CITY).await?)
}

async fn stored(world: &World, number: &str) -> anyhow::Result<(Case, Vec<Event>)> {
    let row = store::by_number(&world.fresh.db, CITY, number).await?.ok_or_else(|| anyhow::anyhow!("no {number}"))?;
    let events = store::events_of(&world.fresh.db, CITY, row.case.id).await?;
    verify_case(&row.case, &events)?;
    Ok((row.case, events))
}

/// The levels that the chain of a case tells, in their order.
fn levels(events: &[Event]) -> Vec<i64> {
    let climbed = events.iter().filter(|event| event.action == Action::Escalate);
    climbed.filter_map(|event| event.particulars["level"].as_i64()).collect()
}

/// How many notices of either kind of climbing lie in a person's inbox.
async fn told(world: &World, login: &str) -> anyhow::Result<i64> {
    let person = Receiver::Person(world.actor(login).await?.person);
    let db = &world.fresh.db;
    Ok(notices::count_of(db, CITY, person, NoticeKind::Reminded).await?
        + notices::count_of(db, CITY, person, NoticeKind::Escalated).await?)
}

/// Rows of the table of levels, by level.
async fn rows_by_level(world: &World) -> anyhow::Result<BTreeMap<i64, i64>> {
    let text = "SELECT level, COUNT(*) AS cases FROM escalations WHERE city_id = $1 GROUP BY level".to_owned();
    let rows = world.fresh.db.rows(Built { name: "test::rows_by_level", text }, params![CITY]).await?;
    rows.iter().map(|row| Ok((row.int("level")?, row.int("cases")?))).collect()
}
