//! The unit says that it is done and shows it (提交处置结果). The clock stops here.

use changxiao_domain::{
    cases::{Case, Command},
    orgs::Actor,
};
use changxiao_files::photos::Stored;

use super::{Target, carry_out::carry_out};
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
    carry_out(app, actor, target, ("after", photos), |_, _| {
        let after_photos = photos.iter().map(|stored| stored.facts.hash.0).collect();
        Ok(Command::Submit { text, after_photos, without_photo })
    })
    .await
}
