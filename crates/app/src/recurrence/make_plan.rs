//! The responsible unit hands in its plan.

use changxiao_domain::{
    orgs::Actor,
    recurrence::{Command, Plan, Problem},
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

pub async fn make_plan(app: &App, actor: &Actor, target: &Target, plan: Plan) -> Result<Problem, AppError> {
    carry_out(app, actor, target, Command::MakePlan(plan)).await
}
