//! Not ours: the unit returns a case to the dispatcher, the dispatcher to acceptance, the handler withdraws.

use changxiao_domain::{
    cases::{Case, Command},
    orgs::Actor,
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

pub async fn return_by_unit(app: &App, actor: &Actor, target: &Target, reason: String) -> Result<Case, AppError> {
    carry_out(app, actor, target, None, |_, _| Ok(Command::ReturnByUnit { reason })).await
}

pub async fn return_to_acceptor(app: &App, actor: &Actor, target: &Target, reason: String) -> Result<Case, AppError> {
    carry_out(app, actor, target, None, |_, _| Ok(Command::ReturnToAcceptor { reason })).await
}

pub async fn withdraw(app: &App, actor: &Actor, target: &Target, reason: String) -> Result<Case, AppError> {
    carry_out(app, actor, target, None, |_, _| Ok(Command::Withdraw { reason })).await
}
