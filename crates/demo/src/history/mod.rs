//! Three months in the life of the city. Acts wait in a queue in the order of their moments; the clock is set to each, and the
//! act runs through the same action that a person's click would run.

mod cases;
mod pace;
mod quality;
mod told;
mod visits;
mod whistles;

use std::{cmp::Reverse, collections::BinaryHeap, sync::Arc};

use changxiao_app::{App, AppError, clock::ManualClock, model::CityModel};
use changxiao_domain::{
    cases::Case,
    ids::CityId,
    time::{Day, HOUR, Instant},
};

use self::{
    cases::{Life, Step},
    quality::Quality,
};
use super::{DemoPlan, Scale, camera::Camera, cast::Cast, dice::Dice, founding::Base, sites::DemoSite};

/// What happened, counted.
#[derive(Default)]
pub(super) struct Tally {
    pub sites: u64,
    pub visits: u64,
    pub cases: u64,
    pub open: u64,
    pub events: u64,
    pub photos: u64,
}

/// One thing that somebody does at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    /// The day's rounds are handed out.
    Morning(Day),
    /// An inspector (by place in the cast) visits a site (by place in the list).
    Visit { inspector: usize, site: usize },
    /// Somebody reports by hand.
    Report,
    /// The next step of a case (by place in the list of lives).
    Case { life: usize, step: Step },
    /// The next step of a whistle (by place in the list of calls).
    Whistle(usize),
    /// The next step of a told case (by place in the list).
    Told(usize),
}

/// The city while its history is made.
struct World<'a> {
    app: &'a App,
    city: CityId,
    base: &'a Base,
    cast: &'a Cast,
    /// Calendar and duties do not change while the history is made.
    model: Arc<CityModel>,
    sites: Vec<DemoSite>,
    plan: &'a DemoPlan,
    start: Instant,
    quality: Quality,
    camera: Camera,
    dice: Dice,
    queue: BinaryHeap<Reverse<(Instant, u64, Queued)>>,
    queued: u64,
    lives: Vec<Life>,
    calls: Vec<whistles::Call>,
    told: Vec<told::StoryRun>,
    /// Sites in the order of the rounds, and how far the rounds have come.
    rounds: Vec<usize>,
    next_on_rounds: usize,
    tally: Tally,
}

/// Acts are ordered by their moment and then by when they were planned; what they are does not matter for the order.
struct Queued(Act);

impl PartialEq for Queued {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Queued {}

impl PartialOrd for Queued {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Queued {
    fn cmp(&self, _: &Self) -> std::cmp::Ordering {
        std::cmp::Ordering::Equal
    }
}

#[allow(clippy::too_many_arguments, reason = "called once, by the loader that has just made all of these")]
pub(super) async fn live(
    app: &App,
    clock: &ManualClock,
    city: CityId,
    base: &Base,
    cast: &Cast,
    sites: Vec<DemoSite>,
    plan: &DemoPlan,
    start: Instant,
    progress: &impl Fn(&str, u64, u64),
) -> Result<Tally, AppError> {
    let model = app.refresh_model(city).await?;
    let mut dice = Dice::new(plan.seed, "history");
    let rounds = visits::rounds(&sites, &mut dice);
    let mut world = World {
        app,
        city,
        base,
        cast,
        model,
        quality: Quality::new(plan.seed),
        camera: Camera::new(app.photos().clone(), plan),
        sites,
        plan,
        start,
        dice,
        queue: BinaryHeap::new(),
        queued: 0,
        lives: Vec::new(),
        calls: Vec::new(),
        told: Vec::new(),
        rounds,
        next_on_rounds: 0,
        tally: Tally::default(),
    };
    world.plan_days();
    world.plan_whistles();
    world.plan_told();
    let span = plan.until.since(start).max(1);
    let mut shown = 0;
    while let Some(Reverse((at, _, Queued(act)))) = world.queue.pop() {
        clock.set(at);
        world.act(act).await?;
        let percent = at.since(start) * 100 / span;
        if percent > shown {
            shown = percent;
            progress("visits and cases", u64::try_from(percent).unwrap_or(0), 100);
        }
    }
    progress("visits and cases", 100, 100);
    Ok(world.count())
}

impl World<'_> {
    /// Plans an act. What would happen after the end of the history does not happen.
    fn at(&mut self, at: Instant, act: Act) {
        if at <= self.plan.until {
            self.queued += 1;
            self.queue.push(Reverse((at, self.queued, Queued(act))));
        }
    }

    fn plan_days(&mut self) {
        let zone = self.model.calendar.zone().clone();
        let mut day = self.start.in_zone(&zone).date();
        while self.model.start_of(day) <= self.plan.until {
            let midnight = self.model.start_of(day);
            self.at(midnight.plus_micros(6 * HOUR), Act::Morning(day));
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
    }

    async fn act(&mut self, act: Act) -> Result<(), AppError> {
        match act {
            Act::Morning(day) => self.morning(day),
            Act::Visit { inspector, site } => return self.visit(inspector, site).await,
            Act::Report => return self.report().await,
            Act::Case { life, step } => return self.step(life, step).await,
            Act::Whistle(place) => return self.whistle(place).await,
            Act::Told(place) => return self.told(place).await,
        }
        Ok(())
    }

    /// Takes a case as the action left it.
    fn keep(&mut self, life: usize, case: Case) {
        self.tally.events += 1;
        self.lives[life].case = case;
    }

    /// The share of the history that has passed, in thousandths.
    fn passed_milli(&self) -> i64 {
        self.app.now().since(self.start) * 1000 / self.plan.until.since(self.start).max(1)
    }

    fn is_small(&self) -> bool {
        self.plan.scale == Scale::Small
    }

    fn cases(&self) -> impl Iterator<Item = &Case> {
        self.lives.iter().map(|life| &life.case).chain(self.told.iter().filter_map(told::StoryRun::case))
    }

    fn count(self) -> Tally {
        Tally {
            sites: self.sites.len() as u64,
            cases: self.cases().count() as u64,
            open: self.cases().filter(|case| case.state.is_open()).count() as u64,
            photos: self.camera.taken,
            ..self.tally
        }
    }
}
