//! How far the city is.

use std::collections::HashMap;

use changxiao_domain::{
    founding::{Built, Facts, Step},
    orgs::{Actor, Permission, Scope},
    time::Instant,
};
use changxiao_store::{founding, imports, seals};

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
    /// Whether it can be taken back: lists brought it, and nothing is known to stand on it.
    pub can_undo: bool,
    /// What stands on it, where that is why it cannot.
    pub built: Option<Built>,
}

/// Every step with its state, and what they were counted from. Three statements. What is in the way of taking a step back is told by
/// counts; the way back itself looks row by row.
///
/// Errors: not permitted; the steps concern whoever imports for the whole city.
pub async fn view(app: &App, actor: &Actor) -> Result<(Vec<StepView>, Facts), AppError> {
    require(actor)?;
    let facts = founding::facts(app.db(), actor.city, FOUNDED_UNITS).await?;
    let standing = Standing::load(app, actor).await?;
    let mut steps = Vec::with_capacity(Step::ALL.len());
    for step in Step::ALL {
        let built = match step.can_be_undone() && step.is_done(&facts) {
            true => step.built_on(&facts, standing.is_sealed(step)),
            false => None,
        };
        let may = may(actor, step);
        let is_there = step.is_done(&facts) && standing.came_by_list(step);
        let can_undo = step.can_be_undone() && is_there && built.is_none() && may;
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

/// Which lists stand that may be taken back, and the newest nightly seal.
pub(super) struct Standing {
    first: HashMap<String, Instant>,
    sealed_at: Option<Instant>,
}

impl Standing {
    /// Two statements.
    pub async fn load(app: &App, actor: &Actor) -> Result<Self, AppError> {
        let first = imports::standing_kinds(app.db(), actor.city).await?.into_iter().collect();
        let sealed_at = seals::newest(app.db(), actor.city).await?.map(|seal| seal.at);
        Ok(Self { first, sealed_at })
    }

    /// When the first list of the step came in that stands; none where none did.
    fn since(&self, step: Step) -> Option<Instant> {
        kinds(step).iter().filter_map(|kind| self.first.get(kind.code())).min().copied()
    }

    pub fn came_by_list(&self, step: Step) -> bool {
        self.since(step).is_some()
    }

    /// Whether a nightly seal was laid since the first list of the step came in; what came by no list counts from the beginning.
    pub fn is_sealed(&self, step: Step) -> bool {
        self.sealed_at.is_some_and(|sealed_at| self.since(step).is_none_or(|first| first <= sealed_at))
    }
}
