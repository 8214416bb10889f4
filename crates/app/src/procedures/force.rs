//! An edition of the city's own comes into force, is taken back while nothing has begun by it, or is withdrawn. What was begun by an edition
//! ends by it, whatever becomes of that.

use changxiao_domain::{
    ids::CityId,
    matters::{Document, LoadedDocument, keep},
    orgs::{Actor, Permission},
    sealing::Hash,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    cities,
    matters::{self, DraftRow, Hands},
};
use changxiao_words::say;
use serde_json::{Value, json};

use super::{draft, faults, list};
use crate::{App, AppError, model::CityModel, note};

/// The longest reason, in letters.
const LONGEST_REASON: usize = 500;

/// What the owner of the machine brings: checked as everywhere, and in force from its first day on.
///
/// Errors: no document; each of its faults; its first day is past, or its edition was there before.
pub async fn import_as_owner(app: &App, city: CityId, text: &str) -> Result<&'static LoadedDocument, AppError> {
    let document = faults::read(text)?;
    let hands = Hands { based_on: draft::ours(document.key)?, ..Hands::default() };
    put(app, (city, None), text, hands, None).await
}

/// Puts a document in force. `from`: the draft that it was, which is over.
///
/// Errors: no document; each of its faults; its first day is past, or its edition was there before; the draft was changed.
pub(super) async fn put(
    app: &App,
    (city, actor): (CityId, Option<&Actor>),
    text: &str,
    hands: Hands,
    from: Option<&DraftRow>,
) -> Result<&'static LoadedDocument, AppError> {
    let document = faults::read(text)?;
    let model = app.model(city).await?;
    faults::none(&model, &document)?;
    let one = can_begin(app, &model, &document).await?;
    let kept = keep(&document.written())
        .map_err(|problem| AppError::field("document", say!(matters_document_unread, problem)))?;
    let mut tx = app.db().begin().await?;
    // Another edition of the same first day would never begin.
    let first = document.first_day();
    let same_day = one.iter().flat_map(|one| &one.editions).filter(|edition| edition.in_use);
    for edition in same_day.filter(|edition| edition.kept.document.first_day() == first) {
        matters::retire_one(&mut tx, city, &edition.kept.hash, app.now()).await?;
    }
    matters::put_own(&mut tx, city, kept, &hands, app.now()).await?;
    if let Some(row) = from {
        matters::drop_draft(&mut tx, city, row).await?;
    }
    let what = json!({ "edition": document.edition, "from": document.in_force_from, "put": "in force" });
    told(app, &mut tx, (city, actor), &document, what).await?;
    cities::touch_model(&mut tx, city);
    tx.commit().await?;
    app.refresh_model(city).await?;
    Ok(kept)
}

/// Whether it can come into force: what stands under its key, where something does.
///
/// Errors: its first day is past; there was another content of its edition.
pub(super) async fn can_begin(
    app: &App,
    model: &CityModel,
    document: &Document,
) -> Result<Option<list::Entry>, AppError> {
    if document.first_day().is_none_or(|first| first < model.day) {
        return Err(AppError::field("document", say!(procedures_day_past, day = model.day.to_string())));
    }
    let one = list::overview(app, model).await?.into_iter().find(|one| one.key == document.key);
    let hash = document.hash();
    let same = |kept: &LoadedDocument| kept.document.edition == document.edition && kept.hash != hash;
    let was_there = one
        .as_ref()
        .is_some_and(|one| one.shipped.is_some_and(same) || one.editions.iter().any(|edition| same(edition.kept)));
    match was_there {
        true => Err(AppError::field("document", say!(procedures_edition_taken, edition = &document.edition))),
        false => Ok(one),
    }
}

/// Takes an edition back that nothing was begun by: what stood before it stands again, and its text is a draft, where there is none.
///
/// Errors: not permitted; no such edition in use; something was begun by it.
pub async fn take_back(app: &App, actor: &Actor, key: &str, hash: &Hash) -> Result<(), AppError> {
    actor.require(Permission::ManageReference)?;
    let model = app.model(actor.city).await?;
    let one = list::one(app, &model, key).await?;
    let edition = one.editions.iter().find(|edition| edition.in_use && edition.kept.hash == *hash);
    let edition = edition.ok_or(AppError::NotFound("edition"))?;
    if matters::was_used(app.db(), actor.city, one.key, hash).await? {
        return Err(AppError::field("document", say!(procedures_was_used)));
    }
    let mut tx = app.db().begin().await?;
    if !matters::retire_one(&mut tx, actor.city, hash, app.now()).await? {
        return Err(AppError::Conflict);
    }
    if one.draft.is_none() {
        let row = DraftRow {
            key: one.key,
            document: edition.kept.document.written(),
            based_on: edition.hands.based_on,
            is_proposed: false,
            written_by: edition.hands.written_by.clone(),
            changed_at: app.now(),
            version: 0,
        };
        matters::put_draft(&mut tx, actor.city, &row).await?;
    }
    let document = &edition.kept.document;
    told(app, &mut tx, (actor.city, Some(actor)), document, json!({ "edition": document.edition, "put": "back" }))
        .await?;
    cities::touch_model(&mut tx, actor.city);
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    Ok(())
}

/// Nothing is begun by the city's own of this key any more; what ships stands again where something does.
///
/// Errors: not permitted; no reason, or too long; none of the city's own is in use.
pub async fn withdraw(app: &App, actor: &Actor, key: &str, reason: &str) -> Result<(), AppError> {
    actor.require(Permission::ManageReference)?;
    let (reason, letters) = (reason.trim(), reason.trim().chars().count());
    if letters == 0 || letters > LONGEST_REASON {
        return Err(AppError::field("reason", say!(procedures_reason_missing, most = LONGEST_REASON)));
    }
    let model = app.model(actor.city).await?;
    let one = list::one(app, &model, key).await?;
    let edition = one.editions.iter().rfind(|edition| edition.in_use).ok_or(AppError::NotFound("edition"))?;
    let mut tx = app.db().begin().await?;
    if matters::retire(&mut tx, actor.city, one.key, app.now()).await? == 0 {
        return Err(AppError::Conflict);
    }
    let document = &edition.kept.document;
    let what = json!({ "edition": document.edition, "put": "out of use", "reason": reason });
    told(app, &mut tx, (actor.city, Some(actor)), document, what).await?;
    cities::touch_model(&mut tx, actor.city);
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    Ok(())
}

async fn told(
    app: &App,
    tx: &mut changxiao_store::Tx,
    (city, actor): (CityId, Option<&Actor>),
    document: &Document,
    what: Value,
) -> Result<(), AppError> {
    let subject = TraceSubject::Setting(format!("procedure:{}", document.key));
    note(app, tx, city, actor, TraceKind::Change, subject, what).await
}
