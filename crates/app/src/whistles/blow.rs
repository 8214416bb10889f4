//! The street's head approves: the whistle is blown (批准吹哨) and the called units' limit starts.

use changxiao_domain::{
    orgs::Actor,
    whistles::{Command, Whistle},
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

pub async fn blow(app: &App, actor: &Actor, target: &Target) -> Result<Whistle, AppError> {
    carry_out(app, actor, target, Command::Blow).await
}
