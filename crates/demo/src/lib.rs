//! The demonstration city: shipped reference data, generated people and sites, and a history that the real actions made
//! under a clock that is moved by hand, so that every event, deadline and score in it is genuine.

mod camera;
mod cast;
mod dice;
mod founding;
mod history;
pub mod pictures;
mod places;
mod renew;
mod sites;
mod words;

use changxiao_words::{Value, say};
use std::{fmt, sync::Arc};

pub use camera::with_remark;
pub use renew::renew_sign_ins;

use changxiao_app::{
    App, AppError, Parts,
    chance::{Chance, SeededChance, SystemChance, bytes},
    cities::shipped::shipped,
    clock::ManualClock,
    people::hashing::Hashing,
    sealing,
};
use changxiao_domain::{
    calendar::Calendar,
    ids::CityId,
    orgs::Role,
    time::{HOUR, Instant},
};
use changxiao_files::{photos::PhotoStore, seals::SealBook};
use changxiao_store::{Db, cities};

/// How large a demonstration is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// 30 sites, two weeks: loads in seconds.
    Small,
    /// 1,200 sites, thirteen weeks.
    City,
}

impl Scale {
    pub const fn code(self) -> &'static str {
        match self {
            Scale::Small => "small",
            Scale::City => "city",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        [Scale::Small, Scale::City].into_iter().find(|scale| scale.code() == code)
    }
}

/// What to load.
#[derive(Clone, Debug)]
pub struct DemoPlan {
    /// 3506, 530100, 222401, 360302, 150783, or another code that a city file accepts.
    pub city: String,
    pub scale: Scale,
    /// The same seed gives the same city, passwords apart.
    pub seed: u64,
    /// Where the history ends, usually now.
    pub until: Instant,
    /// Everybody can sign in, not only the dozen that are shown: for stories with many people.
    pub everybody: bool,
}

/// A way in, printed once. The password stands nowhere else.
#[derive(Clone, PartialEq, Eq, serde::Serialize)]
pub struct SignIn {
    pub role: Role,
    /// Title of the post.
    pub post: String,
    /// Name of the unit.
    pub unit: String,
    pub login: String,
    pub password: String,
    /// Name of the person.
    pub person: String,
    /// How many posts the person holds.
    pub posts: usize,
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIn")
            .field("role", &self.role)
            .field("unit", &self.unit)
            .field("login", &self.login)
            .finish_non_exhaustive()
    }
}

/// How much there is of everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub counties: u64,
    pub townships: u64,
    pub villages: u64,
    pub units: u64,
    /// Units that sign the yearly letter of responsibility.
    pub letter_units: u64,
    pub people: u64,
    pub sites: u64,
    pub visits: u64,
    pub cases: u64,
    pub open_cases: u64,
    pub events: u64,
    pub photos: u64,
}

/// What was loaded.
#[derive(Clone, Debug)]
pub struct DemoCity {
    pub city: CityId,
    pub name: String,
    pub name_en: String,
    pub sign_ins: Vec<SignIn>,
    pub counts: Counts,
}

/// Loads a demonstration city with passwords from the machine's own randomness. `progress` gets a step, how much of it is done and
/// how much there is.
///
/// Errors: an unknown city code; a database that holds this city already.
pub async fn load(
    db: Db,
    photos: PhotoStore,
    seals: SealBook,
    plan: &DemoPlan,
    progress: impl Fn(&str, u64, u64),
) -> Result<DemoCity, AppError> {
    load_with(db, photos, seals, plan, &SystemChance, progress).await
}

/// The same with another source of passwords and salts.
pub async fn load_with(
    db: Db,
    photos: PhotoStore,
    seals: SealBook,
    plan: &DemoPlan,
    secrets: &dyn Chance,
    progress: impl Fn(&str, u64, u64),
) -> Result<DemoCity, AppError> {
    let (data, file) = shipped(&plan.city)?;
    let city = CityId(file.code.parse().map_err(|_| AppError::Broken(format!("city code {}", file.code)))?);
    if cities::model_version(&db, city).await?.is_some() {
        return Err(AppError::field(
            "city",
            say!(demo_already_there, city = Value::named(&file.name_zh, &file.name_en)),
        ));
    }
    let start = first_moment(plan, &file.zone)?;
    let clock = Arc::new(ManualClock::at(start));
    let app = App::alone(Parts {
        db,
        photos,
        seals,
        clock: clock.clone(),
        chance: Arc::new(SeededChance::new(plan.seed)),
        hashing: Hashing::cheap(),
    });
    progress("reference data", 0, 1);
    let base = founding::reference(&app, city, &data, &file, start).await?;
    progress("reference data", 1, 1);
    let cast = cast::hire(&app, city, &base, &file, plan, secrets, &progress).await?;
    let sites = sites::make(&app, city, &base, &file, plan, &cast).await?;
    progress("sites", sites.len() as u64, sites.len() as u64);
    let tally = history::live(&app, &clock, city, &base, &cast, sites, plan, start, &progress).await?;
    clock.set(plan.until);
    let swept = changxiao_app::escalation::sweep::sweep(&app, city).await?;
    // What was told before today was read, as in a city that works.
    let mut tx = app.db().begin().await?;
    changxiao_store::notices::settle(&mut tx, city, plan.until.plus_micros(-24 * HOUR)).await?;
    tx.commit().await?;
    if app.seals().key().await?.is_none() {
        app.seals().draw(bytes(secrets)).await?;
    }
    sealing::keep(&app, city).await?;
    let counts = Counts {
        people: cast.people,
        letter_units: file.letters.total,
        sites: tally.sites,
        visits: tally.visits,
        cases: tally.cases,
        open_cases: tally.open,
        events: tally.events + u64::try_from(swept.levels).unwrap_or(0),
        photos: tally.photos,
        ..base.counts
    };
    Ok(DemoCity { city, name: file.name_zh, name_en: file.name_en, sign_ins: cast.sign_ins, counts })
}

/// Midnight of the day on which the history begins, in the city's zone.
fn first_moment(plan: &DemoPlan, zone: &str) -> Result<Instant, AppError> {
    let zone = Calendar::zone_named(zone).map_err(|problem| AppError::Broken(problem.to_string()))?;
    let weeks: i64 = match plan.scale {
        Scale::Small => 2,
        Scale::City => 13,
    };
    let day = plan.until.plus_micros(-weeks * 7 * 24 * HOUR).in_zone(&zone).date();
    Ok(Instant::from_civil(day.at(0, 0, 0, 0), &zone))
}
