//! Copies a system to a draft of another edition, with those who answer for its nodes.

use changxiao_domain::{
    ids::SystemId,
    orgs::Actor,
    standards::{System, SystemStatus},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    cities,
    standards::{self, ResponsibilityRow, SystemRow},
};
use changxiao_words::say;

use super::{by_id, may_manage};
use crate::{App, AppError, note};

pub struct CopyDraft {
    pub from: SystemId,
    /// The name of the new edition, such as `2027`.
    pub edition: String,
    pub name_zh: String,
    pub name_en: String,
}

/// Errors: not permitted; no such system; edition empty, too long or taken; a name that is missing.
pub async fn copy_draft(app: &App, actor: &Actor, new: CopyDraft) -> Result<SystemId, AppError> {
    may_manage(actor)?;
    let model = app.model(actor.city).await?;
    let (from, source) = by_id(&model, new.from)?;
    let edition = new.edition.trim();
    let has_bad_letter =
        |text: &str| text.chars().any(|letter| letter.is_control() || matches!(letter, '/' | '~' | '?' | '#'));
    if edition.is_empty() || edition.chars().count() > 40 || has_bad_letter(edition) {
        return Err(AppError::field("edition", say!(standards_edition_1_40_characters_none)));
    }
    if model.systems.iter().any(|(row, _)| row.key == from.key && row.edition == edition) {
        return Err(AppError::field("edition", say!(standards_edition_exists_choose_another_name)));
    }
    for (field, name) in [("name_zh", &new.name_zh), ("name_en", &new.name_en)] {
        if name.trim().is_empty() || name.chars().count() > 120 {
            return Err(AppError::field(field, say!(standards_name_1_120_characters)));
        }
    }
    let id = app.new_id(SystemId);
    let system = System {
        id,
        version: edition.to_owned(),
        name_zh: new.name_zh.trim().to_owned(),
        name_en: new.name_en.trim().to_owned(),
        status: SystemStatus::Draft,
        effective_from: model.day,
        ..source.as_ref().clone()
    };
    let row = SystemRow {
        id,
        key: from.key.clone(),
        edition: edition.to_owned(),
        name: system.name_zh.clone(),
        status: SystemStatus::Draft,
        effective_from: system.effective_from,
        document: serde_json::to_string(&system).map_err(|problem| AppError::Broken(problem.to_string()))?,
        changed_at: app.now(),
        version: 1,
    };
    let duties = model.responsibilities.get(&from.id).into_iter().flat_map(|nodes| nodes.values().flatten());
    let duties = duties.map(|duty| ResponsibilityRow { system: id, ..duty.clone() });
    let mut tx = app.db().begin().await?;
    standards::insert_system(&mut tx, actor.city, &row).await?;
    standards::put_responsibilities(&mut tx, actor.city, duties).await?;
    cities::touch_model(&mut tx, actor.city);
    let particulars = serde_json::json!({ "action": "copied", "from": from.edition });
    note(
        app,
        &mut tx,
        actor.city,
        Some(actor),
        TraceKind::Change,
        TraceSubject::System { key: row.key.clone(), edition: edition.to_owned() },
        particulars,
    )
    .await?;
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    Ok(id)
}
