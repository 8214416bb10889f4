//! Many matters with five parts each: what posts wait for when they open their to-do and the register, how many parts are handed in a second,
//! and how long one order to all communities of a city takes.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use bytes::Bytes;
use changxiao_app::{App, matters::procedures::of_key};
use changxiao_domain::{
    calendar::Calendar,
    ids::{MatterId, UnitId},
    matters::{Action, Code, Command, Event, Level, LoadedDocument, Matter, NewMatter, NewPart, Values},
    orgs::{Role, UnitKind},
    sealing::{ActorStamp, Word as _},
    time::{HOUR, Instant as Moment},
    workflow::Procedure as _,
};
use changxiao_store::{
    bench::{count_matters, settle},
    matters::keep,
    orgs::{UnitRow, insert_unit},
    workflow::{insert_many, number_text},
};
use indicatif::ProgressBar;
use serde_json::json;

use super::{
    city::BenchCity,
    client::{Client, Prepared},
    load::{self, Kind, Worklist, handler, office},
    report::Line,
    server::Server,
};

/// What is promised: of to-do and register, of parts handed in, of an order to many.
const MOST_MS: f64 = 50.0;
const LEAST_A_SECOND: f64 = 1_000.0;
const MOST_SECONDS: f64 = 3.0;

const PARTS: i64 = 5;
/// Every fifth matter is still open, as with cases.
const OPEN_SHARE: i64 = 5;
/// Matters of one transaction, which are held in memory.
const BATCH: i64 = 1_000;
/// More than any city has communities.
const COMMUNITIES: usize = 2_135;
const ORDERS: usize = 5;
const PROCEDURE: &str = "dispatch_order";
const HANDED_IN: &str = "hand in a part";
const ISSUED: &str = "issue to 2,135";

static LISTS: [Worklist; 7] = [
    handler("handler: overview", "/"),
    handler("handler: matters to do", "/matters?show=mine"),
    office("office: matters to do", "/matters?show=mine"),
    office("register", "/matters"),
    office("register: open", "/matters?show=open"),
    office("register: late parts", "/matters?show=late&level=part"),
    office("register: a unit's", "/matters?holder=bench-department-7&level=part"),
];

/// Stores so many, and gives the numbers of the parts that the handler's department has received and not handed in.
pub async fn fill(app: &App, city: &BenchCity, wanted: i64) -> anyhow::Result<Vec<String>> {
    let bar = ProgressBar::new(u64::try_from(wanted).unwrap_or(0));
    let model = app.model(city.id).await?;
    let kept = of_key(&model, PROCEDURE)?;
    let mut tx = app.db().begin().await?;
    keep(&mut tx, city.id, kept, app.now()).await?;
    tx.commit().await?;
    let past = Past { city, kept, calendar: &Calendar::plain(), beginning: app.now().plus_micros(-700 * 24 * HOUR) };
    let mut to_hand_in = Vec::new();
    let mut next = 0;
    while next < wanted {
        let end = wanted.min(next + BATCH);
        let (mut matters, mut events) = (Vec::new(), Vec::new());
        for place in next..end {
            past.matter(place, wanted, &mut matters, &mut events)?;
        }
        let own = |matter: &&Matter| matter.state.code() == "received" && matter.holder == city.departments[0];
        to_hand_in.extend(matters.iter().filter(own).map(|matter| matter.number.clone()));
        let mut tx = app.db().begin().await?;
        insert_many(&mut tx, &matters.iter().collect::<Vec<_>>(), &events.iter().collect::<Vec<_>>()).await?;
        tx.commit().await?;
        bar.inc(u64::try_from(end - next).unwrap_or(0));
        next = end;
    }
    communities(app, city).await?;
    settle(app.db()).await?;
    bar.finish_and_clear();
    Ok(to_hand_in)
}

/// The communities to which is issued, as a sheet would bring them.
async fn communities(app: &App, city: &BenchCity) -> anyhow::Result<()> {
    let model = app.model(city.id).await?;
    let mut tx = app.db().begin().await?;
    for place in 0..COMMUNITIES {
        let unit = UnitRow {
            id: app.new_id(UnitId),
            code: format!("bench-community-{place}"),
            name: format!("第 {} 社区", place + 1),
            name_en: format!("Community {}", place + 1),
            kind: UnitKind::Community.code().to_owned(),
            parent: None,
            division: Some(city.divisions[place % city.divisions.len()]),
            areas: Vec::new(),
            valid_from: model.day,
            valid_until: None,
            version: 1,
        };
        insert_unit(&mut tx, city.id, &unit).await?;
    }
    tx.commit().await?;
    app.refresh_model(city.id).await?;
    Ok(())
}

