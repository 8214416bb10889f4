//! The office or a leader approves a plan, or sends it back with a reason.

use changxiao_domain::{
    orgs::Actor,
    recurrence::{Command, Problem},
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

pub async fn approve(app: &App, actor: &Actor, target: &Target, text: String) -> Result<Problem, AppError> {
    carry_out(app, actor, target, Command::Approve { text }).await
}

pub async fn send_back(app: &App, actor: &Actor, target: &Target, reason: String) -> Result<Problem, AppError> {
    carry_out(app, actor, target, Command::SendBack { reason }).await
}
