//! What came back: for each case that was taken up, the problem that it belongs to, an old one or a new one.
//!
//! Cases that wait are looked at place by place, not one by one: what lies around a place is read and weighed once for all that wait
//! there, so that a morning on which six hundred people report one overflowing bin costs six hundred rows and not their third power.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use changxiao_domain::{
    categories::CategoryCode,
    divisions::DivisionCode,
    ids::{CaseId, ChronicId},
    orgs::Post,
    recurrence::{Around, Came, Command, Found, Problem, State, numbered},
    sealing::ActorStamp,
    time::{HOUR, Instant as Moment},
    workflow::{Decided, Procedure as _},
};
use changxiao_store::{
    StoreError, notices,
    recurrence::{
        members_of, number_members,
        seen::{self, PlaceKey, Taken},
    },
    workflow::{by_id, insert, number_text, save},
};
use tokio::time::Instant;

use super::{detected::Detected, told};
use crate::{
    App, AppError, escalation::sweep::acting, jobs::faults::Faults, model::CityModel, numbers, pace::paced,
    workflow::Carried as _,
};

/// Cases that are read at once; what is done with them is done in transactions of a place each.
const BATCH: i64 = 5_000;
/// A try is given back after so long, well within its lease, and the next one goes on.
const LONGEST_TRY: Duration = Duration::from_secs(20);
/// A case from longer ago (microseconds) is not looked back to: it may be suspended for a year at most.
const REACH: i64 = 400 * 24 * HOUR;

/// Looks at everything that waits, the oldest first. `true`: something is left that the next run looks at.
pub(super) async fn look(
    app: &App,
    model: &CityModel,
    faults: &Faults<'_>,
    done: &mut Detected,
) -> Result<bool, AppError> {
    let began = Instant::now();
    let waiting = seen::waiting(app.db(), model.id(), BATCH).await?;
    faults.unreadable(waiting.unreadable).await?;
    let full = i64::try_from(waiting.rows.len()).is_ok_and(|read| read >= BATCH);
    let before = done.looked;
    for place in places(model, waiting.rows) {
        if began.elapsed() > LONGEST_TRY {
            return Ok(true);
        }
        let first = place.first().map_or_else(String::new, |case| case.number.clone());
        faults.past(&first, paced(app.db(), look_at(app, model, faults, place, done)).await).await?;
    }
    // Where nothing could be looked at, what is left waits for the next minute.
    Ok(full && done.looked > before)
}

/// Parts cases into those of one category that lie at one site, in one cell of the grid or at the same words, each part in the order of its
/// reports. Neighbours of a cell are read with what lies around; were they one part, a long street would be.
fn places(model: &CityModel, cases: Vec<Taken>) -> Vec<Vec<Taken>> {
    let mut places: Vec<Vec<Taken>> = Vec::new();
    let mut known: BTreeMap<(String, bool, PlaceKey), usize> = BTreeMap::new();
    for case in cases {
        let before = is_before(model, &case.category, case.seen.reported_at);
        let keys: Vec<(String, bool, PlaceKey)> =
            PlaceKey::of(&case.seen).into_iter().map(|key| (case.category.clone(), before, key)).collect();
        let met = keys.iter().find_map(|key| known.get(key).copied());
        let place = met.unwrap_or_else(|| {
            places.push(Vec::new());
            places.len() - 1
        });
        for key in keys {
            known.entry(key).or_insert(place);
        }
        places[place].push(case);
    }
    places
}

/// Whether a case was reported while its code meant something else than today.
fn is_before(model: &CityModel, category: &str, reported_at: Moment) -> bool {
    let since = category.parse().ok().and_then(|code| model.means_since(code));
    since.is_some_and(|since| reported_at < since)
}

/// Looks at the cases of one place until each belongs to a problem or to none.
async fn look_at(
    app: &App,
    model: &CityModel,
    faults: &Faults<'_>,
    place: Vec<Taken>,
    done: &mut Detected,
) -> Result<(), AppError> {
    let (mut waiting, plain): (Vec<Taken>, Vec<Taken>) = place.into_iter().partition(|case| case.counts);
    put_away(app, model, &plain, done).await?;
    while let Some(first) = waiting.first() {
        let category = first.category.clone();
        let since = waiting.iter().map(|case| case.seen.reported_at).min().unwrap_or_else(|| app.now());
        let before = is_before(model, &category, first.seen.reported_at);
        let reader = Reader { app, model, faults, category, before, from: since.plus_micros(-REACH) };
        let near = Near::read(&reader, &waiting, done).await?;
        let (members, others): (Vec<Taken>, Vec<Taken>) =
            waiting.into_iter().partition(|case| near.members.contains(&case.seen.case));
        put_away(app, model, &members, done).await?;
        waiting = others;
        if let Some((problem, came)) = taken_by(app, model, &near, &waiting).await? {
            let joined = join(app, model, &waiting, &came, &problem).await?;
            done.returned += joined;
            done.looked += joined;
            if joined == 0 {
                // Somebody else decided just now, or another worker was faster: they still wait and come again.
                return Ok(());
            }
            waiting.retain(|case| !came.contains(&case.seen.case));
            continue;
        }
        let free = near.free(&reader, &waiting, done).await?;
        let Some((place, came)) = returned(model, &waiting, free.clone(), done).await? else {
            return put_away(app, model, &waiting, done).await;
        };
        let case = waiting.remove(place);
        if !open(app, model, &case, came, &free).await? {
            return Ok(());
        }
        done.found += 1;
        done.looked += 1;
    }
    Ok(())
}

