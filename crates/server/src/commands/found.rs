//! `changxiao found`

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, bail};
use changxiao_app::{
    App, AppError,
    cities::{
        country::city_of_code,
        found::{FoundCity, found_beside},
    },
    founding::{self, Brought, is_built_in, kinds},
    imports::{self, ImportOptions, ImportRequest, Kind, may_import},
};
use changxiao_domain::{founding::Step, geo::Datum, ids::CityId, orgs::Actor, time::Day};
use changxiao_store::cities;

use super::{COMMAND_LINE, import::acting, tell_everybody};
use crate::{Place, print::answer, start};

#[derive(clap::Args)]
pub struct Found {
    /// Division code of the city: 3502 and 350200 are 厦门市, 222401 is 延吉市.
    #[arg(long, value_name = "CODE")]
    city: String,
    /// Name of the city; default: the one in the list of the country's divisions.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Name of the city in English.
    #[arg(long, value_name = "NAME", default_value = "")]
    name_en: String,
    /// Divisions of the city as a sheet; default: the list of the country that ships.
    #[arg(long, value_name = "FILE")]
    divisions: Option<PathBuf>,
    /// Outlines of the divisions (GeoJSON); default: what ships for this city, if anything does.
    #[arg(long, value_name = "FILE")]
    outlines: Option<PathBuf>,
    /// Days off and make-up workdays; default: those that ship.
    #[arg(long, value_name = "FILE")]
    holidays: Option<PathBuf>,
    /// An evaluation system, which becomes a draft; the one that ships is in force until the city puts another one in force.
    #[arg(long, value_name = "FILE")]
    standard: Option<PathBuf>,
    /// The city's own filing standard; default: the one that ships.
    #[arg(long, value_name = "FILE")]
    filing_standard: Option<PathBuf>,
    /// Units as a sheet; default: a pattern of usual departments, and towns and villages from the divisions.
    #[arg(long, value_name = "FILE")]
    units: Option<PathBuf>,
    /// People and posts as a sheet; their one-time passwords are printed once.
    #[arg(long, value_name = "FILE")]
    people: Option<PathBuf>,
    /// Sites as a sheet.
    #[arg(long, value_name = "FILE")]
    sites: Option<PathBuf>,
    /// Coordinates of sites: WGS-84, CGCS2000, GCJ-02 or BD-09.
    #[arg(long, value_name = "DATUM")]
    datum: Option<String>,
    /// The day from which units, posts and duties count; default: today.
    #[arg(long, value_name = "DAY")]
    valid_from: Option<String>,
}

