//! `changxiao import`

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context, bail};
use changxiao_app::{
    exchange::{self, ImportOrders},
    imports::{self, ImportOptions, ImportOutcome, ImportRequest, Kind},
};
use changxiao_domain::{
    geo::Datum,
    ids::{CityId, PersonId, PostId, UnitId},
    orgs::{Actor, Permission, Role, Scope, permissions},
    time::Day,
};
use indicatif::ProgressBar;

use super::{COMMAND_LINE, tell_everybody};
use crate::{Place, print::answer, start};

#[derive(clap::Args)]
pub struct Import {
    /// divisions, outlines, holidays, units, people, responsibilities, matrix, sites, standard, categories,
    /// filing-standard; orders: work orders of the hotline 12345 or of city management, read by a mapping.
    kind: String,
    /// CSV (UTF-8 or GB18030), XLSX, or JSON where the kind has it.
    file: PathBuf,
    /// Only says what would change.
    #[arg(long)]
    dry_run: bool,
    /// Division code of the city; default: the only one.
    #[arg(long, value_name = "CODE")]
    city: Option<String>,
    /// Keeps the divisions of the whole country, not only those of the city.
    #[arg(long)]
    whole_country: bool,
    /// Coordinates of sites: WGS-84, CGCS2000, GCJ-02 or BD-09.
    #[arg(long, value_name = "DATUM")]
    datum: Option<String>,
    /// Edition of the divisions, such as 2023-06-30.
    #[arg(long)]
    edition: Option<String>,
    /// The day from which units, posts, duties and a filing standard count; default: today.
    #[arg(long, value_name = "DAY")]
    valid_from: Option<String>,
    /// Of orders: the name of the mapping that reads them.
    #[arg(long, value_name = "NAME", default_value = "12345")]
    mapping: String,
    /// Of orders: takes the right rows although others are wrong.
    #[arg(long)]
    skip_wrong: bool,
    /// Of orders: leaves out new ones with which the other system is done already.
    #[arg(long)]
    leave_finished: bool,
}

impl Import {
    pub async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        if self.kind == exchange::KIND {
            return self.run_orders(place).await;
        }
        let kind = Kind::parse(&self.kind)
            .with_context(|| format!("“{}” is no kind of import; see changxiao import --help", self.kind))?;
        let datum = match &self.datum {
            Some(text) => Some(text.parse::<Datum>().map_err(|problem| anyhow::anyhow!("{problem}"))?),
            None => None,
        };
        let valid_from = match &self.valid_from {
            Some(text) => Some(text.parse::<Day>().with_context(|| format!("“{text}” is no day such as 2026-12-01"))?),
            None => None,
        };
        let bytes = std::fs::read(&self.file).with_context(|| format!("{} cannot be read", self.file.display()))?;
        let file_name = self.file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let started = start::start(place).await?;
        let city = start::city(&started.app, self.city.as_deref()).await?;
        let request = ImportRequest {
            kind,
            file_name,
            bytes,
            dry_run: self.dry_run,
            options: ImportOptions {
                datum,
                whole_country: self.whole_country,
                edition: self.edition.clone(),
                valid_from,
                ..ImportOptions::default()
            },
        };
        let bar = ProgressBar::new(0);
        let progress = |done: u64, all: u64| {
            bar.set_length(all);
            bar.set_position(done);
        };
        let actor = acting(&started.app, city, |actor| imports::may_import(actor, kind)).await?;
        let done = imports::import(&started.app, &actor, request, &progress).await;
        bar.finish_and_clear();
        started.app.db().close().await;
        match done {
            Ok(outcome) => {
                tell(&outcome);
                Ok(ExitCode::SUCCESS)
            }
            Err(problem) => {
                if let Some(problems) = imports::problems_of(&problem) {
                    for one in problems.kept() {
                        tell_everybody(|lang| one.sentence(lang));
                    }
                }
                bail!("{}: {}", problem.number(), problem.words(COMMAND_LINE))
            }
        }
    }
}

impl Import {
    async fn run_orders(self, place: &Place) -> anyhow::Result<ExitCode> {
        let bytes = std::fs::read(&self.file).with_context(|| format!("{} cannot be read", self.file.display()))?;
        let request = ImportOrders {
            mapping: self.mapping,
            file_name: self.file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
            bytes,
            dry_run: self.dry_run,
            skip_wrong: self.skip_wrong,
            leave_finished: self.leave_finished,
            ..ImportOrders::default()
        };
        let started = start::start(place).await?;
        let city = start::city(&started.app, self.city.as_deref()).await?;
        let actor = acting(&started.app, city, exchange::may_import_orders).await?;
        let done = super::import_orders::run(&started.app, &actor, request).await;
        started.app.db().close().await;
        done
    }
}

fn tell(outcome: &ImportOutcome) {
    answer!(
        "{}: {} rows read, {} added, {} changed, {} unchanged, {} of other cities",
        if outcome.applied { "imported" } else { "would import" },
        outcome.rows_read,
        outcome.added,
        outcome.changed,
        outcome.unchanged,
        outcome.passed_over
    );
    if let Some(recounted) = &outcome.recounted {
        answer!(
            "  {} running deadlines counted anew: {} earlier, {} later",
            recounted.running,
            recounted.earlier,
            recounted.later
        );
    }
    if outcome.removed > 0 {
        answer!("  {} of the version in force are not in the file and go", outcome.removed);
    }
    for remark in &outcome.remarks {
        tell_everybody(|lang| remark.words(lang));
    }
    for sign_in in &outcome.sign_ins {
        answer!("  {:<20} {}   {}", sign_in.login, sign_in.password, sign_in.name);
    }
}

/// Whoever has the data folder acts as the city's own administrator: the post is a real one, so that the trace names it.
pub(super) async fn acting(
    app: &changxiao_app::App,
    city: CityId,
    may: impl Fn(&Actor) -> bool,
) -> anyhow::Result<Actor> {
    let model = app.model(city).await?;
    let mut posts: Vec<(PostId, PersonId, UnitId, Role)> = model
        .posts
        .values()
        .filter(|post| post.in_force(model.day) && permissions(post.role).contains(&Permission::Import))
        .map(|post| (post.id, post.person, post.unit, post.role))
        .collect();
    posts.sort();
    let actor = posts
        .into_iter()
        .map(|(post, person, unit, role)| Actor {
            city,
            person,
            post,
            unit,
            role,
            division: None,
            scope: Scope::WholeCity,
            program: None,
            address: None,
        })
        .find(|actor| may(actor));
    actor.context("no post of the city may import this; give the office or an administrator a post first")
}
