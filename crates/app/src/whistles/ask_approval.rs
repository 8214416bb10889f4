//! The street asks its head for approval (报批).

use changxiao_domain::{
    orgs::Actor,
    whistles::{Command, Whistle},
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

pub async fn ask_approval(app: &App, actor: &Actor, target: &Target) -> Result<Whistle, AppError> {
    carry_out(app, actor, target, Command::AskApproval).await
}
