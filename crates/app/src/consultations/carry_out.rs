//! What every decision on a consultation has in common.

use changxiao_domain::{
    consultations::{Command, Consultation, Decided},
    orgs::{Actor, Permission},
};
use changxiao_store::consultations;

use super::{Target, scope};
use crate::{App, AppError, cases::stamp};

/// The consultation, when the post may see it.
pub async fn load_visible(app: &App, actor: &Actor, number: &str) -> Result<Consultation, AppError> {
    let found = consultations::by_number(app.db(), actor.city, number).await?;
    let consultation = found.ok_or(AppError::NotFound("consultation"))?;
    if scope::may_see(actor, &consultation) { Ok(consultation) } else { Err(AppError::OutOfScope) }
}

/// The consultation in the version that was seen.
pub(super) async fn load_target(app: &App, actor: &Actor, target: &Target) -> Result<Consultation, AppError> {
    actor.require(Permission::WorkOnConsultations)?;
    let consultation = load_visible(app, actor, &target.number).await?;
    if target.version.is_some_and(|version| version != consultation.version) {
        return Err(AppError::Conflict);
    }
    Ok(consultation)
}

/// Decides and saves.
pub(super) async fn carry_out(
    app: &App,
    actor: &Actor,
    target: &Target,
    command: Command,
) -> Result<Consultation, AppError> {
    let before = load_target(app, actor, target).await?;
    let Decided { consultation, event } = before.decide(command, &stamp(actor), app.now())?;
    let mut tx = app.db().begin().await?;
    consultations::save(&mut tx, &before, &consultation, &event).await?;
    tx.commit().await?;
    Ok(consultation)
}
