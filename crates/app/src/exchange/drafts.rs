//! An export between the look at it and its import, kept as other imports keep theirs.

use changxiao_domain::{ids::ImportId, orgs::Actor, time::HOUR};
use changxiao_store::imports::{self, DraftRow};
use changxiao_words::say;

use super::{ImportOrders, KIND, check_intake};
use crate::{App, AppError};

/// Keeps the file of a preview for an hour; the former one of the same person goes.
pub async fn keep(app: &App, actor: &Actor, request: ImportOrders) -> Result<ImportId, AppError> {
    check_intake(actor)?;
    let draft = DraftRow {
        id: app.new_id(ImportId),
        person: actor.person,
        kind: kind_of_draft(&request.mapping),
        file_name: request.file_name,
        content: request.bytes,
        datum: None,
        at: app.now(),
    };
    let mut tx = app.db().begin().await?;
    imports::remove_drafts(&mut tx, actor.city, actor.person, app.now().plus_micros(-HOUR)).await?;
    imports::keep_draft(&mut tx, actor.city, &draft).await?;
    tx.commit().await?;
    Ok(draft.id)
}

/// The kept file as a request that changes something. Errors: not permitted; it is gone, or was looked at by another mapping.
pub async fn take(
    app: &App,
    actor: &Actor,
    mapping: &str,
    id: ImportId,
    skip_wrong: bool,
) -> Result<ImportOrders, AppError> {
    check_intake(actor)?;
    let draft = imports::draft(app.db(), actor.city, id, actor.person).await?;
    let draft = draft
        .filter(|draft| draft.kind == kind_of_draft(mapping))
        .ok_or_else(|| AppError::field("file", say!(exchange_file_expired_kept_hour_upload)))?;
    Ok(ImportOrders {
        mapping: mapping.to_owned(),
        file_name: draft.file_name,
        bytes: draft.content,
        dry_run: false,
        skip_wrong,
    })
}

/// Lets the kept file of a person go, after an import.
pub async fn forget(app: &App, actor: &Actor) -> Result<(), AppError> {
    let mut tx = app.db().begin().await?;
    imports::remove_drafts(&mut tx, actor.city, actor.person, app.now().plus_micros(-HOUR)).await?;
    tx.commit().await?;
    Ok(())
}

fn kind_of_draft(mapping: &str) -> String {
    format!("{KIND}:{mapping}")
}
