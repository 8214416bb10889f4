//! The meter of a month beside the month before.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use changxiao_domain::{
    burden::{Emergency, Figures, Happened, Happening, Measured, OutsideAsk, Reached, measure},
    ids::{CityId, UnitId},
    matters::RegisteredAsk,
    orgs::{Actor, Permission, Scope, Unit, UnitKind},
    scoring::Period,
    time::Instant,
};
use changxiao_store::{
    burden::{self, BurdenKind, SpanKind},
    matters,
};
use changxiao_words::Lang;

use crate::{App, AppError, model::CityModel};

/// The figures are shown for so long (microseconds) before they are taken again.
const FRESH: i64 = 5_000_000;
/// So many of those who ask most are named.
const ASKERS: usize = 5;

/// A unit with its figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BurdenRow {
    pub unit: UnitId,
    /// 0 for a town, 1 for what lies below it; other units stand alone.
    pub depth: usize,
    pub now: Figures,
    pub before: Figures,
}

/// An emergency as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmergencySpan {
    /// The number of the matter.
    pub number: String,
    pub title: String,
    pub from: Instant,
    /// The first moment at which it is over.
    pub until: Instant,
}

/// The meter as a post sees it.
#[derive(Clone, Debug)]
pub struct Burden {
    pub month: Period,
    pub as_of: Instant,
    /// Towns with what lies below them, then other units that were asked.
    pub rows: Vec<BurdenRow>,
    pub total: Figures,
    pub total_before: Figures,
    /// Chinese and English names with the minutes that they asked for, the most first. Of the whole city.
    pub askers: Vec<(String, String, i64)>,
    /// Those of the month and of the month before, the earliest first.
    pub emergencies: Vec<EmergencySpan>,
    /// The post sees the whole city.
    pub is_all: bool,
}

impl Burden {
    /// In minutes: more or less than in the month before.
    pub fn moved(&self) -> i64 {
        self.total.minutes_asked - self.total_before.minutes_asked
    }
}

/// Both months of the city, whoever asks.
struct City {
    now: Measured,
    before: Measured,
    askers: Vec<(String, String)>,
    emergencies: Vec<EmergencySpan>,
    as_of: Instant,
}

/// The meter of a month for a post: of the whole city, or of its own unit and what lies below it. Two statements, held for five seconds.
///
/// Errors: not permitted.
pub async fn measured(app: &App, actor: &Actor, month: Period) -> Result<Burden, AppError> {
    actor.require(Permission::ReadMatters)?;
    let model = app.model(actor.city).await?;
    let city = of_city(app, &model, month).await?;
    Ok(seen(&model, actor, month, &city))
}

/// The same of the present month, for the first page.
///
/// Errors: the store's.
pub async fn overview(app: &App, actor: &Actor) -> Result<Option<Burden>, AppError> {
    if !actor.may(Permission::ReadMatters) {
        return Ok(None);
    }
    let model = app.model(actor.city).await?;
    let city = of_city(app, &model, Period::month_of(model.day_of(app.now()))).await?;
    let burden = seen(&model, actor, Period::month_of(model.day_of(app.now())), &city);
    let is_empty = burden.total == Figures::default() && burden.total_before == Figures::default();
    Ok(Some(burden).filter(|_| !is_empty))
}

async fn of_city(app: &App, model: &CityModel, month: Period) -> Result<Arc<City>, AppError> {
    let (city, now) = (model.id(), app.now());
    let key = format!("waiting:burden:{month}");
    if let Some((at, kept)) = app.figures().get::<City>(city, &key, now)
        && now.since(at) < FRESH
    {
        return Ok(kept);
    }
    let generation = app.figures().generation(city);
    let counted = Arc::new(count(app, model, month, now).await?);
    app.figures().put_of(city, &key, now, generation, counted.clone());
    Ok(counted)
}

async fn count(app: &App, model: &CityModel, month: Period, as_of: Instant) -> Result<City, AppError> {
    let (db, city) = (app.db(), model.id());
    let (from, until) = (model.start_of(month.previous().first_day()), model.start_of(month.end_day()));
    let mut askers = Askers::default();
    let mut happened = Vec::new();
    for event in burden::events(db, city, from, until).await? {
        let kind = match event.kind {
            BurdenKind::Asked => Happening::Asked,
            BurdenKind::Answered => Happening::Answered,
            BurdenKind::Notice => Happening::Notice,
        };
        let ask = match event.document {
            Some(hash) => matters::kept(db, city, &hash).await?.document.ask.as_ref(),
            None => None,
        };
        let minutes = ask.map_or(0, |ask| i64::from(ask.minutes));
        let asker = ask.map(|ask| askers.of(&ask.issuer_zh, &ask.issuer_en));
        happened.push(Happened { kind, unit: event.unit, at: event.at, minutes, asker });
    }
    let (mut outside, mut lifted, mut emergencies) = (Vec::new(), Vec::new(), Vec::new());
    for span in burden::spans(db, city, from, until).await? {
        match span.kind {
            SpanKind::Emergency => {
                lifted.push(Emergency { from: span.from, until: span.until });
                let one = EmergencySpan { number: span.number, title: span.title, from: span.from, until: span.until };
                emergencies.push(one);
            }
            SpanKind::Ask => {
                let kept = matters::kept(db, city, &span.document).await?;
                let Some((ask, division)) = RegisteredAsk::of(kept, &span.values).zip(span.division) else { continue };
                outside.push(OutsideAsk {
                    frequency: ask.frequency,
                    first: model.day_of(span.from),
                    last: model.day_of(span.until.plus_micros(-1)),
                    minutes: ask.minutes,
                    audience: ask.audience,
                    division,
                    asker: askers.of(&ask.issuer, &ask.issuer),
                });
            }
        }
    }
    let reached = |unit: &Unit| Reached { unit: unit.id, kind: unit.kind, division: unit.division };
    let units: Vec<Reached> = model.units.iter().map(reached).collect();
    let of = |month| measure(month, &model.calendar, &happened, &outside, &lifted, &units);
    let (now, before) = (of(month), of(month.previous()));
    Ok(City { now, before, askers: askers.names, emergencies, as_of })
}

