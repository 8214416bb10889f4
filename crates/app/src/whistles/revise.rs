//! The street revises its draft (修改) before it asks for approval.

use changxiao_domain::{
    orgs::Actor,
    whistles::{Command, Whistle},
};

use super::draft::{Matter, check};
use crate::{
    App, AppError,
    workflow::{Target, carry_out},
};

/// Errors: as for a draft; it is no draft any more.
pub async fn revise(app: &App, actor: &Actor, target: &Target, matter: Matter) -> Result<Whistle, AppError> {
    let model = app.model(actor.city).await?;
    let checked = check(app, actor, &model, &matter).await?;
    let command = Command::Revise {
        kind: matter.kind,
        title: matter.title.trim().to_owned(),
        text: matter.text.trim().to_owned(),
        place: matter.place.trim().to_owned(),
        division: checked.division.padded(),
        calls: matter.calls,
        cases: checked.cases,
    };
    carry_out(app, actor, target, command).await
}
