//! Lets suspended cases go on whose date has come. Safe to run at any time and by several servers at once.

use changxiao_domain::{
    cases::{Action, ActorStamp, Case, Command, Decided, Event},
    ids::{CaseId, CityId},
    jobs::JobKind,
};
use changxiao_store::{StoreError, cases, legible::Legible};

use crate::{App, AppError, exchange::status, jobs::faults::Faults};

/// Cases of one look into the table.
const BATCH: i64 = 200;

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resumed {
    pub resumed: u64,
    /// Somebody else was faster, or the case does not go on: nothing was done, and the next sweep looks again.
    pub left: u64,
}

/// Runs through all suspended cases of the city whose date has come, in batches. Running it again changes nothing.
pub async fn resume_suspended(app: &App, city: CityId) -> Result<Resumed, AppError> {
    let now = app.now();
    let (mut done, mut after) = (Resumed::default(), None);
    let faults = Faults::begin(app, city, JobKind::Resume);
    loop {
        let Legible { rows: due, unreadable } = cases::suspensions_due(app.db(), city, now, after, BATCH).await?;
        faults.unreadable(unreadable).await?;
        let Some(last) = due.last().copied() else { break };
        for (_, case) in &due {
            match faults.past_case(*case, resume(app, city, *case).await).await? {
                Some(true) => done.resumed += 1,
                Some(false) | None => done.left += 1,
            }
        }
        after = Some(last);
    }
    faults.end().await?;
    if done.resumed > 0 {
        app.figures().forget(city);
    }
    Ok(done)
}

/// `false`: it is suspended no more, or somebody changed it between the look and the save.
async fn resume(app: &App, city: CityId, id: CaseId) -> Result<bool, AppError> {
    let Some(row) = cases::by_id(app.db(), city, id).await? else { return Ok(false) };
    if row.case.standing.suspension.is_none_or(|suspension| suspension.until > app.now()) {
        return Ok(false);
    }
    let events = cases::events_of(app.db(), city, id).await?;
    let Some(stamp) = granted_by(&events) else { return Ok(false) };
    let model = app.model(city).await?;
    let Decided { case, event } =
        row.case.decide(Command::EndSuspension { reason: None }, &stamp, app.now(), &model.calendar)?;
    let told = status::of_change(app, &model, &row.case, &case, &event).await?;
    save(app, &row.case, &case, &event, told).await
}

async fn save(
    app: &App,
    before: &Case,
    after: &Case,
    event: &Event,
    told: Option<status::StatusMessages>,
) -> Result<bool, AppError> {
    let mut tx = app.db().begin().await?;
    match cases::save(&mut tx, before, after, event).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => return Ok(false),
        Err(other) => return Err(other.into()),
    }
    status::put(app, &mut tx, told).await?;
    tx.commit().await?;
    Ok(true)
}

/// The sweep acts in the name of the post that granted the suspension, and the event says that it was the system.
fn granted_by(events: &[Event]) -> Option<ActorStamp> {
    let grant = events.iter().rev().find(|event| event.action == Action::GrantSuspension)?;
    Some(ActorStamp { system: true, program: None, ..grant.actor })
}
