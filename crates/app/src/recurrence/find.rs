//! What came back: for each case that was taken up, the problem that it belongs to, an old one or a new one.

use std::collections::{BTreeMap, BTreeSet};

use changxiao_domain::{
    divisions::DivisionCode,
    ids::{CaseId, ChronicId},
    orgs::Post,
    recurrence::{Command, Found, Problem, Seen, State, numbered, returned},
    sealing::ActorStamp,
    time::HOUR,
    workflow::{Decided, Procedure as _},
};
use changxiao_store::{
    StoreError, notices,
    recurrence::{
        members_of, number_members,
        seen::{self, Taken},
    },
    workflow::{by_id, insert, number_text, save},
};

use super::{detected::Detected, told};
use crate::{App, AppError, escalation::sweep::acting, model::CityModel, numbers, pace::paced, workflow::Carried as _};

const BATCH: i64 = 200;
const MOST_BATCHES: usize = 20;
/// A case from longer ago (microseconds) is not looked back to: it may be suspended for a year at most.
const REACH: i64 = 400 * 24 * HOUR;

/// What becomes of one case.
enum Outcome {
    Nothing,
    Known(Box<Problem>),
    New(Box<Found>, BTreeMap<CaseId, i64>),
}

/// Looks at everything that waits, the oldest first.
pub(super) async fn look(app: &App, model: &CityModel, done: &mut Detected) -> Result<(), AppError> {
    for _ in 0..MOST_BATCHES {
        if paced(app.db(), look_at_some(app, model, done)).await? == 0 {
            break;
        }
    }
    Ok(())
}

/// How many were waiting, up to a batch.
async fn look_at_some(app: &App, model: &CityModel, done: &mut Detected) -> Result<usize, AppError> {
    let waiting = seen::waiting(app.db(), model.id(), BATCH).await?;
    let many = waiting.len();
    let mut plain = Vec::new();
    for case in waiting {
        done.looked += 1;
        match outcome(app, model, &case).await? {
            Outcome::Nothing => plain.push(case),
            Outcome::Known(problem) => done.returned += i64::from(join(app, model, &case, &problem).await?),
            Outcome::New(found, numbered) => {
                done.found += i64::from(open(app, model, &case, *found, &numbered).await?);
            }
        }
    }
    let mut tx = app.db().begin().await?;
    for case in &plain {
        seen::looked(&mut tx, model.id(), case).await?;
    }
    tx.commit().await?;
    Ok(many)
}

async fn outcome(app: &App, model: &CityModel, case: &Taken) -> Result<Outcome, AppError> {
    let (city, rules) = (model.id(), &model.recurrence);
    if !case.counts {
        return Ok(Outcome::Nothing);
    }
    let from = case.seen.reported_at.plus_micros(-REACH);
    let around = std::slice::from_ref(&case.seen);
    let first = seen::near(app.db(), city, &case.category, around, rules.metres, from).await?;
    if first.iter().any(|one| one.seen.case == case.seen.case && one.problem.is_some()) {
        return Ok(Outcome::Nothing);
    }
    // The newest problem first: an older one at the same place has ended.
    let problems: BTreeSet<ChronicId> = first.iter().filter_map(|one| one.problem).map(|(id, _)| id).collect();
    for id in problems.into_iter().rev() {
        let Some(problem) = by_id::<Problem>(app.db(), city, id.0).await? else { continue };
        if problem.takes(case.seen.reported_at, rules) && problem.is_at(&case.seen, rules.metres) {
            return Ok(Outcome::Known(Box::new(problem)));
        }
    }
    let free = |all: Vec<Taken>| all.into_iter().filter(|one| one.problem.is_none()).collect::<Vec<Taken>>();
    let first: Vec<Seen> = free(first).into_iter().map(|one| one.seen).collect();
    if first.iter().all(|one| one.case == case.seen.case) {
        return Ok(Outcome::Nothing);
    }
    let known = free(seen::near(app.db(), city, &case.category, &first, rules.metres, from).await?);
    let seen: Vec<Seen> = known.iter().map(|one| one.seen.clone()).collect();
    let Some(came) = returned(&case.seen, &seen, rules) else { return Ok(Outcome::Nothing) };
    let core = known.iter().find(|one| one.seen.case == came.core).unwrap_or(case);
    let reported = known.iter().chain([case]).filter(|one| came.cases.contains(&one.seen.case));
    let numbered = numbered(reported.map(|one| (one.seen.case, one.seen.reported_at)), rules);
    let duty = DivisionCode::from_padded(core.seen.division).map(|code| model.duty(code, &case.category));
    let found = Found {
        id: app.new_id(ChronicId),
        city,
        number: number_text::<Problem>(numbers::next_of_day(app, model, "chronic").await?),
        category: case.category.clone(),
        division: core.seen.division,
        place: core.place.clone(),
        site: core.seen.site,
        position: core.seen.position,
        unit: case.lead.or_else(|| duty.ok().and_then(|duty| duty.lead())),
        times: numbered.values().copied().max().unwrap_or(0),
        cases: came.cases,
    };
    Ok(Outcome::New(Box::new(found), numbered))
}

/// `false`: another worker was faster; the case is looked at again where it still waits.
async fn open(
    app: &App,
    model: &CityModel,
    case: &Taken,
    found: Found,
    numbered: &BTreeMap<CaseId, i64>,
) -> Result<bool, AppError> {
    let Decided { after: problem, event } = Problem::find(found, &system(model)?, app.now())?;
    let told = told::happened(app, model, &problem, &event);
    let mut tx = app.db().begin().await?;
    if !seen::looked(&mut tx, model.id(), case).await? {
        return Ok(false);
    }
    match insert(&mut tx, &problem, &event).await {
        Ok(()) => number_members(&mut tx, &problem, numbered).await?,
        Err(StoreError::Exists { .. }) => return Ok(false),
        Err(other) => return Err(other.into()),
    }
    notices::put(&mut tx, model.id(), &told).await?;
    tx.commit().await?;
    app.figures().forget(model.id());
    Ok(true)
}

async fn join(app: &App, model: &CityModel, case: &Taken, before: &Problem) -> Result<bool, AppError> {
    let city = model.id();
    let members = members_of(app.db(), city, before.id).await?;
    let reported =
        members.iter().map(|one| (one.case, one.reported_at)).chain([(case.seen.case, case.seen.reported_at)]);
    let numbered = numbered(reported, &model.recurrence);
    let times = numbered.values().copied().max().unwrap_or(before.times);
    let command = Command::Return { cases: vec![case.seen.case], times };
    let Decided { after: problem, event } =
        before.decide(&command, &system(model)?, app.now(), Problem::given(model))?;
    let told = told::happened(app, model, &problem, &event);
    let mut tx = app.db().begin().await?;
    if !seen::looked(&mut tx, city, case).await? {
        return Ok(false);
    }
    match save(&mut tx, before, &problem, &event).await {
        Ok(()) => number_members(&mut tx, &problem, &numbered).await?,
        // Somebody else decided just now, or another worker was faster: the case still waits and comes again.
        Err(StoreError::Conflict | StoreError::Exists { .. }) => return Ok(false),
        Err(other) => return Err(other.into()),
    }
    notices::put(&mut tx, city, &told).await?;
    tx.commit().await?;
    if problem.state != State::Found {
        app.figures().forget(city);
    }
    Ok(true)
}

/// In whose name the events stand: the office's; the event says that it was the system.
fn system(model: &CityModel) -> Result<ActorStamp, AppError> {
    let posts: Vec<&Post> = model.posts.values().collect();
    acting(&posts, model)
}
