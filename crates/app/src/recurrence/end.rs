//! Ends a problem (销号) after its last look.

use changxiao_domain::{
    orgs::Actor,
    recurrence::{Command, Problem},
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

pub async fn end(app: &App, actor: &Actor, target: &Target, text: String) -> Result<Problem, AppError> {
    carry_out(app, actor, target, Command::End { text }).await
}
