//! A called unit reports in (报到), once.

use changxiao_domain::{
    orgs::Actor,
    whistles::{Command, Whistle},
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

pub async fn report_in(app: &App, actor: &Actor, target: &Target) -> Result<Whistle, AppError> {
    carry_out(app, actor, target, Command::ReportIn).await
}
