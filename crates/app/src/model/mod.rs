//! The reference data of a city, held whole in memory and replaced when the city's version row moves. Pages join names
//! from here without SQL.

mod duty;
mod filing;
mod former;
mod groups;
mod leads;
mod load;
mod named;
mod names;

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use arc_swap::ArcSwap;
use changxiao_domain::{
    calendar::Calendar,
    categories::CategorySet,
    divisions::{DivisionCode, Divisions},
    escalation::Ladder,
    evidence::TagSet,
    geo::Outline,
    grids::Grid,
    ids::{CityId, PersonId, PostId, SystemId, TokenId, UnitId},
    indicators::Rules as IndicatorRules,
    jobs::JobRules,
    letters::LetterRules,
    matters::LoadedDocument,
    notices::NoticeRules,
    orgs::{Directory, PasswordRule, Post, SignInRule, Unit, UnitKind, UnitTree},
    recurrence::RecurrenceRules,
    scoring::Scheme,
    standards::{Duty as StandardDuty, System, SystemStatus},
    synonyms::Synonyms,
    time::{Day, Instant},
    whistles::Tiers,
};
use changxiao_store::{
    Db,
    cities::{City, Setting},
    departures::{Succession, ties::Tie},
    notices::hooks::Hook,
    orgs::MatrixRow,
    standards::{ResponsibilityRow, SystemRow},
};

use crate::AppError;

pub use duty::Duty;
pub(crate) use duty::{Says, Territorial, keys_of, one_of, territorial};
pub use filing::Filing;
pub use former::Matrix;
pub use leads::ListLeads;
pub(crate) use load::grid;

/// An immutable picture of a city's reference data on one day.
pub struct CityModel {
    pub city: City,
    pub day: Day,
    pub calendar: Calendar,
    /// Divisions that are there today.
    pub divisions: Divisions,
    /// Those that have ended, too: for names and figures of the past.
    pub all_divisions: Divisions,
    /// Divisions that have ended: the first day without each, and the one that follows it.
    pub ended_divisions: HashMap<DivisionCode, (Day, Option<DivisionCode>)>,
    pub outlines: Vec<(DivisionCode, Outline)>,
    /// Those of today, by their codes; those of divisions that are no more are there until somebody moves them.
    pub grids: Vec<Grid>,
    /// Those that have ended, by their codes.
    pub ended_grids: Vec<Grid>,
    /// Of both.
    pub grid_versions: HashMap<String, i64>,
    /// Units in force today.
    pub units: UnitTree,
    /// Every unit that ever was, for the names of the past.
    pub all_units: HashMap<UnitId, Unit>,
    pub unit_versions: HashMap<UnitId, i64>,
    /// Every post that ever was.
    pub posts: HashMap<PostId, Post>,
    pub post_versions: HashMap<PostId, i64>,
    pub posts_of: HashMap<PersonId, Vec<PostId>>,
    pub posts_in: HashMap<UnitId, Vec<PostId>>,
    pub person_names: HashMap<PersonId, String>,
    /// What programs are called, also those of the past.
    pub program_names: HashMap<TokenId, String>,
    /// Newest first; documents are parsed once.
    pub systems: Vec<(SystemRow, Arc<System>)>,
    /// The category list in force.
    pub categories: Arc<CategorySet>,
    /// Every version of the list, the newest first; the built-in one stands last, for what no own version knows.
    pub category_versions: Vec<CategoryVersion>,
    /// Key and edition of the list that ships, whose codes shipped mappings name.
    pub built_in_edition: String,
    /// What becomes of the codes of a list when another takes over: those that wait, then those that are done, the earliest first.
    pub leads: Vec<ListLeads>,
    pub responsibilities: HashMap<SystemId, BTreeMap<String, Vec<ResponsibilityRow>>>,
    pub matrix: HashMap<(i64, String), MatrixRow>,
    pub settings: BTreeMap<String, Setting>,
    pub scheme: Scheme,
    pub password_rule: PasswordRule,
    pub sign_in_rule: SignInRule,
    /// Through which people can sign in; off unless it was set up.
    pub directory: Directory,
    pub ladder: Ladder,
    pub notice_rules: NoticeRules,
    pub job_rules: JobRules,
    /// With which algorithm letters are signed.
    pub letter_rules: LetterRules,
    /// By which numbers problems are chronic and reports surge.
    pub recurrence: RecurrenceRules,
    /// How long called units have, and both sides to rate.
    pub tiers: Tiers,
    /// Weights, limits, bands and grades of the indicators.
    pub indicators: Arc<IndicatorRules>,
    /// The campaigns that items of evidence are marked with.
    pub campaigns: TagSet,
    /// What the city's own words mean.
    pub synonyms: Synonyms,
    /// By which matters are begun today.
    pub procedures: Vec<&'static LoadedDocument>,
    /// Webhooks in use.
    pub hooks: Vec<Hook>,
    /// Who follows whom, the earliest first.
    pub successions: Vec<Succession>,
    /// What hung where until a day, the earliest first.
    pub former: Vec<(Tie, Day)>,
}

