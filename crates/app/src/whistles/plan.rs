//! The joint plan (商定方案): a sentence for everybody and a task for each unit.

use changxiao_domain::{
    orgs::Actor,
    whistles::{CallNote, Command, Whistle},
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

pub async fn plan(
    app: &App,
    actor: &Actor,
    target: &Target,
    text: String,
    tasks: Vec<CallNote>,
) -> Result<Whistle, AppError> {
    carry_out(app, actor, target, Command::Plan { text, tasks }).await
}
