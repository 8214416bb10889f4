//! An appeal (申诉) against lateness after closing, reviewed by the office and then by a leader.

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

/// `photos` show the reason.
pub async fn appeal(
    app: &App,
    actor: &Actor,
    target: &Target,
    reason: String,
    photos: &[Stored],
) -> Result<Case, AppError> {
    carry_out(app, actor, target, Some((PhotoStage::Request, photos)), |_, _| {
        Ok(Command::Appeal { reason, photos: hashes(photos) })
    })
    .await
}

/// On the level on which it waits: the office passes it on, a leader grants it; both may refuse.
pub async fn decide(
    app: &App,
    actor: &Actor,
    target: &Target,
    granted: bool,
    reason: Option<String>,
) -> Result<Case, AppError> {
    carry_out(app, actor, target, None, |row, _| {
        let topic = row.case.standing.asked.map_or(Topic::Appeal, |asked| asked.what.topic());
        let topic = if topic == Topic::FinalAppeal { topic } else { Topic::Appeal };
        Ok(Command::Rule { topic, granted, reason, limit: None })
    })
    .await
}
