//! The unit takes a dispatched case on (接单).

use changxiao_domain::{
    cases::{Case, Command},
    orgs::Actor,
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

pub async fn accept(app: &App, actor: &Actor, target: &Target) -> Result<Case, AppError> {
    carry_out(app, actor, target, None, |_, _| Ok(Command::Accept { handler: None })).await
}
