//! It is no chronic problem, with a reason; the same cases are not brought up again.

use changxiao_domain::{
    orgs::Actor,
    recurrence::{Command, Problem},
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

pub async fn dismiss(app: &App, actor: &Actor, target: &Target, reason: String) -> Result<Problem, AppError> {
    carry_out(app, actor, target, Command::Dismiss { reason }).await
}
