//! The job that looks at new cases: takes each up once, finds what came back, and watches for surges.
//!
//! Intake writes nothing for it. A case is taken up in a transaction with its counts, under a key that refuses it a second time; what
//! came back is saved together with the mark that the case was looked at. So a process that ends anywhere in the middle leaves the
//! rest to be done, and two workers at once do everything once.

use std::collections::BTreeMap;

use changxiao_domain::{
    divisions::{DivisionCode, Level},
    ids::{CaseId, CityId},
    jobs::JobKind,
    recurrence::surge::Subject,
    time::{Day, HOUR, Instant},
};
use changxiao_store::{
    StoreError, jobs,
    recurrence::{
        seen::{self, Taken},
        surge::{self, Added},
    },
};

pub use super::detected::Detected;
use super::{find, watch};
use crate::{App, AppError, jobs::faults::Faults, model::CityModel, pace::paced};

/// Cases of one transaction.
const BATCH: i64 = 500;
/// Batches of one run, so that a flood of reports is worked off beside the intake and not against it.
const MOST_BATCHES: usize = 4;
/// A transaction that took longer than this (microseconds) to commit a case would be overlooked.
const OVERLAP: i64 = HOUR;

/// Running it again changes nothing.
///
/// Errors: the store's; what was saved until then stays, the rest is done by the next run.
pub async fn detect(app: &App, city: CityId) -> Result<Detected, AppError> {
    let model = app.model(city).await?;
    let mark = jobs::mark(app.db(), city, JobKind::Recurrence).await?;
    let before: Detected = mark.as_ref().and_then(|mark| serde_json::from_str(&mark.figures).ok()).unwrap_or_default();
    let mut at: Option<Instant> = mark.and_then(|mark| mark.mark.parse().ok()).map(Instant);
    let mut done = Detected { day: before.day.clone(), ..Detected::default() };
    let faults = Faults::begin(app, city, JobKind::Recurrence);
    take_up(app, &model, &faults, &mut at, &mut done).await?;
    done.left |= find::look(app, &model, &faults, &mut done).await?;
    let today = model.day_of(app.now());
    if done.taken > 0 || before.day != today.to_string() {
        watch::watch(app, &model, &faults, today, &mut done).await?;
        done.day = today.to_string();
    }
    if !done.left {
        faults.end().await?;
    }
    keep_mark(app, city, at, &done).await?;
    Ok(done)
}

async fn keep_mark(app: &App, city: CityId, at: Option<Instant>, done: &Detected) -> Result<(), AppError> {
    let figures = serde_json::to_string(done).unwrap_or_default();
    let mark = at.map_or_else(String::new, |at| at.micros().to_string());
    let mut tx = app.db().begin().await?;
    jobs::set_mark(&mut tx, city, JobKind::Recurrence, &mark, app.now(), &figures).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes up what came since the last look; at the first one what may still be linked to something that comes.
async fn take_up(
    app: &App,
    model: &CityModel,
    faults: &Faults<'_>,
    at: &mut Option<Instant>,
    done: &mut Detected,
) -> Result<(), AppError> {
    for _ in 0..MOST_BATCHES {
        if paced(app.db(), take_up_some(app, model, faults, at, done)).await? < BATCH {
            return Ok(());
        }
    }
    done.left = true;
    Ok(())
}

/// One transaction of it; how many cases were taken up.
async fn take_up_some(
    app: &App,
    model: &CityModel,
    faults: &Faults<'_>,
    at: &mut Option<Instant>,
    done: &mut Detected,
) -> Result<i64, AppError> {
    let (city, now) = (model.id(), app.now());
    // A clock that was set back makes ids from before the mark.
    let from = match *at {
        Some(at) => at.min(now).plus_micros(-OVERLAP),
        None => now.plus_micros(-2 * model.recurrence.window()),
    };
    let read = seen::new_cases(app.db(), city, CaseId::new(from, [0; 10]), BATCH).await?;
    faults.unreadable(read.unreadable).await?;
    let cases = read.rows;
    let Some(last) = cases.last() else { return Ok(0) };
    let reached = moment_of(last.seen.case);
    let added = counts(model, &cases);
    let mut tx = app.db().begin().await?;
    match seen::take_up(&mut tx, city, &cases).await {
        Ok(()) => {}
        // Another worker is at it.
        Err(StoreError::Exists { .. }) => return Ok(0),
        Err(other) => return Err(other.into()),
    }
    surge::add(&mut tx, city, &added).await?;
    tx.commit().await?;
    let taken = i64::try_from(cases.len()).unwrap_or(0);
    done.taken += taken;
    *at = Some(at.map_or(reached, |at| at.max(reached)).min(now.max(reached)));
    Ok(taken)
}

/// Reports by town or street and by category, each on the day of the report. What turns out void or a duplicate was said all the same.
fn counts(model: &CityModel, cases: &[Taken]) -> Vec<Added> {
    let mut counts: BTreeMap<(Subject, String, Day), i64> = BTreeMap::new();
    for one in cases {
        let day = model.day_of(one.seen.reported_at);
        let town = DivisionCode::from_padded(one.seen.division).ok().and_then(|code| code.at_level(Level::Township));
        if let Some(town) = town {
            *counts.entry((Subject::Place, town.padded().to_string(), day)).or_default() += 1;
        }
        *counts.entry((Subject::Category, one.category.clone(), day)).or_default() += 1;
    }
    counts.into_iter().map(|((kind, subject, day), n)| (kind, subject, day, n)).collect()
}

/// When an id was made: its first 48 bits are milliseconds.
fn moment_of(case: CaseId) -> Instant {
    let millis = case.as_bytes().iter().take(6).fold(0_i64, |sum, byte| sum << 8 | i64::from(*byte));
    Instant::from_millis(millis)
}
