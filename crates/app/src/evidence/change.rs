//! Changes what is told of an item.

use changxiao_domain::{
    evidence::{Item, searched_texts},
    masking::mask_text,
    orgs::{Actor, Permission},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::evidence as store;

use super::{
    draft::Draft,
    view::{load_visible, may_change},
};
use crate::{App, AppError, note};

/// Over the version that was seen. Who keeps it stays.
///
/// Errors: not permitted; no such item, or outside of the scope; every wrong field at once; [`AppError::Conflict`].
pub async fn change(app: &App, actor: &Actor, number: i64, version: i64, draft: &Draft) -> Result<(), AppError> {
    let mut row = load_visible(app, actor, number).await?;
    if !may_change(actor, &row) {
        return Err(AppError::NotPermitted(Permission::ReportCase));
    }
    if row.version != version {
        return Err(AppError::Conflict);
    }
    let model = app.model(actor.city).await?;
    let mut item = draft.item(app, actor, &model, row.media(), Some(row.item.day)).await?;
    // The position that a case gave stays as long as its place does.
    if (item.site, item.division) == (row.item.site, row.item.division) {
        item.position = row.item.position;
    }
    if item == row.item {
        return Ok(());
    }
    let told = told(&row.item, &item);
    row.item = item;
    let text = store::text_of(app.db(), actor.city, row.id).await?;
    let searched = searched_texts(&row.item, &row.file_name, &text);
    let mut tx = app.db().begin().await?;
    store::save(&mut tx, actor.city, &row, &searched).await?;
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, TraceSubject::Evidence(number), told).await?;
    tx.commit().await?;
    Ok(())
}

/// What the trace says of a change.
pub(crate) fn told(before: &Item, after: &Item) -> serde_json::Value {
    let both = |text: fn(&Item) -> String| [text(before), text(after)];
    serde_json::json!({
        "caption": both(|item| mask_text(&item.caption)),
        "tags": both(|item| item.tags.join(" ")),
    })
}
