//! Lets every due case climb the ladder, each level once.
//!
//! Cases are looked at in batches, a transaction each: the events of the levels they reached, a row for each level, the
//! notices, and when to look next stand together or not at all. So a process that ends anywhere in the middle leaves due what
//! it had not done, and several servers may sweep at once: whoever saves a case second finds it moved and leaves it.

use std::collections::{HashMap, HashSet};

use changxiao_domain::{
    cases::{ActorStamp, Case, Decided, Event},
    escalation::{Staff, Step},
    ids::{CaseId, CityId, PersonId, UnitId},
    jobs::JobKind,
    orgs::{Post, Role},
    time::Instant,
};
use changxiao_store::{
    Engine,
    cases::{self, CaseRow},
    escalations::{self, DueStep, Later},
    jobs,
    notices::{self, Notice},
};
use futures::{StreamExt, TryStreamExt};

use crate::{
    App, AppError,
    jobs::faults::{Faults, stops_everything},
    matters,
    model::CityModel,
    notices::of_case,
};

/// Cases of one transaction: some milliseconds for the one writer of SQLite.
const BATCH: usize = 200;
/// Batches that are on their way together where several can write at once; between a city's reports a sweep is one among many.
const AT_ONCE: usize = 4;
/// Rounds of one run; what is left waits for the next minute.
const MOST_ROUNDS: usize = 2_000;

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Swept {
    /// Cases that waited when it began.
    pub due: i64,
    /// For how long the longest had waited, in microseconds.
    pub lag: i64,
    /// Cases that were looked at.
    pub looked: i64,
    /// Levels that were reached.
    pub levels: i64,
    /// Somebody else changed the case meanwhile; it is still due.
    pub left: i64,
    /// Microseconds by the application's clock.
    pub took: i64,
}

/// Everything that was decided about one case before the transaction begins.
struct Looked {
    step: DueStep,
    before: CaseRow,
    reached: Vec<(Step, Event)>,
    after: Option<Case>,
    next: Option<Instant>,
    notices: Vec<Notice>,
}

impl Looked {
    /// The case as it was read and as it stands after its levels.
    fn climb(&self) -> Option<(&Case, &Case)> {
        Some((&self.before.case, self.after.as_ref()?))
    }

    fn later(&self) -> Later {
        let levels = self.after.as_ref().map_or(0, |_| i64::try_from(self.reached.len()).unwrap_or(0));
        Later {
            step: self.step,
            look_at: self.next,
            reached: self.step.reached + levels,
            version: self.after.as_ref().map_or(self.step.version, |after| after.version),
        }
    }
}

/// Runs through all cases that are due now. Running it again changes nothing.
///
/// Errors: the store's; what was saved until then stays, the rest is still due.
pub async fn sweep(app: &App, city: CityId) -> Result<Swept, AppError> {
    let began = app.now();
    let (due, oldest) = escalations::how_many_due(app.db(), city, began).await?;
    let mut swept = Swept { due, lag: oldest.map_or(0, |oldest| began.since(oldest)), ..Swept::default() };
    let at_once = match app.db().engine() {
        Engine::Sqlite => 1,
        Engine::Postgres => AT_ONCE,
    };
    let faults = Faults::begin(app, city, JobKind::Sweep);
    faults
        .unreadable(escalations::absent_on(app.db(), city, app.model(city).await?.day_of(began)).await?.unreadable)
        .await?;
    let (mut left_out, mut unreadable): (HashSet<CaseId>, HashSet<String>) = Default::default();
    for _ in 0..MOST_ROUNDS {
        // What was left out stands in front of the others.
        let most = i64::try_from(BATCH * at_once + left_out.len() + unreadable.len()).unwrap_or(i64::MAX);
        let mut found = escalations::due(app.db(), city, app.now(), most).await?;
        found.unreadable.retain(|one| unreadable.insert(one.key.clone()));
        faults.unreadable(found.unreadable).await?;
        let mut steps = found.rows;
        steps.retain(|step| !left_out.contains(&step.case));
        if steps.is_empty() {
            break;
        }
        let batches: Vec<Vec<DueStep>> = steps.chunks(BATCH).map(<[_]>::to_vec).collect();
        let done: Vec<Done> = futures::stream::iter(batches)
            .map(|steps| batch_or_each(app, city, &faults, steps))
            .buffer_unordered(at_once)
            .try_collect()
            .await?;
        let sum = |of: fn(&Done) -> i64| done.iter().map(of).sum::<i64>();
        let (looked, left) = (sum(|done| done.looked), sum(|done| done.left));
        swept.looked += looked;
        swept.left += left;
        swept.levels += sum(|done| done.levels);
        left_out.extend(done.into_iter().flat_map(|done| done.left_out));
        // Nothing but cases that others are just changing: they come again in a minute.
        if looked == left {
            break;
        }
    }
    matters::due::sweep(app, city, &faults).await?;
    matters::expired::sweep(app, city, &faults).await?;
    matters::repeat::sweep(app, city, &faults).await?;
    faults.end().await?;
    swept.took = app.now().since(began);
    let figures = serde_json::to_string(&swept).unwrap_or_default();
    let mut tx = app.db().begin().await?;
    jobs::set_mark(&mut tx, city, JobKind::Sweep, &began.micros().to_string(), app.now(), &figures).await?;
    tx.commit().await?;
    Ok(swept)
}

/// What a batch did.
#[derive(Default)]
struct Done {
    looked: i64,
    levels: i64,
    left: i64,
    /// What could not be looked at.
    left_out: Vec<CaseId>,
}