/// One version of the category list with its filing standard.
#[derive(Clone, Debug)]
pub struct CategoryVersion {
    /// What a case keeps: key and edition.
    pub key: String,
    pub edition: String,
    pub from: Day,
    pub set: Arc<CategorySet>,
}

/// The models of all cities of the database.
#[derive(Default)]
pub struct Models {
    by_city: ArcSwap<HashMap<CityId, Arc<CityModel>>>,
    loading: tokio::sync::Mutex<()>,
}

impl Models {
    /// The model that is held, of whatever day and version.
    pub fn held(&self, city: CityId) -> Option<Arc<CityModel>> {
        self.by_city.load().get(&city).cloned()
    }

    /// The model that is held, or a new one where there is none or the day has changed.
    pub async fn get(&self, db: &Db, now: Instant, city: CityId) -> Result<Arc<CityModel>, AppError> {
        let today = |model: &CityModel| now.in_zone(model.calendar.zone()).date();
        if let Some(model) = self.by_city.load().get(&city)
            && model.day == today(model)
        {
            return Ok(model.clone());
        }
        let _one_at_a_time = self.loading.lock().await;
        if let Some(model) = self.by_city.load().get(&city)
            && model.day == today(model)
        {
            return Ok(model.clone());
        }
        self.load(db, now, city).await
    }

    /// Loads anew after a change, so that the one who changed it sees it at once.
    pub async fn refresh(&self, db: &Db, now: Instant, city: CityId) -> Result<Arc<CityModel>, AppError> {
        let _one_at_a_time = self.loading.lock().await;
        self.load(db, now, city).await
    }

    /// Loads one that is held anew, where another process has moved its version to this.
    pub async fn follow(&self, db: &Db, now: Instant, city: CityId, version: i64) -> Result<(), AppError> {
        let is_behind = || self.by_city.load().get(&city).is_some_and(|model| model.city.model_version < version);
        if !is_behind() {
            return Ok(());
        }
        let _one_at_a_time = self.loading.lock().await;
        if is_behind() {
            self.load(db, now, city).await?;
        }
        Ok(())
    }

    async fn load(&self, db: &Db, now: Instant, city: CityId) -> Result<Arc<CityModel>, AppError> {
        let model = Arc::new(load::load(db, now, city).await?);
        let mut all = HashMap::clone(&self.by_city.load());
        all.insert(city, model.clone());
        self.by_city.store(Arc::new(all));
        Ok(model)
    }
}

impl CityModel {
    pub fn id(&self) -> CityId {
        self.city.id
    }

    /// The system that inspections follow: the newest one that the city has put in force (of two of one day the one that was put in force
    /// later), else the built-in one.
    pub fn current_system(&self) -> Option<&Arc<System>> {
        let of_status = |status: SystemStatus| {
            self.systems
                .iter()
                .find(|(row, _)| row.status == status && row.effective_from <= self.day)
                .map(|(_, system)| system)
        };
        of_status(SystemStatus::InForce).or_else(|| of_status(SystemStatus::BuiltIn))
    }

    /// The unit that leads a node of the standard in force by the matrix; where nobody does, the one that answers for it, and else whoever
    /// leads what it lies below.
    pub fn node_lead(&self, node: &str) -> Option<UnitId> {
        let system = self.current_system()?;
        let matrix = self.responsibilities.get(&system.id)?;
        let of = |code: &str| {
            let rows = matrix.get(code)?;
            // A promotion group leads others and hands nothing in.
            let works = |unit| self.units.get(unit).is_some_and(|unit| unit.kind != UnitKind::Group);
            let with = |duty| rows.iter().find(|row| row.duty == duty && works(row.unit));
            with(StandardDuty::Lead).or_else(|| with(StandardDuty::Responsible)).map(|row| row.unit)
        };
        let parent = |code: &&str| system.node(code).and_then(|node| node.parent.as_deref());
        std::iter::successors(Some(node), parent).find_map(of)
    }

    pub fn system(&self, id: SystemId) -> Option<&Arc<System>> {
        self.systems.iter().find(|(row, _)| row.id == id).map(|(_, system)| system)
    }

    /// The name of a program's token; a question mark for one that is gone.
    pub fn program_name(&self, token: TokenId) -> &str {
        self.program_names.get(&token).map_or("?", String::as_str)
    }

    /// The day that `at` falls on in the city.
    pub fn day_of(&self, at: Instant) -> Day {
        at.in_zone(self.calendar.zone()).date()
    }

    /// The first moment of a day in the city.
    pub fn start_of(&self, day: Day) -> Instant {
        Instant::from_civil(day.at(0, 0, 0, 0), self.calendar.zone())
    }

    /// `[from, until)` of a month such as 2026-10.
    pub fn month(&self, year: i16, month: i8) -> Option<(Instant, Instant)> {
        let first = Day::new(year, month, 1).ok()?;
        let next =
            if month == 12 { Day::new(year.checked_add(1)?, 1, 1) } else { Day::new(year, month + 1, 1) }.ok()?;
        Some((self.start_of(first), self.start_of(next)))
    }

    /// True in the hours in which only urgent matters notify.
    pub fn is_quiet(&self, now: Instant) -> bool {
        self.notice_rules.is_quiet(&self.calendar, now)
    }
}
