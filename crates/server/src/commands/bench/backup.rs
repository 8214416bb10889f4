//! A backup that is taken by the command line while reports come in by the clock, and goes back elsewhere by the command line: what was
//! acknowledged before it began must be there.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, bail, ensure};
use bytes::Bytes;
use changxiao_store::{Address, Db, PoolSize, cases};
use tokio::process::Command;

use super::{
    city::BenchCity,
    client::{Client, Prepared},
    report::Line,
};
use crate::{Place, print::answer};

const CONNECTIONS: usize = 32;
/// Reports before the backup begins, and after it has ended.
const BEFORE: Duration = Duration::from_secs(5);
const AFTER: Duration = Duration::from_secs(2);

/// When a report was acknowledged, and its number.
type Acknowledged = (Instant, String);

/// Reports come in by the clock; meanwhile the backup is taken. The line of the reports, and what was acknowledged before the backup
/// began, and while it was taken.
#[allow(clippy::disallowed_methods, reason = "a measurement reads the machine's monotonic clock")]
pub async fn measure(
    place: &Place,
    address: SocketAddr,
    city: &BenchCity,
    per_second: u32,
    folder: &Path,
) -> anyhow::Result<(Line, Vec<String>, Vec<String>)> {
    let (stop, sent) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let begun = Instant::now();
    let mut clients = Vec::new();
    for _ in 0..CONNECTIONS {
        clients.push(tokio::spawn(report(address, city.clone(), per_second, begun, sent.clone(), stop.clone())));
    }
    tokio::time::sleep(BEFORE).await;
    let from = Instant::now();
    run(place, &["backup", &folder.display().to_string()]).await?;
    let until = Instant::now();
    tokio::time::sleep(AFTER).await;
    stop.store(true, Ordering::Relaxed);
    let (mut latencies, mut errors, mut all) = (Vec::new(), 0, Vec::<Acknowledged>::new());
    for client in clients {
        let (mine, failed, acknowledged) = client.await??;
        latencies.extend(mine);
        errors += failed;
        all.extend(acknowledged);
    }
    let line =
        Line::from_latencies("report beside backup", CONNECTIONS, latencies, errors, begun.elapsed().as_secs_f64());
    answer!(
        "backup taken in {:.1} s, while {:.0} reports a second came in",
        (until - from).as_secs_f64(),
        line.per_second
    );
    let of = |when: &dyn Fn(Instant) -> bool| -> Vec<String> {
        all.iter().filter(|(at, _)| when(*at)).map(|(_, number)| number.clone()).collect()
    };
    Ok((line, of(&|at| at < from), of(&|at| at >= from && at < until)))
}

/// Puts the backup into an empty place and looks for what was acknowledged. How many reports of those that came while it was taken are in
/// it.
///
/// # Errors
/// The restore fails, or something is missing that was acknowledged before the backup began.
#[allow(clippy::disallowed_methods, reason = "a measurement reads the machine's monotonic clock")]
pub async fn restore(
    place: &Place,
    city: &BenchCity,
    folder: &Path,
    (before, meanwhile): (&[String], &[String]),
) -> anyhow::Result<usize> {
    let elsewhere = elsewhere(place).await?;
    // The keys are kept apart from backups, and are there before the chains are looked at.
    std::fs::create_dir_all(&elsewhere.data).context("the folder to restore into cannot be made")?;
    for name in ["seal.key", "seals.log"] {
        let kept = place.data.join(name);
        if kept.exists() {
            std::fs::copy(kept, elsewhere.data.join(name)).context("the keys cannot be copied")?;
        }
    }
    let begun = Instant::now();
    run(&elsewhere, &["restore", &folder.display().to_string()]).await?;
    answer!("restored elsewhere and checked in {:.1} s", begun.elapsed().as_secs_f64());
    let config = crate::config::Config::read(&elsewhere)?;
    let db = Db::open(&config.address, PoolSize::default()).await?;
    let mut missing = Vec::new();
    for number in before {
        if cases::by_number(&db, city.id, number).await?.is_none() {
            missing.push(number.clone());
        }
    }
    let mut there = 0;
    for number in meanwhile {
        there += usize::from(cases::by_number(&db, city.id, number).await?.is_some());
    }
    db.close().await;
    std::fs::remove_dir_all(&elsewhere.data).context("the restored folder cannot be removed")?;
    let first: Vec<&String> = missing.iter().take(5).collect();
    ensure!(
        missing.is_empty(),
        "{} reports were acknowledged before the backup and are not in it: {first:?}",
        missing.len()
    );
    Ok(there)
}

