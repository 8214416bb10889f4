//! A called unit says that it cannot come (说明缺席).

use changxiao_domain::{
    orgs::Actor,
    whistles::{Command, Whistle},
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

pub async fn declare_absence(app: &App, actor: &Actor, target: &Target, reason: String) -> Result<Whistle, AppError> {
    carry_out(app, actor, target, Command::DeclareAbsence { reason }).await
}
