//! Imports: lists that people keep, read whole, checked whole, and saved in one transaction or not at all. The same file
//! again changes nothing.

mod carry_out;
mod categories;
mod context;
mod departed;
mod divisions;
pub mod drafts;
mod endings;
mod evidence;
mod export;
mod filing_build;
mod filing_compare;
mod filing_row;
mod filing_standard;
mod finders;
mod grids;
mod holidays;
mod kind;
mod left;
mod marked;
mod matrix;
mod matters;
mod new_list;
mod outlines;
mod people;
mod plan;
mod plan_digest;
mod read;
pub mod readings;
mod reasons;
mod responsibilities;
mod samples;
mod saved;
mod shape;
mod shipped;
mod sites;
mod sorts;
mod standard;
mod taking_back;
mod tasks;
mod tells;
mod templates;
pub mod undo;
mod unit_names;
mod unit_trees;
mod units;
mod write;

use changxiao_domain::{
    geo::Datum,
    ids::{CityId, ImportId},
    orgs::{Actor, Permission, Scope},
    text::clean,
    time::Day,
};
use changxiao_files::sheets::{Problems, Reading};
use changxiao_store::{cities, imports::ImportRow};
use changxiao_words::Message;
use sha2::{Digest, Sha256};

use crate::{
    App, AppError,
    calendar::recount::{self, Recounted},
};

pub use export::export;
pub use filing_row::FILING_COLUMNS;
pub use kind::Kind;
pub use marked::marked;
pub use plan::{Change, PreviewField, PreviewRow};
pub use samples::sample;
pub use shape::{FeedOf, Shape, shape};
pub(crate) use shipped::bring_standard;
pub use sorts::sort_of;
pub use templates::columns_to_map;
pub use templates::{GEOJSON, Template, XLSX, system_workbook, template};

/// One import as it is asked for.
#[derive(Clone, Debug)]
pub struct ImportRequest {
    pub kind: Kind,
    pub file_name: String,
    pub bytes: Vec<u8>,
    /// Look, and change nothing.
    pub dry_run: bool,
    pub options: ImportOptions,
}

/// What the file itself does not say.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// In which system the coordinates of sites were taken; a column of the sheet goes before it, WGS-84 stands behind it.
    pub datum: Option<Datum>,
    /// Divisions of the whole country go to the shelf of [`CityId::COUNTRY`]; else only those of the city are taken.
    pub whole_country: bool,
    /// Which edition the divisions are of; today, where nobody says.
    pub edition: Option<String>,
    /// From which day on units, posts and duties count that name no day; today, where nobody says.
    pub valid_from: Option<Day>,
    /// A city without a category list of its own takes this one for its own, also where it says what holds already because it ships.
    pub takes_for_own: bool,
    /// Which sheet, which rows, and what feeds which column, where the titles do not say so.
    pub reading: Reading,
    /// The plan that was shown: another one is not carried out.
    pub expected: Option<[u8; 32]>,
}

/// What an import did, or would do.
#[derive(Clone, Debug)]
pub struct ImportOutcome {
    pub kind: Kind,
    /// Under which it is kept; none for a dry run.
    pub id: Option<ImportId>,
    /// False for a dry run.
    pub applied: bool,
    pub rows_read: u64,
    pub added: u64,
    pub changed: u64,
    pub unchanged: u64,
    /// Rows that are no business of this city, such as the divisions of others.
    pub passed_over: u64,
    /// What the version in force has and the file has not; only lists that replace a version count it.
    pub removed: u64,
    /// What was assumed, and what follows from the import elsewhere.
    pub remarks: Vec<Message>,
    /// The first rows that are added or changed.
    pub first: Vec<PreviewRow>,
    /// Titles of columns that nobody asked for.
    pub unknown_columns: Vec<String>,
    /// Accounts that were opened, with their one-time passwords: shown once, kept nowhere.
    pub sign_ins: Vec<OneTimeSignIn>,
    /// What changed holidays did to running deadlines; `None` for other lists, a dry run and a file that changed nothing.
    pub recounted: Option<Recounted>,
    pub file_hash: [u8; 32],
    /// SHA-256 of everything that would change: the same plan has the same.
    pub plan: [u8; 32],
}

/// A new account. The password must be changed at the first sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneTimeSignIn {
    pub login: String,
    pub name: String,
    pub password: String,
}

/// One file is read at a time: the largest that is allowed takes some hundred megabytes while it is checked.
static READING: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(1);