/// An empty place of the same engine beside this one.
async fn elsewhere(place: &Place) -> anyhow::Result<Place> {
    const NAME: &str = "changxiao_restored";
    let data = PathBuf::from(format!("{}-restored", place.data.display()));
    if data.exists() {
        bail!("{} is there already", data.display());
    }
    let database = match place.database.as_deref() {
        Some(url) if url.starts_with("postgres") => {
            let admin = Db::open(&url.parse()?, PoolSize { postgres: 1, ..PoolSize::default() }).await?;
            admin.outside_transaction(&format!("DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")).await?;
            admin.outside_transaction(&format!("CREATE DATABASE {NAME}")).await?;
            admin.close().await;
            Some(in_database(url, NAME).context("the address names no database")?)
        }
        _ => None,
    };
    if let Some(url) = &database {
        // Read once, so that a wrong address is named before the backup is looked at.
        ensure!(matches!(url.parse::<Address>()?, Address::Postgres(_)), "{url} is no PostgreSQL");
    }
    Ok(Place { data, database })
}

/// The same server with another database.
fn in_database(url: &str, name: &str) -> Option<String> {
    let (address, options) = url.split_once('?').map_or((url, None), |(address, options)| (address, Some(options)));
    let (server, _) = address.rsplit_once('/')?;
    Some(options.map_or_else(|| format!("{server}/{name}"), |options| format!("{server}/{name}?{options}")))
}

/// This program with these words, as an administrator would run it.
async fn run(place: &Place, words: &[&str]) -> anyhow::Result<()> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(words).arg("--data").arg(&place.data);
    if let Some(database) = &place.database {
        command.arg("--database").arg(database);
    }
    let went = command.output().await?;
    ensure!(
        went.status.success(),
        "`changxiao {}` failed: {}{}",
        words[0],
        String::from_utf8_lossy(&went.stdout),
        String::from_utf8_lossy(&went.stderr)
    );
    Ok(())
}

#[allow(clippy::disallowed_methods, reason = "a measurement reads the machine's monotonic clock")]
async fn report(
    address: SocketAddr,
    city: BenchCity,
    per_second: u32,
    begun: Instant,
    sent: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
) -> anyhow::Result<(Vec<u32>, i64, Vec<Acknowledged>)> {
    let mut client = Client::connect(address).await?;
    let (mut latencies, mut errors, mut acknowledged) = (Vec::new(), 0, Vec::new());
    while !stop.load(Ordering::Relaxed) {
        let number = sent.fetch_add(1, Ordering::Relaxed);
        let due = begun + Duration::from_micros(number * 1_000_000 / u64::from(per_second.max(1)));
        tokio::time::sleep_until(due.into()).await;
        let request = Prepared {
            method: "POST",
            path: "/api/v1/cases".to_owned(),
            headers: vec![
                ("authorization", format!("Bearer {}", city.token)),
                ("content-type", "application/json".to_owned()),
            ],
            body: Bytes::from(city.report_body(77, number)),
        };
        let asked = Instant::now();
        let (status, _, body) = client.send(&request).await?;
        let answer: serde_json::Value = serde_json::from_slice(&body)?;
        match answer["number"].as_str().filter(|_| matches!(status, 200 | 201)) {
            Some(number) => {
                latencies.push(u32::try_from(asked.elapsed().as_micros()).unwrap_or(u32::MAX));
                acknowledged.push((Instant::now(), number.to_owned()));
            }
            None => errors += 1,
        }
    }
    Ok((latencies, errors, acknowledged))
}

#[cfg(test)]
mod tests {
    use super::in_database;

    #[test]
    fn another_database_of_the_same_server() {
        let of = |url: &str| in_database(url, "other");
        assert_eq!(
            of("postgres://a:b@127.0.0.1:5432/postgres").as_deref(),
            Some("postgres://a:b@127.0.0.1:5432/other")
        );
        assert_eq!(of("postgres://a@h/x?sslmode=disable").as_deref(), Some("postgres://a@h/other?sslmode=disable"));
    }
}
