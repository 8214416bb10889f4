//! A file between the look at it and its import. It is kept in the database, so that any server of the city finds it, and only
//! its owner can import it; what nobody imports within an hour goes.

use changxiao_domain::{ids::ImportId, orgs::Actor, time::HOUR};
use changxiao_store::imports::{self, DraftRow};
use changxiao_words::say;

use super::{ImportRequest, Kind, check_permission};
use crate::{App, AppError};

/// Keeps the file of a preview; the former one of the same person goes.
pub async fn keep(app: &App, actor: &Actor, request: ImportRequest) -> Result<ImportId, AppError> {
    check_permission(actor, request.kind)?;
    let draft = DraftRow {
        id: app.new_id(ImportId),
        person: actor.person,
        kind: request.kind.code().to_owned(),
        file_name: request.file_name,
        content: request.bytes,
        datum: request.options.datum.map(|datum| datum.code().to_owned()),
        at: app.now(),
    };
    let mut tx = app.db().begin().await?;
    imports::remove_drafts(&mut tx, actor.city, actor.person, app.now().plus_micros(-HOUR)).await?;
    imports::keep_draft(&mut tx, actor.city, &draft).await?;
    tx.commit().await?;
    Ok(draft.id)
}

/// The kept file as a request that changes something.
pub async fn take(app: &App, actor: &Actor, kind: Kind, id: ImportId) -> Result<ImportRequest, AppError> {
    check_permission(actor, kind)?;
    let draft = imports::draft(app.db(), actor.city, id, actor.person).await?.filter(|draft| draft.kind == kind.code());
    let draft = draft.ok_or_else(|| AppError::field("file", say!(imports_file_expired_kept_hour_upload)))?;
    Ok(ImportRequest {
        kind,
        file_name: draft.file_name,
        bytes: draft.content,
        dry_run: false,
        options: super::ImportOptions {
            datum: draft.datum.as_deref().and_then(changxiao_domain::geo::Datum::parse),
            ..super::ImportOptions::default()
        },
    })
}

/// Lets the kept files of a person go, after an import or a change of mind.
pub async fn forget(app: &App, actor: &Actor) -> Result<(), AppError> {
    let mut tx = app.db().begin().await?;
    imports::remove_drafts(&mut tx, actor.city, actor.person, app.now().plus_micros(-HOUR)).await?;
    tx.commit().await?;
    Ok(())
}
