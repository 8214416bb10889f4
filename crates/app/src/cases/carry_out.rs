//! What every decision on a case has in common: load, ask the domain, save case, event and photos together.

use std::sync::Arc;

use changxiao_domain::{
    cases::{Action, Case, Command, Decided, Hash, PhotoStage},
    orgs::Actor,
};
use changxiao_files::photos::Stored;
use changxiao_store::{
    StoreError,
    cases::{self, CaseRow},
    notices, requests,
};

use super::{Target, scope};
use crate::{App, AppError, exchange::status, model::CityModel, notices::of_case, photos};

/// Whether nothing but the ladder has moved the case since this version. An escalation changes nothing that somebody could have
/// looked at otherwise, so whoever was just writing a result need not write it again.
async fn only_climbed_since(app: &App, row: &CaseRow, seen: i64) -> Result<bool, AppError> {
    let events = cases::events_of(app.db(), row.case.city, row.case.id).await?;
    let mut since = events.iter().filter(|event| event.seq > seen);
    Ok(seen < row.case.version && since.all(|event| event.action == Action::Escalate))
}

/// The case, when the post may see it. A case outside the scope is not there.
pub async fn load_visible(app: &App, actor: &Actor, number: &str) -> Result<CaseRow, AppError> {
    let row = cases::by_number(app.db(), actor.city, number).await?.ok_or(AppError::NotFound("case"))?;
    if scope::may_see(actor, &row) { Ok(row) } else { Err(AppError::OutOfScope) }
}

/// Decides and saves. `brought` are the photos that the command names by their hashes.
///
/// Errors: not found or out of scope; [`AppError::Conflict`] when the version is not the one that was seen; the domain's refusal.
pub async fn carry_out(
    app: &App,
    actor: &Actor,
    target: &Target,
    command: Command,
    brought: &[Stored],
) -> Result<Case, AppError> {
    carry_out_once(app, actor, target, brought, None, |_, _| Ok(command)).await
}

/// As [`carry_out`], for a command that is made from what was loaded.
pub(super) async fn carry_out_made(
    app: &App,
    actor: &Actor,
    target: &Target,
    brought: &[Stored],
    command: impl FnOnce(&CaseRow, &Arc<CityModel>) -> Result<Command, AppError>,
) -> Result<Case, AppError> {
    carry_out_once(app, actor, target, brought, None, command).await
}

/// As [`carry_out_made`], and the key (with the name of the action) is claimed in the same transaction, so that nothing is done under it twice.
///
/// Errors: [`AppError::KeyReused`] when it was done before, and the others of `carry_out`.
pub(super) async fn carry_out_once(
    app: &App,
    actor: &Actor,
    target: &Target,
    brought: &[Stored],
    key: Option<(&str, &str)>,
    command: impl FnOnce(&CaseRow, &Arc<CityModel>) -> Result<Command, AppError>,
) -> Result<Case, AppError> {
    let model = app.model(actor.city).await?;
    let row = load_visible(app, actor, &target.number).await?;
    if let Some(seen) = target.version
        && seen != row.case.version
        && !only_climbed_since(app, &row, seen).await?
    {
        return Err(AppError::Conflict);
    }
    let command = command(&row, &model)?;
    let Decided { case, event } = row.case.decide(command, &actor.stamp(), app.now(), &model.calendar)?;
    let told = status::of_change(app, &model, &row.case, &case, &event).await?;
    let mut tx = app.db().begin().await?;
    if let Some((key, action)) = key {
        match requests::claim(&mut tx, case.city, key, action, &case.number, event.at).await {
            Err(StoreError::Exists { .. }) => return Err(AppError::KeyReused),
            claimed => claimed?,
        }
    }
    cases::save(&mut tx, &row.case, &case, &event).await?;
    status::put(app, &mut tx, told).await?;
    notices::put(&mut tx, case.city, &of_case::happened(app, &model, &row, &case, &event)).await?;
    // What takes no photos keeps none.
    if let Some(stage) = PhotoStage::of(event.action) {
        for stored in brought {
            photos::keep(app, &mut tx, actor, stored).await?;
        }
        cases::add_photos(&mut tx, case.city, case.id, stage, event.seq, &hashes(brought), event.at).await?;
    }
    tx.commit().await?;
    app.figures().forget(case.city);
    Ok(case)
}

/// What a command and the table of photos keep of photos that were brought.
pub fn hashes(brought: &[Stored]) -> Vec<Hash> {
    brought.iter().map(|stored| stored.facts.hash.0).collect()
}
