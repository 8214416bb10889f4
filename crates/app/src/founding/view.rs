//! How far the city is.

use changxiao_domain::{
    founding::{Built, Facts, Step},
    orgs::{Actor, Permission, Scope},
    time::Instant,
};
use changxiao_store::{founding, seals};

use super::kinds::kinds;
use crate::{App, AppError, cities::found::FOUNDED_UNITS, imports::may_import};

/// A step as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepView {
    pub step: Step,
    /// How much of it is there; 0 where it is still to be done.
    pub count: i64,
    /// Whether this post may do it.
    pub may: bool,
    /// Whether it can be taken back.
    pub can_undo: bool,
    /// What stands on it, where that is why it cannot.
    pub built: Option<Built>,
}

/// Every step with its state, and what they were counted from. One statement, and two for the seals once there are any.
///
/// Errors: not permitted; the steps concern whoever imports for the whole city.
pub async fn view(app: &App, actor: &Actor) -> Result<(Vec<StepView>, Facts), AppError> {
    require(actor)?;
    let facts = founding::facts(app.db(), actor.city, FOUNDED_UNITS).await?;
    let sealed_at = sealed_at(app, actor).await?;
    let mut steps = Vec::with_capacity(Step::ALL.len());
    for step in Step::ALL {
        let built = match step.can_be_undone() && step.is_done(&facts) {
            true => step.built_on(&facts, is_sealed(app, actor, step, sealed_at).await?),
            false => None,
        };
        let may = may(actor, step);
        let can_undo = step.can_be_undone() && step.is_done(&facts) && built.is_none() && may;
        steps.push(StepView { step, count: step.count(&facts), may, can_undo, built });
    }
    Ok((steps, facts))
}

pub(super) fn require(actor: &Actor) -> Result<(), AppError> {
    actor.require(Permission::Import)?;
    match actor.scope {
        Scope::WholeCity => Ok(()),
        _ => Err(AppError::NotPermitted(Permission::Import)),
    }
}

/// Whether this post may do the step or take it back: whoever may import its lists.
pub(super) fn may(actor: &Actor, step: Step) -> bool {
    match step {
        Step::Inspection => actor.may(Permission::Inspect),
        _ => kinds(step).iter().all(|kind| may_import(actor, *kind)),
    }
}

pub(super) async fn sealed_at(app: &App, actor: &Actor) -> Result<Option<Instant>, AppError> {
    Ok(seals::newest(app.db(), actor.city).await?.map(|seal| seal.at))
}

/// Whether a nightly seal was laid since the first list of the step came in; what came by no list counts from the beginning.
pub(super) async fn is_sealed(
    app: &App,
    actor: &Actor,
    step: Step,
    sealed_at: Option<Instant>,
) -> Result<bool, AppError> {
    let Some(sealed_at) = sealed_at else { return Ok(false) };
    let mut first: Option<Instant> = None;
    for kind in kinds(step) {
        let at = founding::first_import(app.db(), actor.city, kind.code()).await?;
        first = match (first, at) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
    }
    Ok(first.is_none_or(|first| first <= sealed_at))
}