/// What the stored matters have in common.
struct Past<'a> {
    city: &'a BenchCity,
    kept: &'static LoadedDocument,
    calendar: &'a Calendar,
    beginning: Moment,
}

impl Past<'_> {
    /// The matter at this place of the past with its parts. An open one waits: three of its parts are received, two are not. What is over was
    /// revoked with all its parts.
    fn matter(&self, place: i64, of: i64, matters: &mut Vec<Matter>, events: &mut Vec<Event>) -> anyhow::Result<()> {
        let (city, calendar) = (self.city, self.calendar);
        let at = self.beginning.plus_micros(place * (699 * 24 * HOUR / of.max(1)));
        let seed = (place as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let first = usize::try_from(seed >> 33).unwrap_or(0);
        let holders: Vec<UnitId> =
            (0..PARTS as usize).map(|part| city.departments[(first + part) % city.departments.len()]).collect();
        let values = [
            ("order", json!("三日内清理主干道占道经营，逐条街巷过一遍，报结果。")),
            ("basis", json!("指挥部例会")),
            ("due", json!(calendar.day_of(at.plus_micros(20 * 24 * HOUR)).to_string())),
        ];
        let division = city.divisions[first % city.divisions.len()];
        let new = NewMatter {
            id: self.id(at, seed, 0),
            city: city.id,
            number: number(place * (PARTS + 1)),
            kept: self.kept,
            title: format!("第 {place} 号调度：清理占道"),
            division,
            values: Values(values.into_iter().map(|(name, value)| (Code::of(name), value)).collect()),
            units: holders.clone(),
            parent: None,
        };
        let office = self.stamp(city.office, Role::Office);
        let begun = Matter::begin(new, &office, at, calendar)?;
        let whole = begun.after;
        events.push(begun.event);
        let open = place % OPEN_SHARE == 0;
        for (position, holder) in (1..).zip(holders) {
            let new = NewPart {
                id: self.id(at, seed, position),
                number: number(place * (PARTS + 1) + position),
                unit: holder,
                division,
                position,
                values: Values::default(),
            };
            let mut part = Matter::part(&whole, new, &office, at, calendar)?;
            if !open {
                let lapsed = part.after.lapse(&whole.number, &office, at.plus_micros(HOUR));
                events.push(std::mem::replace(&mut part, lapsed).event);
            } else if position <= 3 {
                let take = Command::of(part.after.table().action(Code::of("take")).context("no receipt")?);
                let stamp = self.stamp(holder, Role::Handler);
                let taken = part.after.decide(&take, &stamp, at.plus_micros(HOUR), calendar)?;
                events.push(std::mem::replace(&mut part, taken).event);
            }
            events.push(part.event);
            matters.push(part.after);
        }
        if open {
            matters.push(whole);
            return Ok(());
        }
        let action: Action = whole.table().action(Code::of("revoke")).context("no way back")?;
        let revoke = Command { reason: "基准测试填充".to_owned(), ..Command::of(action) };
        let revoked = whole.decide(&revoke, &office, at.plus_micros(HOUR), calendar)?;
        events.push(revoked.event);
        matters.push(revoked.after);
        Ok(())
    }

    fn stamp(&self, unit: UnitId, role: Role) -> ActorStamp {
        ActorStamp { person: self.city.person, post: self.city.post, unit, role, system: false, program: None }
    }

    fn id(&self, at: Moment, seed: u64, part: i64) -> MatterId {
        let mut random = [0; 10];
        random[0] = part as u8;
        random[1..9].copy_from_slice(&seed.to_be_bytes());
        MatterId::new(at, random)
    }
}

/// Out of reach of the live counter, 900,000 a day.
fn number(place: i64) -> String {
    number_text::<Matter>((200_101 + place / 900_000) * 1_000_000 + place % 900_000 + 1)
}

/// To-do and register, then the parts that are handed in, then the orders.
pub async fn measure(
    app: &App,
    server: &Server,
    city: &BenchCity,
    to_hand_in: Vec<String>,
    connections: &[usize],
    length: Duration,
) -> anyhow::Result<Vec<Line>> {
    let mut lines = Vec::new();
    for connections in connections {
        for list in &LISTS {
            lines.push(load::measure(server, city, Kind::Worklist(list), *connections, length).await?);
        }
    }
    let most = connections.iter().copied().filter(|connections| *connections <= 8).max().unwrap_or(1);
    let before = count_matters(app.db(), city.id, Level::Part, "reported").await?;
    let line = hand_in(server, city, to_hand_in, most, length).await?;
    let handed = count_matters(app.db(), city.id, Level::Part, "reported").await? - before;
    ensure!(handed == line.done, "{} parts were acknowledged, and {handed} are handed in", line.done);
    lines.push(line);
    lines.push(issue(app, server, city).await?);
    Ok(lines)
}

