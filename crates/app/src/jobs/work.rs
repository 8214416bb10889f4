//! What each kind of work does. Every one may run twice: it looks at what is there and does what is missing.

use changxiao_domain::{
    ids::{CityId, DeliveryId, HookId, PersonId},
    jobs::JobKind,
    time::HOUR,
};
use changxiao_store::{
    cities,
    jobs::{self, Job},
    notices::{self, deliveries},
};

use crate::{
    App, AppError,
    cases::{resume_suspended, search},
    departures,
    escalation::sweep,
    imports, notices as told,
    notices::send::SendProblem,
    photos, recurrence, sealing,
};

/// How a try went.
pub enum Done {
    /// The work is done and put away.
    PutAway,
    /// Recurring work: again after so many microseconds.
    Again(i64),
    /// Not now: after so many microseconds, and this was no failure.
    Later(i64),
}

/// Why a try failed.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    #[error("{0}")]
    App(#[from] AppError),
    #[error("{0}")]
    Send(#[from] SendProblem),
    #[error("{0}")]
    Gone(&'static str),
}

impl From<changxiao_store::StoreError> for Failed {
    fn from(source: changxiao_store::StoreError) -> Self {
        Failed::App(source.into())
    }
}

pub async fn carry_out(app: &App, city: CityId, job: &Job) -> Result<Done, Failed> {
    let again = job.kind.period().unwrap_or(0);
    match job.kind {
        JobKind::Sweep => sweep::sweep(app, city).await.map(drop)?,
        JobKind::DueStatus => told::lamps::tell(app, city).await.map(drop)?,
        JobKind::PassOn => told::pass_on::pass_on(app, city).await.map(drop)?,
        JobKind::Tidy => tidy(app, city).await?,
        JobKind::Recurrence if recurrence::detect::detect(app, city).await?.left => return Ok(Done::Again(0)),
        JobKind::Recurrence => {}
        JobKind::Search if search::catch_up(app, city).await? => return Ok(Done::Again(0)),
        JobKind::Search => {}
        JobKind::Resume => resume_suspended(app, city).await.map(drop)?,
        JobKind::Digest => sealing::keep(app, city).await.map(drop)?,
        JobKind::Shelf => sweep_shelf(app, city).await?,
        JobKind::Drafts => imports::drafts::remove_old(app, city).await.map(drop)?,
        JobKind::Departures if departures::carry_out::sweep(app, city).await? => return Ok(Done::Again(0)),
        JobKind::Departures => {}
        JobKind::Mail | JobKind::Webhook => return deliver(app, city, job).await,
    }
    Ok(Done::Again(again))
}

/// What is past its keeping, and what uploads that broke off have left for a day.
async fn tidy(app: &App, city: CityId) -> Result<(), Failed> {
    told::tidy::tidy(app, city).await?;
    let yesterday = app.now().plus_micros(-24 * HOUR);
    app.photos().sweep_temporary(yesterday).await.map_err(AppError::from)?;
    Ok(())
}

/// Photos that nothing came of. The shelf is one for all cities; the first one sees to it.
async fn sweep_shelf(app: &App, city: CityId) -> Result<(), Failed> {
    if cities::all(app.db()).await?.first().is_some_and(|first| first.id != city) {
        return Ok(());
    }
    let swept = photos::sweep(app, city).await?;
    if swept.orphans > 0 {
        tracing::info!(photos = swept.orphans, bytes = swept.orphan_bytes, "photos that no row knows were removed");
    }
    Ok(())
}

async fn deliver(app: &App, city: CityId, job: &Job) -> Result<Done, Failed> {
    let id: DeliveryId = job.key.parse().map_err(|_| Failed::Gone("the job names no message"))?;
    let Some(delivery) = deliveries::one(app.db(), city, id).await? else {
        return put_away(app, city, job, None).await;
    };
    // Sent before, by a worker that lost its lease between the two commits, or given up by hand.
    if delivery.sent_at.is_some() || delivery.dropped.is_some() {
        return put_away(app, city, job, None).await;
    }
    let model = app.model(city).await?;
    let now = app.now();
    if !delivery.urgent && model.is_quiet(now) {
        let opens = model.notice_rules.opens_at(&model.calendar, now);
        return Ok(Done::Later(opens.since(now).max(1_000_000)));
    }
    if job.kind == JobKind::Mail {
        let person = PersonId::from_slice(&delivery.receiver).ok_or(Failed::Gone("the mail names no person"))?;
        let address = notices::preferences(app.db(), city, person).await?.address;
        if address.is_empty() {
            return put_away(app, city, job, Some((id, "the receiver wants no mail any more"))).await;
        }
        app.outlets().mail(&delivery, &address).await?;
    } else {
        let wanted = HookId::from_slice(&delivery.receiver);
        let Some(hook) = model.hooks.iter().find(|hook| Some(hook.id) == wanted) else {
            return put_away(app, city, job, Some((id, "the webhook was ended"))).await;
        };
        app.outlets().webhook(hook, &delivery, app.public_address(city), now).await?;
    }
    let mut tx = app.db().begin().await?;
    deliveries::sent(&mut tx, city, id, app.now()).await?;
    if let Some(document) = &delivery.document {
        crate::exchange::status::was_taken(&mut tx, city, document, app.now()).await?;
    }
    jobs::done(&mut tx, city, job).await?;
    tx.commit().await?;
    Ok(Done::PutAway)
}

async fn put_away(app: &App, city: CityId, job: &Job, given_up: Option<(DeliveryId, &str)>) -> Result<Done, Failed> {
    let mut tx = app.db().begin().await?;
    if let Some((id, why)) = given_up {
        deliveries::give_up(&mut tx, city, id, why).await?;
    }
    jobs::done(&mut tx, city, job).await?;
    tx.commit().await?;
    Ok(Done::PutAway)
}
