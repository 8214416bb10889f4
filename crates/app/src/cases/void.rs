//! Refuses or voids a case (不予受理、作废), with a reason that the reporter is told. After filing the dispatcher asks, and office or
//! leader approve.

use changxiao_domain::{
    cases::{Case, Command, Topic},
    orgs::Actor,
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

pub async fn void(app: &App, actor: &Actor, target: &Target, reason: String) -> Result<Case, AppError> {
    carry_out(app, actor, target, None, |_, _| Ok(Command::Void { reason })).await
}

pub async fn ask(app: &App, actor: &Actor, target: &Target, reason: String) -> Result<Case, AppError> {
    carry_out(app, actor, target, None, |_, _| Ok(Command::AskVoid { reason })).await
}

pub async fn decide(
    app: &App,
    actor: &Actor,
    target: &Target,
    granted: bool,
    reason: Option<String>,
) -> Result<Case, AppError> {
    carry_out(app, actor, target, None, |_, _| Ok(Command::Rule { topic: Topic::Void, granted, reason, limit: None }))
        .await
}
