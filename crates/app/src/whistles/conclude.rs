//! The shared result (填报结果).

use changxiao_domain::{
    orgs::Actor,
    whistles::{Command, Whistle},
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

pub async fn conclude(app: &App, actor: &Actor, target: &Target, text: String) -> Result<Whistle, AppError> {
    carry_out(app, actor, target, Command::Conclude { text }).await
}
