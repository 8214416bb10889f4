//! Takes a step back on which nothing stands: the imports that it brought, by their own way back.

use changxiao_domain::{founding::Step, orgs::Actor};
use changxiao_store::founding;
use changxiao_words::say;

use super::{
    kinds::{brings, kinds},
    view::{Standing, may, require},
};
use crate::{App, AppError, FieldProblem, cities::found::FOUNDED_UNITS, imports::undo::take_back_kinds};

/// Takes back every list that the step brought, together; how many entries went or are as before.
///
/// Errors: not permitted; the field `step`: nothing is there, it cannot be taken back, or something stands on it, which is named.
pub async fn undo(app: &App, actor: &Actor, step: Step) -> Result<u64, AppError> {
    require(actor)?;
    if kinds(step).is_empty() || !may(actor, step) {
        return Err(AppError::NotFound("step"));
    }
    let facts = founding::facts(app.db(), actor.city, FOUNDED_UNITS).await?;
    let standing = Standing::load(app, actor).await?;
    if !step.can_be_undone() || !step.is_done(&facts) || !standing.came_by_list(step) {
        return Err(AppError::field("step", say!(founding_nothing_to_undo)));
    }
    if let Some(built) = step.built_on(&facts, standing.is_sealed(step)) {
        return Err(AppError::field("step", say!(founding_built_on, built = built)));
    }
    let of_step = |problem: FieldProblem| FieldProblem { field: "step", ..problem };
    take_back_kinds(app, actor, brings(step)).await.map_err(|problem| match problem {
        AppError::Invalid(problems) => AppError::Invalid(problems.into_iter().map(of_step).collect()),
        other => other,
    })
}
