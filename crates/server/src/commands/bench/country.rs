//! The divisions of the whole country, as they ship, onto the shelf from which cities are founded: how long, and in how much memory.

use std::time::Instant;

use changxiao_app::{
    App,
    cities::country::{Country, rows},
};
use changxiao_domain::ids::CityId;
use changxiao_store::divisions;

use super::{audit::line, memory, report::Line};
use crate::print::answer;

/// What an office waits for at most, in seconds, and what it may take beside what the program takes anyway, in megabytes.
const MOST_SECONDS: f64 = 10.0;
const MOST_MEGABYTES: f64 = 200.0;

/// Unpacks the list and saves it in one transaction. The line, and by how many megabytes this process grew.
#[allow(clippy::disallowed_methods, reason = "a measurement reads the machine's monotonic clock")]
pub async fn measure(app: &App) -> anyhow::Result<(Line, f64)> {
    let before = memory::resident_megabytes(std::process::id())?;
    let begun = Instant::now();
    let country = Country::unpack()?;
    let list = country.list()?;
    let mut tx = app.db().begin().await?;
    divisions::put(&mut tx, CityId::COUNTRY, rows(&list).map_while(Result::ok)).await?;
    tx.commit().await?;
    let took = begun.elapsed();
    let stored = divisions::count(app.db(), CityId::COUNTRY).await?;
    anyhow::ensure!(stored == i64::try_from(list.len())?, "{stored} of {} divisions are there", list.len());
    let grown = memory::peak_megabytes(std::process::id())? - before;
    answer!("{stored} divisions in {:.2} s; the process grew by {grown:.0} MB", took.as_secs_f64());
    Ok((line("put the country on its shelf", stored, took), grown))
}

/// What does not hold of 10 s and 200 MB.
pub fn broken_promises(line: &Line, megabytes: f64) -> Vec<String> {
    let seconds = line.done as f64 / line.per_second.max(f64::MIN_POSITIVE);
    let mut broken = Vec::new();
    if seconds >= MOST_SECONDS {
        broken.push(format!("the country took {seconds:.1} s"));
    }
    if megabytes >= MOST_MEGABYTES {
        broken.push(format!("the country took {megabytes:.0} MB"));
    }
    broken
}
