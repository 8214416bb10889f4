//! A file between the look at it and its import. It is kept in the database, so that any server of the city finds it, and only
//! its owner can import it. It holds what the import leaves out, such as who called: what nobody imports within an hour is removed by
//! a job, and is refused until then. What was said of the file is kept with it, and the plan that was shown.

use changxiao_domain::{
    geo::Datum,
    ids::{CityId, ImportId},
    orgs::Actor,
    time::{HOUR, Instant},
};
use changxiao_store::imports::{self, DraftRow};
use changxiao_words::say;

use super::{ImportOptions, ImportRequest, Kind, check_permission};
use crate::{App, AppError};

/// So long (microseconds) a file is kept.
const KEPT: i64 = HOUR;

/// Keeps the file of a look with what was said of it, and the plan where there is one; the former one of the same person goes.
pub async fn keep(
    app: &App,
    actor: &Actor,
    request: ImportRequest,
    plan: Option<[u8; 32]>,
) -> Result<ImportId, AppError> {
    check_permission(actor, request.kind)?;
    let datum = request.options.datum.map(|datum| datum.code().to_owned());
    let reading = serde_json::to_string(&request.options.reading);
    let reading = reading.map_err(|problem| AppError::Broken(format!("reading: {problem}")))?;
    let file = (request.file_name, request.bytes);
    keep_file(app, actor, request.kind.code().to_owned(), file, Said { datum, reading: Some(reading), plan }).await
}

/// The kept file as a request, with what was said of it. Errors: not permitted; it is gone, too old, or of another kind.
pub async fn take(app: &App, actor: &Actor, kind: Kind, id: ImportId) -> Result<ImportRequest, AppError> {
    check_permission(actor, kind)?;
    let draft = file(app, actor, kind.code(), id).await?;
    let draft = draft.ok_or_else(|| AppError::field("file", say!(imports_file_expired_kept_hour_upload)))?;
    let reading = match &draft.reading {
        Some(text) => serde_json::from_str(text).map_err(|problem| AppError::Broken(format!("reading: {problem}")))?,
        None => Default::default(),
    };
    let datum = draft.datum.as_deref().and_then(Datum::parse);
    let options = ImportOptions { datum, reading, expected: draft.plan, ..ImportOptions::default() };
    Ok(ImportRequest { kind, file_name: draft.file_name, bytes: draft.content, dry_run: false, options })
}

/// Lets the kept files of a person go, after an import or a change of mind.
pub async fn forget(app: &App, actor: &Actor) -> Result<(), AppError> {
    let mut tx = app.db().begin().await?;
    imports::remove_drafts(&mut tx, actor.city, actor.person, oldest(app)).await?;
    tx.commit().await?;
    Ok(())
}

/// Removes what nobody has imported in time; how many files.
pub(crate) async fn remove_old(app: &App, city: CityId) -> Result<u64, AppError> {
    let mut tx = app.db().begin().await?;
    let removed = imports::remove_old_drafts(&mut tx, city, oldest(app)).await?;
    tx.commit().await?;
    Ok(removed)
}

/// What was said of a kept file, and the plan that was shown.
#[derive(Default)]
pub(crate) struct Said {
    pub datum: Option<String>,
    pub reading: Option<String>,
    pub plan: Option<[u8; 32]>,
}

/// Keeps a file by its name, content and the code of a kind.
pub(crate) async fn keep_file(
    app: &App,
    actor: &Actor,
    kind: String,
    (file_name, content): (String, Vec<u8>),
    said: Said,
) -> Result<ImportId, AppError> {
    let Said { datum, reading, plan } = said;
    let (id, person, at) = (app.new_id(ImportId), actor.person, app.now());
    let draft = DraftRow { id, person, kind, file_name, content, datum, at, reading, plan };
    let mut tx = app.db().begin().await?;
    imports::remove_drafts(&mut tx, actor.city, actor.person, oldest(app)).await?;
    imports::keep_draft(&mut tx, actor.city, &draft).await?;
    tx.commit().await?;
    Ok(draft.id)
}

/// The kept file, where it is this person's, of this kind and not too old.
pub(crate) async fn file(app: &App, actor: &Actor, kind: &str, id: ImportId) -> Result<Option<DraftRow>, AppError> {
    let draft = imports::draft(app.db(), actor.city, id, actor.person, oldest(app)).await?;
    Ok(draft.filter(|draft| draft.kind == kind))
}

fn oldest(app: &App) -> Instant {
    app.now().plus_micros(-KEPT)
}
