//! Takes a step back on which nothing stands.

use changxiao_domain::{
    founding::Step,
    orgs::Actor,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{cities, founding};
use changxiao_words::say;

use super::{
    kinds::kinds,
    view::{is_sealed, may, require, sealed_at},
};
use crate::{App, AppError, cities::found::FOUNDED_UNITS, note};

/// Removes what the step brought; how many rows.
///
/// Errors: not permitted; the field `step`: nothing is there, it cannot be taken back, or something stands on it, which is named.
pub async fn undo(app: &App, actor: &Actor, step: Step) -> Result<u64, AppError> {
    require(actor)?;
    let kind = kinds(step).first().filter(|_| may(actor, step)).ok_or(AppError::NotFound("step"))?;
    let facts = founding::facts(app.db(), actor.city, FOUNDED_UNITS).await?;
    if !step.can_be_undone() || !step.is_done(&facts) {
        return Err(AppError::field("step", say!(founding_nothing_to_undo)));
    }
    let sealed = is_sealed(app, actor, step, sealed_at(app, actor).await?).await?;
    if let Some(built) = step.built_on(&facts, sealed) {
        return Err(AppError::field("step", say!(founding_built_on, built = built)));
    }
    let mut tx = app.db().begin().await?;
    let removed = founding::undo(&mut tx, actor.city, step, FOUNDED_UNITS).await?;
    let particulars = serde_json::json!({ "action": "undone", "removed": removed });
    let subject = TraceSubject::Import(kind.code().to_owned());
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Import, subject, particulars).await?;
    cities::touch_model(&mut tx, actor.city);
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    Ok(removed)
}
