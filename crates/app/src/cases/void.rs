//! Refuses or voids a case (不予受理、作废), with a reason that the reporter is told.

use changxiao_domain::{
    cases::{Case, Command},
    orgs::Actor,
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

pub async fn void(app: &App, actor: &Actor, target: &Target, reason: String) -> Result<Case, AppError> {
    carry_out(app, actor, target, ("", &[]), |_, _| Ok(Command::Void { reason })).await
}
