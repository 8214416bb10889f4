//! Computes a period: four statements, then arithmetic on its own thread; kept until the city changes.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, OnceLock},
};

use changxiao_domain::{
    ids::{CaseId, CityId, SystemId, UnitId, VisitId},
    masking::mask_texts,
    orgs::UnitTree,
    scoring::{
        Facts, Interval, NotRated, Outcome, Period, Ranked, Scheme, Standing, rank_scores, score_interval, score_unit,
    },
    time::{Day, Instant},
};
use changxiao_store::{
    inspections,
    scoring::{self as store, FindingRow, LostCase},
};

use super::{
    Subject,
    facts::{PeriodFacts, PeriodVisit, join},
    groups::{LikeUnits, groups},
};
use crate::{App, AppError, model::CityModel};

/// The scores of a city in one period, with everything that their “why” needs.
pub struct PeriodScores {
    pub city_id: CityId,
    pub period: Period,
    pub from: Instant,
    pub until: Instant,
    /// When the facts were read.
    pub as_of: Instant,
    pub scheme: Scheme,
    /// The units of the last day of the period.
    pub tree: UnitTree,
    pub facts: PeriodFacts,
    /// All facts of the city under the scheme: the city index.
    pub city: Outcome,
    pub units: BTreeMap<UnitId, Outcome>,
    pub groups: Vec<Group>,
    visits: HashMap<VisitId, usize>,
    lost: HashMap<CaseId, usize>,
    intervals: OnceLock<BTreeMap<UnitId, Interval>>,
    findings: tokio::sync::OnceCell<Findings>,
    /// How long the computation took, in microseconds.
    took: i64,
}

/// A ranking.
pub struct Group {
    pub units: LikeUnits,
    /// Best first, those not rated at the end.
    pub ranking: Vec<Ranked>,
}

/// Notes, cases and photos of what was not met.
#[derive(Default)]
pub struct Findings {
    rows: HashMap<(VisitId, String), FindingRow>,
    photos: HashMap<(VisitId, String), Vec<[u8; 32]>>,
}

/// A computation that takes longer than this (microseconds) is shown as it last came out while a new one runs.
const SLOW: i64 = 300_000;
/// How old (microseconds) such an answer may be, and how old it must be before a new one is begun.
const OLDEST: i64 = 300_000_000;
const OLD_ENOUGH: i64 = 10_000_000;

/// The period as it stands now. A city of ordinary size is computed anew after every change; where that takes longer than 0.3 s,
/// the answer is the last one, at most five minutes old, while a new one is computed behind it; `as_of` says so.
pub async fn period(app: &App, city: CityId, period: Period) -> Result<Arc<PeriodScores>, AppError> {
    let key = key(period);
    if let Some((_, kept)) = app.figures().get::<PeriodScores>(city, &key, app.now()) {
        return Ok(kept);
    }
    if let Some((at, old)) = app.figures().get_old::<PeriodScores>(city, &key)
        && old.took > SLOW
        && (0..OLDEST).contains(&app.now().since(at))
    {
        if app.now().since(at) > OLD_ENOUGH {
            refresh(app, city, period);
        }
        return Ok(old);
    }
    computed(app, city, period).await
}

/// The period as it was last computed, however long ago: for months of a trend, which hardly move. A fresh one follows behind.
pub async fn period_lately(app: &App, city: CityId, period: Period) -> Result<Arc<PeriodScores>, AppError> {
    let key = key(period);
    if let Some((_, kept)) = app.figures().get::<PeriodScores>(city, &key, app.now()) {
        return Ok(kept);
    }
    match app.figures().get_old::<PeriodScores>(city, &key) {
        Some((at, old)) => {
            if app.now().since(at) > OLD_ENOUGH {
                refresh(app, city, period);
            }
            Ok(old)
        }
        None => computed(app, city, period).await,
    }
}

fn key(period: Period) -> String {
    format!("period:{period}")
}

fn refresh(app: &App, city: CityId, period: Period) {
    // Somebody is at it already.
    if app.figures().computing.try_lock().is_err() {
        return;
    }
    let app = app.clone();
    tokio::spawn(async move {
        if let Err(problem) = computed(&app, city, period).await {
            tracing::warn!(%problem, %period, "a period was not computed anew");
        }
    });
}

