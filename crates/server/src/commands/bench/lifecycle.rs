//! Whole lives of cases: reported, filed, dispatched, accepted, rectified, sent to check, checked, closed, and found again by
//! a word that only this case holds. Each request is sent after the one before was answered; a life counts only when the
//! search shows its end.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use bytes::Bytes;
use serde_json::{Value, json};

use super::{
    city::BenchCity,
    client::{Client, Prepared},
    report::Line,
};

/// Each life has a number of its own, over all runs.
static LIVES: AtomicU64 = AtomicU64::new(0);

/// One step of an open loop: so many lives a second for so long.
struct Phase {
    name: &'static str,
    per_second: u32,
    seconds: u64,
}

/// Lives begin by the clock, whether or not those before have ended: quiet, three peaks with rest between, and a long day.
const OPEN_LOOP: [Phase; 7] = [
    Phase { name: "open loop, 1/s", per_second: 1, seconds: 60 },
    Phase { name: "open loop, 15/s", per_second: 15, seconds: 30 },
    Phase { name: "open loop, rest at 2/s", per_second: 2, seconds: 120 },
    Phase { name: "open loop, 25/s", per_second: 25, seconds: 30 },
    Phase { name: "open loop, rest at 1/s", per_second: 1, seconds: 120 },
    Phase { name: "open loop, 35/s", per_second: 35, seconds: 30 },
    Phase { name: "open loop, 10/s", per_second: 10, seconds: 180 },
];

/// `connections` clients, each beginning the next life when the one before has ended, for `length`.
#[allow(clippy::disallowed_methods, reason = "a measurement reads the machine's monotonic clock")]
pub async fn measure(
    address: SocketAddr,
    city: &BenchCity,
    connections: usize,
    length: Duration,
) -> anyhow::Result<Line> {
    let stop = Arc::new(AtomicBool::new(false));
    let mut clients = Vec::new();
    for _ in 0..connections {
        let (stop, city) = (stop.clone(), city.clone());
        let mut client = Client::connect(address).await?;
        clients.push(tokio::spawn(async move {
            let mut latencies = Vec::new();
            while !stop.load(Ordering::Relaxed) {
                let begun = Instant::now();
                live(&mut client, &city).await?;
                latencies.push(micros(begun));
            }
            anyhow::Ok(latencies)
        }));
    }
    let begun = Instant::now();
    tokio::time::sleep(length).await;
    stop.store(true, Ordering::Relaxed);
    let mut latencies = Vec::new();
    for client in clients {
        latencies.extend(client.await??);
    }
    Ok(Line::from_latencies("life of a case", connections, latencies, 0, begun.elapsed().as_secs_f64()))
}

/// The open loop; a line a phase. `connections` of a line is how many lives went on at once at most.
#[allow(clippy::disallowed_methods, reason = "a measurement reads the machine's monotonic clock")]
pub async fn measure_open(address: SocketAddr, city: &BenchCity) -> anyhow::Result<Vec<Line>> {
    let mut lines = Vec::new();
    let free: Arc<Mutex<Vec<Client>>> = Arc::default();
    for phase in &OPEN_LOOP {
        let begun = Instant::now();
        let (mut lives, mut open_at_most) = (Vec::new(), 0);
        let open = Arc::new(AtomicU64::new(0));
        for place in 0..u64::from(phase.per_second) * phase.seconds {
            let due = begun + Duration::from_micros(place * 1_000_000 / u64::from(phase.per_second));
            tokio::time::sleep_until(due.into()).await;
            let (free, open, city) = (free.clone(), open.clone(), city.clone());
            open_at_most = open_at_most.max(open.fetch_add(1, Ordering::Relaxed) + 1);
            lives.push(tokio::spawn(async move {
                let begun = Instant::now();
                let kept = free.lock().unwrap_or_else(PoisonError::into_inner).pop();
                let mut client = match kept {
                    Some(client) => client,
                    None => Client::connect(address).await?,
                };
                let lived = live(&mut client, &city).await;
                open.fetch_sub(1, Ordering::Relaxed);
                lived?;
                free.lock().unwrap_or_else(PoisonError::into_inner).push(client);
                anyhow::Ok(micros(begun))
            }));
        }
        let (mut latencies, mut errors) = (Vec::new(), 0);
        for life in lives {
            match life.await? {
                Ok(latency) => latencies.push(latency),
                Err(problem) => {
                    errors += 1;
                    tracing::error!(phase = phase.name, "a life was cut short: {problem:#}");
                }
            }
        }
        let most = usize::try_from(open_at_most).unwrap_or(usize::MAX);
        lines.push(Line::from_latencies(phase.name, most, latencies, errors, begun.elapsed().as_secs_f64()));
    }
    Ok(lines)
}

fn micros(begun: Instant) -> u32 {
    u32::try_from(begun.elapsed().as_micros()).unwrap_or(u32::MAX)
}

/// One life, from report to the search that shows it closed.
async fn live(client: &mut Client, city: &BenchCity) -> anyhow::Result<()> {
    let life = LIVES.fetch_add(1, Ordering::Relaxed);
    let (word, body) = city.report_of_life(life);
    let reported = post(client, &city.token, "/api/v1/cases".to_owned(), &body).await?;
    let number = reported["number"].as_str().context("the report was answered without a number")?.to_owned();
    let result = json!({ "text": "已清扫并冲洗路面，垃圾已清运。", "without_photo": "基准测试不附照片" });
    let check = json!({ "passed": true, "text": "现场核查，路面已清扫干净。" });
    let steps = [
        ("filing", &city.token, json!({})),
        ("dispatch", &city.token, json!({ "lead_unit": city.department, "co_units": [] })),
        ("acceptance", &city.handler_token, json!({})),
        ("result", &city.handler_token, result),
        ("check-request", &city.token, json!({})),
        ("check", &city.checker_token, check),
        ("closure", &city.token, json!({ "conditions_met": true })),
    ];
    for (step, token, body) in &steps {
        post(client, token, format!("/api/v1/cases/{number}/{step}"), body).await.context(*step)?;
    }
    let search = request("GET", format!("/api/v1/cases?state=closed&words={word}"), &city.token, Bytes::new());
    let (status, _, answer) = client.send(&search).await?;
    let found: Value = serde_json::from_slice(&answer)?;
    if status != 200 || found["cases"].as_array().is_none_or(|cases| cases.len() != 1 || cases[0]["number"] != number) {
        bail!("the search for {word} shows something other than the closed case {number}: {status} {found}");
    }
    Ok(())
}

async fn post(client: &mut Client, token: &str, path: String, body: &Value) -> anyhow::Result<Value> {
    let (status, _, answer) = client.send(&request("POST", path, token, Bytes::from(body.to_string()))).await?;
    if !matches!(status, 200 | 201) {
        bail!("{status} {}", String::from_utf8_lossy(&answer));
    }
    Ok(serde_json::from_slice(&answer)?)
}

fn request(method: &'static str, path: String, token: &str, body: Bytes) -> Prepared {
    let headers = vec![("authorization", format!("Bearer {token}")), ("content-type", "application/json".to_owned())];
    Prepared { method, path, headers, body }
}
