//! What every decision on a chronic problem has in common.

use changxiao_domain::{
    ids::UnitId,
    orgs::{Actor, Permission},
    recurrence::{Command, Decided, Problem},
};
use changxiao_store::{notices, recurrence};
use changxiao_words::say;

use super::{Target, scope, told};
use crate::{App, AppError, cases::stamp, model::CityModel};

/// The problem, when the post may see it.
pub async fn load_visible(app: &App, actor: &Actor, number: &str) -> Result<Problem, AppError> {
    actor.require(Permission::ReadCases)?;
    let found = recurrence::by_number(app.db(), actor.city, number).await?;
    let problem = found.ok_or(AppError::NotFound("chronic problem"))?;
    if scope::may_see(actor, &problem) { Ok(problem) } else { Err(AppError::OutOfScope) }
}

/// Decides, saves, and tells whose turn it is.
pub(super) async fn carry_out(
    app: &App,
    actor: &Actor,
    target: &Target,
    command: Command,
) -> Result<Problem, AppError> {
    let before = load_visible(app, actor, &target.number).await?;
    if target.version.is_some_and(|version| version != before.version) {
        return Err(AppError::Conflict);
    }
    let model = app.model(actor.city).await?;
    let (stamp, now) = (stamp(actor), app.now());
    let Decided { problem, event } = before.decide(command, &stamp, now, &model.calendar, &model.recurrence)?;
    let told = told::happened(app, &model, &problem, &event);
    let mut tx = app.db().begin().await?;
    recurrence::save(&mut tx, &before, &problem, &event, &recurrence::Numbered::new()).await?;
    notices::put(&mut tx, actor.city, &told).await?;
    tx.commit().await?;
    app.figures().forget(actor.city);
    Ok(problem)
}

/// A unit that can answer for a problem: in force, and no community (北京市接诉即办工作条例 2021, art. 17).
pub(super) fn answerable(model: &CityModel, unit: UnitId) -> Result<(), AppError> {
    use changxiao_domain::orgs::UnitKind;
    match model.units.get(unit).map(|unit| unit.kind) {
        Some(kind) if kind != UnitKind::Community => Ok(()),
        Some(_) => Err(AppError::field("unit", say!(recurrence_community_does_not_answer_choose))),
        None => Err(AppError::field("unit", say!(recurrence_there_no_such_unit))),
    }
}