async fn computed(app: &App, city: CityId, period: Period) -> Result<Arc<PeriodScores>, AppError> {
    let _one_at_a_time = app.figures().computing.lock().await;
    let key = key(period);
    let now = app.now();
    if let Some((_, kept)) = app.figures().get::<PeriodScores>(city, &key, now) {
        return Ok(kept);
    }
    let generation = app.figures().generation(city);
    let scores = Arc::new(compute(app, city, period).await?);
    app.figures().put_of(city, &key, now, generation, scores.clone());
    Ok(scores)
}

async fn compute(app: &App, city: CityId, period: Period) -> Result<PeriodScores, AppError> {
    let began = std::time::Instant::now();
    let model = app.model(city).await?;
    let now = app.now();
    let (from, until) = (model.start_of(period.first_day()), model.start_of(period.end_day()));
    let db = app.db();
    let rows = store::visits(db, city, from, until).await?;
    let answers = inspections::answers_of_period(db, city, from, until).await?;
    let closed_well = store::closed_well(db, city, from, until).await?;
    // Scores are the same for whoever may look at them, and so are the titles beside them.
    let lost = mask_texts(store::lost(db, city, from, until, now).await?);
    let work = move || -> Result<PeriodScores, AppError> {
        let tree = tree_of(&model, period)?;
        let visits = join(&model, &tree, last_day(&model, period), rows, answers);
        let mut facts = PeriodFacts { visits, closed_well, lost };
        // Of a unit that ended within the period the successor answers for the whole of it.
        for case in &mut facts.lost {
            case.lead = model.standing_for(&tree, case.lead);
        }
        for well in &mut facts.closed_well {
            well.lead = model.standing_for(&tree, well.lead);
        }
        let scheme = model.scheme.clone();
        let units: BTreeMap<UnitId, Outcome> =
            facts.by_unit(&tree, now).into_iter().map(|(unit, facts)| (unit, score_unit(&facts, &scheme))).collect();
        let ranked = |units_of: LikeUnits| {
            let score = |unit: &UnitId| match units.get(unit) {
                Some(Outcome::Rated(trace)) => Ok(trace.score),
                Some(Outcome::NotRated(why)) => Err(*why),
                None => Err(NotRated::NothingDue),
            };
            let ranking = rank_scores(units_of.units.iter().map(|unit| (*unit, score(unit))));
            Group { units: units_of, ranking }
        };
        let groups = groups(&model, &tree).into_iter().map(ranked).collect();
        let city_outcome = score_unit(&facts.of_city(now), &scheme);
        Ok(PeriodScores {
            city_id: city,
            period,
            from,
            until,
            as_of: now,
            scheme,
            visits: facts.visits.iter().enumerate().map(|(place, visit)| (visit.row.id, place)).collect(),
            lost: facts.lost.iter().enumerate().map(|(place, case)| (case.id, place)).collect(),
            tree,
            facts,
            city: city_outcome,
            units,
            groups,
            intervals: OnceLock::new(),
            findings: tokio::sync::OnceCell::new(),
            took: i64::try_from(began.elapsed().as_micros()).unwrap_or(i64::MAX),
        })
    };
    tokio::task::spawn_blocking(work).await.map_err(|problem| AppError::Broken(format!("scoring: {problem}")))?
}

/// The last day of the period that has come.
fn last_day(model: &CityModel, period: Period) -> Day {
    period.end_day().yesterday().unwrap_or(model.day).min(model.day)
}

/// The units in force on the last day of the period, or today while the period runs.
fn tree_of(model: &CityModel, period: Period) -> Result<UnitTree, AppError> {
    let last = last_day(model, period);
    if last == model.day {
        return Ok(model.units.clone());
    }
    let of_then = UnitTree::build(model.units_on(last), last)
        .map_err(|problem| AppError::Broken(format!("units on {last}: {problem}")))?;
    // Where units were only entered later, the first ones known stand for the time before.
    Ok(if of_then.is_empty() { model.units.clone() } else { of_then })
}

impl PeriodScores {
    /// The systems under which was inspected in the period, each once, the latest first: an old month keeps their words.
    pub fn systems(&self) -> Vec<SystemId> {
        let mut systems: Vec<SystemId> = Vec::new();
        for visit in self.facts.visits.iter().rev() {
            if !systems.contains(&visit.row.system) {
                systems.push(visit.row.system);
            }
        }
        systems
    }

