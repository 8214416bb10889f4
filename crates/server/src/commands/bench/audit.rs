//! The first seal over everything that is stored, laid by the server, and `changxiao verify-audit` over it: how long, and in how much memory.

use std::{
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use changxiao_app::App;
use changxiao_store::seals;
use tokio::process::Command;

use super::{city::BenchCity, memory, report::Line, server::Server};
use crate::{Place, print::answer};

const LOOK_EVERY: Duration = Duration::from_millis(200);
/// A million cases take some minutes.
const LONGEST: Duration = Duration::from_secs(3 * 3_600);

/// Waits until the server has laid the seal of the day.
#[allow(clippy::disallowed_methods, reason = "a measurement reads the machine's monotonic clock")]
pub async fn seal(app: &App, server: &Server, city: &BenchCity) -> anyhow::Result<Line> {
    let begun = Instant::now();
    let sealed = async {
        loop {
            if let Some(seal) = seals::newest(app.db(), city.id).await? {
                return anyhow::Ok(seal);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    };
    let seal = tokio::time::timeout(LONGEST, sealed).await.context("no seal was laid")??;
    let leaves = seal.sums.iter().map(|sum| sum.leaves).sum();
    answer!("the server took at most {:.0} MB for it", memory::peak_megabytes(server.pid)?);
    Ok(line("lay the first seal", leaves, begun.elapsed()))
}

/// Runs the check as an administrator would. The line, and the most memory it took in megabytes.
///
/// # Errors
/// Something does not hold, although nobody has touched it.
#[allow(clippy::disallowed_methods, reason = "a measurement reads the machine's monotonic clock")]
pub async fn verify(place: &Place, stored: i64) -> anyhow::Result<(Line, f64)> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("verify-audit").arg("--data").arg(&place.data);
    if let Some(database) = &place.database {
        command.arg("--database").arg(database);
    }
    let begun = Instant::now();
    let child = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).kill_on_drop(true).spawn()?;
    let pid = child.id().context("the check ended at once")?;
    let ended = child.wait_with_output();
    tokio::pin!(ended);
    let mut peak = 0.0_f64;
    let went = loop {
        tokio::select! {
            went = &mut ended => break went?,
            () = tokio::time::sleep(LOOK_EVERY) => peak = peak.max(memory::peak_megabytes(pid).unwrap_or(0.0)),
        }
    };
    let took = begun.elapsed();
    let said = String::from_utf8_lossy(&went.stdout).into_owned();
    answer!("{}", said.trim());
    ensure!(went.status.success() && said.contains("every chain holds"), "the check found something");
    Ok((line("verify-audit", stored, took), peak))
}

/// One run over so many.
pub(super) fn line(kind: &'static str, done: i64, took: Duration) -> Line {
    let micros = u32::try_from(took.as_micros()).unwrap_or(u32::MAX);
    let seconds = took.as_secs_f64();
    let line = Line::from_latencies(kind, 1, vec![micros], 0, seconds);
    Line { done, per_second: done as f64 / seconds, ..line }
}
