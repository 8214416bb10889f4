//! A draft, or an edition, tried out: the rules decide as they would, and nothing is written.

use changxiao_domain::{
    matters::{
        LoadedDocument, Refusal, keep,
        tryout::{TryOut, TryStep},
    },
    orgs::Actor,
};

use super::draft;
use crate::{App, AppError};

/// Where the draft of a key stands after these steps, and which of them could not be taken and why.
///
/// The document is kept as long as the process runs, as every document is (some tens of kilobytes); a draft without faults only, so that what
/// is half written leaves nothing.
///
/// Errors: not permitted; there is no draft; it has faults.
pub async fn walk(
    app: &App,
    actor: &Actor,
    key: &str,
    steps: &[TryStep],
) -> Result<(&'static LoadedDocument, TryOut, Option<(usize, Refusal)>), AppError> {
    let draft = draft::draft(app, actor, key).await?;
    let model = app.model(actor.city).await?;
    super::faults::none(&model, &draft.document)?;
    let kept = keep(&draft.row.document).map_err(AppError::Broken)?;
    let (out, refused) = TryOut::new(kept, actor.city, app.now()).walked(steps, &model.calendar);
    Ok((kept, out, refused))
}
