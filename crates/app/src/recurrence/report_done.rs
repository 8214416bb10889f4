//! The responsible unit reports the work of its plan done; the looks begin.

use changxiao_domain::{
    orgs::Actor,
    recurrence::{Command, Problem},
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

pub async fn report_done(app: &App, actor: &Actor, target: &Target, text: String) -> Result<Problem, AppError> {
    carry_out(app, actor, target, Command::ReportDone { text }).await
}
