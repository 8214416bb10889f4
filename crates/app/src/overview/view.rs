//! What waits for a post, what is late, and how many cases are open where.

use std::{collections::HashSet, sync::Arc};

use changxiao_domain::{
    cases::{State, Topic},
    ids::CaseId,
    orgs::{Actor, Permission, Role, Scope},
    recurrence as chronic,
    time::Instant,
};
use changxiao_store::{
    cases::{self, CaseFilter, DueCounts},
    overview::{self as store, DueSite, OpenLine, Waiting},
    recurrence::{self as problems, ProblemFilter, ProblemLine},
};

use crate::{
    App, AppError,
    cases::{scope, waiting},
    matters::{self, list::Line},
    readable::readable,
    recurrence::waiting::{Waiting as RecurrenceWaiting, waiting as waiting_problems},
};

/// The figures are shown for so long (microseconds) before they are taken again; whatever this server does renews them at once.
const FRESH: i64 = 5_000_000;
/// So many lines of each kind of work are shown.
const LINES: i64 = 5;
/// Where more than two kinds wait.
const LINES_OF_MANY: usize = 3;
const LINES_OF_MATTERS: usize = 5;
const LATE: i64 = 6;
const SITES: i64 = 6;
const PROBLEMS: i64 = 6;

pub struct Overview {
    pub as_of: Instant,
    /// What to do now, kind by kind.
    pub todo: Vec<TodoGroup>,
    /// Matters, parts and copies that wait, the first due first, and how many.
    pub matters: Vec<Line>,
    pub matters_waiting: i64,
    /// Everything that waits, shown or not.
    pub waiting: i64,
    /// Where open cases lie: a padded division and its lamps; for roles that read cases.
    pub parts: Vec<(i64, DueCounts)>,
    pub lamps: DueCounts,
    /// The longest late first.
    pub late: Vec<OpenLine>,
    /// For those who inspect: sites never visited, then those visited longest ago.
    pub sites: Vec<DueSite>,
    /// Chronic problems on which the post acts next, and alarms that nobody has answered.
    pub recurrence: RecurrenceWaiting,
    /// Open chronic problems, what came back most often first; for posts that see the whole city.
    pub chronic: Vec<ProblemLine>,
}

pub struct TodoGroup {
    pub kind: TodoKind,
    pub count: i64,
    /// What has climbed highest first, then the nearest deadline, else the oldest.
    pub lines: Vec<TodoLine>,
}

/// Why a case waits for the post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TodoKind {
    State(State),
    /// Its check has passed, and it only has to be closed.
    Passed,
    /// A request waits for a decision.
    Asked,
}

pub struct TodoLine {
    pub case: OpenLine,
    /// What is asked, where a decision is wanted.
    pub asked: Option<Topic>,
}

/// Everything that changes with cases. At most sixteen statements, kept for five seconds a post: two each for what waits by state, what has
/// passed its check and what is asked, one for what has climbed, one for the lamps, one for what is late, one for the sites of an
/// inspector, four for matters, three for chronic problems and alarms. Scores come from the computed periods.
pub async fn overview(app: &App, actor: &Actor) -> Result<Arc<Overview>, AppError> {
    let key = format!("waiting:overview:{}", actor.post);
    let now = app.now();
    if let Some((at, kept)) = app.figures().get::<Overview>(actor.city, &key, now)
        && now.since(at) < FRESH
    {
        return Ok(kept);
    }
    let _one_at_a_time = app.figures().counting.lock().await;
    if let Some((at, kept)) = app.figures().get::<Overview>(actor.city, &key, now)
        && now.since(at) < FRESH
    {
        return Ok(kept);
    }
    let generation = app.figures().generation(actor.city);
    let counted = Arc::new(count(app, actor, now).await?);
    app.figures().put_of(actor.city, &key, now, generation, counted.clone());
    Ok(counted)
}

async fn count(app: &App, actor: &Actor, now: Instant) -> Result<Overview, AppError> {
    let (db, city) = (app.db(), actor.city);
    let todo = match waiting::filter(actor) {
        Some(filter) => todo(app, actor, filter, now).await?,
        None => Vec::new(),
    };
    let (mut parts, mut late) = (Vec::new(), Vec::new());
    if actor.may(Permission::ReadCases) {
        let scope = scope::filter(actor);
        // A county shows its towns, a prefecture its counties.
        let step = if city.0 < 10_000 { 1_000_000 } else { 1_000 };
        let counted = store::lamps_by_part(db, city, &scope, step, now).await?;
        parts = counted.into_iter().map(|(part, lamps)| (part * step, lamps)).collect();
        late = readable(actor, store::late(db, city, &scope, now, LATE).await?);
    }
    let mut sites = Vec::new();
    if actor.role == Role::Inspector {
        let ranges = match &actor.scope {
            Scope::Territory(territory) => territory.ranges(),
            Scope::WholeCity | Scope::Units(_) => Vec::new(),
        };
        sites = store::sites_due(db, city, &ranges, SITES).await?;
    }
    let lamps = parts.iter().fold(DueCounts::default(), |sum, (_, lamps)| DueCounts {
        ok: sum.ok + lamps.ok,
        near: sum.near + lamps.near,
        late: sum.late + lamps.late,
        idle: sum.idle + lamps.idle,
    });
    let (matters, matters_waiting) = matters::todo::waiting(app, actor, LINES_OF_MATTERS).await?;
    let recurrence = waiting_problems(app, actor).await?;
    let mut chronic = Vec::new();
    if actor.may(Permission::ReadCases) && actor.scope == Scope::WholeCity {
        let states = chronic::State::ALL.into_iter().filter(|state| state.is_open()).collect();
        let filter = ProblemFilter { states, worst_first: true, ..ProblemFilter::default() };
        chronic = readable(actor, problems::lines(db, city, &filter, None, PROBLEMS).await?);
    }
    let waiting = todo.iter().map(|group| group.count).sum::<i64>() + matters_waiting;
    Ok(Overview { as_of: now, matters, matters_waiting, waiting, todo, parts, lamps, late, sites, recurrence, chronic })
}