/// Whoever asks, by name.
#[derive(Default)]
struct Askers {
    names: Vec<(String, String)>,
    places: BTreeMap<String, usize>,
}

impl Askers {
    fn of(&mut self, zh: &str, en: &str) -> usize {
        if let Some(place) = self.places.get(zh) {
            return *place;
        }
        self.places.insert(zh.to_owned(), self.names.len());
        self.names.push((zh.to_owned(), en.to_owned()));
        self.names.len() - 1
    }
}

fn seen(model: &CityModel, actor: &Actor, month: Period, city: &City) -> Burden {
    let is_all = actor.scope == Scope::WholeCity;
    let own = model.units.get(actor.unit).and_then(|unit| unit.division);
    let lies = |unit: UnitId| {
        let division = model.units.get(unit).and_then(|unit| unit.division);
        division.zip(own).is_some_and(|(division, own)| division.is_within(own))
    };
    let sees = |unit: UnitId| is_all || model.units.is_within(unit, actor.unit) || lies(unit);
    let row = |unit: UnitId, depth| BurdenRow { unit, depth, now: city.now.of(unit), before: city.before.of(unit) };
    let mut rows: Vec<BurdenRow> = Vec::new();
    let mut towns: Vec<&Unit> = model.units.of_kind(UnitKind::Town).collect();
    towns.sort_by(|one, other| (one.division, &one.code).cmp(&(other.division, &other.code)));
    let mut communities: Vec<&Unit> = model.units.of_kind(UnitKind::Community).collect();
    communities.sort_by(|one, other| (one.division, &one.code).cmp(&(other.division, &other.code)));
    let below = |community: &Unit, town: &Unit| {
        let lies = community.division.zip(town.division).is_some_and(|(one, of)| one.is_within(of));
        lies || model.units.is_within(community.id, town.id)
    };
    for town in towns {
        let (inside, others): (Vec<&Unit>, Vec<&Unit>) = communities.into_iter().partition(|one| below(one, town));
        communities = others;
        let inside: Vec<BurdenRow> = inside.iter().filter(|one| sees(one.id)).map(|one| row(one.id, 1)).collect();
        if sees(town.id) {
            rows.push(row(town.id, 0));
        }
        rows.extend(inside);
    }
    rows.extend(communities.iter().filter(|one| sees(one.id)).map(|one| row(one.id, 0)));
    let listed: BTreeSet<UnitId> = rows.iter().map(|row| row.unit).collect();
    let others: BTreeSet<UnitId> = city.now.units.keys().chain(city.before.units.keys()).copied().collect();
    let mut others: Vec<UnitId> = others.into_iter().filter(|unit| !listed.contains(unit) && sees(*unit)).collect();
    others.sort_by_key(|unit| model.unit_name(*unit, Lang::Zh).to_owned());
    rows.extend(others.into_iter().map(|unit| row(unit, 0)));
    let (mut total, mut total_before) = (Figures::default(), Figures::default());
    for row in &rows {
        total += row.now;
        total_before += row.before;
    }
    let named = |(place, minutes): (&usize, &i64)| {
        let (zh, en) = city.askers.get(*place)?;
        Some((zh.clone(), en.clone(), *minutes))
    };
    let mut askers: Vec<_> = city.now.askers.iter().filter_map(named).filter(|(_, _, minutes)| *minutes > 0).collect();
    askers.sort_by(|one, other| other.2.cmp(&one.2).then_with(|| one.0.cmp(&other.0)));
    askers.truncate(ASKERS);
    Burden {
        month,
        as_of: city.as_of,
        rows,
        total,
        total_before,
        askers,
        emergencies: city.emergencies.clone(),
        is_all,
    }
}

/// Both months of the whole city, as the meter has them; for whoever recomputes it.
pub(super) async fn whole_city(app: &App, city: CityId, month: Period) -> Result<(Measured, Measured), AppError> {
    let model = app.model(city).await?;
    let counted = count(app, &model, month, app.now()).await?;
    Ok((counted.now, counted.before))
}
