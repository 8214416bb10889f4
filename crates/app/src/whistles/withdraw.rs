//! The street withdraws (撤回), with a reason.

use changxiao_domain::{
    orgs::Actor,
    whistles::{Command, Whistle},
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

pub async fn withdraw(app: &App, actor: &Actor, target: &Target, reason: String) -> Result<Whistle, AppError> {
    carry_out(app, actor, target, Command::Withdraw { reason }).await
}
