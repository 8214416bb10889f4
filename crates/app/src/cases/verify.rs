//! Looking on the spot whether a report is true, before it is filed (核实). Not to be mixed with the check of a fix (核查).

use changxiao_domain::{
    cases::{Case, Command, PhotoStage},
    orgs::Actor,
};
use changxiao_files::photos::Stored;

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

pub async fn request(app: &App, actor: &Actor, target: &Target, note: Option<String>) -> Result<Case, AppError> {
    carry_out(app, actor, target, None, |_, _| Ok(Command::RequestVerify { note })).await
}

/// `found`: the report is true.
pub async fn report(
    app: &App,
    actor: &Actor,
    target: &Target,
    found: bool,
    text: String,
    photos: &[Stored],
) -> Result<Case, AppError> {
    carry_out(app, actor, target, Some((PhotoStage::Verify, photos)), |_, _| {
        let photos = photos.iter().map(|stored| stored.facts.hash.0).collect();
        Ok(Command::ReportVerify { found, text, photos })
    })
    .await
}
