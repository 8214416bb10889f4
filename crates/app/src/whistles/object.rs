//! A called unit says that this is not its duty (提出异议); its clock stops.

use changxiao_domain::{
    orgs::Actor,
    whistles::{Command, Whistle},
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

pub async fn object(app: &App, actor: &Actor, target: &Target, reason: String) -> Result<Whistle, AppError> {
    carry_out(app, actor, target, Command::Object { reason }).await
}
