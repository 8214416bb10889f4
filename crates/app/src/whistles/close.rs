//! Closes a whistle whose ratings are there or whose rating time is over (办结).

use changxiao_domain::{
    orgs::Actor,
    whistles::{Command, Whistle},
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

pub async fn close(app: &App, actor: &Actor, target: &Target) -> Result<Whistle, AppError> {
    carry_out(app, actor, target, Command::Close).await
}
