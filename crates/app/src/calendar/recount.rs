//! Counts running deadlines anew after a change of the calendar, and says what moved.
//!
//! The change itself notes in its own transaction that a recount is owed; then cases are saved in batches, a transaction
//! each, so that others get their turn between them and a process that ends in the middle loses nothing: at its next start
//! the server carries out what is still owed ([`carry_out_owed`]). Carrying one out twice moves nothing twice.

use changxiao_domain::{
    calendar::Calendar,
    cases::{ActorStamp, Decided},
    ids::{CaseId, CityId, RecountId},
    orgs::{Actor, Permission, Scope},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    StoreError, Tx, cases,
    recounts::{self, MovedCase, Recount, RunningClock},
};

use crate::{App, AppError, access::acting, model::CityModel, note, readable::readable};

/// What a change of the calendar did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recounted {
    pub id: RecountId,
    /// Clocks that were running.
    pub running: i64,
    pub earlier: i64,
    pub later: i64,
}

impl Recounted {
    pub const fn moved(&self) -> bool {
        self.earlier + self.later > 0
    }
}

/// A recount with the first cases that moved.
pub struct RecountView {
    pub recount: Recount,
    /// `None`: this post does not read cases.
    pub moved: Option<Vec<MovedCase>>,
}

/// Cases saved in one transaction: some tens of milliseconds for the one writer of SQLite.
const BATCH: usize = 100;
/// A case that somebody else changes while it is counted is taken up by the next walk; after so many, the next change of the
/// calendar is near enough.
const WALKS: usize = 5;
/// How many moved cases a report lists.
pub const FIRST: i64 = 50;
const NEWEST: i64 = 5;

/// Notes in the transaction of a change that running deadlines are to be counted anew. `cause` is a day or the name of a file.
pub(crate) async fn owe(app: &App, tx: &mut Tx, actor: &Actor, cause: &str) -> Result<RecountId, AppError> {
    let id = app.new_id(RecountId);
    recounts::begin(tx, actor.city, id, cause, actor.post, app.now()).await?;
    Ok(id)
}

/// Counts anew, in the name of the post that changed the calendar, until a walk over the running clocks finds none that
/// would move.
///
/// Errors: the store's; what was saved until then stays, and the rest is still owed.
pub(crate) async fn carry_out(app: &App, city: CityId, id: RecountId) -> Result<Recounted, AppError> {
    let recount = recounts::one(app.db(), city, id).await?.ok_or(AppError::NotFound("recount"))?;
    let model = app.model(city).await?;
    let actor = acting(&model, recount.post)?;
    let mut running = None;
    for _ in 0..WALKS {
        let clocks = recounts::running_clocks(app.db(), city).await?;
        running.get_or_insert(i64::try_from(clocks.len()).unwrap_or(i64::MAX));
        let would_move: Vec<CaseId> =
            clocks.iter().filter(|clock| moves(&model.calendar, clock)).map(|clock| clock.case).collect();
        if would_move.is_empty() {
            break;
        }
        for batch in would_move.chunks(BATCH) {
            save_batch(app, &model, &actor, id, batch).await?;
        }
    }
    let mut tx = app.db().begin().await?;
    let first_to_finish = recounts::finish(&mut tx, city, id, running.unwrap_or(0), app.now()).await?;
    if first_to_finish {
        let done = recounts::one_in(&mut tx, city, id).await?.ok_or(AppError::NotFound("recount"))?;
        let particulars = serde_json::json!({
            "cause": done.cause, "cases": done.running, "earlier": done.earlier, "later": done.later,
        });
        note(app, &mut tx, city, Some(&actor), TraceKind::Change, TraceSubject::Recount(id), particulars).await?;
    }
    tx.commit().await?;
    app.figures().forget(city);
    let done = recounts::one(app.db(), city, id).await?.ok_or(AppError::NotFound("recount"))?;
    Ok(Recounted { id, running: done.running, earlier: done.earlier, later: done.later })
}

/// Carries out what a process that ended in the middle left behind. Called when a server starts.
pub async fn carry_out_owed(app: &App, city: CityId) -> Result<(), AppError> {
    for owed in recounts::unfinished(app.db(), city).await? {
        carry_out(app, city, owed.id).await?;
    }
    Ok(())
}

/// The newest ones first. Errors: not permitted.
pub async fn newest(app: &App, actor: &Actor) -> Result<Vec<Recount>, AppError> {
    actor.require(Permission::ManageReference)?;
    Ok(recounts::newest(app.db(), actor.city, NEWEST).await?)
}

/// Errors: not permitted; there is no such recount.
pub async fn view(app: &App, actor: &Actor, id: RecountId) -> Result<RecountView, AppError> {
    actor.require(Permission::ManageReference)?;
    let recount = recounts::one(app.db(), actor.city, id).await?.ok_or(AppError::NotFound("recount"))?;
    // An administrator of the system keeps the calendar and reads no cases.
    let reads_all = actor.may(Permission::ReadCases) && actor.scope == Scope::WholeCity;
    let moved = match reads_all {
        true => Some(readable(actor, recounts::moved(app.db(), actor.city, recount.id, FIRST).await?)),
        false => None,
    };
    Ok(RecountView { recount, moved })
}

/// Whether the stored moments are not those of this calendar. A limit that it cannot count stays as it is.
fn moves(calendar: &Calendar, clock: &RunningClock) -> bool {
    let (near, due) = (clock.clock.near(calendar), clock.clock.due(calendar));
    near.is_ok() && due.is_ok() && (near, due) != (Ok(clock.near_at), Ok(clock.due_at))
}

async fn save_batch(
    app: &App,
    model: &CityModel,
    actor: &Actor,
    id: RecountId,
    batch: &[CaseId],
) -> Result<(), AppError> {
    let system = ActorStamp { system: true, program: None, ..actor.stamp() };
    let cause = id.to_string();
    let mut decided = Vec::with_capacity(batch.len());
    // Read before the transaction begins, which then holds no second connection while it writes.
    for case in batch {
        let Some(row) = cases::by_id(app.db(), actor.city, *case).await? else { continue };
        if let Ok(Some(Decided { case, event })) = row.case.recount(&model.calendar, &system, app.now(), &cause) {
            decided.push((row.case, case, event));
        }
    }
    let mut tx = app.db().begin().await?;
    for (before, case, event) in &decided {
        match cases::save(&mut tx, before, case, event).await {
            Ok(()) => {}
            // Somebody was faster: nothing of this case was written, and the next walk looks at it again.
            Err(StoreError::Conflict) => continue,
            Err(other) => return Err(other.into()),
        }
        if let (Some(was), Some(is)) = (before.due_at, case.due_at) {
            recounts::note_moved(&mut tx, actor.city, id, case.id, (was, is)).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}