/// Reads cases of one category that were reported since a moment.
struct Reader<'a> {
    app: &'a App,
    model: &'a CityModel,
    faults: &'a Faults<'a>,
    category: String,
    /// They were reported while the code meant something else than today.
    before: bool,
    from: Moment,
}

impl Reader<'_> {
    /// Those that have one of these keys; what cannot be read is told.
    async fn at(&self, keys: &BTreeSet<PlaceKey>, done: &mut Detected) -> Result<Vec<Taken>, AppError> {
        let mut rows = Vec::new();
        for (category, from, until) in self.codes() {
            let read = seen::near(self.app.db(), self.model.id(), &category, keys, from).await?;
            done.read += i64::try_from(read.rows.len()).unwrap_or(0);
            self.faults.unreadable(read.unreadable).await?;
            rows.extend(read.rows.into_iter().filter(|one| until.is_none_or(|until| one.seen.reported_at < until)));
        }
        Ok(rows)
    }

    /// The code, as long as it means what it means today, and those under which the same was filed before: each from when, until when.
    fn codes(&self) -> Vec<(String, Moment, Option<Moment>)> {
        let Ok(code) = self.category.parse::<CategoryCode>() else {
            return vec![(self.category.clone(), self.from, None)];
        };
        let since = self.model.means_since(code);
        if self.before {
            return vec![(self.category.clone(), self.from, since)];
        }
        let from = since.map_or(self.from, |since| since.max(self.from));
        let mut codes = vec![(self.category.clone(), from, None)];
        let before = self.model.codes_before(code).into_iter().filter(|(_, until)| *until > self.from);
        codes.extend(before.map(|(code, until)| (code.to_string(), self.from, Some(until))));
        codes
    }

    fn metres(&self) -> i64 {
        self.model.recurrence.metres
    }
}

/// What lies around the cases of a place.
struct Near {
    keys: BTreeSet<PlaceKey>,
    cases: Vec<Taken>,
    /// Cases that belong to a problem already.
    members: BTreeSet<CaseId>,
}

impl Near {
    async fn read(reader: &Reader<'_>, waiting: &[Taken], done: &mut Detected) -> Result<Self, AppError> {
        let keys = PlaceKey::around(waiting.iter().map(|case| &case.seen), reader.metres());
        let cases = reader.at(&keys, done).await?;
        let members = cases.iter().filter(|one| one.problem.is_some()).map(|one| one.seen.case).collect();
        Ok(Self { keys, cases, members })
    }

    /// Everything that belongs to no problem, with what lies around it in turn.
    async fn free(
        self,
        reader: &Reader<'_>,
        waiting: &[Taken],
        done: &mut Detected,
    ) -> Result<Arc<Vec<Taken>>, AppError> {
        let is_free = |one: &Taken| one.problem.is_none();
        let mut free: BTreeMap<CaseId, Taken> =
            self.cases.into_iter().filter(is_free).map(|one| (one.seen.case, one)).collect();
        let around = PlaceKey::around(free.values().map(|one| &one.seen), reader.metres());
        let beyond: BTreeSet<PlaceKey> = around.difference(&self.keys).cloned().collect();
        if !beyond.is_empty() && waiting.iter().any(|case| free.keys().any(|other| *other != case.seen.case)) {
            let read = reader.at(&beyond, done).await?;
            free.extend(read.into_iter().filter(is_free).map(|one| (one.seen.case, one)));
        }
        // A case whose row says nothing of its place is not among what was read.
        free.extend(waiting.iter().map(|case| (case.seen.case, case.clone())));
        Ok(Arc::new(free.into_values().collect()))
    }
}

/// The newest problem that takes some of these, and which: an older one at the same place has ended.
async fn taken_by(
    app: &App,
    model: &CityModel,
    near: &Near,
    waiting: &[Taken],
) -> Result<Option<(Problem, BTreeSet<CaseId>)>, AppError> {
    let rules = &model.recurrence;
    let problems: BTreeSet<ChronicId> = near.cases.iter().filter_map(|one| one.problem).map(|(id, _)| id).collect();
    for id in problems.into_iter().rev() {
        let Some(problem) = by_id::<Problem>(app.db(), model.id(), id.0).await? else { continue };
        let takes =
            |case: &&Taken| problem.takes(case.seen.reported_at, rules) && problem.is_at(&case.seen, rules.metres);
        let came: BTreeSet<CaseId> = waiting.iter().filter(takes).map(|case| case.seen.case).collect();
        if !came.is_empty() {
            return Ok(Some((problem, came)));
        }
    }
    Ok(None)
}

