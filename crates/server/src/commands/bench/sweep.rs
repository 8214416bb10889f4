//! The server's own sweep over 10,000 cases that are due, while reports come in as fast as they are answered.

use std::time::Duration;

use anyhow::Context;
use changxiao_app::{App, escalation::sweep::Swept};
use changxiao_domain::jobs::JobKind;
use changxiao_store::{bench::make_due, jobs};

use super::{
    city::BenchCity,
    load::{self, Kind},
    report::Line,
    server::Server,
};

const DUE: i64 = 10_000;
/// The sweep comes once a minute; so long the reports go on.
const LONGEST_WAIT: Duration = Duration::from_secs(90);
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Two lines: the sweep, whose latency is the whole sweep's by the server's clock, and the reports beside it.
pub async fn measure(app: &App, server: &Server, city: &BenchCity, connections: usize) -> anyhow::Result<Vec<Line>> {
    let due = make_due(app.db(), city.id, app.now(), DUE).await?;
    let intake = load::measure(server, city, Kind::Report, connections, LONGEST_WAIT);
    let (reports, swept) = tokio::join!(intake, tokio::time::timeout(LONGEST_WAIT, swept(app, city, due)));
    let swept = swept.context("the server did not sweep")??;
    let took = u32::try_from(swept.took).unwrap_or(u32::MAX);
    let line = Line::from_latencies("sweep of due cases", connections, vec![took], swept.left, f64::from(took) / 1e6);
    let looked = Line { done: swept.looked, per_second: line.per_second * swept.looked as f64, ..line };
    Ok(vec![looked, Line { kind: "report beside a sweep", ..reports? }])
}

/// What the server notes of the sweep that found them all.
async fn swept(app: &App, city: &BenchCity, due: i64) -> anyhow::Result<Swept> {
    loop {
        if let Some(mark) = jobs::mark(app.db(), city.id, JobKind::Sweep).await? {
            let swept: Swept = serde_json::from_str(&mark.figures)?;
            if swept.due == due {
                return Ok(swept);
            }
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