/// Reads the file, finds what it would change, and changes it unless the request is a dry run. `progress` hears rows done and
/// rows in all.
///
/// Errors: not permitted (imports concern the whole city; people need the permission for accounts, too); the file has problems
/// ([`AppError::Import`], each with place, reason and remedy), or would do something else than was shown ([`AppError::Conflict`]); then
/// nothing was saved.
pub async fn import(
    app: &App,
    actor: &Actor,
    request: ImportRequest,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<ImportOutcome, AppError> {
    check_permission(actor, request.kind)?;
    let model = app.model(actor.city).await?;
    let city =
        if request.kind == Kind::Divisions && request.options.whole_country { CityId::COUNTRY } else { actor.city };
    let ImportRequest { kind, file_name, bytes, dry_run, options } = request;
    let file_hash: [u8; 32] = Sha256::digest(&bytes).into();

    let (expected, current, name) = (options.expected, model.clone(), file_name.clone());
    let context = context::Context::load(app, city, model, kind, &file_name, options).await?;
    let place = READING.acquire().await.map_err(|_| AppError::Busy)?;
    let planned = tokio::task::spawn_blocking(move || read::read(&context, kind, &bytes))
        .await
        .map_err(|problem| AppError::Broken(format!("reading thread: {problem}")))?;
    drop(place);
    let mut plan = planned.map_err(|problems| AppError::Import(Box::new(problems)))?;
    carry_out::decide(app, actor, &mut plan.write, &name, dry_run).await?;
    let (told, leaving) = endings::ready(app, &current, actor, &name, &plan.endings).await?;
    plan.remarks.extend(told);
    progress(plan.rows_read, plan.rows_read);
    let digest = plan.digest();
    if !dry_run && expected.is_some_and(|expected| expected != digest) {
        // Something changed since the look: what was not shown is not done.
        return Err(AppError::Conflict);
    }
    let mut outcome = ImportOutcome {
        kind,
        id: None,
        applied: !dry_run,
        rows_read: plan.rows_read,
        added: plan.added,
        changed: plan.changed,
        unchanged: plan.unchanged,
        passed_over: plan.passed_over,
        removed: plan.removed,
        remarks: plan.remarks,
        first: plan.first,
        unknown_columns: plan.unknown_columns,
        sign_ins: Vec::new(),
        recounted: None,
        file_hash,
        plan: digest,
    };
    if dry_run {
        return Ok(outcome);
    }

    let mut write = plan.write;
    let touched = outcome.added + outcome.changed + outcome.removed > 0;
    outcome.sign_ins = carry_out::prepare(app, actor, &mut write, progress).await?;
    let people = write.people_touched();
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let row = ImportRow {
        id: app.new_id(ImportId),
        kind: kind.code().to_owned(),
        file_name: clean(&file_name).chars().take(200).collect(),
        file_hash,
        rows_read: count(outcome.rows_read),
        added: count(outcome.added),
        changed: count(outcome.changed),
        unchanged: count(outcome.unchanged),
        person: Some(actor.person),
        at: app.now(),
        taken_back_at: None,
        taken_back_by: None,
    };
    outcome.id = Some(row.id);
    let mut tx = app.db().begin().await?;
    let removed = outcome.removed;
    saved::save(app, &mut tx, actor, (city, write), (&row, removed), &leaving, progress).await?;
    if touched && city != CityId::COUNTRY {
        cities::touch_model(&mut tx, city);
    }
    let owed = match kind {
        Kind::Holidays if touched => Some(recount::owe(app, &mut tx, actor, &row.file_name).await?),
        _ => None,
    };
    tx.commit().await?;
    if touched && city != CityId::COUNTRY {
        app.refresh_model(city).await?;
        for person in people {
            app.sessions().forget_person(city, person);
        }
        for one in &leaving {
            one.done(app, city);
        }
    }
    if let Some(owed) = owed {
        outcome.recounted = Some(recount::carry_out(app, city, owed).await?);
    }
    Ok(outcome)
}

/// The newest imports of the city, newest first.
pub async fn newest(app: &App, actor: &Actor, most: i64) -> Result<Vec<ImportRow>, AppError> {
    actor.require(Permission::Import)?;
    Ok(changxiao_store::imports::newest(app.db(), actor.city, most).await?)
}

/// Whether this post may import lists of this kind.
pub fn may_import(actor: &Actor, kind: Kind) -> bool {
    check_permission(actor, kind).is_ok()
}

fn check_permission(actor: &Actor, kind: Kind) -> Result<(), AppError> {
    let refuse = |permission| Err(AppError::NotPermitted(permission));
    if !actor.may(Permission::Import) || actor.scope != Scope::WholeCity {
        return refuse(Permission::Import);
    }
    // A task is begun by whoever may begin one on its page.
    if matches!(kind, Kind::Tasks | Kind::Matters) && !actor.may(Permission::WorkOnMatters) {
        return refuse(Permission::WorkOnMatters);
    }
    // What is told of an item is changed by whoever may change every item on its page.
    if kind == Kind::Evidence {
        let needed = [Permission::ReportCase, Permission::ManageReference];
        if let Some(lacking) = needed.into_iter().find(|needed| !actor.may(*needed)) {
            return refuse(lacking);
        }
    }
    // Who may hand out posts could give any right to anybody; the right to import lists is not enough for that.
    if kind == Kind::People && !actor.may(Permission::ManagePeople) {
        return refuse(Permission::ManagePeople);
    }
    Ok(())
}

/// Whether lists of this kind are read by the titles of their columns.
pub fn has_columns(kind: Kind) -> bool {
    columns_to_map(kind).is_some()
}

/// The first problems of a refused import, for whoever shows them.
pub fn problems_of(problem: &AppError) -> Option<&Problems> {
    match problem {
        AppError::Import(problems) => Some(problems),
        _ => None,
    }
}
