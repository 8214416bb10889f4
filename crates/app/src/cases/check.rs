//! Looking on the spot whether the fix is real (核查): asked for, passed or failed.

use changxiao_domain::{
    cases::{Case, Command, PhotoStage},
    orgs::Actor,
};
use changxiao_files::photos::Stored;

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

pub async fn request_check(app: &App, actor: &Actor, target: &Target, note: Option<String>) -> Result<Case, AppError> {
    carry_out(app, actor, target, None, |_, _| Ok(Command::RequestCheck { note })).await
}

/// `text` says what was seen; for a failed check, what is still wrong.
pub async fn record_check(
    app: &App,
    actor: &Actor,
    target: &Target,
    passed: bool,
    text: String,
    photos: &[Stored],
) -> Result<Case, AppError> {
    carry_out(app, actor, target, Some((PhotoStage::Check, photos)), |_, _| {
        let photos = photos.iter().map(|stored| stored.facts.hash.0).collect();
        Ok(if passed { Command::CheckPass { text, photos } } else { Command::CheckFail { text, photos } })
    })
    .await
}
