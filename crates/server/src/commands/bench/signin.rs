//! Wrong sign-ins by the clock, from many addresses, on accounts that are there and on others, while their owners come and go.
//!
//! Every address is one of 127.0.0.0/8, so that the server counts tries as it would count those of the internet.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::bail;
use bytes::Bytes;

use super::{
    city::BenchCity,
    client::{Client, Prepared},
    report::Line,
};

/// So many addresses try; each of them so seldom that it is not held up for itself, so that every try costs the server what it can cost.
const ADDRESSES: u32 = 600;
/// How often an honest person comes in.
const AGAIN: Duration = Duration::from_millis(250);
/// An honest person waits no longer, in milliseconds.
pub const LONGEST: f64 = 1_000.0;
/// The server needs no more, in megabytes.
pub const MOST_MEMORY: f64 = 150.0;

/// Three lines: the wrong tries; the owners of accounts that are tried, from browsers that know them; somebody else from a new browser.
#[allow(clippy::disallowed_methods, reason = "a measurement reads the machine's monotonic clock")]
pub async fn measure(
    address: SocketAddr,
    city: &BenchCity,
    per_second: u32,
    length: Duration,
) -> anyhow::Result<Vec<Line>> {
    let stop = Arc::new(AtomicBool::new(false));
    let owner = (city.login.clone(), city.password.clone());
    let other = (city.handler_login.clone(), city.handler_password.clone());
    // The owner has been here before the attack.
    let known = come_in(address, Ipv4Addr::new(127, 2, 0, 1), &owner, "").await?;
    let begun = Instant::now();
    let wrong: Vec<_> = (0..ADDRESSES)
        .map(|place| tokio::spawn(attack(address, place, per_second, begun, length, owner.0.clone())))
        .collect();
    let owners = tokio::spawn(come_again(address, Ipv4Addr::new(127, 2, 0, 1), owner, known, stop.clone()));
    let others = tokio::spawn(come_again(address, Ipv4Addr::new(127, 2, 0, 2), other, String::new(), stop.clone()));
    tokio::time::sleep(length).await;
    stop.store(true, Ordering::Relaxed);
    let (mut latencies, mut errors) = (Vec::new(), 0);
    for one in wrong {
        let (mine, failed) = one.await??;
        latencies.extend(mine);
        errors += failed;
    }
    let seconds = begun.elapsed().as_secs_f64();
    let mut lines = vec![Line::from_latencies("wrong sign-ins", ADDRESSES as usize, latencies, errors, seconds)];
    for (kind, went) in [("owner, known browser", owners), ("other, new browser", others)] {
        let (latencies, errors) = went.await??;
        lines.push(Line::from_latencies(kind, 1, latencies, errors, seconds));
    }
    Ok(lines)
}

/// What one address tries: by the clock, whether or not the try before was answered in time. How long answers took, and how many were
/// other than a refusal.
#[allow(clippy::disallowed_methods, reason = "a measurement reads the machine's monotonic clock")]
async fn attack(
    address: SocketAddr,
    place: u32,
    per_second: u32,
    begun: Instant,
    length: Duration,
    owner: String,
) -> anyhow::Result<(Vec<u32>, i64)> {
    let [_, _, high, low] = place.to_be_bytes();
    let from = Ipv4Addr::new(127, 1, high, low.max(1));
    let mut client = Client::connect_from(address, from).await?;
    let (mut latencies, mut errors) = (Vec::new(), 0);
    for round in 0.. {
        let number = round * u64::from(ADDRESSES) + u64::from(place);
        let after = Duration::from_micros(number * 1_000_000 / u64::from(per_second.max(1)));
        if after >= length {
            break;
        }
        tokio::time::sleep_until((begun + after).into()).await;
        let login = if number % 3 == 0 { format!("nobody-{number}") } else { owner.clone() };
        let sent = Instant::now();
        match client.send(&sign_in(&login, "Wrong-Password-1", "")).await {
            Ok((401 | 503, ..)) => latencies.push(u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX)),
            Ok(_) => errors += 1,
            Err(_) => client = Client::connect_from(address, from).await?,
        }
    }
    Ok((latencies, errors))
}

/// Comes in again and again; how long it took, and how often it was refused.
#[allow(clippy::disallowed_methods, reason = "a measurement reads the machine's monotonic clock")]
async fn come_again(
    address: SocketAddr,
    from: Ipv4Addr,
    account: (String, String),
    known: String,
    stop: Arc<AtomicBool>,
) -> anyhow::Result<(Vec<u32>, i64)> {
    let (mut latencies, mut errors) = (Vec::new(), 0);
    while !stop.load(Ordering::Relaxed) {
        let begun = Instant::now();
        match come_in(address, from, &account, &known).await {
            Ok(_) => latencies.push(u32::try_from(begun.elapsed().as_micros()).unwrap_or(u32::MAX)),
            Err(problem) => {
                errors += 1;
                tracing::error!("{} could not come in: {problem:#}", account.0);
            }
        }
        tokio::time::sleep(AGAIN).await;
    }
    Ok((latencies, errors))
}

/// Signs in over a new connection; gives the cookies by which a browser is known again.
async fn come_in(
    address: SocketAddr,
    from: Ipv4Addr,
    (login, password): &(String, String),
    known: &str,
) -> anyhow::Result<String> {
    let mut client = Client::connect_from(address, from).await?;
    let (status, headers, body) = client.send(&sign_in(login, password, known)).await?;
    if status != 303 {
        bail!("{status} {}", String::from_utf8_lossy(&body).chars().take(200).collect::<String>());
    }
    let cookies = headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
    let kept =
        cookies.filter(|cookie| !cookie.starts_with("cx_session=")).filter_map(|cookie| cookie.split(';').next());
    Ok(kept.collect::<Vec<_>>().join("; "))
}

fn sign_in(login: &str, password: &str, cookies: &str) -> Prepared {
    let mut headers = vec![("content-type", "application/x-www-form-urlencoded".to_owned())];
    if !cookies.is_empty() {
        headers.push(("cookie", cookies.to_owned()));
    }
    let body = Bytes::from(format!("login={login}&password={password}&next=/"));
    Prepared { method: "POST", path: "/signin".to_owned(), headers, body }
}

/// What was promised and did not hold.
pub fn broken_promises(lines: &[Line], peak_megabytes: f64) -> Vec<String> {
    let mut broken = Vec::new();
    for line in lines.iter().skip(1) {
        if line.errors > 0 {
            broken.push(format!("{}: {} could not come in", line.kind, line.errors));
        }
        if line.done == 0 || line.max_ms > LONGEST {
            broken.push(format!("{}: {} came in, the slowest after {:.0} ms", line.kind, line.done, line.max_ms));
        }
    }
    broken.extend(
        lines
            .first()
            .filter(|line| line.errors > 0)
            .map(|line| format!("{} wrong tries were not refused", line.errors)),
    );
    if peak_megabytes > MOST_MEMORY {
        broken.push(format!("the server took {peak_megabytes:.0} MB"));
    }
    broken
}
