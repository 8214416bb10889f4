//! What the engine itself can keep durably: the same rows (a case and its event) in the same transaction, without HTTP, sessions,
//! rules or photos.
//!
//! For SQLite twice: with its own waiting for the disk at every commit (`synchronous=FULL`), which is its durable ceiling, and with
//! the shared barrier that the product uses.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant as Stopwatch},
};

use changxiao_domain::{
    cases::{ActorStamp, Case, Decided, NewCase, Source},
    ids::CaseId,
    orgs::Role,
    time::{Clock, Instant},
};
use changxiao_store::{
    Address, Db, PoolSize,
    cases::{self, CaseRow, number_text},
};

use super::{
    city::{BenchCity, text_of},
    report::Line,
};

/// Numbers of the ceiling's own cases, far from the live counter's.
static NUMBER: AtomicU64 = AtomicU64::new(0);

/// The engine's own durable ceiling at so many connections.
pub async fn measure(
    address: &Address,
    city: &BenchCity,
    connections: usize,
    length: Duration,
) -> anyhow::Result<Line> {
    let size = PoolSize { postgres: u32::try_from(connections).unwrap_or(8), ..PoolSize::default() };
    let db = Db::open_for_ceiling(address, size).await?;
    let line = run(&db, city, connections, length).await;
    db.close().await;
    line
}

#[allow(clippy::disallowed_methods, reason = "a measurement reads the machine's monotonic clock")]
async fn run(db: &Db, city: &BenchCity, connections: usize, length: Duration) -> anyhow::Result<Line> {
    let stop = Arc::new(AtomicBool::new(false));
    let mut writers = Vec::new();
    for _ in 0..connections {
        let (db, city, stop) = (db.clone(), city.clone(), stop.clone());
        writers.push(tokio::spawn(async move {
            let mut latencies = Vec::with_capacity(100_000);
            while !stop.load(Ordering::Relaxed) {
                let (row, event) = new_case(&city)?;
                let begun = Stopwatch::now();
                let mut tx = db.begin().await?;
                cases::insert(&mut tx, &row, &event).await?;
                tx.commit().await?;
                latencies.push(u32::try_from(begun.elapsed().as_micros()).unwrap_or(u32::MAX));
            }
            anyhow::Ok(latencies)
        }));
    }
    let begun = Stopwatch::now();
    tokio::time::sleep(length).await;
    stop.store(true, Ordering::Relaxed);
    let mut latencies = Vec::new();
    for writer in writers {
        latencies.extend(writer.await??);
    }
    Ok(Line::from_latencies("engine's own ceiling", connections, latencies, 0, begun.elapsed().as_secs_f64()))
}

fn new_case(city: &BenchCity) -> anyhow::Result<(CaseRow, changxiao_domain::cases::Event)> {
    let count = NUMBER.fetch_add(1, Ordering::Relaxed);
    let at: Instant = changxiao_app::clock::SystemClock.now();
    let mut random = [0; 10];
    random[..8].copy_from_slice(&count.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes());
    let stamp = ActorStamp {
        person: city.person,
        post: city.post,
        unit: city.office,
        role: Role::Office,
        system: true,
        program: None,
    };
    let place = usize::try_from(count).unwrap_or(0);
    let category = &city.categories[place % city.categories.len()];
    let number = 190_101_000_000 + i64::try_from(count / 900_000 * 1_000_000 + count % 900_000 + 1)?;
    let new = NewCase {
        id: CaseId::new(at, random),
        city: city.id,
        number: number_text(number),
        category: category.0.clone(),
        limit: category.1,
        filed_under: None,
        photo_required: false,
        division: city.divisions[place % city.divisions.len()],
        site: None,
        visit: None,
        item: None,
        title: category.2.clone(),
        text: text_of(count),
        position: None,
        source: Source::Hand,
        photos: Vec::new(),
    };
    let Decided { case, event } = Case::report(new, &stamp, at)?;
    let row = CaseRow {
        case,
        place: "延安北路 12 号门前".to_owned(),
        reporter_unit: Some(city.office),
        reporter_post: Some(city.post),
    };
    Ok((row, event))
}
