//! The unit says that it is done and shows it (提交处置结果). The clock stops here.

use changxiao_domain::{
    cases::{Case, Command, PhotoStage},
    orgs::Actor,
};
use changxiao_files::photos::Stored;

use super::{
    Target,
    carry_out::{carry_out, hashes},
};
use crate::{App, AppError};

/// `without_photo` is the reason for sending no photo although the category asks for one.
pub async fn submit(
    app: &App,
    actor: &Actor,
    target: &Target,
    text: String,
    photos: &[Stored],
    without_photo: Option<String>,
) -> Result<Case, AppError> {
    carry_out(app, actor, target, Some((PhotoStage::After, photos)), |_, _| {
        Ok(Command::Submit { text, after_photos: hashes(photos), without_photo })
    })
    .await
}

/// The same, left to the head of the unit to confirm: the clock runs on until then.
pub async fn submit_to_unit(
    app: &App,
    actor: &Actor,
    target: &Target,
    text: String,
    photos: &[Stored],
    without_photo: Option<String>,
) -> Result<Case, AppError> {
    carry_out(app, actor, target, Some((PhotoStage::After, photos)), |_, _| {
        Ok(Command::SubmitToUnit { text, after_photos: hashes(photos), without_photo })
    })
    .await
}

/// The head of the unit confirms what the handler submitted. The clock stops here.
pub async fn confirm(app: &App, actor: &Actor, target: &Target, note: Option<String>) -> Result<Case, AppError> {
    carry_out(app, actor, target, None, |_, _| Ok(Command::Confirm { note })).await
}
