//! What an import is compared with.

use std::sync::Arc;

use changxiao_domain::{ids::CityId, matters::Matter, time::Day};
use changxiao_store::{
    calendar::{self, CalendarDay},
    divisions::{self, DivisionRow},
    evidence::{self, EvidenceRow},
    grids::{self, GridRow},
    matters,
    orgs::{self, UnitRow},
    people::{self, PersonRow},
    sites::{self, SiteRow},
    standards::{self, CategorySetRow},
};

use super::{ImportOptions, Kind};
use crate::{App, AppError, matters::task_row::TASKS, model::CityModel};

/// Everything that the reading of a file may ask for; it runs on a thread without a database.
pub(super) struct Context {
    pub app: App,
    pub model: Arc<CityModel>,
    pub options: ImportOptions,
    pub file_name: String,
    /// Today, in the city.
    pub day: Day,
    pub divisions: Vec<DivisionRow>,
    pub outlines: Vec<(i64, String)>,
    pub days: Vec<CalendarDay>,
    pub units: Vec<UnitRow>,
    pub people: Vec<PersonRow>,
    pub sites: Vec<SiteRow>,
    pub grids: Vec<GridRow>,
    pub category_sets: Vec<CategorySetRow>,
    /// Those that are open.
    pub tasks: Vec<Matter>,
    /// Open wholes and parts of all procedures.
    pub matters: Vec<Matter>,
    /// What stands in the store.
    pub evidence: Vec<EvidenceRow>,
}

impl Context {
    pub async fn load(
        app: &App,
        city: CityId,
        model: Arc<CityModel>,
        kind: Kind,
        file_name: &str,
        options: ImportOptions,
    ) -> Result<Self, AppError> {
        let db = app.db();
        let day = model.day_of(app.now());
        let mut context = Self {
            app: app.clone(),
            model,
            options,
            file_name: file_name.chars().take(200).collect(),
            day,
            divisions: Vec::new(),
            outlines: Vec::new(),
            days: Vec::new(),
            units: Vec::new(),
            people: Vec::new(),
            sites: Vec::new(),
            grids: Vec::new(),
            category_sets: Vec::new(),
            tasks: Vec::new(),
            matters: Vec::new(),
            evidence: Vec::new(),
        };
        match kind {
            Kind::Divisions => context.divisions = divisions::all(db, city).await?,
            Kind::Outlines => context.outlines = divisions::outlines(db, city).await?,
            Kind::Holidays => context.days = calendar::all(db, city).await?,
            Kind::Units => context.units = orgs::units(db, city).await?,
            Kind::People => context.people = people::all(db, city).await?,
            Kind::Grids => {
                context.people = people::all(db, city).await?;
                context.grids = grids::all(db, city).await?;
            }
            Kind::Sites => {
                context.people = people::all(db, city).await?;
                context.sites = sites::all(db, city).await?;
            }
            Kind::Categories | Kind::FilingStandard => {
                context.category_sets = standards::category_sets(db, city).await?
            }
            Kind::Tasks => context.tasks = matters::open_of(db, city, Some(TASKS)).await?,
            Kind::Matters => context.matters = matters::open_of(db, city, None).await?,
            Kind::Evidence => {
                context.sites = sites::all(db, city).await?;
                context.evidence = evidence::all(db, city).await?;
            }
            Kind::Standard | Kind::Responsibilities | Kind::Matrix => {}
        }
        Ok(context)
    }

    /// From which day on a row counts that names none.
    pub fn default_from(&self) -> Day {
        self.options.valid_from.unwrap_or(self.day)
    }
}