/// The first of these that came back, by its place among them, and with what. Beside the runtime: a place with thousands of cases is
/// some seconds of arithmetic, and pages are answered meanwhile.
async fn returned(
    model: &CityModel,
    waiting: &[Taken],
    free: Arc<Vec<Taken>>,
    done: &mut Detected,
) -> Result<Option<(usize, Came)>, AppError> {
    let rules = model.recurrence.clone();
    let asked: Vec<CaseId> = waiting.iter().map(|case| case.seen.case).collect();
    let weigh = move || {
        let mut around = Around::new(free.iter().map(|one| &one.seen), &rules);
        let found = asked.iter().enumerate().find_map(|(place, case)| Some((place, around.returned(*case)?)));
        (found, around.compared())
    };
    let (found, compared) =
        tokio::task::spawn_blocking(weigh).await.map_err(|problem| AppError::Broken(problem.to_string()))?;
    done.compared += i64::try_from(compared).unwrap_or(i64::MAX);
    Ok(found)
}

/// Notes that nothing came back with these.
async fn put_away(app: &App, model: &CityModel, cases: &[Taken], done: &mut Detected) -> Result<(), AppError> {
    let Some(first) = cases.first() else { return Ok(()) };
    let mut tx = app.db().begin().await?;
    seen::looked(&mut tx, model.id(), &first.category, cases.iter().map(|case| case.seen.case)).await?;
    tx.commit().await?;
    done.looked += i64::try_from(cases.len()).unwrap_or(0);
    Ok(())
}

/// `false`: another worker was faster; the case is looked at again where it still waits.
async fn open(app: &App, model: &CityModel, case: &Taken, came: Came, known: &[Taken]) -> Result<bool, AppError> {
    let (city, rules) = (model.id(), &model.recurrence);
    let core = known.iter().find(|one| one.seen.case == came.core).unwrap_or(case);
    let reported = known.iter().filter(|one| came.cases.contains(&one.seen.case));
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
    let Decided { after: problem, event } = Problem::find(found, &system(model)?, app.now())?;
    let told = told::happened(app, model, &problem, &event);
    let mut tx = app.db().begin().await?;
    if seen::looked(&mut tx, city, &case.category, [case.seen.case]).await?.is_empty() {
        return Ok(false);
    }
    match insert(&mut tx, &problem, &event).await {
        Ok(()) => number_members(&mut tx, &problem, &numbered).await?,
        Err(StoreError::Exists { .. }) => return Ok(false),
        Err(other) => return Err(other.into()),
    }
    notices::put(&mut tx, city, &told).await?;
    tx.commit().await?;
    app.figures().forget(city);
    Ok(true)
}

/// Puts these to a problem, all of them with one event; how many that were. None: another worker was faster with one of them.
async fn join(
    app: &App,
    model: &CityModel,
    waiting: &[Taken],
    came: &BTreeSet<CaseId>,
    before: &Problem,
) -> Result<i64, AppError> {
    let city = model.id();
    let new: Vec<&Taken> = waiting.iter().filter(|case| came.contains(&case.seen.case)).collect();
    let Some(first) = new.first() else { return Ok(0) };
    let members = members_of(app.db(), city, before.id).await?;
    let reported = members
        .iter()
        .map(|one| (one.case, one.reported_at))
        .chain(new.iter().map(|case| (case.seen.case, case.seen.reported_at)));
    let numbered = numbered(reported, &model.recurrence);
    let times = numbered.values().copied().max().unwrap_or(before.times);
    let command = Command::Return { cases: new.iter().map(|case| case.seen.case).collect(), times };
    let Decided { after: problem, event } =
        before.decide(&command, &system(model)?, app.now(), Problem::rules(model))?;
    let told = told::happened(app, model, &problem, &event);
    let mut tx = app.db().begin().await?;
    let looked = seen::looked(&mut tx, city, &first.category, came.iter().copied()).await?;
    if looked.len() < came.len() {
        return Ok(0);
    }
    match save(&mut tx, before, &problem, &event).await {
        Ok(()) => number_members(&mut tx, &problem, &numbered).await?,
        Err(StoreError::Conflict | StoreError::Exists { .. }) => return Ok(0),
        Err(other) => return Err(other.into()),
    }
    notices::put(&mut tx, city, &told).await?;
    tx.commit().await?;
    if problem.state != State::Found {
        app.figures().forget(city);
    }
    Ok(i64::try_from(new.len()).unwrap_or(0))
}

/// In whose name the events stand: the office's; the event says that it was the system.
fn system(model: &CityModel) -> Result<ActorStamp, AppError> {
    let posts: Vec<&Post> = model.posts.values().collect();
    acting(&posts, model)
}
