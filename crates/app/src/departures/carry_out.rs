//! Carries departures out: in the transaction of the decision where its day has come and little hangs there, else by the job, a batch a
//! transaction, so that others get their turn and a server that stops in the middle loses nothing.

use changxiao_domain::{
    departures::{Heirs, Subject},
    ids::{CityId, DepartureId, PersonId},
    jobs::JobKind,
    orgs::Actor,
    sealing::ActorStamp,
    time::Day,
};
use changxiao_store::{
    Tx, cities,
    departures::{self as store, DepartureRow},
};

use super::{
    moves::{self, Leaves, Move},
    procedures::Hand,
    rows::By,
};
use crate::{App, AppError, access::acting, categories::leading, jobs::faults::Faults, model::CityModel, standards};

/// So much goes over in the transaction of the decision; a tenth of a second for the one writer of SQLite.
const AT_ONCE: usize = 300;
/// So much in one transaction of the job.
const BATCH: usize = 100;
/// Batches of one departure in one run.
const MOST_BATCHES: usize = 50;

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decided {
    pub departure: DepartureId,
    /// What went over at once.
    pub moved: usize,
    /// The rest goes over by the job, or on the day.
    pub waits: bool,
}

/// Put together before the transaction of a decision begins.
pub(crate) struct Ready {
    row: DepartureRow,
    heirs: Vec<Subject>,
    moves: Vec<Move>,
}

/// What `actor` decides about `subject`: it is there until the day before `day`.
///
/// Errors: the store's.
pub(crate) async fn ready(
    app: &App,
    model: &CityModel,
    actor: &Actor,
    subject: Subject,
    day: Day,
    heirs: &Heirs<Subject>,
) -> Result<Ready, AppError> {
    let id = app.new_id(DepartureId);
    let now = app.now();
    let mut moves = Vec::new();
    if day <= model.day {
        let stamp = ActorStamp { system: true, ..actor.stamp() };
        let hand = Hand { app, model, stamp, now, cause: id.to_string() };
        moves = moves::next(&hand, &Leaves { subject, day, heirs }, AT_ONCE + 1).await?;
    }
    // What is too much for one transaction is left to the job, whole.
    let whole = day <= model.day && moves.len() <= AT_ONCE;
    if !whole {
        moves.clear();
    }
    let document = serde_json::to_string(heirs).map_err(|problem| AppError::Broken(problem.to_string()))?;
    let row = DepartureRow {
        id,
        subject,
        day,
        heirs: document,
        post: actor.post,
        made_at: now,
        moved: i64::try_from(moves.len()).unwrap_or(i64::MAX),
        done_at: whole.then_some(now),
    };
    Ok(Ready { row, heirs: heirs.everybody(), moves })
}

impl Ready {
    pub(crate) async fn put(&self, app: &App, tx: &mut Tx, actor: &Actor) -> Result<(), AppError> {
        store::insert(tx, actor.city, &self.row, &self.heirs).await?;
        let cause = self.row.id.to_string();
        moves::put(tx, actor.city, &By { app, actor, cause: &cause, day: self.row.day }, &self.moves).await
    }

    /// Whether something goes over now or may on a day ahead.
    pub(crate) fn has_work(&self) -> bool {
        !self.moves.is_empty() || self.row.done_at.is_none()
    }

    /// What is held in memory and follows from it is stale; asked for after the commit and the new model.
    pub(crate) fn done(&self, app: &App, city: CityId) -> Decided {
        forget(app, city, &self.moves);
        Decided { departure: self.row.id, moved: self.moves.len(), waits: self.row.done_at.is_none() }
    }
}

/// Decides and saves: `ending` writes in the same transaction what ends.
///
/// Errors: somebody changed what goes over in the meantime; the store's.
pub async fn decide(
    app: &App,
    actor: &Actor,
    ready: &[&ReadyOne],
    ending: impl AsyncFnOnce(&mut Tx) -> Result<(), AppError>,
) -> Result<Vec<Decided>, AppError> {
    let mut tx = app.db().begin().await?;
    ending(&mut tx).await?;
    for one in ready {
        one.0.put(app, &mut tx, actor).await?;
    }
    cities::touch_model(&mut tx, actor.city);
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    Ok(ready.iter().map(|one| one.0.done(app, actor.city)).collect())
}

/// A departure that is ready to be saved.
pub struct ReadyOne(pub(crate) Ready);

fn forget(app: &App, city: CityId, moves: &[Move]) {
    let people: Vec<PersonId> = moves.iter().filter_map(Move::person).collect();
    for person in people {
        app.sessions().forget_person(city, person);
    }
    app.figures().forget(city);
}

/// What a fault of a list of categories is noted under.
const LEADS: &str = "category_leads";

/// And what one of telling of a standard.
const STANDARDS: &str = "standards";

/// Hands over what is due. Running it again hands over nothing twice. True when something is left for the next run.
///
/// Errors: what would stop every other departure as well.
pub async fn sweep(app: &App, city: CityId) -> Result<bool, AppError> {
    let model = app.model(city).await?;
    let faults = Faults::begin(app, city, JobKind::Departures);
    let mut left = false;
    for row in store::due(app.db(), city, model.day).await? {
        let key = super::name_of(&model, row.subject, changxiao_words::Lang::RECORDS);
        left |= faults.past(&key, carry_out(app, city, &row).await).await?.unwrap_or(false);
    }
    // A list of categories takes over on its day like everything else that ends.
    faults.past(LEADS, leading::take_over_due(app, city).await).await?;
    // An edition of the standard that gives way to the next, too; it hangs on the day alone.
    faults.past(STANDARDS, standards::told::tell_owners(app, city).await).await?;
    faults.end().await?;
    Ok(left)
}

/// True when something is left.
async fn carry_out(app: &App, city: CityId, row: &DepartureRow) -> Result<bool, AppError> {
    let heirs: Heirs<Subject> =
        serde_json::from_str(&row.heirs).map_err(|problem| AppError::Broken(problem.to_string()))?;
    let leaves = Leaves { subject: row.subject, day: row.day, heirs: &heirs };
    for _ in 0..MOST_BATCHES {
        let model = app.model(city).await?;
        let actor = acting(&model, row.post)?;
        let stamp = ActorStamp { system: true, program: None, ..actor.stamp() };
        let hand = Hand { app, model: &model, stamp, now: app.now(), cause: row.id.to_string() };
        let moves = moves::next(&hand, &leaves, BATCH).await?;
        let mut tx = app.db().begin().await?;
        let cause = row.id.to_string();
        moves::put(&mut tx, city, &By { app, actor: &actor, cause: &cause, day: row.day }, &moves).await?;
        let moved = i64::try_from(moves.len()).unwrap_or(i64::MAX);
        let done_at = moves.is_empty().then(|| app.now());
        store::moved(&mut tx, city, row.id, moved, done_at).await?;
        let touches = moves.iter().any(Move::touches_model);
        if touches {
            cities::touch_model(&mut tx, city);
        }
        tx.commit().await?;
        if touches {
            app.refresh_model(city).await?;
        }
        forget(app, city, &moves);
        if moves.is_empty() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Departures that are not done: of a day ahead, or under way. Newest last.
///
/// Errors: not permitted.
pub async fn progress(app: &App, actor: &Actor) -> Result<Vec<DepartureRow>, AppError> {
    actor.require(changxiao_domain::orgs::Permission::ReadUnits)?;
    Ok(store::ahead(app.db(), actor.city).await?)
}
