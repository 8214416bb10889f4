//! What is missing or unusual in an installation, each with a way out. What a person may do is not asked: whoever runs the command
//! owns the machine.

use changxiao_domain::jobs::JobState;
use changxiao_domain::{calendar::Calendar, time::Day};
use changxiao_files::photos::ContentHash;
use changxiao_store::{
    cities::{self, City},
    doctor::{self, Setting},
    jobs::{self, faults},
    seals,
};
use changxiao_words::{Message, Value, say};

use crate::{App, AppError, letters, people::second_factor, photos};

/// Rows that jobs left out: so many are counted.
const MOST_FAULTS: i64 = 1_000;

/// Something that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub what: Message,
    /// What to do about it; nothing where all is well.
    pub way_out: Option<Message>,
}

impl Finding {
    fn of(good: bool, what: Message, way_out: Message) -> Self {
        Self { what, way_out: (!good).then_some(way_out) }
    }

    pub const fn is_good(&self) -> bool {
        self.way_out.is_none()
    }
}

/// Looks at the engine, and at every city.
pub async fn examine(app: &App) -> Result<Vec<Finding>, AppError> {
    let mut findings: Vec<Finding> = doctor::settings(app.db()).await?.iter().map(of_setting).collect();
    let shelf = photos::count(app).await?;
    let (orphans, n, kb) = (shelf.orphans, shelf.files, shelf.orphan_bytes / 1024);
    findings.push(Finding::of(orphans == 0, say!(doctor_orphans, orphans, n, kb), say!(doctor_orphans_way)));
    findings.push(of_vault(app).await?);
    let all = cities::all(app.db()).await?;
    let n = all.len();
    findings.push(Finding::of(n > 0, say!(doctor_cities, n), say!(doctor_cities_way)));
    for city in all {
        of_city(app, &city, &mut findings).await?;
    }
    Ok(findings)
}

/// Whether the key of the secrets is there: without it no app of a second factor is believed any more.
async fn of_vault(app: &App) -> Result<Finding, AppError> {
    let path = app.vault().key_path().display().to_string();
    let (apps, opens) = second_factor::sealed(app).await?;
    let (keys, signs) = letters::sealed(app).await?;
    Ok(match (apps + keys, opens.and(signs)) {
        (n, Ok(())) => Finding { what: say!(doctor_secrets, n), way_out: None },
        (_, Err(AppError::Broken(why))) => {
            Finding::of(false, say!(doctor_secrets_closed, why), say!(doctor_secrets_way, path))
        }
        (_, Err(other)) => return Err(other),
    })
}

fn of_setting(setting: &Setting) -> Finding {
    let good = setting.is_good();
    match setting {
        Setting::SqliteJournal(value) => {
            Finding::of(good, say!(doctor_sqlite_journal, value), say!(doctor_sqlite_journal_way))
        }
        Setting::PostgresSafety { name, value } => {
            Finding::of(good, say!(doctor_postgres_setting, name, value), say!(doctor_postgres_setting_way, name))
        }
        Setting::PostgresTimeout(value) => {
            Finding::of(good, say!(doctor_postgres_timeout, value), say!(doctor_postgres_timeout_way))
        }
    }
}

async fn of_city(app: &App, city: &City, findings: &mut Vec<Finding>) -> Result<(), AppError> {
    let model = app.model(city.id).await?;
    let name = || Value::named(&city.name, &city.name_en);
    let n = model.divisions.len();
    findings.push(Finding::of(n > 0, say!(doctor_divisions, city = name(), n), say!(doctor_divisions_way)));
    let n = model.systems.len();
    let good = model.current_system().is_some();
    findings.push(Finding::of(good, say!(doctor_systems, city = name(), n), say!(doctor_systems_way)));
    findings.extend(of_calendar(&model.calendar, model.day_of(app.now()), &name()));
    let n = model.unanswered().len();
    findings.push(Finding::of(n == 0, say!(doctor_gaps, city = name(), n), say!(doctor_gaps_way)));
    let counts = jobs::counts(app.db(), city.id).await?;
    let n = counts.iter().find(|(state, ..)| *state == JobState::Dead).map_or(0, |(_, jobs, _)| *jobs);
    findings.push(Finding::of(n == 0, say!(doctor_dead_jobs, city = name(), n), say!(doctor_dead_jobs_way)));
    let n = faults::newest(app.db(), city.id, MOST_FAULTS).await?.len();
    findings.push(Finding::of(n == 0, say!(doctor_faults, city = name(), n), say!(doctor_faults_way)));
    findings.push(of_seal(app, city, name()).await?);
    let shown = doctor::photos_of_cases(app.db(), city.id).await?;
    let (mut missing, n) = (0, shown.len());
    for hash in shown {
        missing += usize::from(!app.photos().has(&ContentHash(hash)).await?);
    }
    let what = say!(doctor_photos, city = name(), missing, n);
    findings.push(Finding::of(missing == 0, what, say!(doctor_photos_way)));
    Ok(())
}

/// Whether the key of the newest seal is there: without it nothing is sealed any more.
async fn of_seal(app: &App, city: &City, name: Value) -> Result<Finding, AppError> {
    let path = app.seals().key_path().display().to_string();
    Ok(match (seals::newest(app.db(), city.id).await?, app.seals().key().await) {
        (_, Err(problem)) => {
            let what = say!(doctor_seal_key_unread, city = name, why = problem.to_string());
            Finding::of(false, what, say!(doctor_seal_key_way, path))
        }
        (None, Ok(_)) => Finding { what: say!(doctor_nothing_sealed, city = name), way_out: None },
        (Some(seal), Ok(key)) => {
            let (number, day) = (seal.number, seal.day.to_string());
            match key.is_some_and(|key| key.id() == seal.key_id) {
                true => Finding { what: say!(doctor_sealed, city = name, number, day), way_out: None },
                false => {
                    let what = say!(doctor_seal_key_other, city = name, path = &path, number);
                    Finding::of(false, what, say!(doctor_seal_key_way, path))
                }
            }
        }
    })
}

/// This year's holidays, and next year's when the time for them has come.
fn of_calendar(calendar: &Calendar, today: Day, city: &Value) -> Vec<Finding> {
    let missing = calendar.missing_years(today);
    if missing.is_empty() {
        let what = say!(doctor_holidays_known, city = city.clone(), day = today.to_string());
        return vec![Finding { what, way_out: None }];
    }
    let finding = |year: i16| {
        let what = say!(doctor_holidays_missing, city = city.clone(), year = i64::from(year));
        Finding::of(false, what, say!(doctor_holidays_missing_way, year = i64::from(year)))
    };
    missing.into_iter().map(finding).collect()
}
