//! Whoever's turn it is hears before a matter is due, and again with the one who waits for it when it is: once each, by the sweep of the
//! cases.

use changxiao_domain::{
    ids::{CityId, MatterId},
    matters::Matter,
    time::Instant,
};
use changxiao_store::{
    matters::{look_later, looks_due},
    notices as stored,
    workflow::by_id,
};

use super::{expired, notices};
use crate::{App, AppError, jobs::faults::Faults};

/// Matters of one statement.
const BATCH: i64 = 200;

/// Looks at everything that is due; running it again tells nobody twice.
///
/// Errors: what would stop every other row as well.
pub(crate) async fn sweep(app: &App, city: CityId, faults: &Faults<'_>) -> Result<(), AppError> {
    let now = app.now();
    let mut behind = None;
    loop {
        let due = looks_due(app.db(), city, now, behind, BATCH).await?;
        let Some((last, at)) = due.last().copied() else { return Ok(()) };
        behind = Some((at, last));
        for (id, looked) in due {
            faults.past(&id.to_string(), look(app, city, id, looked, now).await).await?;
        }
    }
}

async fn look(app: &App, city: CityId, id: MatterId, looked: Instant, now: Instant) -> Result<(), AppError> {
    let model = app.model(city).await?;
    let matter: Option<Matter> = by_id(app.db(), city, id.0).await?;
    let late = |matter: &Matter| matter.due_at.is_some_and(|due| due <= now);
    // What is over by itself is late for nobody.
    if let Some(matter) = matter.as_ref().filter(|one| late(one) && one.standing().is_some_and(|state| state.expires))
        && let Some(due) = matter.due()
    {
        return expired::end(app, matter, model.day_of(due), now).await;
    }
    let told = matter.as_ref().map(|matter| notices::due(app, &model, matter, late(matter))).unwrap_or_default();
    let next = matter.as_ref().filter(|matter| !late(matter)).and_then(|matter| matter.due_at);
    let mut tx = app.db().begin().await?;
    if look_later(&mut tx, city, id, looked, next).await? {
        stored::put(&mut tx, city, &told).await?;
    }
    tx.commit().await?;
    Ok(())
}