    /// True while the period runs: what happens today still moves it.
    pub fn is_provisional(&self) -> bool {
        self.as_of < self.until
    }

    /// The number that intervals are drawn from: 202610 for October 2026.
    pub fn seed(&self) -> u64 {
        self.period
            .to_string()
            .bytes()
            .filter(u8::is_ascii_digit)
            .fold(0, |seed, digit| seed * 10 + u64::from(digit - b'0'))
    }

    /// Nothing at all was checked or due.
    pub fn is_empty(&self) -> bool {
        self.facts.visits.is_empty() && self.facts.lost.is_empty() && self.facts.closed_well.is_empty()
    }

    pub fn visit(&self, id: VisitId) -> Option<&PeriodVisit> {
        self.visits.get(&id).and_then(|place| self.facts.visits.get(*place))
    }

    pub fn lost_case(&self, id: CaseId) -> Option<&LostCase> {
        self.lost.get(&id).and_then(|place| self.facts.lost.get(*place))
    }

    pub fn outcome_of(&self, subject: Subject) -> &Outcome {
        match subject {
            Subject::City => &self.city,
            // A unit that was not there in the period had nothing due.
            Subject::Unit(unit) => self.units.get(&unit).unwrap_or(&Outcome::NotRated(NotRated::NothingDue)),
        }
    }

    pub fn group_of(&self, unit: UnitId) -> Option<&Group> {
        self.groups.iter().find(|group| group.units.units.contains(&unit))
    }

    pub fn standing(&self, unit: UnitId) -> Option<Standing> {
        let group = self.group_of(unit)?;
        group.ranking.iter().find(|ranked| ranked.unit == unit).map(|ranked| ranked.standing)
    }

    /// The facts of one unit, as they were scored.
    pub fn facts_of(&self, unit: UnitId) -> Facts {
        self.facts.by_unit(&self.tree, self.as_of).remove(&unit).unwrap_or_default()
    }

    pub fn facts_of_city(&self) -> Facts {
        self.facts.of_city(self.as_of)
    }

    /// How far each score could have come out by the chance of which visits were made: drawn once, on a thread of its own.
    pub async fn intervals(self: &Arc<Self>) -> Result<&BTreeMap<UnitId, Interval>, AppError> {
        if self.intervals.get().is_none() {
            let scores = self.clone();
            let draw = move || {
                scores.intervals.get_or_init(|| {
                    let seed = scores.seed();
                    let facts = scores.facts.by_unit(&scores.tree, scores.as_of);
                    facts
                        .iter()
                        .filter_map(|(unit, facts)| Some((*unit, score_interval(facts, &scores.scheme, seed)?)))
                        .collect()
                });
            };
            tokio::task::spawn_blocking(draw)
                .await
                .map_err(|problem| AppError::Broken(format!("intervals: {problem}")))?;
        }
        self.intervals.get().ok_or_else(|| AppError::Broken("intervals were not drawn".to_owned()))
    }

    /// Notes, cases and photos of the period: two statements the first time, none after.
    pub async fn findings(&self, app: &App) -> Result<&Findings, AppError> {
        self.findings
            .get_or_try_init(|| async {
                let rows = mask_texts(store::findings(app.db(), self.city_id, self.from, self.until).await?);
                let mut photos: HashMap<(VisitId, String), Vec<[u8; 32]>> = HashMap::new();
                for (visit, item, hash) in store::photos(app.db(), self.city_id, self.from, self.until).await? {
                    photos.entry((visit, item)).or_default().push(hash);
                }
                Ok(Findings {
                    rows: rows.into_iter().map(|row| ((row.visit, row.item.clone()), row)).collect(),
                    photos,
                })
            })
            .await
    }
}

impl Findings {
    pub fn row(&self, visit: VisitId, item: &str) -> Option<&FindingRow> {
        self.rows.get(&(visit, item.to_owned()))
    }

    pub fn photos(&self, visit: VisitId, item: &str) -> &[[u8; 32]] {
        self.photos.get(&(visit, item.to_owned())).map_or(&[], Vec::as_slice)
    }
}