/// What a line says that is not what is promised, at eight connections and less.
pub fn broken_promise(line: &Line) -> Option<String> {
    let slow = match line.kind {
        HANDED_IN => line.connections >= 8 && line.per_second < LEAST_A_SECOND,
        ISSUED => line.max_ms > MOST_SECONDS * 1_000.0,
        _ => line.connections <= 8 && line.p99_ms > MOST_MS,
    };
    let failed = (line.errors > 0).then(|| format!("{}: {} errors", line.kind, line.errors));
    failed.or(slow.then(|| line.words()))
}

/// Each client hands in one part after another until the time is over or no part is left.
#[allow(clippy::disallowed_methods, reason = "a measurement reads the machine's monotonic clock")]
async fn hand_in(
    server: &Server,
    city: &BenchCity,
    to_hand_in: Vec<String>,
    connections: usize,
    length: Duration,
) -> anyhow::Result<Line> {
    let left = Arc::new(Mutex::new(VecDeque::from(to_hand_in)));
    let begun = Instant::now();
    let mut clients = Vec::new();
    for _ in 0..connections {
        let (left, token) = (left.clone(), city.handler_token.clone());
        let mut client = Client::connect(server.address).await?;
        clients.push(tokio::spawn(async move {
            let (mut latencies, mut errors) = (Vec::new(), 0);
            while begun.elapsed() < length {
                let next = left.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                let Some(number) = next else { break };
                let body = json!({ "action": "report", "values": { "result": "已清理，附近商户已告知。" } });
                let request = post(format!("/api/v1/matters/{number}/actions"), &token, &body);
                let sent = Instant::now();
                match client.send(&request).await {
                    Ok((200, ..)) => latencies.push(u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX)),
                    Ok((status, _, body)) => {
                        errors += 1;
                        tracing::error!(status, body = %String::from_utf8_lossy(&body), "a part was not taken");
                    }
                    Err(_) => {
                        errors += 1;
                        break;
                    }
                }
            }
            (latencies, errors)
        }));
    }
    let (mut latencies, mut errors) = (Vec::new(), 0);
    for client in clients {
        let (mine, failed) = client.await?;
        latencies.extend(mine);
        errors += failed;
    }
    Ok(Line::from_latencies(HANDED_IN, connections, latencies, errors, begun.elapsed().as_secs_f64()))
}

/// Orders to all communities, one after another.
#[allow(clippy::disallowed_methods, reason = "a measurement reads the machine's monotonic clock")]
async fn issue(app: &App, server: &Server, city: &BenchCity) -> anyhow::Result<Line> {
    let mut client = Client::connect(server.address).await?;
    let due = app.model(city.id).await?.day_of(app.now().plus_micros(20 * 24 * HOUR));
    let body = json!({
        "procedure": PROCEDURE, "title": "端午前清理占道", "audience": "community",
        "values": { "order": "三日内清理主干道占道经营", "basis": "指挥部例会", "due": due.to_string() },
    });
    let before = count_matters(app.db(), city.id, Level::Part, "sent").await?;
    let begun = Instant::now();
    let mut latencies = Vec::new();
    for _ in 0..ORDERS {
        let sent = Instant::now();
        let (status, _, answer) = client.send(&post("/api/v1/matters".to_owned(), &city.token, &body)).await?;
        ensure!(status == 201, "an order was not taken: {status} {}", String::from_utf8_lossy(&answer));
        latencies.push(u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX));
    }
    let took = begun.elapsed().as_secs_f64();
    let issued = count_matters(app.db(), city.id, Level::Part, "sent").await? - before;
    ensure!(issued == i64::try_from(ORDERS * COMMUNITIES)?, "{issued} parts are there");
    Ok(Line::from_latencies(ISSUED, 1, latencies, 0, took))
}

fn post(path: String, token: &str, body: &serde_json::Value) -> Prepared {
    let headers = vec![("authorization", format!("Bearer {token}")), ("content-type", "application/json".to_owned())];
    Prepared { method: "POST", path, headers, body: Bytes::from(body.to_string()) }
}
