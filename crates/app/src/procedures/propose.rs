//! A draft waits for another person, who puts it in force or gives it back.

use changxiao_domain::{
    matters::Document,
    orgs::{Actor, Permission},
};
use changxiao_store::matters::{self, DraftRow, Hands};
use changxiao_words::say;

use super::{
    draft::{NO_KEY, load, ours, told, with_writer},
    faults, force,
};
use crate::{App, AppError};

/// Whoever wrote it asks another person to put it in force.
///
/// Errors: not permitted; there is no draft; it waits already; a fault; its first day is past, or its edition was there before; changed since
/// `version`.
pub async fn propose(app: &App, actor: &Actor, key: &str, version: i64) -> Result<(), AppError> {
    actor.require(Permission::ManageReference)?;
    let row = load(app, actor, key).await?;
    if row.is_proposed {
        return Err(AppError::field("document", say!(procedures_is_proposed)));
    }
    let document = Document::read(&row.document).map_err(AppError::Broken)?;
    let model = app.model(actor.city).await?;
    faults::none(&model, &document)?;
    force::can_begin(app, &model, &document).await?;
    let written_by = with_writer(row.written_by.clone(), actor);
    let row = DraftRow { is_proposed: true, written_by, changed_at: app.now(), version, ..row };
    let mut tx = app.db().begin().await?;
    matters::put_draft(&mut tx, actor.city, &row).await?;
    told(app, &mut tx, actor, row.key, "proposed").await?;
    tx.commit().await?;
    Ok(())
}

/// Brings a whole document and proposes it at once, in the place of the draft of this version; 0 where there is none.
///
/// Errors: as [`propose`]; no document; it is of another key.
pub async fn bring(app: &App, actor: &Actor, (key, version): (&str, i64), text: &str) -> Result<(), AppError> {
    actor.require(Permission::ManageReference)?;
    let document = faults::read(text)?;
    if document.key.as_str() != key || key == NO_KEY {
        return Err(AppError::field("document", say!(matters_other_key)));
    }
    let model = app.model(actor.city).await?;
    faults::none(&model, &document)?;
    force::can_begin(app, &model, &document).await?;
    let before = matters::draft(app.db(), actor.city, document.key).await?;
    if before.as_ref().is_some_and(|row| row.is_proposed) {
        return Err(AppError::field("document", say!(procedures_is_proposed)));
    }
    let (based_on, writers) = match before {
        Some(row) => (row.based_on, row.written_by),
        None => (ours(document.key)?, Vec::new()),
    };
    let row = DraftRow {
        key: document.key,
        document: document.written(),
        based_on,
        is_proposed: true,
        written_by: with_writer(writers, actor),
        changed_at: app.now(),
        version,
    };
    let mut tx = app.db().begin().await?;
    matters::put_draft(&mut tx, actor.city, &row).await?;
    told(app, &mut tx, actor, row.key, "proposed").await?;
    tx.commit().await?;
    Ok(())
}

/// It is written on. Whoever gives it back does not become one who wrote it.
///
/// Errors: not permitted; nothing waits; changed since `version`.
pub async fn give_back(app: &App, actor: &Actor, key: &str, version: i64) -> Result<(), AppError> {
    actor.require(Permission::ManageReference)?;
    let row = waiting(app, actor, key).await?;
    let row = DraftRow { is_proposed: false, changed_at: app.now(), version, ..row };
    let mut tx = app.db().begin().await?;
    matters::put_draft(&mut tx, actor.city, &row).await?;
    told(app, &mut tx, actor, row.key, "given back").await?;
    tx.commit().await?;
    Ok(())
}

/// Puts it in force: somebody who did not write it.
///
/// Errors: not permitted; nothing waits; the same person wrote it; what is wrong with it by now; changed since `version`.
pub async fn confirm(app: &App, actor: &Actor, key: &str, version: i64) -> Result<(), AppError> {
    actor.require(Permission::ManageReference)?;
    let row = waiting(app, actor, key).await?;
    if row.version != version {
        return Err(AppError::Conflict);
    }
    if row.written_by.contains(&actor.person) {
        return Err(AppError::field("document", say!(procedures_second_person)));
    }
    let hands = Hands { written_by: row.written_by.clone(), confirmed_by: Some(actor.person), based_on: row.based_on };
    force::put(app, (actor.city, Some(actor)), &row.document, hands, Some(&row)).await.map(drop)
}

async fn waiting(app: &App, actor: &Actor, key: &str) -> Result<DraftRow, AppError> {
    let row = load(app, actor, key).await?;
    if row.is_proposed { Ok(row) } else { Err(AppError::field("document", say!(procedures_not_proposed))) }
}
