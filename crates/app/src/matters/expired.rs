//! What nobody asks for any more vanishes from to-dos: the sweep ends it on the morning after its last day, with an event.

use changxiao_domain::{
    ids::{CityId, MatterId},
    matters::{LoadedDocument, Matter},
    sealing::ActorStamp,
    time::{Day, Instant},
};
use changxiao_store::{
    matters::{documents, open_by},
    sealing::events_of,
    workflow::{by_id, save},
};

use super::procedures::asked_until;
use crate::{App, AppError, jobs::faults::Faults};

/// Rows of one statement.
const BATCH: i64 = 200;

/// Ends what is open by an ask that is over; running it again ends nothing twice.
///
/// Errors: what would stop every other row as well.
pub(crate) async fn sweep(app: &App, city: CityId, faults: &Faults<'_>) -> Result<(), AppError> {
    let (model, now) = (app.model(city).await?, app.now());
    for kept in documents(app.db(), city).await? {
        let Some(last) = asked_until(&model, kept).filter(|last| *last < model.day_of(now)) else { continue };
        of_document(app, city, kept, last, now, faults).await?;
    }
    Ok(())
}

async fn of_document(
    app: &App,
    city: CityId,
    kept: &'static LoadedDocument,
    last: Day,
    now: Instant,
    faults: &Faults<'_>,
) -> Result<(), AppError> {
    let mut behind: Option<MatterId> = None;
    loop {
        let open = open_by(app.db(), city, kept, behind, BATCH).await?;
        let Some(id) = open.last().copied() else { return Ok(()) };
        behind = Some(id);
        for id in open {
            faults.past(&id.to_string(), end_one(app, city, id, last, now).await).await?;
        }
    }
}

async fn end_one(app: &App, city: CityId, id: MatterId, last: Day, now: Instant) -> Result<(), AppError> {
    let matter: Option<Matter> = by_id(app.db(), city, id.0).await?;
    match matter.filter(|one| one.is_open() && one.ask().is_some()) {
        Some(matter) => end(app, &matter, last, now).await,
        None => Ok(()),
    }
}

/// Ends a matter whose last day is over. Nobody was there: the program does it in the name of whoever asked.
///
/// Errors: somebody was faster.
pub(super) async fn end(app: &App, matter: &Matter, last: Day, now: Instant) -> Result<(), AppError> {
    let events = events_of::<Matter>(app.db(), matter.city, matter.id.0).await?;
    let first = events.first().ok_or(AppError::NotFound("matter"))?;
    let stamp = ActorStamp { system: true, program: None, ..first.actor };
    let over = matter.run_out(last, &stamp, now);
    let mut tx = app.db().begin().await?;
    save(&mut tx, matter, &over.after, &over.event).await?;
    tx.commit().await?;
    app.figures().forget(matter.city);
    Ok(())
}
