//! The street's head refuses to blow (不予吹哨).

use changxiao_domain::{
    orgs::Actor,
    whistles::{Command, Whistle},
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

pub async fn refuse(app: &App, actor: &Actor, target: &Target, reason: String) -> Result<Whistle, AppError> {
    carry_out(app, actor, target, Command::Refuse { reason }).await
}
