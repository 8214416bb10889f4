//! An export between the look at it and its import, kept as other imports keep theirs.

use changxiao_domain::{ids::ImportId, orgs::Actor};
use changxiao_words::say;

use super::{ImportOrders, KIND, check_intake};
use crate::{App, AppError, imports::drafts};

pub use crate::imports::drafts::forget;

/// Keeps the file of a preview for an hour, with the plan that was shown; the former one of the same person goes.
pub async fn keep(
    app: &App,
    actor: &Actor,
    request: ImportOrders,
    plan: Option<[u8; 32]>,
) -> Result<ImportId, AppError> {
    check_intake(actor)?;
    let reading = serde_json::to_string(&request.reading);
    let reading = reading.map_err(|problem| AppError::Broken(format!("reading: {problem}")))?;
    let file = (request.file_name, request.bytes);
    drafts::keep_file(
        app,
        actor,
        kind_of_draft(&request.mapping),
        file,
        drafts::Said { plan, reading: Some(reading), ..drafts::Said::default() },
    )
    .await
}

/// The kept file as a request that changes something. Errors: not permitted; it is gone, too old, or was looked at by another mapping.
pub async fn take(
    app: &App,
    actor: &Actor,
    mapping: &str,
    id: ImportId,
    (skip_wrong, leave_finished): (bool, bool),
) -> Result<ImportOrders, AppError> {
    check_intake(actor)?;
    let draft = drafts::file(app, actor, &kind_of_draft(mapping), id).await?;
    let draft = draft.ok_or_else(|| AppError::field("file", say!(exchange_file_expired_kept_hour_upload)))?;
    let reading = match &draft.reading {
        Some(text) => serde_json::from_str(text).map_err(|problem| AppError::Broken(format!("reading: {problem}")))?,
        None => Default::default(),
    };
    Ok(ImportOrders {
        mapping: mapping.to_owned(),
        file_name: draft.file_name,
        bytes: draft.content,
        dry_run: false,
        skip_wrong,
        leave_finished,
        reading,
        expected: draft.plan,
    })
}

fn kind_of_draft(mapping: &str) -> String {
    format!("{KIND}:{mapping}")
}
