//! The office or a leader confirms that it is a chronic problem, and which unit answers for it.

use changxiao_domain::{
    ids::UnitId,
    orgs::Actor,
    recurrence::{Command, Problem},
};

use super::{
    Target,
    carry_out::{answerable, carry_out},
};
use crate::{App, AppError};

pub async fn confirm(app: &App, actor: &Actor, target: &Target, unit: UnitId) -> Result<Problem, AppError> {
    answerable(&*app.model(actor.city).await?, unit)?;
    carry_out(app, actor, target, Command::Confirm { unit }).await
}