impl Found {
    pub async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let started = start::start(place).await?;
        let done = self.found(&started.app).await;
        started.app.db().close().await;
        done
    }

    async fn found(&self, app: &App) -> anyhow::Result<ExitCode> {
        // Whatever cannot be read is found out before anything is founded.
        let files = self.files()?;
        let options = self.options()?;
        let city = self.city(app).await?;
        let mut missing = Vec::new();
        for step in Step::ALL {
            let file = files.iter().find(|(of, ..)| *of == step);
            let kind = kinds(step).first().copied();
            // A draft of the city's own stands beside the system that ships, which is in force meanwhile.
            if is_built_in(step) && (file.is_none() || step == Step::Standard) {
                let actor = actor(app, city, kind).await?;
                match founding::carry_out(app, &actor, step, options.valid_from).await {
                    Ok(brought) => tell(step, &brought),
                    Err(AppError::Invalid(fields)) => {
                        answer!("{:<12} not yet:", step.code());
                        fields.iter().for_each(|field| tell_everybody(|lang| field.message.words(lang)));
                        missing.push(step);
                    }
                    Err(problem) => bail!(told(step, &problem)),
                }
            }
            if let (Some((_, name, bytes)), Some(kind)) = (file, kind) {
                let actor = actor(app, city, Some(kind)).await?;
                let (file_name, bytes, options) = (name.clone(), bytes.clone(), options.clone());
                let request = ImportRequest { kind, file_name, bytes, dry_run: false, options };
                match imports::import(app, &actor, request, &|_, _| {}).await {
                    Ok(outcome) => {
                        let (added, changed, unchanged) = (outcome.added, outcome.changed, outcome.unchanged);
                        tell(step, &Brought { added, changed, unchanged });
                        outcome.remarks.iter().for_each(|remark| tell_everybody(|lang| remark.words(lang)));
                        for sign_in in &outcome.sign_ins {
                            answer!("  {:<20} {}   {}", sign_in.login, sign_in.password, sign_in.name);
                        }
                    }
                    Err(problem) => bail!(told(step, &problem)),
                }
            } else if matches!(step, Step::People | Step::Sites) {
                missing.push(step);
            }
        }
        self.tell_missing(app, city, &missing).await?;
        Ok(ExitCode::SUCCESS)
    }

    /// The city, founded where it is not there yet.
    async fn city(&self, app: &App) -> anyhow::Result<CityId> {
        let chosen = city_of_code(&self.city, self.name.as_deref())
            .map_err(|problem| anyhow::anyhow!("--city: {}", problem.words(COMMAND_LINE)))?;
        let (id, name) = (chosen.id(), chosen.name);
        if cities::all(app.db()).await?.iter().any(|city| city.id == id) {
            answer!("{:<12} {name} ({id}) is there already", Step::City.code());
            return Ok(id);
        }
        let new = FoundCity { id, name: name.clone(), name_en: self.name_en.clone(), demonstration: false };
        match found_beside(app, new).await? {
            Some(first) => {
                answer!("{:<12} founded {name} ({id})", Step::City.code());
                answer!("  administrator: {}   one-time password: {}", first.login, first.password);
                answer!("  the password is shown once and must be changed at the first sign-in");
            }
            None => answer!("{:<12} another process has founded {name} ({id}) just now", Step::City.code()),
        }
        Ok(id)
    }

    /// The city's own files, read.
    fn files(&self) -> anyhow::Result<Vec<(Step, String, Vec<u8>)>> {
        let given = [
            (Step::Divisions, &self.divisions),
            (Step::Outlines, &self.outlines),
            (Step::Holidays, &self.holidays),
            (Step::Standard, &self.standard),
            (Step::Filing, &self.filing_standard),
            (Step::Units, &self.units),
            (Step::People, &self.people),
            (Step::Sites, &self.sites),
        ];
        let read = |(step, path): (Step, &Option<PathBuf>)| {
            path.as_deref().map(|path| Ok((step, name_of(path), bytes_of(path)?)))
        };
        given.into_iter().filter_map(read).collect()
    }

    fn options(&self) -> anyhow::Result<ImportOptions> {
        let datum = match &self.datum {
            Some(text) => Some(text.parse::<Datum>().map_err(|problem| anyhow::anyhow!("{problem}"))?),
            None => None,
        };
        let valid_from = match &self.valid_from {
            Some(text) => Some(text.parse::<Day>().with_context(|| format!("“{text}” is no day such as 2026-12-01"))?),
            None => None,
        };
        Ok(ImportOptions { datum, valid_from, ..ImportOptions::default() })
    }

    /// What was not given, each with what to do.
    async fn tell_missing(&self, app: &App, city: CityId, missing: &[Step]) -> anyhow::Result<()> {
        if missing.is_empty() {
            answer!("the city is set up: changxiao serve");
            return Ok(());
        }
        // What was brought at another time is not missing.
        let (steps, _) = founding::view(app, &actor(app, city, None).await?).await?;
        answer!("still to do:");
        for step in missing.iter().filter(|step| steps.iter().any(|view| view.step == **step && view.count == 0)) {
            let kind = kinds(*step).first().map_or("", |kind| kind.code());
            answer!(
                "  {:<10} changxiao import {kind} FILE --city {city}, or the check-list on the first page",
                step.code()
            );
        }
        answer!("then: changxiao serve");
        Ok(())
    }
}

/// Whoever may import such lists, which for people is an administrator.
async fn actor(app: &App, city: CityId, kind: Option<Kind>) -> anyhow::Result<Actor> {
    acting(app, city, |actor| may_import(actor, kind.unwrap_or(Kind::People))).await
}

fn tell(step: Step, brought: &Brought) {
    let Brought { added, changed, unchanged } = brought;
    answer!("{:<12} {added} added, {changed} changed, {unchanged} unchanged", step.code());
}

/// Why a step ended the command; what is wrong with a file is listed before.
fn told(step: Step, problem: &AppError) -> String {
    if let Some(problems) = imports::problems_of(problem) {
        for one in problems.kept() {
            tell_everybody(|lang| one.sentence(lang));
        }
    }
    format!(
        "{}: {} {}; what was brought before it stays, and the same command goes on from there",
        step.code(),
        problem.number(),
        problem.words(COMMAND_LINE)
    )
}

fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

fn bytes_of(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("{} cannot be read", path.display()))
}
