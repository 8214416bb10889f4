//! The page of the server's own work: what waits, runs, is tried again, has died; and the last sweep.

use changxiao_domain::{
    ids::{CityId, DeliveryId, JobId},
    jobs::{JobKind, JobState},
    orgs::{Actor, Permission},
    time::Instant,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    escalations,
    jobs::{
        self, Job,
        faults::{self, Fault},
    },
    notices::deliveries,
};

use crate::{App, AppError, escalation::sweep::Swept, note};

/// Jobs of a state that the page lists.
const LISTED: i64 = 100;

/// Everything at a glance.
pub struct JobsView {
    /// State, how many, how many of these were tried before.
    pub counts: Vec<(JobState, i64, i64)>,
    /// Dead first, then running, then waiting by their time.
    pub jobs: Vec<Job>,
    /// When the last sweep began, and what it did.
    pub swept: Option<(Instant, Swept)>,
    /// Cases that wait for the sweep now, and since when the longest.
    pub due: (i64, Option<Instant>),
    pub has_mail: bool,
    /// Rows without which work went on, the newest first.
    pub faults: Vec<Fault>,
}

impl JobsView {
    /// How many are in a state, and how many of these were tried before.
    pub fn of(&self, wanted: JobState) -> (i64, i64) {
        self.counts.iter().find(|(state, ..)| *state == wanted).map_or((0, 0), |(_, jobs, tried)| (*jobs, *tried))
    }
}

/// Errors: not permitted.
pub async fn view(app: &App, actor: &Actor) -> Result<JobsView, AppError> {
    actor.require(Permission::ManageJobs)?;
    let (db, city) = (app.db(), actor.city);
    let mut listed = Vec::new();
    for state in [JobState::Dead, JobState::Running, JobState::Waiting] {
        listed.extend(jobs::in_state(db, city, state, LISTED).await?);
    }
    Ok(JobsView {
        counts: jobs::counts(db, city).await?,
        jobs: listed,
        swept: last_sweep(app, city).await?,
        due: escalations::how_many_due(db, city, app.now()).await?,
        has_mail: app.outlets().has_mail(),
        faults: faults::newest(db, city, LISTED).await?,
    })
}

/// When the last sweep began, and what it did; `None` before the first.
pub async fn last_sweep(app: &App, city: CityId) -> Result<Option<(Instant, Swept)>, AppError> {
    let Some(mark) = jobs::mark(app.db(), city, JobKind::Sweep).await? else { return Ok(None) };
    let began = Instant(mark.mark.parse().unwrap_or(mark.at.micros()));
    Ok(Some((began, serde_json::from_str(&mark.figures).unwrap_or_default())))
}

/// Lets a waiting or dead job run now, with all its tries before it. Errors: not permitted; it is gone, or it runs.
pub async fn retry(app: &App, actor: &Actor, id: JobId) -> Result<(), AppError> {
    actor.require(Permission::ManageJobs)?;
    let mut tx = app.db().begin().await?;
    if !jobs::retry(&mut tx, actor.city, id, app.now()).await? {
        return Err(AppError::NotFound("job"));
    }
    note(
        app,
        &mut tx,
        actor.city,
        Some(actor),
        TraceKind::Change,
        TraceSubject::Job(id),
        serde_json::json!({ "retry": true }),
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Gives up a dead job; its message stays with the reason. Errors: not permitted; it is not dead.
pub async fn drop_dead(app: &App, actor: &Actor, id: JobId) -> Result<(), AppError> {
    actor.require(Permission::ManageJobs)?;
    let job = jobs::one(app.db(), actor.city, id).await?.ok_or(AppError::NotFound("job"))?;
    let mut tx = app.db().begin().await?;
    if !jobs::drop_dead(&mut tx, actor.city, id).await? {
        return Err(AppError::Conflict);
    }
    if let Ok(delivery) = job.key.parse::<DeliveryId>() {
        deliveries::give_up(&mut tx, actor.city, delivery, "given up by the system administrator").await?;
    }
    let particulars = serde_json::json!({ "dropped": job.kind.code(), "error": job.last_error });
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, TraceSubject::Job(id), particulars).await?;
    tx.commit().await?;
    Ok(())
}