/// A batch in one transaction, or each of its cases in one of its own where one of them stands in the way of all.
async fn batch_or_each(app: &App, city: CityId, faults: &Faults<'_>, steps: Vec<DueStep>) -> Result<Done, AppError> {
    match batch(app, city, steps.clone()).await {
        Err(problem) if stops_everything(&problem) => Err(problem),
        Err(_) => {
            let mut all = Done::default();
            for step in steps {
                match faults.past_case(step.case, batch(app, city, vec![step]).await).await? {
                    Some(done) => {
                        all.looked += done.looked;
                        all.levels += done.levels;
                        all.left += done.left;
                    }
                    None => all.left_out.push(step.case),
                }
            }
            Ok(all)
        }
        done => done,
    }
}

async fn batch(app: &App, city: CityId, steps: Vec<DueStep>) -> Result<Done, AppError> {
    let model = app.model(city).await?;
    let posts: Vec<&Post> = model.posts.values().collect();
    let absent: HashSet<PersonId> =
        escalations::absent_on(app.db(), city, model.day_of(app.now())).await?.rows.into_iter().collect();
    let staff = Staff { posts: &posts, units: &model.units, day: model.day, absent: &absent, ladder: &model.ladder };
    let actor = acting(&posts, &model)?;
    let ids: Vec<CaseId> = steps.iter().map(|step| step.case).collect();
    let mut rows: HashMap<CaseId, CaseRow> =
        cases::by_ids(app.db(), city, &ids).await?.into_iter().map(|row| (row.case.id, row)).collect();
    let now = app.now();
    let mut all: Vec<Looked> = steps
        .into_iter()
        .filter_map(|step| Some(look(app, &model, &staff, &actor, now, step, rows.remove(&step.case)?)))
        .collect();
    all.sort_unstable_by_key(|looked| looked.step.case);

    let mut tx = app.db().begin().await?;
    escalations::hold(&mut tx, city, &all.iter().map(|looked| looked.step.case).collect::<Vec<_>>()).await?;
    let climbs: Vec<_> = all.iter().filter_map(Looked::climb).collect();
    let moved = escalations::move_cases(&mut tx, city, &climbs).await?;
    let as_read = |looked: &&Looked| looked.after.is_none() || moved.contains(&looked.step.case);
    let later: Vec<Later> = all.iter().filter(as_read).map(Looked::later).collect();
    let kept = escalations::look_later(&mut tx, city, &later).await?;
    // Another sweep was here between our look at the row and at the case: what we counted is what it has written already. The
    // case goes back to where it was; it is held, so nobody can have seen it elsewhere.
    let back: Vec<_> = all
        .iter()
        .filter(|looked| as_read(looked) && !kept.contains(&looked.step.case))
        .filter_map(|looked| looked.climb().map(|(before, after)| (after, before)))
        .collect();
    escalations::move_cases(&mut tx, city, &back).await?;

    let (mut done, mut reached, mut told) = (Done::default(), Vec::new(), Vec::new());
    for looked in all {
        done.looked += 1;
        if !kept.contains(&looked.step.case) {
            done.left += 1;
            continue;
        }
        let lead = looked.before.case.lead_unit.unwrap_or(UnitId(uuid::Uuid::nil()));
        let from = looked.step.clock_from;
        done.levels += i64::try_from(looked.reached.len()).unwrap_or(0);
        reached.extend(looked.reached.into_iter().map(|(step, event)| (step, event, from, lead)));
        told.extend(looked.notices);
    }
    escalations::put(&mut tx, &reached).await?;
    notices::put(&mut tx, city, &told).await?;
    tx.commit().await?;
    Ok(done)
}

/// Which levels the case has come to since the last look, and when to look again.
fn look(
    app: &App,
    model: &CityModel,
    staff: &Staff<'_>,
    actor: &ActorStamp,
    now: Instant,
    step: DueStep,
    before: CaseRow,
) -> Looked {
    let mut looked = Looked { step, before, reached: Vec::new(), after: None, next: None, notices: Vec::new() };
    let case = &looked.before.case;
    // Another clock than the row was written for: whoever started it has written the row anew, and this one is stale.
    let clock = case.limit_clock().filter(|clock| case.clock_runs() && clock.started == step.clock_from);
    let (Some(clock), Some(lead)) = (clock, case.lead_unit) else { return looked };
    let mut current = case.clone();
    let mut level = usize::try_from(step.reached).unwrap_or(usize::MAX);
    while let Some(next) = model.ladder.next(&clock, &model.calendar, level) {
        if next.due_at > now {
            looked.next = Some(next.due_at);
            break;
        }
        let group = model.group_of_case(case);
        let receivers = staff.receivers_with(next.rung, lead, current.handler, group);
        let Some(Decided { case: after, event }) = current.escalate(&next, &receivers, actor, now) else { break };
        looked.notices.extend(of_case::climbed(app, model, &looked.before, &next, &receivers));
        looked.reached.push((next, event));
        current = after;
        level += 1;
    }
    if !looked.reached.is_empty() {
        looked.after = Some(current);
    }
    looked
}

/// In whose name the events stand: the office's, which keeps the ladder; the event says that it was the system.
pub(crate) fn acting(posts: &[&Post], model: &CityModel) -> Result<ActorStamp, AppError> {
    let of = |role: Role| {
        posts.iter().filter(|post| post.role == role && post.in_force(model.day)).min_by_key(|post| post.id)
    };
    let post = of(Role::Office).or_else(|| of(Role::SystemAdmin)).ok_or_else(|| {
        AppError::Broken("nobody holds a post of the office or of the system administrator".to_owned())
    })?;
    Ok(ActorStamp { person: post.person, post: post.id, unit: post.unit, role: post.role, system: true, program: None })
}
