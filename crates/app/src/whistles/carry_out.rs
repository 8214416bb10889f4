//! What every decision on a whistle has in common: load, ask the domain, save whistle and event together.

use changxiao_domain::{
    orgs::{Actor, Permission},
    whistles::{Command, Decided, Whistle},
};
use changxiao_store::whistles;

use super::{Target, scope};
use crate::{App, AppError, cases::stamp};

/// The whistle, when the post may see it. One outside the scope is not there.
pub async fn load_visible(app: &App, actor: &Actor, number: &str) -> Result<Whistle, AppError> {
    let whistle = whistles::by_number(app.db(), actor.city, number).await?.ok_or(AppError::NotFound("whistle"))?;
    if scope::may_see(actor, &whistle) { Ok(whistle) } else { Err(AppError::OutOfScope) }
}

/// The whistle in the version that was seen.
pub(super) async fn load_target(app: &App, actor: &Actor, target: &Target) -> Result<Whistle, AppError> {
    actor.require(Permission::WorkOnWhistles)?;
    let whistle = load_visible(app, actor, &target.number).await?;
    if target.version.is_some_and(|version| version != whistle.version) {
        return Err(AppError::Conflict);
    }
    Ok(whistle)
}

/// Decides and saves.
///
/// Errors: not found or out of scope; [`AppError::Conflict`] when the version is not the one that was seen; the domain's refusal.
pub(super) async fn carry_out(
    app: &App,
    actor: &Actor,
    target: &Target,
    command: Command,
) -> Result<Whistle, AppError> {
    let before = load_target(app, actor, target).await?;
    let model = app.model(actor.city).await?;
    let Decided { whistle, event } = before.decide(command, &stamp(actor), app.now(), &model.calendar, &model.tiers)?;
    let mut tx = app.db().begin().await?;
    whistles::save(&mut tx, &before, &whistle, &event).await?;
    tx.commit().await?;
    Ok(whistle)
}
