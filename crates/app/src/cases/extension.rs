//! More time (延期): asked for in time by the unit, granted or refused by the dispatcher or the office.

use changxiao_domain::{
    cases::{Case, Command, PhotoStage, Topic},
    orgs::Actor,
};
use changxiao_files::photos::Stored;

use super::{
    Target,
    carry_out::{carry_out, hashes},
};
use crate::{App, AppError};

/// `photos` show the reason, such as a signed form.
pub async fn ask(
    app: &App,
    actor: &Actor,
    target: &Target,
    reason: String,
    photos: &[Stored],
) -> Result<Case, AppError> {
    carry_out(app, actor, target, Some((PhotoStage::Request, photos)), |_, _| {
        Ok(Command::AskExtension { reason, photos: hashes(photos) })
    })
    .await
}

/// A grant adds one original limit to the deadline; a refusal needs its reason and does not count.
pub async fn decide(
    app: &App,
    actor: &Actor,
    target: &Target,
    granted: bool,
    reason: Option<String>,
) -> Result<Case, AppError> {
    carry_out(app, actor, target, None, |_, _| {
        Ok(Command::Rule { topic: Topic::Extension, granted, reason, limit: None })
    })
    .await
}
