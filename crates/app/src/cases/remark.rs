//! Words that change no state: a note, or an urging (催办).

use changxiao_domain::{
    cases::{Case, Command},
    orgs::Actor,
};

use super::{Target, carry_out::carry_out};
use crate::{App, AppError};

pub async fn note(app: &App, actor: &Actor, target: &Target, text: String) -> Result<Case, AppError> {
    carry_out(app, actor, target, None, |_, _| Ok(Command::Note { text })).await
}

pub async fn urge(app: &App, actor: &Actor, target: &Target, text: String) -> Result<Case, AppError> {
    carry_out(app, actor, target, None, |_, _| Ok(Command::Urge { text })).await
}