/// What the filter of the post's work holds, kind by kind; no case is in two of them.
async fn todo(app: &App, actor: &Actor, filter: CaseFilter, now: Instant) -> Result<Vec<TodoGroup>, AppError> {
    let (db, city) = (app.db(), actor.city);
    let mut wanted = Waiting {
        scope: filter.scope.clone(),
        states: filter.states.clone(),
        lead: filter.lead,
        check_passed: filter.check_passed,
    };
    let lines = readable(actor, store::waiting(db, city, &wanted, LINES).await?);
    let counts = store::waiting_counts(db, city, &wanted).await?;
    let mut todo = groups(&wanted.states, first(climbed(app, actor).await?, lines), &counts);
    if filter.or_passed {
        (wanted.states, wanted.check_passed) = (vec![State::Checking], Some(true));
        let lines = readable(actor, store::waiting(db, city, &wanted, LINES).await?);
        let counts = store::waiting_counts(db, city, &wanted).await?;
        let passed = groups(&wanted.states, lines, &counts);
        todo.extend(passed.into_iter().map(|group| TodoGroup { kind: TodoKind::Passed, ..group }));
    }
    let asked: Vec<Topic> = filter.asked.iter().chain(&filter.or_asked).copied().collect();
    if !asked.is_empty() {
        let others = State::ALL.into_iter().filter(|state| !filter.states.contains(state)).collect();
        let unless = if filter.or_passed { Some(false) } else { None };
        let asked = CaseFilter {
            scope: filter.scope,
            lead: filter.lead,
            open: filter.open,
            states: others,
            check_passed: unless,
            asked,
            ..CaseFilter::default()
        };
        let count = cases::count(db, city, &asked, now).await?;
        let lines = readable(actor, cases::list(db, city, &asked, None, now, LINES).await?);
        let lines = lines.into_iter().map(|line| TodoLine { asked: line.asked, case: line.into() }).collect();
        todo.push(TodoGroup { kind: TodoKind::Asked, count, lines });
    }
    todo.retain(|group| group.count > 0);
    Ok(todo)
}

/// What has climbed the ladder, where the post works for a unit.
async fn climbed(app: &App, actor: &Actor) -> Result<Vec<OpenLine>, AppError> {
    if !matches!(actor.role, Role::Handler | Role::UnitHead) {
        return Ok(Vec::new());
    }
    Ok(readable(actor, store::climbed(app.db(), actor.city, actor.unit, LINES).await?))
}

/// The lines of `before`, and those of `lines` that are not among them.
fn first(mut before: Vec<OpenLine>, lines: Vec<OpenLine>) -> Vec<OpenLine> {
    let there: HashSet<CaseId> = before.iter().map(|line| line.id).collect();
    before.extend(lines.into_iter().filter(|line| !there.contains(&line.id)));
    before
}

/// Work of one kind stands together; the two states of handling are one kind.
fn groups(states: &[State], lines: Vec<OpenLine>, counts: &[(State, i64)]) -> Vec<TodoGroup> {
    let kind = |state: State| TodoKind::State(if state == State::Handling { State::Dispatched } else { state });
    let mut groups: Vec<TodoGroup> = Vec::new();
    for state in states {
        if !groups.iter().any(|group| group.kind == kind(*state)) {
            groups.push(TodoGroup { kind: kind(*state), count: 0, lines: Vec::new() });
        }
    }
    for (state, count) in counts {
        if let Some(group) = groups.iter_mut().find(|group| group.kind == kind(*state)) {
            group.count += count;
        }
    }
    for line in lines {
        if let Some(group) = groups.iter_mut().find(|group| group.kind == kind(line.state)) {
            group.lines.push(TodoLine { case: line, asked: None });
        }
    }
    for group in &mut groups {
        group.lines.sort_by_key(|TodoLine { case, .. }| (-case.climbed, case.due_at.is_none(), case.due_at, case.id));
        group.lines.truncate(usize::try_from(LINES).unwrap_or(5));
    }
    groups.retain(|group| group.count > 0);
    if groups.len() > 2 {
        // Where several kinds of work wait, the map beside them stays in sight.
        groups.iter_mut().for_each(|group| group.lines.truncate(LINES_OF_MANY));
    }
    groups
}
