//! Sends a fix back: to the unit (返工), or inside the unit to the one who handles it.

use changxiao_domain::{
    cases::{Case, Command},
    orgs::Actor,
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

pub async fn rework(app: &App, actor: &Actor, target: &Target, reason: String) -> Result<Case, AppError> {
    carry_out(app, actor, target, None, |_, _| Ok(Command::Rework { reason })).await
}

pub async fn send_back(app: &App, actor: &Actor, target: &Target, reason: String) -> Result<Case, AppError> {
    carry_out(app, actor, target, None, |_, _| Ok(Command::SendBack { reason })).await
}
