//! A look on the spot after the work (回头看): it is not there again, or it came back.

use changxiao_domain::{
    orgs::Actor,
    recurrence::{Command, Problem},
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

pub async fn record_observation(
    app: &App,
    actor: &Actor,
    target: &Target,
    clean: bool,
    text: String,
) -> Result<Problem, AppError> {
    carry_out(app, actor, target, Command::Observe { clean, text }).await
}
