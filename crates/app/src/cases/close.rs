//! Closes a case (结案): after a passed check, or with a recorded reason. Reopens it.

use changxiao_domain::{
    cases::{Case, Command},
    orgs::Actor,
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

/// `conditions_met` is the tick at the closing conditions of the filing standard.
pub async fn close(
    app: &App,
    actor: &Actor,
    target: &Target,
    conditions_met: bool,
    reason: Option<String>,
) -> Result<Case, AppError> {
    carry_out(app, actor, target, None, |_, _| Ok(Command::Close { reason, conditions_met })).await
}

pub async fn reopen(app: &App, actor: &Actor, target: &Target, reason: String) -> Result<Case, AppError> {
    carry_out(app, actor, target, None, |_, _| Ok(Command::Reopen { reason })).await
}

/// An end by order of a leader (强制结案), counted apart and never as fixed.
pub async fn force(app: &App, actor: &Actor, target: &Target, reason: String) -> Result<Case, AppError> {
    carry_out(app, actor, target, None, |_, _| Ok(Command::ForceClose { reason })).await
}
